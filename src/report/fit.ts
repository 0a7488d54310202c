/** A part of a report in ever shorter forms; the last may be empty. Parts with a higher `cutFirst` lose their length first. */
export type Section = { readonly variants: readonly [string, ...string[]]; readonly cutFirst: number }

export const SHORTENED = '_This report was shortened to fit. Everything is in the verdict files._'

/**
 * The parts as one document of at most `limit`. What does not fit is shortened by importance, from the end of the
 * document, one whole form at a time, so that no table or tag is ever cut through.
 *
 * @param size what is limited: UTF-8 bytes, unless told
 */
export function fitSections(sections: readonly Section[], limit: number, size: (text: string) => number = bytes): string {
  const chosen = sections.map(() => 0)
  const full = joined(sections, chosen)
  if (size(full) <= limit) return full
  for (;;) {
    const next = nextToCut(sections, chosen)
    if (next === null) return ''
    chosen[next] = (chosen[next] ?? 0) + 1
    const document = `${joined(sections, chosen)}\n${SHORTENED}\n`
    if (size(document) <= limit) return document
  }
}

function nextToCut(sections: readonly Section[], chosen: readonly number[]): number | null {
  let next: number | null = null
  for (const [index, { variants, cutFirst }] of sections.entries()) {
    if ((chosen[index] ?? 0) + 1 >= variants.length) continue
    if (next === null || cutFirst >= (sections[next]?.cutFirst ?? 0)) next = index
  }
  return next
}

function joined(sections: readonly Section[], chosen: readonly number[]): string {
  const texts = sections.map(({ variants }, index) => variants[chosen[index] ?? 0] ?? '').filter((text) => text !== '')
  return `${texts.join('\n\n')}\n`
}

export function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
