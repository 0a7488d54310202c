import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBlock } from '../../scripts/calibrate/document.ts'
import { allExperiments, populationOf } from '../../scripts/calibrate/experiments.ts'
import { type GateRow, SCENARIOS, simulateGate } from '../../scripts/calibrate/gate-rates.ts'
import { type MetricRow, plansOf, type Size, simulateMetric, TASKS } from '../../scripts/calibrate/metric-rates.ts'
import { agree, formatRate, type Rate } from '../../scripts/calibrate/rate.ts'
import { parseTables, renderTables } from '../../scripts/calibrate/tables.ts'
import { pairedDelong } from '../../src/stats/delong.ts'

/** The committed tables are held to their own form, and to a repetition with fewer repeats. */
const block = readBlock(readFileSync(join(__dirname, '../../docs/calibration.md'), 'utf8'))
const committed = parseTables(block)

type Rates<Row> = { [Key in keyof Row as Row[Key] extends Rate ? Key : never]: Rate }
const GATE_RATES: readonly (keyof Rates<GateRow>)[] = ['failed', 'blocked', 'sliceFailed']
const METRIC_RATES: readonly (keyof Rates<MetricRow>)[] = ['equalFailed', 'equalBlocked', 'marginalPassed', 'marginalFailed', 'doubleFound']

function disagreements(names: readonly string[], fresh: Record<string, unknown>, kept: Record<string, unknown>): string[] {
  return names.flatMap((name) => {
    const [now, then] = [fresh[name] as Rate, kept[name] as Rate]
    return agree(now, then) ? [] : [`${name}: ${formatRate(now)} of ${now.repeats} now, ${formatRate(then)} of ${then.repeats} in the docs`]
  })
}

function found<T>(items: readonly T[], is: (item: T) => boolean): T {
  const item = items.find(is)
  if (item === undefined) throw new Error('the docs or the plans do not have it')
  return item
}

test('the tables are read as they are written', () => {
  expect(renderTables(committed)).toBe(block)
})

test('every experiment of the command has its rows, and no other', () => {
  const gate = SCENARIOS.flatMap(({ truth, sizes }) => sizes.map((n) => `${truth} ${n}`))
  expect(committed.gate.map(({ truth, n }) => `${truth} ${n}`)).toEqual(gate)
  const metrics = TASKS.flatMap((task) =>
    plansOf(task).flatMap(({ metric }) => [500, 2_000, 5_000, 50_000].map((n) => `${task} ${metric} ${n}`)),
  )
  expect(committed.metrics.map(({ task, metric, n }) => `${task} ${metric} ${n}`)).toEqual(metrics)
  expect(allExperiments()).toHaveLength(gate.length + metrics.length / 4)
})

test('the binary arms differ as retrained models do: 4,800 rows for a margin of 0.005 at 80 %', () => {
  const { sample, baseline, latent } = populationOf('binary-classification')
  if (sample.task !== 'binary-classification') throw new Error('not binary')
  const areas = pairedDelong(sample.label, baseline.values, latent)
  const rows = ((1.6449 + 0.8416) * areas.standardError * Math.sqrt(sample.label.length)) ** 2 / 0.005 ** 2
  expect(rows).toBeGreaterThan(4_500)
  expect(rows).toBeLessThan(5_100)
})

describe('what is promised of the gate at 16,000 rows', () => {
  const rowOf = (truth: string) => found(committed.gate, (row) => row.truth === truth && row.n === 16_000)
  const share = ({ count, repeats }: Rate) => count / repeats

  test('500 repeats of an equal model: at most 1 % fail, at most 2 % are blocked', () => {
    const equal = rowOf('equal')
    expect(equal.repeats).toBe(500)
    expect(share(equal.failed)).toBeLessThanOrEqual(0.01)
    expect(share(equal.blocked)).toBeLessThanOrEqual(0.02)
  })

  test.each(['roc_auc', 'log_loss'])('a loss of twice the margin of %s is found in 98 %', (metric) => {
    expect(share(rowOf(`${metric} 2 margins worse everywhere`).failed)).toBeGreaterThanOrEqual(0.98)
  })

  test('one false failure among all slices in 5 % at most, within the error of 500 repeats', () => {
    expect(share(rowOf('equal, slice-margin 0x: every slice exactly at its margin').sliceFailed)).toBeLessThan(0.05 + 3 * 0.0098)
  })
})

describe('the gate, repeated', () => {
  test.each([
    // scenario, rows, repeats
    ['equal', 2_000, 150],
    ['equal', 16_000, 20],
    ['equal, slice-margin 0x: every slice exactly at its margin', 16_000, 100],
    ['roc_auc 2 margins worse everywhere', 2_000, 100],
    ['roc_auc 4 margins worse only in sex=Female', 5_000, 60],
  ] as const)('%s, %d rows', (truth, n, repeats) => {
    const scenario = found(SCENARIOS, (one) => one.truth === truth)
    const kept = found(committed.gate, (row) => row.truth === truth && row.n === n)
    const fresh = simulateGate(populationOf('binary-classification'), scenario, n, repeats)
    expect(disagreements(GATE_RATES, fresh, kept)).toEqual([])
  })
})

describe('metrics of every kind of interval, repeated', () => {
  test.each([
    // task, metric, repeats by size
    ['binary-classification', 'roc_auc', { 5000: 60 }],
    ['binary-classification', 'log_loss', { 500: 80, 5000: 60 }],
    ['binary-classification', 'accuracy', { 500: 80, 5000: 60 }],
    ['binary-classification', 'f1', { 500: 80, 5000: 60 }],
    ['multiclass-classification', 'f1_macro', { 500: 60 }],
    ['regression', 'mean_squared_error', { 500: 80, 5000: 60 }],
    ['regression', 'spearman', { 5000: 40 }],
    ['regression', 'median_absolute_error', { 5000: 60 }],
    ['ranking', 'ndcg@10', { 500: 40 }],
  ] as const)('%s %s', (task, metric, repeats: Partial<Record<Size, number>>) => {
    const plan = found(plansOf(task), (one) => one.metric === metric)
    for (const fresh of simulateMetric(populationOf(task), plan, repeats)) {
      const kept = found(committed.metrics, (row) => row.task === task && row.metric === metric && row.n === fresh.n)
      expect(disagreements(METRIC_RATES, fresh, kept)).toEqual([])
    }
  })
})
