import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { MeasurementError } from '../../../errors.ts'
import type { PreparedArm } from '../jobs.ts'
import { type LoadWindow, PATIENCE_MS } from './job.ts'
import type { WindowMeasurement } from './measurements.ts'
import type { WarmUp } from './warm-up.ts'
import { emptyTimes, windowMeasurementOf } from './window-log.ts'

/** What a thread of the pool is started with; `loadThread` tells it from any other use of the entry. */
export const threadData = z.object({
  loadThread: z.literal(true),
  prepared: z.custom<PreparedArm>((value) => typeof value === 'object' && value !== null),
  rows: z.int().min(1),
  threads: z.int().min(1),
  runtimeFolder: z.string(),
  optimization: z.enum(['all', 'extended', 'basic', 'disabled']),
})
export type ThreadData = z.infer<typeof threadData>

/** Sent to every thread at once: they take the next request in turns, so that a free one serves the longest waiting. */
export type ThreadWindow = {
  readonly arrivals: Float64Array
  readonly latency: Float64Array
  readonly service: Float64Array
  readonly late: Float64Array
  /** One cell: the next request that nobody has taken. */
  readonly next: Int32Array
  /** On the clock that all threads share (process.hrtime). */
  readonly startMs: number
  readonly giveUpMs: number
}

const threadAnswer = z.discriminatedUnion('kind', [
  /** Before each call of the warm-up. */
  z.object({ kind: z.literal('calling') }),
  z.object({ kind: z.literal('ready'), aloneMs: z.number(), fastestMs: z.number() }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), reasonCode: z.string(), message: z.string(), remedy: z.string() }),
])
export type ThreadAnswer = z.infer<typeof threadAnswer>

/** Of the process, the same in all its threads. */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** From posting a window to its first request: every thread has read it by then. */
const HEAD_START_MS = 40

/** Its warm-up is the slowest of the threads': they call at the same time. */
export type LocalPool = WarmUp & { drive(window: LoadWindow): Promise<WindowMeasurement> }

export type PoolOptions = { readonly instances: number; called(): void }

/** Instances of a model, each in a thread with a session of its own: `run` blocks its thread, so one thread serves one request at a time. */
export async function openLocalPool(data: Omit<ThreadData, 'loadThread'>, { instances, called }: PoolOptions): Promise<LocalPool> {
  const [entry = '', ...argv] = process.argv.slice(1)
  const workers = Array.from({ length: instances }, () => new Worker(entry, { argv, workerData: { ...data, loadThread: true } }))
  /** The next answer that is no mere sign of life. */
  const hear = (worker: Worker): Promise<Exclude<ThreadAnswer, { kind: 'calling' | 'failed' }>> =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        worker.off('message', take).off('error', reject)
        end()
      }
      const take = (message: unknown) => {
        const answer = threadAnswer.parse(message)
        if (answer.kind === 'calling') called()
        else if (answer.kind === 'failed') settle(() => reject(new MeasurementError(answer.reasonCode, answer.message, answer.remedy)))
        else settle(() => resolve(answer))
      }
      worker.on('message', take).on('error', reject)
    })
  const alone = (await Promise.all(workers.map(hear))).flatMap((answer) => (answer.kind === 'ready' ? [answer] : []))
  return {
    aloneMs: Math.max(...alone.map(({ aloneMs }) => aloneMs)),
    fastestMs: Math.max(...alone.map(({ fastestMs }) => fastestMs)),
    async drive(window) {
      const times = emptyTimes(window.arrivals.length, true)
      const startMs = sharedClockMs() + HEAD_START_MS
      const arrivals = new Float64Array(new SharedArrayBuffer(window.arrivals.length * Float64Array.BYTES_PER_ELEMENT))
      arrivals.set(window.arrivals)
      const giveUpMs = startMs + (window.arrivals.at(-1) ?? 0) + (window.patienceMs ?? PATIENCE_MS)
      const next = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
      const message: ThreadWindow = { arrivals, ...times, next, startMs, giveUpMs }
      const done = workers.map(hear)
      for (const worker of workers) worker.postMessage(message)
      await Promise.all(done)
      return windowMeasurementOf(window, times, null, instances)
    },
  }
}
