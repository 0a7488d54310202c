import { MeasurementError } from '../../errors.ts'
import type { Limits } from '../scored-rows.ts'
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
    case 'look':
      return `the reader, while the ${step.at} of the data ${step.at === 'schema' ? 'was' : 'were'} read`
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

type TimeLimit = Pick<Limits, 'timeLimitMs' | 'timeLimitKey'>

export function timedOut(step: Step, label: string | null, { timeLimitMs, timeLimitKey = 'time-limit' }: TimeLimit): MeasurementError {
  if (step.step === 'look') {
    const what = step.at === 'schema' ? 'The schema of the data was' : 'The values of the data were'
    const remedy = 'Raise `diff.time-limit` if the data are only large; a file that no reader finishes is broken: write it again.'
    return new MeasurementError('DATA_INVALID', `${what} not read within ${timeLimitMs / 1000} s, and the reader was ended`, remedy)
  }
  const doing = step.step === 'load' ? 'did not load' : 'did not answer'
  return new MeasurementError(
    'MODEL_TIMED_OUT',
    `${label ?? ONE_OF_THEM} ${doing}${whatOf(step)} within ${Number((timeLimitMs / 1000).toPrecision(3))} s, and was ended`,
    `Raise \`${timeLimitKey}\` in the policy if the model is only slow; a model that never ends holds a loop.`,
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
    return outOfMemory(`Memory passed the limit of ${Math.round(memoryLimitBytes / MEBIBYTE)} MiB (${used} MiB) in ${place}`, step)
  }
  if (signal === 'SIGKILL') return outOfMemory(`SIGKILL ended ${place}: probably the system, because memory ran out.${words}`, step)
  if (OUT_OF_MEMORY.test(tail)) return outOfMemory(`${signal ?? `Exit code ${code}`} ended ${place}, because memory ran out.${words}`, step)
  if (signal !== null && step?.step === 'look') {
    const remedy = 'The reader of such files does not survive this one: write it again, with another writer if need be.'
    return new MeasurementError('DATA_INVALID', `${signal} ended ${place}.${words}`, remedy)
  }
  if (signal !== null) {
    return new MeasurementError(
      'MODEL_CRASHED',
      `${signal} ended ${place}.${words}`,
      'Run the model on these rows alone: native code that dies here would die in production too.',
    )
  }
  return new Error(`The worker ended with exit code ${code}: ${place}.${words}`)
}

/** A call of a benchmark has the rows that the policy says, and one of one row has none to spare. */
function fewerRows(step: Step | null): string {
  if (step?.step !== 'call') return 'lower the evaluation batch size, '
  return step.rows === 1 ? '' : 'lower `batch-sizes`, '
}

function outOfMemory(what: string, step: Step | null): MeasurementError {
  if (step?.step === 'look')
    return new MeasurementError(
      'DATA_INVALID',
      what,
      'Raise `diff.memory-limit`, or use a larger runner; a broken file may ask for any amount.',
    )
  return new MeasurementError(
    'MODEL_OUT_OF_MEMORY',
    what,
    `Raise \`memory-limit\`, ${fewerRows(step)}use a larger runner, or make the model smaller.`,
  )
}
