import type { LoadMeasured } from '../../../../src/gates/benchmark/load/load-round.ts'
import { loadSection } from '../../../../src/gates/benchmark/load/policy.ts'
import { loadCurve, loadNotes, reportedLoad } from '../../../../src/gates/benchmark/load/report-load.ts'
import { countLatencies } from '../../../../src/sources/benchmark/latency-histogram.ts'
import type { WindowMeasurement } from '../../../../src/sources/benchmark/load/measurements.ts'

const load = loadSection.parse({ rate: '50/s', latency: { p50: { max: '20ms' } } })

function window(rate: number, ms: number): WindowMeasurement {
  const counts = countLatencies(new Array<number>(100).fill(ms)).map(([bucket, count]): [number, number] => [bucket, count])
  const common = { planned: 100, answered: 100, failed: 0, serviceMs: 1, utilisation: 0.5, drainMs: 0, lateMs: 10, error: null }
  return { ...common, rate, counts, serviceCounts: counts }
}

/** Windows below and above the limit, whose rates and latencies differ a little from round to round. */
function measuredOf(scales: readonly (number | null)[]): LoadMeasured {
  const arm = (scale: number) => [window(100 * scale, 5 / scale), window(200 * scale, 30 / scale)]
  const rounds = scales.map((scale, index) => ({
    declared: { candidate: window(50, 4 + index), baseline: window(50, 4) },
    curve: { candidate: arm(1), ...(scale === null ? {} : { baseline: arm(scale) }) },
  }))
  return { rounds, hasBaseline: true, rows: { baseline: 1, candidate: 1 }, secondsPerRound: 1 }
}

test('the load curve has one point for each rate, though every round looked at its own', () => {
  const [figure] = loadCurve(measuredOf([1, 1.02, 0.99, 1.01]), load)
  if (figure?.kind !== 'curves') throw new Error('no curve')
  const baseline = figure.series.find(({ arm }) => arm === 'baseline')?.points ?? []
  expect(baseline.map(([rate]) => Math.round(rate / 10) * 10)).toEqual([50, 100, 200])
})

test('the highest rates are of the rounds in which both models told, as the cost has them', () => {
  const highest = reportedLoad(measuredOf([1, null, null]), load, 0.95).at(-1)
  expect(highest?.baseline).toBeCloseTo(highest?.candidate ?? 0, 9)
  expect(highest?.why).toBe('mean of the 1 of 3 rounds that told it')
})

test('ten milliseconds are told as such', () => {
  expect(loadNotes(measuredOf([1]), load)[1]).toContain('sent requests 10 ms late on average')
})
