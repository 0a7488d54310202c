import { markdownTable } from 'markdown-table'
import type { DiffRow } from './diff-rates.ts'
import { formatRate, parseRate } from './rate.ts'

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

/** The inverse of `renderDiffTable`. */
export function parseDiffTable(block: string): DiffRow[] {
  const [, , ...lines] = block.split('\n')
  return lines.map((line) => {
    const [truth = '', n = '', times = '', failed = '', warned = '', found = ''] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    const repeats = Number(times)
    const rate = (text: string) => parseRate(text, repeats)
    return { truth, n: Number(n), repeats, failed: rate(failed), warned: rate(warned), found: found === '' ? null : rate(found) }
  })
}
