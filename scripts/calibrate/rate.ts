/** How often something happened in so many repeats. */
export type Rate = { readonly count: number; readonly repeats: number }

/** Share in percent with one decimal; exact enough to tell the count again up to 1,000 repeats. */
export function formatRate({ count, repeats }: Rate): string {
  return `${((100 * count) / repeats).toFixed(1)} %`
}

export function parseRate(text: string, repeats: number): Rate {
  const percent = /^(\d+\.\d) %$/.exec(text)?.[1]
  if (percent === undefined) throw new Error(`found '${text}' where a rate such as '4.2 %' is expected`)
  return { count: Math.round((Number(percent) * repeats) / 100), repeats }
}

/** Beyond the nominal error by more than chance explains: three standard errors of so many repeats. */
export function isBeyond({ count, repeats }: Rate, nominal: number): boolean {
  return count / repeats > nominal + 3 * Math.sqrt((nominal * (1 - nominal)) / repeats)
}

/** Whether two runs of one experiment agree within three standard errors of both; Agresti and Coull's shrinkage, so that 0 % has one too. */
export function agree(one: Rate, other: Rate): boolean {
  const [a, b] = [shrunk(one), shrunk(other)]
  return Math.abs(a.share - b.share) <= 3 * Math.sqrt(a.variance + b.variance)
}

function shrunk({ count, repeats }: Rate): { share: number; variance: number } {
  const share = (count + 2) / (repeats + 4)
  return { share, variance: (share * (1 - share)) / (repeats + 4) }
}
