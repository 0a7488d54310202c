import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Recordings } from '../../scripts/calibrate/benchmark/recordings.ts'
import { readRecordings } from '../../scripts/calibrate/benchmark/recordings.ts'
import { RESAMPLES, simulate } from '../../scripts/calibrate/benchmark/simulate.ts'
import { renderBenchmarkTable } from '../../scripts/calibrate/benchmark/table.ts'
import { readBlock } from '../../scripts/calibrate/document.ts'
import { randomFrom } from '../../scripts/calibrate/random.ts'

const ROOT = join(__dirname, '../..')

test('the committed table is what the committed recordings give', () => {
  const rows = simulate(readRecordings(join(ROOT, 'scripts/calibrate/benchmark/recordings.json')), RESAMPLES)
  expect(readBlock(readFileSync(join(ROOT, 'docs/calibration.md'), 'utf8'), 'benchmark')).toBe(renderBenchmarkTable(rows))
})

/** Runs of a machine whose rounds scatter by so much, normally. */
function scattered(logRatio: number, spread: number, seed: number): Recordings[string] {
  const random = randomFrom(seed)
  return Array.from({ length: 40 }, () => ({
    at: '',
    cpu: '',
    loadAverage: 2,
    beforeSeconds: 2,
    roundsSeconds: 50,
    rounds: Array.from({ length: 20 }, (): [number, number, number] => [logRatio + spread * random.normal(), spread * random.normal(), 1]),
  }))
}

test('on a machine whose rounds scatter by 2 % the gate keeps its promises, and early looks do not break them', () => {
  const recordings = {
    equal: scattered(0, 0.02, 1),
    'plus-5': scattered(Math.log(1.05), 0.02, 2),
    'plus-10': scattered(Math.log(1.1), 0.02, 3),
  }
  const [equal, tight, plus5, plus10] = simulate(recordings, 200)
  const share = ({ count, repeats }: { count: number; repeats: number }) => count / repeats
  expect(share(equal?.failed ?? { count: 1, repeats: 1 })).toBeLessThanOrEqual(0.01)
  expect(share(tight?.failed ?? { count: 1, repeats: 1 })).toBeLessThanOrEqual(0.01)
  expect(share(plus5?.failed ?? { count: 0, repeats: 1 })).toBeGreaterThanOrEqual(0.9)
  expect(share(plus10?.failed ?? { count: 0, repeats: 1 })).toBeGreaterThanOrEqual(0.95)
  // Decided after six of twenty rounds of 2.5 s, as a rule.
  expect(plus10?.medianSeconds).toBeLessThan(30)
})

test('on a machine whose rounds scatter by 30 % nothing passes and nothing fails: it cannot tell', () => {
  const [equal] = simulate({ equal: scattered(0, 0.3, 4) }, 100)
  expect(equal?.inconclusive.count).toBeGreaterThan(95)
})
