/** A share in basis points: `12.5 %`. */
export function percent(shareBp: number): string {
  return `${Number((shareBp / 100).toPrecision(6))} %`
}
