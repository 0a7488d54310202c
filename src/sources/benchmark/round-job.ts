import { loadOnnxruntime } from '../native/load.ts'
import type { Announce } from './cold-job.ts'
import type { RoundJob } from './jobs.ts'
import { MachineWatch } from './machine.ts'
import type { BatchTimings, BenchArm, RoundMeasurement } from './measurements.ts'
import { clockCostMs, NativeClock } from './native-clock.ts'
import { type OnnxSession, openOnnxSession } from './onnx-session.ts'
import { timeBatch } from './time-batch.ts'
import { drawFrom } from './turns.ts'

type Surroundings = { readonly runtimeFolder: string; readonly threads: number }

/** One round: every arm in a session of its own, loaded in the order given, then timed by turns for each batch size. */
export async function measureRound(
  job: RoundJob & Surroundings,
  announce: (arm: 'baseline' | 'candidate' | null, step: Parameters<Announce>[0]) => void,
): Promise<RoundMeasurement> {
  const machine = new MachineWatch(job.threads)
  const onnxruntime = loadOnnxruntime(job.runtimeFolder)
  const clock = new NativeClock()
  const clockMs = clockCostMs()
  const draw = drawFrom(job.seed)
  const sessions = new Map<BenchArm, OnnxSession>()
  for (const arm of job.loadingOrder) {
    const prepared = job.prepared[modelOf(arm)]
    if (prepared === undefined) throw new Error(`nothing is prepared for ${arm}`)
    announce(modelOf(arm), { step: 'load' })
    sessions.set(arm, await openOnnxSession(onnxruntime, prepared, job))
  }
  const batches: BatchTimings[] = []
  for (const { rows, arms, measureMs } of job.batches) {
    const timed = arms.flatMap((arm) => sessions.get(arm)?.timedArm(arm, rows, clock) ?? [])
    const said = (arm: BenchArm | null) => announce(arm === null ? null : modelOf(arm), { step: 'call', rows })
    batches.push(await timeBatch(timed, { rows, quantiles: job.quantiles, measureMs, draw, announce: said }))
  }
  return {
    loadingOrder: job.loadingOrder,
    batches,
    machine: machine.facts(),
    overhead: { clockMs, wrapperMs: clock.wrapperMs, nativeCallTimed: clock.nativeCallTimed },
  }
}

function modelOf(arm: BenchArm): 'baseline' | 'candidate' {
  return arm === 'candidate' ? 'candidate' : 'baseline'
}
