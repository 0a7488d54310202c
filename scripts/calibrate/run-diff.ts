import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { DIFF_SCENARIOS, type DiffRow } from './diff-rates.ts'
import type { Rate } from './rate.ts'

/** Some repeats of one row of the table; `from` is the first of them, which seeds it. */
export type DiffPart = { readonly scenario: number; readonly n: number; readonly from: number; readonly repeats: number }

const REPEATS_OF_A_PART = 25

/** Runs all scenarios on all cores; every repeat has its own seed, so that neither order nor number of threads changes a number. */
export async function runDiff(divisor: number, progress: (text: string) => void): Promise<DiffRow[]> {
  const parts = DIFF_SCENARIOS.flatMap(({ sizes, repeats }, scenario) =>
    sizes.flatMap((n) => partsOf(scenario, n, Math.max(10, Math.round(repeats / divisor)))),
  )
  const answers = new Map<DiffPart, DiffRow>()
  const waiting = [...parts]
  const serve = async () => {
    const worker = new Worker(new URL('./diff-worker.js', import.meta.url))
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      answers.set(next, await answerOf(worker, next))
      progress(`${answers.size} of ${parts.length}: ${DIFF_SCENARIOS[next.scenario]?.truth} (${next.n} rows)`)
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), parts.length) }, serve))
  return together(parts.flatMap((part) => answers.get(part) ?? []))
}

function partsOf(scenario: number, n: number, repeats: number): DiffPart[] {
  return Array.from({ length: Math.ceil(repeats / REPEATS_OF_A_PART) }, (_, part) => {
    const from = part * REPEATS_OF_A_PART
    return { scenario, n, from, repeats: Math.min(REPEATS_OF_A_PART, repeats - from) }
  })
}

function answerOf(worker: Worker, part: DiffPart): Promise<DiffRow> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (row: DiffRow) => {
      worker.off('error', reject)
      resolve(row)
    })
    worker.postMessage(part)
  })
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
