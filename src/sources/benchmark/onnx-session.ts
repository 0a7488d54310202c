import { readFileSync } from 'node:fs'
import type { InferenceSession, Tensor } from 'onnxruntime-common'
import type { OnnxruntimeModule } from '../native/load.ts'
import { sessionOptions } from '../onnx/session-options.ts'
import { loadError, runError } from '../worker/onnx-errors.ts'
import { type HeldTensor, makeFeeds, readHeldInputs } from './held-inputs.ts'
import type { PreparedArm } from './jobs.ts'
import type { GraphOptimization } from './load/job.ts'
import type { BenchArm } from './measurements.ts'
import type { NativeClock } from './native-clock.ts'
import { batchRefused } from './refusals.ts'
import type { TimedArm } from './time-batch.ts'

/** A loaded model with what it is called with. */
export type OnnxSession = {
  readonly createMs: number
  /** The arm with calls of so many rows. @throws MeasurementError BATCH_REFUSED when the model takes another number only */
  timedArm(arm: BenchArm, rows: number, clock: NativeClock): TimedArm
  release(): Promise<void>
}

export type OpenSessionOptions = { readonly threads: number; readonly optimization?: GraphOptimization }

/** @throws MeasurementError MODEL_NOT_LOADED, MODEL_OUT_OF_MEMORY */
export async function openOnnxSession(
  onnxruntime: OnnxruntimeModule,
  prepared: PreparedArm,
  { threads, optimization = 'all' }: OpenSessionOptions,
): Promise<OnnxSession> {
  const inputs = readHeldInputs(prepared.inputs)
  const start = performance.now()
  const session = await createSession(onnxruntime, prepared, threads, optimization)
  const createMs = performance.now() - start
  return {
    createMs,
    timedArm: (arm, rows, clock) => ({
      arm,
      call: callerOf(session, prepared, feedsFor(onnxruntime, prepared, inputs, rows), rows, clock),
    }),
    release: () => session.release(),
  }
}

async function createSession(
  onnxruntime: OnnxruntimeModule,
  prepared: PreparedArm,
  threads: number,
  optimization: GraphOptimization,
): Promise<InferenceSession> {
  const { model, weightsFolder, label } = prepared
  const options = sessionOptions({ threads, optimization, weightsFolder })
  try {
    if (weightsFolder === null) return await onnxruntime.InferenceSession.create(model, options)
    return await onnxruntime.InferenceSession.create(readFileSync(model), options)
  } catch (cause) {
    throw loadError(label, cause)
  }
}

function feedsFor(onnxruntime: OnnxruntimeModule, { label, fixedRows }: PreparedArm, inputs: readonly HeldTensor[], rows: number) {
  if (fixedRows !== null && fixedRows !== rows) throw batchRefused(label, rows, fixedRows)
  return makeFeeds(onnxruntime, inputs, rows)
}

/** Calls by turns; what a call answers is dropped at once. */
function callerOf(
  session: InferenceSession,
  { label, output }: PreparedArm,
  feeds: readonly Record<string, Tensor>[],
  rows: number,
  clock: NativeClock,
): () => Promise<number> {
  let feed: Record<string, Tensor> = {}
  let next = 0
  const run = output === null ? () => session.run(feed) : () => session.run(feed, [output])
  const explain = (cause: unknown): never => {
    throw runError(label, `a call of ${rows} ${rows === 1 ? 'row' : 'rows'}`, cause)
  }
  return () => {
    feed = feeds[next] ?? feed
    next = next + 1 === feeds.length ? 0 : next + 1
    return clock.time(run, explain)
  }
}
