import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BATCH_ROWS, type BenchPlan, FEATURES, LABEL, THREADS } from './bench-plan.ts'
import { installNativePackages } from './benchmark-tools.ts'
import { COEFFICIENTS, writeEvaluationData } from './evaluation-data.ts'
import { mlpModel } from './mlp-model.ts'
import { type Measurements, renderTable } from './render-table.ts'
import { type EvaluationCost, type FloorCost, type Measured, measureEvaluation, measureFloor } from './run-measured.ts'

/** Weight of the noise in the models' answers: both know what the labels are made of, and differ as retrained models do. */
const NOISE = 0.01

export async function benchEvaluate(asked: { readonly rows: readonly number[]; readonly rounds: number; readonly keep: boolean }) {
  const kept = join(tmpdir(), 'sluice-bench')
  if (asked.keep) mkdirSync(kept, { recursive: true })
  const folder = asked.keep ? kept : mkdtempSync(`${kept}-`)
  try {
    const runtimeFolder = await installNativePackages()
    const plans: BenchPlan[] = []
    for (const rows of asked.rows) {
      console.error(`Writing ${rows} rows of ${FEATURES.length} columns …`)
      plans.push(await prepare(folder, runtimeFolder, rows))
    }
    console.log(renderTable(await measureInTurns(plans, asked.rounds)))
  } finally {
    if (!asked.keep) rmSync(folder, { recursive: true, force: true })
  }
}

async function prepare(folder: string, runtimeFolder: string, rows: number): Promise<BenchPlan> {
  const path = (name: string) => join(folder, name)
  await writeEvaluationData(runtimeFolder, path(`${rows}.parquet`), rows)
  for (const [index, arm] of ['baseline', 'candidate'].entries())
    writeFileSync(path(`${arm}.onnx`), mlpModel(COEFFICIENTS, NOISE, index + 1))
  return {
    runtimeFolder,
    data: path(`${rows}.parquet`),
    baseline: path('baseline.onnx'),
    candidate: path('candidate.onnx'),
    rows,
    features: FEATURES,
    label: LABEL,
    batchRows: BATCH_ROWS,
    threads: THREADS,
    workerCost: path('worker-cost.json'),
  }
}

/** By turns, so that a neighbour that takes the machine's cores for a while slows both. */
async function measureInTurns(plans: readonly BenchPlan[], rounds: number): Promise<Measurements[]> {
  const measurements: Measurements[] = []
  for (const plan of plans) {
    const floors: Measured<FloorCost>[] = []
    const evaluations: Measured<EvaluationCost>[] = []
    for (let round = 1; round <= rounds; round++) {
      console.error(`${plan.rows} rows, round ${round} of ${rounds} …`)
      floors.push(await measureFloor(plan))
      evaluations.push(await measureEvaluation(plan))
    }
    measurements.push({ rows: plan.rows, floors, evaluations })
  }
  return measurements
}
