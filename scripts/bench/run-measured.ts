import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { BenchPlan } from './bench-plan.ts'
import type { Cost } from './cost.ts'
import type { DiffPlan } from './diff-plan.ts'
import { watchPeakMemory } from './peak-memory.ts'

export type FloorCost = { readonly decode: Cost; readonly inference: Cost }
export type EvaluationCost = { readonly evaluation: Cost; readonly scoring: Cost; readonly judged: string }
export type Measured<T> = T & { readonly peakBytes: number | null }

/** What DuckDB's SUMMARIZE of both files cost. */
export type SummarizeCost = { readonly summarize: Cost }
/** Wall time only: what ended processes below it have used Node does not tell. */
export type DiffCost = { readonly wallMs: number; readonly judged: string }

export function measureFloor(plan: BenchPlan): Promise<Measured<FloorCost>> {
  return runMeasured('floor.js', plan)
}

export function measureEvaluation(plan: BenchPlan): Promise<Measured<EvaluationCost>> {
  return runMeasured('evaluation.js', plan)
}

export function measureSummarize(plan: DiffPlan): Promise<Measured<SummarizeCost>> {
  return runMeasured('diff-floor.js', plan)
}

export function measureDiff(plan: DiffPlan): Promise<Measured<DiffCost>> {
  return runMeasured('diff-run.js', plan)
}

/** A fresh process for each measurement: what one has warmed up helps no other. Its last words are the result, as JSON. */
async function runMeasured<T>(script: string, plan: BenchPlan | DiffPlan): Promise<Measured<T>> {
  const args = [...process.execArgv, join(import.meta.dirname, script), JSON.stringify(plan)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const memory = watchPeakMemory(child.pid ?? 0)
  let said = ''
  child.stdout.on('data', (text: Buffer) => {
    said += text
  })
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const peakBytes = memory.stop()
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
  return { ...JSON.parse(said), peakBytes }
}
