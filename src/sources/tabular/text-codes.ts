import { quoteText } from './sql.ts'
import type { Column } from './table.ts'

/** SQL giving each row the position (USMALLINT) of its text in `texts`; null and unknown texts get `otherwise`. */
export function textCodes(column: Column, texts: readonly string[], otherwise: number): string {
  if (texts.length === 0) return `${otherwise}::USMALLINT`
  // An enum finds the text by hash; a CASE would compare with one after another.
  const code = `enum_code(TRY_CAST(${column.text} AS ENUM(${texts.map(quoteText).join(', ')})))`
  return `CAST(coalesce(${code}, ${otherwise}) AS USMALLINT)`
}

/** Numbers in their order, else texts in theirs, as numpy.unique sorts the values of a column of that type. */
export function sortTexts(texts: readonly string[]): readonly string[] {
  const numeric = texts.every((text) => text.trim() !== '' && Number.isFinite(Number(text)))
  return numeric ? texts.toSorted((a, b) => Number(a) - Number(b)) : texts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}
