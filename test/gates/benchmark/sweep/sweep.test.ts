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
  return { model, setting, p50Ms: tailMs / 2, tailMs, calls: 1000, perSecond, peakBytes: peakMib * MIB }
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
  const counts = countLatencies(
    new Array<number>(windows[0]?.patienceMs === undefined ? 1 : Math.floor(windows[0].patienceMs / ms)).fill(ms),
  ).map(([bucket, count]): [number, number] => [bucket, count])
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
  return { windows: [window], rows: 1, fastestMs: 1, aloneMs: ms, peakBytes: target.instances * 10 * MIB }
}

test('a sweep finds the setting of a machine that is known, and says what was refused', async () => {
  const prepared = { label: 'm', model: 'm', weightsFolder: null, inputs: '', fixedRows: null, output: null, modelBytes: 1 }
  const limits = { batchRows: 1, timeLimitMs: 1000, memoryLimitBytes: 1 }
  const sweep = await measureSweep({
    ...{
      model: 'm',
      prepared,
      batchSizes: [1],
      cpus: 2,
      limits,
      limit: { quantile: 0.99, maxMs: 1.5 },
      confidence: 0.95,
      budgetMs: 60_000,
    },
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
    limit: { key: 'p99', maxMs: 1.5, underLoad: false, callsNeeded: 299 },
    priceUsdPerHour: 0.36,
    utilisation: 0.5,
    load: null,
  })
  expect(text).toContain('intra_op_num_threads = 2')
  // What is to paste is a policy.
  const pasted = parse(/```yaml\n([^`]+)```/.exec(text)?.[1] ?? '').benchmark
  expect(benchmarkSection.parse(pasted)).toMatchObject({ threads: 2, batchSizes: [8], load: null })
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
    ...{ model: 'm', prepared, batchSizes: [1], cpus: 1, limits, limit: { quantile: 0.99, maxMs: null }, confidence: 0.95, budgetMs: -1 },
    signal: new AbortController().signal,
    run: imagined,
    onProgress: () => {},
  })
  expect(points).toEqual([])
  expect(notTried).toHaveLength(3)
})

const REPORT = {
  name: 'income',
  limit: { key: 'p99', maxMs: 20, underLoad: true, callsNeeded: 299 },
  priceUsdPerHour: null,
  utilisation: 1,
  load: { rate: 400, rowsPerRequest: 1 },
}
const sweptModel = (points: readonly SweepPoint[]) => ({ model: 'm', points, quality: [], notTried: 0, refused: [] })
const ofRows = (rows: number, perSecond: number): SweepPoint => {
  const { setting, ...rest } = point(8, perSecond, 100)
  return { ...rest, setting: { ...setting, rows } }
}

test.each([
  ['as many rows a second as before', ofRows(32, 60_000), 12.5, '# as many rows as 400/s of 1 row'],
  ['a share of them where one machine cannot serve all', ofRows(1, 200), 133, '# one of the 3 machines that 400/s of 1 row take'],
])('the load to paste has %s, and no limits of its own', (_, best, rate, comment) => {
  const text = renderSweep({ ...REPORT, models: [sweptModel([best])] })
  const pasted = parse(/```yaml\n([^`]+)```/.exec(text)?.[1] ?? '').benchmark
  expect(benchmarkSection.parse(pasted)).toMatchObject({ load: { rate, rowsPerRequest: best.setting.rows, instances: 1 } })
  expect(Object.keys(pasted.load)).toEqual(['rate', 'rows-per-request', 'instances'])
  expect(text).toContain(comment)
  expect(text).toContain('To set in sluice.yml, where all other keys stay as they are')
  expect(text).toContain('Under `load` the wait in the queue comes on top')
})

test('a percentile of too few calls is neither told nor decided on', () => {
  const few = { ...point(8, 1e6, 1), tailMs: null, p50Ms: null, calls: 6 }
  const text = renderSweep({ ...REPORT, models: [sweptModel([few])] })
  expect(text).toContain('m: 1 of 1 settings made 6 calls, and p99 takes 299: it is not told, and they are not compared.')
  expect(text).toContain('No setting is known to keep p99 ≤ 20 ms.')
  expect(paretoFront([few, point(9, 10, 50)])).toEqual([point(9, 10, 50)])
})

test.each([
  ['told after a longer look where the budget allows one', 120_000, 5, true],
  ['not told where it does not', 3_000, 5, false],
])('a percentile that a second does not tell is %s', async (_, budgetMs, most, isTold) => {
  const prepared = { label: 'm', model: 'm', weightsFolder: null, inputs: '', fixedRows: 1, output: null, modelBytes: 1 }
  const sweep = await measureSweep({
    ...{ model: 'm', prepared, batchSizes: [1], cpus: 1, limit: { quantile: 0.99, maxMs: null }, confidence: 0.95, budgetMs },
    limits: { batchRows: 1, timeLimitMs: 1000, memoryLimitBytes: 1 },
    signal: new AbortController().signal,
    // Calls of 50 ms: twenty a second.
    run: async (job) => {
      const result = await imagined(job, 1)
      const calls = Math.floor((job.windows[0]?.patienceMs ?? 0) / 50)
      return { ...result, windows: result.windows.map((window) => ({ ...window, serviceCounts: [[100, calls] as [number, number]] })) }
    },
    onProgress: () => {},
  })
  expect(sweep.points.length).toBeLessThanOrEqual(most)
  expect(sweep.points[0]?.tailMs !== null).toBe(isTold)
})
