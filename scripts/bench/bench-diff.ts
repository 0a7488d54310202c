import { join } from 'node:path'
import { withBenchFolder } from './bench-folder.ts'
import { THREADS } from './bench-plan.ts'
import { writeDiffData } from './diff-data.ts'
import type { DiffPlan } from './diff-plan.ts'
import { type DiffMeasurements, renderDiffTable } from './diff-table.ts'
import { installNativePackages } from './install-native.ts'
import { measureDiff, measureSummarize } from './run-measured.ts'

export function benchDiff(asked: { readonly rows: readonly number[]; readonly rounds: number; readonly keep: boolean }): Promise<void> {
  return withBenchFolder(asked.keep, async (folder) => {
    const runtimeFolder = await installNativePackages()
    const measurements: DiffMeasurements[] = []
    for (const rows of asked.rows) measurements.push(await measureInTurns(await prepare(folder, runtimeFolder, rows), asked.rounds))
    console.log(renderDiffTable(measurements))
  })
}

async function prepare(folder: string, runtimeFolder: string, rows: number): Promise<DiffPlan> {
  console.error(`Writing two files of ${rows} rows …`)
  const [reference, current] = [join(folder, `diff-${rows}-a.parquet`), join(folder, `diff-${rows}-b.parquet`)]
  await writeDiffData(runtimeFolder, reference, rows, 0)
  await writeDiffData(runtimeFolder, current, rows, rows)
  return { runtimeFolder, reference, current, rows, threads: THREADS }
}

/** By turns, so that a neighbour that takes the machine's cores for a while slows both. */
async function measureInTurns(plan: DiffPlan, rounds: number): Promise<DiffMeasurements> {
  const measured = {
    rows: plan.rows,
    summaries: [] as DiffMeasurements['summaries'][number][],
    diffs: [] as DiffMeasurements['diffs'][number][],
  }
  for (let round = 1; round <= rounds; round++) {
    console.error(`${plan.rows} rows, round ${round} of ${rounds} …`)
    measured.summaries.push(await measureSummarize(plan))
    measured.diffs.push(await measureDiff(plan))
  }
  return measured
}
