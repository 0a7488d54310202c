import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { MeasurementError } from '../../../errors.ts'
import { loadOnnxruntime } from '../../native/load.ts'
import { NativeClock } from '../native-clock.ts'
import { openOnnxSession } from '../onnx-session.ts'
import { sharedClockMs, type ThreadAnswer, type ThreadData, type ThreadWindow } from './local-pool.ts'
import { type Clock, serveRequests } from './serve-requests.ts'
import { warmUp } from './warm-up.ts'

/** One instance of a model: a thread that takes requests. */
export async function runLoadThread(data: ThreadData): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('no parent')
  const say = (answer: ThreadAnswer) => port.postMessage(answer)
  try {
    const session = await openOnnxSession(loadOnnxruntime(data.runtimeFolder), data.prepared, {
      threads: data.threads,
      optimization: data.optimization,
    })
    const { call } = session.timedArm('candidate', data.rows, new NativeClock())
    const warm = await warmUp(() => {
      say({ kind: 'calling' })
      return call()
    })
    if (warm === null) throw new Error('no call was timed')
    port.on('message', (window: ThreadWindow) => {
      serveRequests(window, call, CLOCK).then(
        () => say({ kind: 'done' }),
        (cause: unknown) => say(failureOf(data.prepared.label, cause)),
      )
    })
    say({ kind: 'ready', ...warm })
    // Whoever called would end the thread when this returns.
    await once(port, 'close')
  } catch (cause) {
    say(failureOf(data.prepared.label, cause))
  }
}

const SLEEP_CELL = new Int32Array(new SharedArrayBuffer(4))
const CLOCK: Clock = { now: sharedClockMs, sleep: (ms) => void Atomics.wait(SLEEP_CELL, 0, 0, ms) }

/** What is known of a failure names the model already. */
function failureOf(label: string, cause: unknown): ThreadAnswer {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof MeasurementError) return { kind: 'failed', reasonCode: cause.reasonCode, message, remedy: cause.remedy }
  return { kind: 'failed', reasonCode: 'MODEL_CRASHED', message: `${label}: ${message}`, remedy: 'Run the model on these inputs alone.' }
}
