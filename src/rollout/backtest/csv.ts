import { CsvError, parse } from 'csv-parse/sync'
import { type Problem, UsageError } from '../../errors.ts'

/** A line of a file, by its columns' names. */
export type Line = { readonly number: number; readonly cells: Readonly<Record<string, string>> }
export type Csv = { readonly header: readonly string[]; readonly lines: readonly Line[] }

/** What is wrong, without its place. */
export type Wrong = Omit<Problem, 'where'>

const MOST_PROBLEMS = 20
const MOST_CHARS = 80

/** @param file its name, for messages; @throws UsageError for text that is no CSV */
export function readCsv(text: string, file: string): Csv {
  try {
    const numbers: number[] = []
    const on_record = (record: string[], { lines }: { readonly lines: number }) => {
      numbers.push(lines)
      return record
    }
    const [header = [], ...records] = parse(text, { bom: true, skip_empty_lines: true, trim: true, on_record })
    const lines = records.map((record, index) => ({
      number: numbers[index + 1] ?? 0,
      cells: Object.fromEntries(header.map((column, at) => [column, record[at] ?? ''])),
    }))
    if (lines.length > 0) return { header, lines }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? `:${error['lines']}` : ''
    throw new UsageError({
      where: `${file}${line}`,
      found: error.message,
      expected: 'CSV with a header and the same number of cells in each line',
      remedy: 'Separate by commas, and quote cells that hold one.',
    })
  }
  throw new UsageError({
    where: file,
    found: 'no line below a header',
    expected: 'at least one release',
    remedy: 'docs/backtest.md has an example.',
  })
}

/** Up to twenty at once. @throws UsageError where there is one */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems.slice(0, MOST_PROBLEMS)
  if (first !== undefined) throw new UsageError(first, ...rest)
}

/** ISO 8601 with its zone, or seconds since 1970 as Prometheus writes them; as epoch milliseconds. */
export function readTime(text: string): number | null {
  if (/^\d{9,10}(\.\d{1,3})?$/.test(text)) return Math.round(Number(text) * 1000)
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return null
  const ms = Date.parse(text.replace(' ', 'T'))
  return Number.isNaN(ms) ? null : ms
}

export function noTime(column: string, text: string): Wrong {
  const expected = 'a time with its zone, such as 2026-10-03T14:00:00Z, or seconds since 1970'
  return wrongCell(column, text, expected, 'Without a zone it is another moment elsewhere.')
}

export function wrongCell(column: string, text: string, expected: string, remedy: string): Wrong {
  return { found: `${text === '' ? 'nothing' : JSON.stringify(text.slice(0, MOST_CHARS))} in \`${column}\``, expected, remedy }
}

export function oneOf<Word extends string>(words: readonly Word[], text: string): Word | null {
  return words.find((word) => word === text) ?? null
}
