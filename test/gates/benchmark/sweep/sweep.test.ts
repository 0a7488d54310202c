import { parse } from 'yaml'
import { benchmarkSection } from '../../../../src/gates/benchmark/policy.ts'
import { measureSweep } from '../../../../src/gates/benchmark/sweep/measure-sweep.ts'
import { bestUnder, paretoFront, type SweepPoint } from '../../../../src/gates/benchmark/sweep/pareto.ts'
import { renderSweep } from '../../../../src/gates/benchmark/sweep/render-sweep.ts'
import { gridOf } from '../../../../src/gates/benchmark/sweep/settings.ts'
import { countLatencies } from '../../../../src/sources/benchmark/latency-histogram.ts'
import type { LoadJob } from '../../../../src/sources/benchmark/load/job.ts'

const MIB = 2 ** 20

function point(tailMs: number, perSecond: number, peakMib: number, model = 'm'): SweepPoint {
  const setting = { rows: 1, threads: 1, instances: 1, optimization: 'all' } as const
  return { model, setting, p50Ms: tailMs / 2, tailMs, perSecond, peakBytes: peakMib * MIB }
}

test('the front holds what nothing beats in all of latency, throughput and memory', () => {
  const fast = point(1, 100, 50)
  const strong = point(4, 900, 80)
  const small = point(6, 50, 20)
  const beaten = point(4, 800, 90)
  const equal = point(1, 100, 50)
  expect(paretoFront([fast, strong, small, beaten, equal])).toEqual([fast, strong, small, equal])
})

test('the best setting is the one with most predictions a second under the limit', () => {
  const points = [point(1, 100, 50), point(4, 900, 80), point(9, 1200, 80)]
  expect(bestUnder(points, 5)?.perSecond).toBe(900)
  expect(bestUnder(points, null)?.perSecond).toBe(1200)
  expect(bestUnder(points, 0.5)).toBeNull()
})

test('threads times instances never exceed the CPUs', () => {
  const grid = gridOf([64], 6)
  expect([...new Set(grid.map(({ rows }) => rows))]).toEqual([1, 8, 32, 64])
  expect(grid.every(({ threads, instances }) => threads * instances <= 6)).toBe(true)
  expect(new Set(grid.map((setting) => JSON.stringify(setting))).size).toBe(grid.length)
  expect(grid.some(({ threads, instances }) => threads === 6 && instances === 1)).toBe(true)
})

/** A machine of two CPUs: a call takes 1 ms and 0.1 ms a row, two threads halve it; optimisation switched off doubles it. */
async function imagined({ rows, target, windows }: LoadJob, threads: number) {
  if (target.kind !== 'local') throw new Error('not local')
  if (rows === 32) throw new Error('takes no 32 rows')
  const ms = ((1 + 0.1 * rows) / threads) * (target.optimization === 'disabled' ? 2 : 1)
  const counts = countLatencies([ms]).map(([bucket, count]): [number, number] => [bucket, count])
  const window = {
    rate: windows[0]?.rate ?? 1,
    planned: 1,
    answered: 1,
    failed: 0,
    counts,
    serviceCounts: counts,
    serviceMs: ms,
    utilisation: 0.5,
    drainMs: 0,
    lateMs: 0,
    error: null,
  }
  return { windows: [window], aloneMs: ms, peakBytes: target.instances * 10 * MIB }
}

test('a sweep finds the setting of a machine that is known, and says what was refused', async () => {
  const prepared = { label: 'm', model: 'm', weightsFolder: null, inputs: '', fixedRows: null, output: null, modelBytes: 1 }
  const limits = { batchRows: 1, timeLimitMs: 1000, memoryLimitBytes: 1 }
  const sweep = await measureSweep({
    ...{ model: 'm', prepared, batchSizes: [1], cpus: 2, limits, limit: { quantile: 0.99, maxMs: 1.5 }, budgetMs: 60_000 },
    signal: new AbortController().signal,
    run: imagined,
    onProgress: () => {},
  })
  // Eight rows in two threads take 0.9 ms: 8,889/s. Two instances of one thread would do the same work in 1.8 ms, over the limit.
  const best = bestUnder(sweep.points, 1.5)
  expect(best?.setting).toMatchObject({ rows: 8, threads: 2, instances: 1 })
  expect(best?.perSecond).toBeCloseTo(8 / 0.0009, 6)
  expect(sweep.points.filter(({ setting }) => setting.optimization === 'disabled')).toHaveLength(1)
  expect(sweep.refused.every((text) => text.includes('takes no 32 rows'))).toBe(true)
  const quality = [{ metric: 'roc_auc', value: 0.91, outcome: 'pass' }]
  const text = renderSweep({
    name: 'income',
    models: [
      { model: 'fp32.onnx', points: sweep.points, quality, notTried: 0, refused: sweep.refused },
      {
        model: 'int8.onnx',
        points: [point(1, 1e9, 5, 'int8.onnx')],
        quality: [{ metric: 'roc_auc', value: 0.9, outcome: 'fail' }],
        notTried: 3,
        refused: [],
      },
    ],
    limit: { key: 'p99', maxMs: 1.5 },
    priceUsdPerHour: 0.36,
    utilisation: 0.5,
    loadRate: null,
  })
  expect(text).toContain('intra_op_num_threads = 2')
  // What is to paste is a policy.
  const pasted = parse(/```yaml\n([^`]+)```/.exec(text)?.[1] ?? '').benchmark
  expect(benchmarkSection.parse(pasted)).toMatchObject({ threads: 2, batchSizes: [8], load: { rate: 50, rowsPerRequest: 8 } })
  expect(text).toContain('# rate: the requests a second that you expect')
  expect(text).toContain('0.9 (fail)')
  // The fastest by far, and no advice: the evaluation fails it.
  expect(text).toContain('Not advised, because the evaluation fails or could not judge them: int8.onnx.')
  expect(text).toContain('Best under the limit: m.')
  expect(text).toContain('3 settings did not fit into `time-budget`')
})

test('what does not fit into the budget is counted, not left out silently', async () => {
  const prepared = { label: 'm', model: 'm', weightsFolder: null, inputs: '', fixedRows: null, output: null, modelBytes: 1 }
  const limits = { batchRows: 1, timeLimitMs: 1000, memoryLimitBytes: 1 }
  const { points, notTried } = await measureSweep({
    ...{ model: 'm', prepared, batchSizes: [1], cpus: 1, limits, limit: { quantile: 0.99, maxMs: null }, budgetMs: -1 },
    signal: new AbortController().signal,
    run: imagined,
    onProgress: () => {},
  })
  expect(points).toEqual([])
  expect(notTried).toHaveLength(3)
})
