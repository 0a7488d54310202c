import { allExperiments, type Experiment, nameOf } from './experiments.ts'
import { spread } from './spread.ts'
import type { Tables } from './tables.ts'

/** Runs all experiments on all cores. */
export async function runEvaluate(divisor: number, progress: (text: string) => void): Promise<Tables> {
  const worker = new URL('./worker.js', import.meta.url)
  const tables = await spread<Experiment, Tables>(allExperiments(), { worker, workerData: divisor, progress, nameOf })
  return { gate: tables.flatMap(({ gate }) => gate), metrics: tables.flatMap(({ metrics }) => metrics) }
}
