import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Tensor } from 'onnxruntime-common'
import { makeFeeds, readHeldInputs } from '../../src/sources/benchmark/held-inputs.ts'
import type { PreparedArm } from '../../src/sources/benchmark/jobs.ts'
import { MachineWatch } from '../../src/sources/benchmark/machine.ts'
import { clockCostMs, NativeClock } from '../../src/sources/benchmark/native-clock.ts'
import { openOnnxSession } from '../../src/sources/benchmark/onnx-session.ts'
import { balancedOrders, drawFrom } from '../../src/sources/benchmark/turns.ts'
import { loadOnnxruntime } from '../../src/sources/native/load.ts'

export type OverheadPlan = {
  readonly runtimeFolder: string
  readonly prepared: PreparedArm
  readonly measureMs: number
  readonly seed: number
}
export type Overhead = { readonly bareMs: number; readonly reportedMs: number; readonly ratio: number; readonly clockMs: number }

/** A millisecond: on a machine that others share, most turns then run without being interrupted. */
const CALLS_A_TURN = 10

/** What the binding itself offers, without onnxruntime-node's session around it. */
type Binding = { readonly binding: { readonly InferenceSession: new () => BareSession } }
type BareSession = {
  loadModel(path: string, options: Record<string, unknown>): void
  run(feeds: Record<string, Tensor>, fetches: Record<string, null>, options: Record<string, unknown>): unknown
}

/**
 * One process, one model, two ways to call it by turns: the harness, and a bare loop that calls the binding so many times and reads the
 * clock before and after all of them. What the harness reports for a call over what the loop took for one is what the harness adds.
 */
const plan: OverheadPlan = JSON.parse(process.argv[2] ?? '{}')
new MachineWatch(1)
const onnxruntime = loadOnnxruntime(plan.runtimeFolder)
const clock = new NativeClock()
const session = await openOnnxSession(onnxruntime, plan.prepared, { threads: 1 })
const arm = session.timedArm('candidate', 1, clock)
const { binding }: Binding = createRequire(join(plan.runtimeFolder, 'package.json'))('onnxruntime-node/dist/binding.js')
const bare = new binding.InferenceSession()
bare.loadModel(plan.prepared.model, {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
})
const feeds = makeFeeds(onnxruntime, readHeldInputs(plan.prepared.inputs), 1)
let next = 0

function bareTurn(): number {
  const start = performance.now()
  for (let call = 0; call < CALLS_A_TURN; call++) bare.run(feeds[next++ % feeds.length] ?? {}, { y: null }, {})
  return (performance.now() - start) / CALLS_A_TURN
}

async function harnessTurn(): Promise<number> {
  let sum = 0
  for (let call = 0; call < CALLS_A_TURN; call++) sum += await arm.call()
  return sum / CALLS_A_TURN
}

for (let turn = 0; turn < 5; turn++) {
  bareTurn()
  await harnessTurn()
}
const orders = balancedOrders(['bare', 'harness'] as const, drawFrom(plan.seed))
const cycles: { bare: number; harness: number }[] = []
const end = performance.now() + plan.measureMs
while (performance.now() < end) {
  const cycle = { bare: 0, harness: 0 }
  for (const way of orders.next().value) cycle[way] = way === 'bare' ? bareTurn() : await harnessTurn()
  cycles.push(cycle)
}
/** The tenth part of the turns that neighbours disturbed least: what is asked is what the harness adds, not what they do. */
function undisturbed(turns: readonly number[]): number {
  return [...turns].sort((a, b) => a - b)[Math.floor(turns.length / 10)] ?? Number.NaN
}

const bareMs = undisturbed(cycles.map((cycle) => cycle.bare))
const reportedMs = undisturbed(cycles.map((cycle) => cycle.harness))
const result: Overhead = { bareMs, reportedMs, ratio: reportedMs / bareMs, clockMs: clockCostMs() }
console.log(JSON.stringify(result))
