import { markdownTable } from 'markdown-table'
import { formatRate, parseRate } from './rate.ts'
import { CELLS, type Published } from './rollout-cells.ts'
import type { CellRow, LadderRow } from './rollout-rows.ts'

export type RolloutTables = {
  readonly equal: readonly CellRow[]
  readonly worse: readonly CellRow[]
  readonly ladder: readonly LadderRow[]
  readonly reference: readonly CellRow[]
}

const TITLES = {
  equal: 'an equal canary is rolled back, or proven better than equal',
  worse: 'a worse canary is found',
  ladder: 'a whole rollout, 1, 5, 25 and 50 %, within six hours',
  reference: 'against the simulations that the design rests on',
} as const

const CELL_HEAD = ['the truth', 'guardrail', 'α', 'minutes', 'repeats', 'decided so', 'median minute', '95th percentile']
const LADDER_HEAD = ['the truth', 'guardrails', 'repeats', 'promoted', 'rolled back', 'undecided', 'median minutes of the steps']
const PUBLISHED_HEAD = ['there', 'median there']

/** The text between the markers of docs/calibration.md. */
export function renderRolloutTables({ equal, worse, ladder, reference }: RolloutTables): string {
  const published = CELLS.flatMap((cell) => (cell.published === null ? [] : [cell.published]))
  return [
    ...section('equal', CELL_HEAD, equal.map(cellsOfRow)),
    ...section('worse', CELL_HEAD, worse.map(cellsOfRow)),
    ...section('ladder', LADDER_HEAD, ladder.map(cellsOfLadder)),
    ...section(
      'reference',
      [...CELL_HEAD, ...PUBLISHED_HEAD],
      reference.map((row, i) => [...cellsOfRow(row), ...cellsOfPublished(published[i])]),
    ),
  ]
    .join('\n')
    .trim()
}

/**
 * The inverse of `renderRolloutTables`.
 *
 * @throws Error for a table that this command did not write
 */
export function parseRolloutTables(text: string): RolloutTables {
  const linesOf = (name: keyof typeof TITLES) => {
    const [, after = ''] = text.split(`### ${TITLES[name]}\n`)
    const [, , ...body] = (after.split('\n### ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'))
    return body.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  }
  return {
    equal: linesOf('equal').map(cellRowOf),
    worse: linesOf('worse').map(cellRowOf),
    ladder: linesOf('ladder').map(ladderRowOf),
    reference: linesOf('reference').map(cellRowOf),
  }
}

function section(name: keyof typeof TITLES, head: readonly string[], rows: readonly string[][]): string[] {
  const align = head.map((title) => (['the truth', 'guardrail', 'guardrails'].includes(title) ? 'l' : 'r'))
  return [`### ${TITLES[name]}`, '', markdownTable([[...head], ...rows], { align }), '']
}

function cellsOfRow({ truth, guardrail, alpha, minutes, repeats, found, median, p95 }: CellRow): string[] {
  return [truth, guardrail, `${100 * alpha} %`, String(minutes), String(repeats), formatRate(found), numberOr(median), numberOr(p95)]
}

function cellsOfLadder({ truth, guardrail, repeats, promoted, rolledBack, undecided, medians }: LadderRow): string[] {
  return [truth, guardrail, String(repeats), ...[promoted, rolledBack, undecided].map(formatRate), medians.map(numberOr).join(', ')]
}

function cellsOfPublished(published: Published | undefined): string[] {
  return published === undefined ? ['', ''] : [`${(100 * published.found).toFixed(1)} %`, numberOr(published.minutes)]
}

function cellRowOf([
  truth = '',
  guardrail = '',
  alpha = '',
  minutes = '',
  repeats = '',
  found = '',
  median = '',
  p95 = '',
]: string[]): CellRow {
  return {
    truth,
    guardrail,
    alpha: Number.parseFloat(alpha) / 100,
    minutes: Number(minutes),
    repeats: Number(repeats),
    found: parseRate(found, Number(repeats)),
    median: parsedNumber(median),
    p95: parsedNumber(p95),
  }
}

function ladderRowOf([
  truth = '',
  guardrail = '',
  repeats = '',
  promoted = '',
  rolledBack = '',
  undecided = '',
  medians = '',
]: string[]): LadderRow {
  const rate = (text: string) => parseRate(text, Number(repeats))
  return {
    truth,
    guardrail,
    repeats: Number(repeats),
    promoted: rate(promoted),
    rolledBack: rate(rolledBack),
    undecided: rate(undecided),
    medians: medians.split(', ').map(parsedNumber),
  }
}

function numberOr(value: number | null): string {
  return value === null ? '–' : String(value)
}

function parsedNumber(text: string): number | null {
  return text === '–' ? null : Number(text)
}
