import { markdownTable } from 'markdown-table'
import type { DiffRow } from './diff-rates.ts'
import { formatRate } from './rate.ts'

const HEAD = ['the truth about the data', 'rows a side', 'repeats', 'any fail', 'any warning', 'the change is named']

/** The text between the markers of docs/calibration.md. */
export function renderDiffTable(rows: readonly DiffRow[]): string {
  const cells = rows.map(({ truth, n, repeats, failed, warned, found }) => [
    truth,
    String(n),
    String(repeats),
    formatRate(failed),
    formatRate(warned),
    found === null ? '' : formatRate(found),
  ])
  return markdownTable([HEAD, ...cells], { align: ['l', 'r', 'r', 'r', 'r', 'r'] })
}
