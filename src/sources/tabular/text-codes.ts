import { quoteText } from './sql.ts'
import type { Column } from './table.ts'

/** More values than this are found faster by an enum's hash than by comparing with one after another. */
const MOST_COMPARED = 16

/** SQL giving each row the position (USMALLINT) of its text in `texts`; null and unknown texts get `otherwise`. */
export function textCodes(column: Column, texts: readonly string[], otherwise: number): string {
  if (texts.length === 0) return `${otherwise}::USMALLINT`
  if (isWholeNumber(column) && texts.length <= MOST_COMPARED && texts.every((text) => WHOLE_NUMBER.test(text))) {
    // No text is made of a number: on a million labels that takes as long as reading four columns.
    const cases = texts.map((text, code) => `WHEN ${text} THEN ${code}`).join(' ')
    return `CAST(CASE ${column.value} ${cases} ELSE ${otherwise} END AS USMALLINT)`
  }
  // An enum finds the text by hash; a CASE would compare with one after another.
  const code = `enum_code(TRY_CAST(${column.text} AS ENUM(${texts.map(quoteText).join(', ')})))`
  return `CAST(coalesce(${code}, ${otherwise}) AS USMALLINT)`
}

/** As DuckDB writes one, of at most 18 digits so that it is a BIGINT. */
const WHOLE_NUMBER = /^(0|-?[1-9]\d{0,17})$/

/** A column whose values are whole numbers in the file already, so that its texts follow from them. */
export function isWholeNumber({ kind, text, value }: Column): boolean {
  return kind === 'integer' && text === `CAST(${value} AS VARCHAR)`
}

/** Numbers in their order, else texts in theirs, as numpy.unique sorts the values of a column of that type. */
export function sortTexts(texts: readonly string[]): readonly string[] {
  const numeric = texts.every((text) => text.trim() !== '' && Number.isFinite(Number(text)))
  return numeric ? texts.toSorted((a, b) => Number(a) - Number(b)) : texts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}
