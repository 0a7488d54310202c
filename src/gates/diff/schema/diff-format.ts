import { formatCount } from '../../../judge/format-number.ts'
import type { ColumnSchema, TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { pairs } from './diff-columns.ts'

/** How the file is written, beside what it says: the dialect of CSV, the spelling of values. */
export function diffFormat(reference: TableSchema, current: TableSchema): Finding[] {
  if (reference.format !== current.format) {
    const evidence = `${reference.format} → ${current.format}`
    return [formatChanged('file', 'The file has another format.', evidence)]
  }
  if (reference.csv !== null && current.csv !== null)
    return [...dialectChanges(reference.csv, current.csv), ...csvSpellings(reference, current)]
  return current.format === 'json' ? jsonSpellings(reference, current) : []
}

function formatChanged(subject: string, message: string, evidence: string): Finding {
  return { rule: 'FORMAT_CHANGED', subject, message, evidence }
}

type Dialect = NonNullable<TableSchema['csv']>

function dialectChanges(before: Dialect, after: Dialect): Finding[] {
  if (before.encoding !== after.encoding)
    return [formatChanged('file', 'The text is encoded otherwise.', `${before.encoding} → ${after.encoding}`)]
  const quoted = (text: string) => JSON.stringify(text)
  const header = (has: boolean) => (has ? 'with a header' : 'without a header')
  return [
    ...(before.delimiter === after.delimiter
      ? []
      : [formatChanged('file', 'The delimiter is another one.', `${quoted(before.delimiter)} → ${quoted(after.delimiter)}`)]),
    ...(before.quote === after.quote
      ? []
      : [formatChanged('file', 'The quote is another one.', `${quoted(before.quote)} → ${quoted(after.quote)}`)]),
    ...(before.header === after.header
      ? []
      : [formatChanged('file', 'The header line came or went.', `${header(before.header)} → ${header(after.header)}`)]),
  ]
}

function csvSpellings(reference: TableSchema, current: TableSchema): Finding[] {
  return pairs(reference, current).flatMap(({ before, after }) => {
    const [one, other] = [before.spelling, after.spelling]
    if (one === null || other === null) return []
    const tokens = other.nullTokens.filter((token) => !one.nullTokens.includes(token))
    return [
      ...(one.leadingZeros > 0 && other.leadingZeros === 0 ? [lostZeros(after, one.leadingZeros)] : []),
      ...(one.decimalComma === 0 && other.decimalComma > 0 && before.type.kind === 'float'
        ? [decimalComma(after, other.decimalComma)]
        : []),
      ...(tokens.length === 0 ? [] : [nullTokens(after, tokens)]),
      ...(one.dateFormat !== null && other.dateFormat !== null && one.dateFormat !== other.dateFormat
        ? [formatChanged(after.name, 'Dates are written otherwise.', `${one.dateFormat} → ${other.dateFormat}`)]
        : []),
    ]
  })
}

function lostZeros({ name }: ColumnSchema, count: number): Finding {
  const evidence = `${formatCount(count)} values of the reference's first rows begin with 0, none now`
  return formatChanged(name, 'Leading zeros are lost: ids are read as numbers.', evidence)
}

function decimalComma({ name }: ColumnSchema, count: number): Finding {
  return formatChanged(name, 'Numbers are written with a decimal comma.', `${formatCount(count)} of the first rows`)
}

function nullTokens({ name }: ColumnSchema, tokens: readonly string[]): Finding {
  const evidence = `new in the column: ${tokens.map((token) => JSON.stringify(token)).join(', ')}`
  return formatChanged(name, 'Missing values are written as a word that is read as text.', evidence)
}

function jsonSpellings(reference: TableSchema, current: TableSchema): Finding[] {
  return pairs(reference, current).flatMap(({ before, after }) => {
    const [one, other] = [before.spelling, after.spelling]
    if (one === null || other === null) return []
    return [
      ...(one.absent === 0 && one.nulls > 0 && other.absent > 0 && other.nulls === 0
        ? [absence(after.name, 'null', 'absent', other.absent)]
        : []),
      ...(one.nulls === 0 && one.absent > 0 && other.nulls > 0 && other.absent === 0
        ? [absence(after.name, 'absent', 'null', other.nulls)]
        : []),
      ...(one.quotedNumbers === 0 && other.quotedNumbers > 0 ? [quotedNumbers(after.name, other.quotedNumbers)] : []),
      ...(one.aboveExact === 0 && other.aboveExact > 0 ? [aboveExact(after.name, other.aboveExact)] : []),
    ]
  })
}

function absence(subject: string, before: string, after: string, count: number): Finding {
  const message = 'A missing value is written otherwise.'
  return { rule: 'JSON_MISSING_VS_NULL', subject, message, evidence: `${before} → ${after} in ${formatCount(count)} of the first rows` }
}

function quotedNumbers(subject: string, count: number): Finding {
  const message = 'Numbers are written as text.'
  return { rule: 'JSON_NUMBER_STRING', subject, message, evidence: `${formatCount(count)} of the first rows` }
}

function aboveExact(subject: string, count: number): Finding {
  const message = 'Whole numbers are larger than 2^53: readers that take doubles make neighbours one.'
  return { rule: 'INT_ABOVE_2_53', subject, message, evidence: `${formatCount(count)} of the first rows; none in the reference` }
}
