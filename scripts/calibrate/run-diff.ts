import { DIFF_SCENARIOS, type DiffRow } from './diff-rates.ts'
import type { Rate } from './rate.ts'
import { partition, spread } from './spread.ts'

/** Some repeats of one row of the table; `from` is the first of them, which seeds it. */
export type DiffPart = { readonly scenario: number; readonly n: number; readonly from: number; readonly repeats: number }

const REPEATS_OF_A_PART = 25

/** Runs all scenarios on all cores. */
export async function runDiff(divisor: number, progress: (text: string) => void): Promise<DiffRow[]> {
  const parts = DIFF_SCENARIOS.flatMap(({ sizes, repeats }, scenario) =>
    sizes.flatMap((n) => partsOf(scenario, n, Math.max(10, Math.round(repeats / divisor)))),
  )
  const worker = new URL('./diff-worker.js', import.meta.url)
  const nameOf = ({ scenario, n }: DiffPart) => `${DIFF_SCENARIOS[scenario]?.truth} (${n} rows)`
  return together(await spread<DiffPart, DiffRow>(parts, { worker, progress, nameOf }))
}

function partsOf(scenario: number, n: number, repeats: number): DiffPart[] {
  return partition(repeats, REPEATS_OF_A_PART).map((part) => ({ scenario, n, ...part }))
}

/** Adds up the parts of a row; they follow one another. */
function together(parts: readonly DiffRow[]): DiffRow[] {
  const rows: DiffRow[] = []
  for (const part of parts) {
    const last = rows.at(-1)
    if (last?.truth !== part.truth || last.n !== part.n) {
      rows.push(part)
      continue
    }
    const repeats = last.repeats + part.repeats
    const sum = (one: Rate, other: Rate) => ({ count: one.count + other.count, repeats })
    const found = last.found === null || part.found === null ? null : sum(last.found, part.found)
    rows[rows.length - 1] = { ...part, repeats, failed: sum(last.failed, part.failed), warned: sum(last.warned, part.warned), found }
  }
  return rows
}
