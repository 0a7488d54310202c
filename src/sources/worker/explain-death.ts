import { MeasurementError } from '../../errors.ts'
import type { Step } from './messages.ts'

export type Death = {
  readonly code: number | null
  readonly signal: string | null
  readonly step: Step | null
  /** How messages call the arm of the last step: `candidate (models/income.onnx)`. */
  readonly label: string | null
  /** The watchdog's last words. */
  readonly residentBytes: number | null
  readonly memoryLimitBytes: number
  /** The end of what the worker wrote to its standard streams. */
  readonly tail: string
}

const MEBIBYTE = 2 ** 20
/** What native code and Node themselves say when memory is at an end, before they abort. */
const OUT_OF_MEMORY = /bad_alloc|heap out of memory|Failed to allocate memory|Cannot allocate memory|Allocation failed/i

/** Where it happened: `candidate (models/income.onnx) in batch 3 (rows 8193 to 12288)`. */
export function placeOf(step: Step | null, label: string | null): string {
  const who = label ?? 'the worker'
  switch (step?.step) {
    case undefined:
      return 'the worker, before it began'
    case 'open':
      return 'the worker, while the data were opened'
    case 'load':
      return `${who}, while it was loaded`
    case 'read':
      return `the worker, while batch ${step.batch} of the data was read`
    case 'run':
      return `${who}, in batch ${step.batch} (rows ${step.firstRow + 1} to ${step.firstRow + step.rows})`
    case 'call':
      return `${label ?? ONE_OF_THEM}, in a call of ${step.rows} ${step.rows === 1 ? 'row' : 'rows'}`
  }
}

/** Where models take short turns nobody says whose it is. */
const ONE_OF_THEM = 'one of the models'

export function timedOut(step: Step, label: string | null, limitMs: number): MeasurementError {
  const doing = step.step === 'load' ? 'did not load' : 'did not answer'
  return new MeasurementError(
    'MODEL_TIMED_OUT',
    `${label ?? ONE_OF_THEM} ${doing}${whatOf(step)} within ${Number((limitMs / 1000).toPrecision(3))} s, and was ended`,
    'Raise `time-limit` in the policy if the model is only slow; a model that never ends holds a loop.',
  )
}

function whatOf(step: Step): string {
  if (step.step === 'run') return ` batch ${step.batch} (rows ${step.firstRow + 1} to ${step.firstRow + step.rows})`
  return step.step === 'call' ? ` a call of ${step.rows} ${step.rows === 1 ? 'row' : 'rows'}` : ''
}

/** A worker that ended without having finished: as what it is, with the signal and the place. */
export function explainDeath(death: Death): Error {
  const { code, signal, step, label, residentBytes, memoryLimitBytes, tail } = death
  const place = placeOf(step, label)
  const words = tail === '' ? '' : ` Its last words: ${tail}`
  if (residentBytes !== null) {
    const used = Math.round(residentBytes / MEBIBYTE)
    return outOfMemory(`Memory passed the limit of ${Math.round(memoryLimitBytes / MEBIBYTE)} MiB (${used} MiB) in ${place}`)
  }
  if (signal === 'SIGKILL') return outOfMemory(`SIGKILL ended ${place}: probably the system, because memory ran out.${words}`)
  if (OUT_OF_MEMORY.test(tail)) return outOfMemory(`${signal ?? `Exit code ${code}`} ended ${place}, because memory ran out.${words}`)
  if (signal !== null) {
    return new MeasurementError(
      'MODEL_CRASHED',
      `${signal} ended ${place}.${words}`,
      'Run the model on these rows alone: native code that dies here would die in production too.',
    )
  }
  return new Error(`The worker ended with exit code ${code}: ${place}.${words}`)
}

function outOfMemory(what: string): MeasurementError {
  return new MeasurementError(
    'MODEL_OUT_OF_MEMORY',
    what,
    'Raise `memory-limit`, lower the evaluation batch size, use a larger runner, or make the model smaller.',
  )
}
