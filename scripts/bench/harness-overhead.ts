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

/** Two milliseconds: the arms see the same neighbours. */
const CALLS_A_TURN = 20

/** What the binding itself offers, without onnxruntime-node's session around it. */
type Binding = { readonly binding: { readonly InferenceSession: new () => BareSession }; initOrt(): void }
type BareSession = {
  loadModel(path: string, options: Record<string, unknown>): void
  run(feeds: Record<string, Tensor>, fetches: Record<string, null>, options: Record<string, unknown>): unknown
}

/**
 * One process, one model, two ways to call it by turns: the harness, and a bare loop around the binding that does nothing but read the
 * clock before and after each call. What the harness reports for a call over what the loop saw is what the harness adds; what reading
 * the clock costs, which both contain, is stated beside it.
 */
const plan: OverheadPlan = JSON.parse(process.argv[2] ?? '{}')
new MachineWatch(1)
const onnxruntime = loadOnnxruntime(plan.runtimeFolder)
const clock = new NativeClock()
const { binding, initOrt }: Binding = createRequire(join(plan.runtimeFolder, 'package.json'))('onnxruntime-node/dist/binding.js')
initOrt()
// The session that is loaded first is slower as a rule: each way has it in every second process.
const early = plan.seed % 2 === 0 ? loadBare() : null
const session = await openOnnxSession(onnxruntime, plan.prepared, { threads: 1 })
const bare = early ?? loadBare()
const arm = session.timedArm('candidate', 1, clock)
const feeds = makeFeeds(onnxruntime, readHeldInputs(plan.prepared.inputs), 1)
let next = 0

function loadBare(): BareSession {
  const loaded = new binding.InferenceSession()
  loaded.loadModel(plan.prepared.model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  })
  return loaded
}

function bareTurn(into: number[]): void {
  for (let call = 0; call < CALLS_A_TURN; call++) {
    const feed = feeds[next] ?? {}
    next = next + 1 === feeds.length ? 0 : next + 1
    const start = performance.now()
    bare.run(feed, { y: null }, {})
    into.push(performance.now() - start)
  }
}

async function harnessTurn(into: number[]): Promise<void> {
  for (let call = 0; call < CALLS_A_TURN; call++) into.push(await arm.call())
}

const latencies: Record<'bare' | 'harness', number[]> = { bare: [], harness: [] }
const orders = balancedOrders(['bare', 'harness'] as const, drawFrom(plan.seed))
const start = performance.now()
for (let now = start; now < start + plan.measureMs; now = performance.now()) {
  // The first fifth warms both up.
  const isWarm = now > start + plan.measureMs / 5
  for (const way of orders.next().value) {
    const into = isWarm ? latencies[way] : []
    if (way === 'bare') bareTurn(into)
    else await harnessTurn(into)
  }
}

/** The tenth part of the calls that neighbours disturbed least: what is asked is what the harness adds, not what they do. */
function undisturbed(calls: readonly number[]): number {
  return Float64Array.from(calls).sort()[Math.floor(calls.length / 10)] ?? Number.NaN
}

const [bareMs, reportedMs] = [undisturbed(latencies.bare), undisturbed(latencies.harness)]
const result: Overhead = { bareMs, reportedMs, ratio: reportedMs / bareMs, clockMs: clockCostMs() }
console.log(JSON.stringify(result))
