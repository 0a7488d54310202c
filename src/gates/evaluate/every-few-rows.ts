const ORDINAL = new Intl.PluralRules('en', { type: 'ordinal' })
const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }

/** What a figure's caption says of its rows: nothing when it is made of all. */
export function ofEveryFewRows(stride: number): string {
  return stride === 1 ? '' : ` Of every ${stride}${ENDINGS[ORDINAL.select(stride)] ?? 'th'} row.`
}
