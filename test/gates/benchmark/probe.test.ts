import { MeasurementError } from '../../../src/errors.ts'
import { probe } from '../../../src/gates/benchmark/probe.ts'
import type { ColdJob, PreparedArm } from '../../../src/sources/benchmark/jobs.ts'
import type { ColdMeasurement } from '../../../src/sources/benchmark/measurements.ts'
import { roundOf } from '../../support/benchmark-rounds.ts'

const prepared: PreparedArm = {
  label: 'candidate (a.onnx)',
  model: 'a.onnx',
  weightsFolder: null,
  inputs: 'inputs',
  fixedRows: null,
  output: null,
  modelBytes: 1,
}
const limits = { batchRows: 1, timeLimitMs: 1000, memoryLimitBytes: 2 ** 30 }
const cold = roundOf({ ratio: 1, memoryMib: [100, 100] }).cold?.candidate as ColdMeasurement

/** A model that breaks at some sizes, in a process that does not survive it. */
function breaking(at: Readonly<Record<number, string>>) {
  const tried: (readonly number[])[] = []
  const run = async ({ batchSizes }: ColdJob, answered: (batch: { rows: number }) => void) => {
    tried.push(batchSizes)
    for (const rows of batchSizes) {
      const reason = at[rows]
      if (reason !== undefined) throw new MeasurementError(reason, `broke at ${rows}`, 'Look.')
      answered({ rows })
    }
    return cold
  }
  return { run, tried }
}

const request = (sizes: readonly number[], changes: Partial<PreparedArm> = {}) => ({
  arm: 'candidate' as const,
  prepared: { ...prepared, ...changes },
  batchSizes: sizes,
  callsMs: 100,
  limits,
})

test('a size that crashes is left out, and larger ones are tried again', async () => {
  const { run, tried } = breaking({ 32: 'MODEL_CRASHED' })
  const { problems } = await probe(request([1, 32, 128]), run)
  expect(problems.map(({ rows, error }) => `${rows} ${error.reasonCode}`)).toEqual(['32 MODEL_CRASHED'])
  expect(tried).toEqual([
    [1, 32, 128],
    [1, 128],
  ])
})

test('after a size that hangs no larger one is tried: each would cost the whole limit', async () => {
  const { run, tried } = breaking({ 32: 'MODEL_TIMED_OUT' })
  const { problems } = await probe(request([1, 32, 128]), run)
  expect(problems.map(({ rows }) => rows)).toEqual([32, 128])
  expect(tried).toEqual([[1, 32, 128], [1]])
})

test('a fixed batch is known without a call', async () => {
  const { run, tried } = breaking({})
  const { problems } = await probe(request([1, 32], { fixedRows: 1 }), run)
  expect(problems.map(({ rows, error }) => `${rows} ${error.reasonCode}`)).toEqual(['32 BATCH_REFUSED'])
  expect(tried).toEqual([[1]])
})

test('a model that answers nothing is an error, with its first reason', async () => {
  const { run } = breaking({ 1: 'MODEL_OUT_OF_MEMORY', 32: 'MODEL_CRASHED' })
  await expect(probe(request([1, 32]), run)).rejects.toMatchObject({ reasonCode: 'MODEL_OUT_OF_MEMORY' })
})

test('one that cannot be loaded is not tried again', async () => {
  const { run, tried } = breaking({ 1: 'MODEL_NOT_LOADED' })
  await expect(probe(request([1, 32]), run)).rejects.toMatchObject({ reasonCode: 'MODEL_NOT_LOADED' })
  expect(tried.length).toBe(1)
})
