import { MeasurementError } from '../../../../src/errors.ts'
import { loadLocally } from '../../../../src/gates/benchmark/load/load-locally.ts'
import { loadAndCost } from '../../../../src/gates/benchmark/load-and-cost.ts'
import type { PreparedArm } from '../../../../src/sources/benchmark/jobs.ts'
import { policyOf } from '../../../support/benchmark-rounds.ts'

const armOf = (label: string, fixedRows: number | null = null): PreparedArm => ({
  ...{ label, model: '', weightsFolder: null, inputs: '', fixedRows, output: null, modelBytes: 1 },
})
const benchmark = policyOf({
  load: { rate: '20/s', 'rows-per-request': 8, latency: { p50: { margin: '10%', max: '9ms' } } },
  cost: { 'price-per-hour': 1, max: 1 },
})
const request = { benchmark, signal: new AbortController().signal }
const broken = async () => {
  throw new MeasurementError('MODEL_TIMED_OUT', 'candidate (a.onnx) did not answer', 'Find the loop.')
}

test.each([
  [
    'a batch that the model does not take',
    1,
    'candidate (a.onnx) takes exactly 1 row a call, not 8',
    'BATCH_REFUSED',
    'set `load.rows-per-request: 1`',
  ],
  ['a model that breaks', null, 'candidate (a.onnx) did not answer', 'MODEL_TIMED_OUT', 'Find the loop.'],
])('%s under load is an error of the checks of the load, and no loss of the rounds', async (_, fixedRows, why, reasonCode, remedy) => {
  const arms = { baseline: armOf('baseline (b.onnx)'), candidate: armOf('candidate (a.onnx)', fixedRows) }
  const loaded = await loadLocally({ ...request, run: broken }, arms)
  const { comparisons, notes } = loadAndCost(benchmark, null, loaded)
  expect(comparisons.map(({ id }) => id)).toEqual(['load.p50', 'load.p50.max', 'load.failed', 'cost.max'])
  for (const { measured } of comparisons) expect(measured).toEqual({ kind: 'error', reasonCode, why })
  expect(notes.join()).toContain(remedy)
})

test('a rate that one instance cannot serve is told after the first look, without minutes of load', async () => {
  let runs = 0
  const run = async () => {
    runs++
    return { windows: [], rows: 8, aloneMs: 1600, fastestMs: 1500, peakBytes: 1 }
  }
  const loaded = await loadLocally({ ...request, run }, { candidate: armOf('candidate (a.onnx)') })
  const check = loadAndCost(benchmark, null, loaded).comparisons.find(({ id }) => id === 'load.p50.max')
  expect(check?.measured).toMatchObject({
    kind: 'error',
    reasonCode: 'OVERLOADED',
    why: expect.stringContaining('at 1.5 s a call one instance serves at most 0.67/s of the 20/s asked'),
  })
  expect(runs).toBe(1)
})
