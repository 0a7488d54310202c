import { MeasurementError } from '../../errors.ts'
import { dataInvalid } from './data-invalid.ts'
import { fileNames, type Table } from './table.ts'

/** What DuckDB said about a file, as an error that names file and line. Errors that already say it pass through. */
export function readFailed(table: Pick<Table, 'files'>, cause: unknown): MeasurementError {
  if (cause instanceof MeasurementError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const file = table.files.find(({ path }) => message.includes(path))?.reference ?? fileNames(table)
  if (message.startsWith('Out of Memory')) {
    return new MeasurementError(
      'DATA_INVALID',
      `${file}: reading it needs more memory than allowed`,
      'Raise the memory limit, or use fewer distinct groups and ids.',
      { cause },
    )
  }
  const line = /^CSV Error on Line: (\d+)$/m.exec(message.replace('Invalid Input Error: ', ''))?.[1]
  const at = line === undefined ? '' : ` at line ${line}`
  if (/invalid unicode|not utf-8 encoded/i.test(message)) {
    return dataInvalid({
      file,
      found: `bytes that are not UTF-8${at}`,
      expected: 'UTF-8 text',
      remedy: 'Save the file as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8).',
      cause,
    })
  }
  if (message.includes('Error when sniffing file')) {
    return dataInvalid({
      file,
      found: 'no lines that are cut into columns in one way',
      expected: 'CSV: a header line, and as many fields in each line after it',
      remedy: 'Write it as CSV in UTF-8; name Parquet .parquet, JSON .jsonl, and what is compressed .csv.gz or .csv.zst.',
      cause,
    })
  }
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message)
  if (columns !== null) {
    const [, expected, found] = columns
    return dataInvalid({
      file,
      found: `${found} columns${at}`,
      expected: `${expected}, as in the header line`,
      remedy: 'Quote values that contain the delimiter.',
      cause,
    })
  }
  const [said] = message.split('\n').filter((part) => !part.startsWith('Invalid Input Error: CSV Error on Line'))
  return dataInvalid({
    file,
    found: `an error${at}: ${said ?? message}`,
    expected: 'readable data',
    remedy: 'Write the file again, or open it with another tool to see what is wrong.',
    cause,
  })
}
