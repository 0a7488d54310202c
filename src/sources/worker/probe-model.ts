import type { Probed, ProbedOutput, ProbeJob } from '../probe/probe.ts'
import type { ProbedMessage } from './messages.ts'
import { labelOf } from './open-arms.ts'
import { type Listener, supervise, type WorkerOptions } from './supervise.ts'

/**
 * Runs one model on a few rows in a process of its own: one that crashes, hangs or eats memory ends that process and nothing else.
 *
 * @throws MeasurementError with what went wrong
 * @throws the signal's reason when aborted
 */
export function probeModel(job: ProbeJob, options: WorkerOptions): Promise<Probed> {
  const listener: Listener<Probed> = {
    labelOf: () => labelOf(job.arm, { kind: 'onnx', file: job.file }),
    take(message, payload) {
      if (message.kind !== 'probed') throw new Error(`a message of the kind ${message.kind}`)
      return { result: probedOf(message, payload) }
    },
  }
  return supervise({ kind: 'probe', ...job }, listener, options)
}

/** @throws Error when the numbers are not those that the header promises */
function probedOf({ rows, madeUp, outputs, onnxruntime, notes }: ProbedMessage, payload: Uint8Array): Probed {
  // A copy: doubles must lie at a multiple of eight.
  const numbers = new Float64Array(new Uint8Array(payload).buffer)
  const read: ProbedOutput[] = []
  let at = 0
  for (const output of outputs) {
    const length = output.rows * output.width
    if (at + length > numbers.length) throw new Error(`${numbers.length} numbers`)
    read.push({ ...output, values: numbers.slice(at, at + length) })
    at += length
  }
  if (at !== numbers.length) throw new Error(`${numbers.length} numbers instead of ${at}`)
  return { rows, madeUp, outputs: read, onnxruntime, notes }
}
