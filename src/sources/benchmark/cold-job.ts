import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadOnnxruntime, packageVersion } from '../native/load.ts'
import type { ColdJob } from './jobs.ts'
import { MachineWatch } from './machine.ts'
import type { ColdMeasurement } from './measurements.ts'
import { NativeClock } from './native-clock.ts'
import { openOnnxSession } from './onnx-session.ts'
import type { TimedArm } from './time-batch.ts'

type Surroundings = { readonly runtimeFolder: string; readonly threads: number }
/** Before a model's own code runs: it is loaded, or called with so many rows. */
export type Announce = (step: { readonly step: 'load' } | { readonly step: 'call'; readonly rows: number }) => void

/** One model alone: how long it takes to be ready, what it keeps in memory, and whether that grows from call to call. */
export async function measureCold(
  job: ColdJob & Surroundings,
  announce: Announce,
  report: (batch: { readonly rows: number; readonly callMs: number }) => void,
): Promise<ColdMeasurement> {
  const machine = new MachineWatch(job.threads)
  const collectGarbage = garbageCollector()
  const onnxruntime = loadOnnxruntime(job.runtimeFolder)
  const clock = new NativeClock()
  collectGarbage()
  const baseBytes = process.memoryUsage.rss()
  announce({ step: 'load' })
  const session = await openOnnxSession(onnxruntime, job.prepared, job)
  const batches: { rows: number; callMs: number }[] = []
  let firstCallMs: number | null = null
  let largest: TimedArm | null = null
  for (const rows of job.batchSizes) {
    announce({ step: 'call', rows })
    largest = session.timedArm(job.arm, rows, clock)
    const first = await largest.call()
    firstCallMs ??= first
    const callMs = await typicalCallMs(largest, first, job.callsMs / 4 / job.batchSizes.length)
    batches.push({ rows, callMs })
    report({ rows, callMs })
  }
  const last = batches.at(-1)
  if (last !== undefined) announce({ step: 'call', rows: last.rows })
  const grown = largest === null ? { bytes: 0, calls: 0 } : await growth(largest, last?.callMs ?? 0, job.callsMs / 2, collectGarbage)
  const steadyBytes = process.memoryUsage.rss()
  return {
    createMs: session.createMs,
    firstCallMs: firstCallMs ?? 0,
    baseBytes,
    steadyBytes,
    peakBytes: Math.max(peakBytes() ?? 0, steadyBytes),
    grownBytes: grown.bytes,
    grownCalls: grown.calls,
    batches,
    machine: machine.facts(),
    onnxruntime: packageVersion(job.runtimeFolder, 'onnxruntime-node'),
  }
}

/** Fastest of a few: what later calls take, without what the first ones pay. The first alone where a call takes a second. */
async function typicalCallMs(arm: TimedArm, first: number, limitMs: number): Promise<number> {
  const start = performance.now()
  let best = first
  for (let calls = 1; first < A_SECOND_MS && (calls < FEW_CALLS || performance.now() - start + best < limitMs); calls++) {
    best = Math.min(best, await arm.call())
  }
  return best
}

const A_SECOND_MS = 1_000
const FEW_CALLS = 4

/** Memory after the second half of the calls beyond that after the first half: what has settled by then does not grow. */
async function growth(
  arm: TimedArm,
  callMs: number,
  halfMs: number,
  collectGarbage: () => void,
): Promise<{ bytes: number; calls: number }> {
  await callFor(arm, callMs, halfMs)
  collectGarbage()
  const before = process.memoryUsage.rss()
  const calls = await callFor(arm, callMs, halfMs)
  collectGarbage()
  return { bytes: process.memoryUsage.rss() - before, calls }
}

/** Not at all where one call would take longer. */
async function callFor(arm: TimedArm, callMs: number, limitMs: number): Promise<number> {
  const start = performance.now()
  let calls = 0
  let longest = callMs
  while (performance.now() - start + longest < limitMs) {
    longest = Math.max(longest, await arm.call())
    calls++
  }
  return calls
}

/** The engine's own, so that garbage which waits for its collection is not taken for a leak. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  return typeof collect === 'function' ? () => void collect() : () => {}
}

/** The most that was ever resident, by the kernel's count. */
function peakBytes(): number | null {
  try {
    const kibibytes = readFileSync('/proc/self/status', 'utf8').match(/^VmHWM:\s*(\d+) kB/m)?.[1]
    return kibibytes === undefined ? null : Number(kibibytes) * 1024
  } catch {
    return null
  }
}
