import { MeasurementError } from '../../../src/errors.ts'
import { compareRounds } from '../../../src/gates/benchmark/compare-rounds.ts'
import type { Measurement } from '../../../src/gates/benchmark/round.ts'
import { judge } from '../../../src/judge/judge.ts'
import { measurementOf, policyOf, type RoundSpec, roundOf } from '../../support/benchmark-rounds.ts'

const RULES = { onInconclusive: 'block', minRows: 0, minRarerClass: 0, confidence: 0.95 } as const

function judged(measurement: Measurement, written: Record<string, unknown>) {
  const judgement = judge(compareRounds(measurement, policyOf(written)), RULES)
  const check = judgement.checks[0]
  if (check === undefined) throw new Error('no check')
  return { judgement, check }
}

/** Rounds whose logarithms of ratios have exactly this mean and this standard deviation. */
function rounds(ratio: number, spread: number, count = 10, more: Partial<RoundSpec> = {}) {
  const signs = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 1 : -1))
  const scale = spread * Math.sqrt((count - 1) / count)
  return signs.map((sign) => roundOf({ ratio: ratio * Math.exp(sign * scale), ...more }))
}

describe('latency against the baseline', () => {
  test('the interval is Student’s t of the logarithms over the rounds', () => {
    const { check } = judged(measurementOf(rounds(1.074, 0.02)), { latency: { p50: { margin: '5%' } } })
    // t(0.95; 9) = 1.833113 (tables), standard error 0.02 / √10.
    const half = (1.833113 * 0.02) / Math.sqrt(10)
    const share = (harm: number | undefined | null) => (harm ?? Number.NaN) / (check.baseline ?? Number.NaN)
    expect(share(check.harm)).toBeCloseTo(0.074, 6)
    expect(share(check.harmBounds?.lower)).toBeCloseTo(1.074 * Math.exp(-half) - 1, 6)
    expect(share(check.harmBounds?.upper)).toBeCloseTo(1.074 * Math.exp(half) - 1, 6)
    expect(check).toMatchObject({ outcome: 'fail', reasonCode: 'WORSE_THAN_MARGIN', n: 10, unit: 'rounds', method: 'rounds-log-t' })
    expect(check.message).toBe('latency p50 higher by 7.4 % (6.2 to 8.7 %), allowed 5 %. Proven worse than allowed.')
  })

  test('an equal model passes by proof', () => {
    expect(judged(measurementOf(rounds(1, 0.02)), { latency: { p50: { margin: '5%' } } }).check).toMatchObject({ outcome: 'pass' })
  })

  test('six rounds are the fewest', () => {
    const { check } = judged(measurementOf(rounds(1, 0.001, 4)), { latency: { p50: { margin: '5%' } } })
    expect(check).toMatchObject({ outcome: 'inconclusive', reasonCode: 'BUDGET_TOO_SHORT', n: 4, unit: 'rounds' })
  })

  test('a runner on which the baseline differs from itself by more than the margin gives no pass, and says what would do', () => {
    const noisy = Array.from({ length: 10 }, (_, index) => roundOf({ ratio: 1, controlRatio: index % 2 === 0 ? 1.15 : 0.9 }))
    const { check, judgement } = judged(measurementOf(noisy), { latency: { p50: { margin: '5%' } } })
    expect(judgement).toMatchObject({ verdict: 'inconclusive', reasonCode: 'NOISY_RUNNER' })
    expect(check.noiseFloor).toBeGreaterThan(0.05)
    expect(check.message).toMatch(
      /^latency p50 unchanged.*Too noisy to tell: here the baseline may differ from itself by up to 9.65 %, more than the allowed 5 %/,
    )
  })

  test('noise of both arms: the rounds and the time that would decide are said', () => {
    const noisy = Array.from({ length: 10 }, (_, index) =>
      roundOf({ ratio: index % 2 === 0 ? 1.12 : 0.9, controlRatio: index % 2 === 0 ? 0.9 : 1.12 }),
    )
    const { check } = judged(measurementOf(noisy), { latency: { p50: { margin: '5%' } } })
    expect(check.reasonCode).toBe('NOISY_RUNNER')
    // (2.4865 · 0.0365 / 0.05)² · 10 ≈ 33 rounds of 3 s.
    expect(check.rowsToDecide).toBeGreaterThan(28)
    expect(check.rowsToDecide).toBeLessThan(40)
    expect(check.secondsToDecide).toBeCloseTo(3 * ((check.rowsToDecide ?? 0) - 10), 6)
    expect(check.message).toMatch(/about \d\d rounds would tell \(10 now, \d\d s more\)/)
  })

  test('what the machine may do to the baseline itself is never called harm', () => {
    const biased = rounds(1.08, 0.005).map((round, index) => ({
      ...round,
      ...roundOf({ ratio: 1.08 + (index % 2) / 1000, controlRatio: 1.1 }),
    }))
    expect(judged(measurementOf(biased), { latency: { p50: { margin: '5%' } } }).check).toMatchObject({
      outcome: 'inconclusive',
      reasonCode: 'NOISY_RUNNER',
    })
  })

  test('a slow-down beyond margin and noise fails on a noisy runner too', () => {
    const slow = Array.from({ length: 10 }, (_, index) =>
      roundOf({ ratio: index % 2 === 0 ? 1.5 : 1.4, controlRatio: index % 2 === 0 ? 1.15 : 0.9 }),
    )
    expect(judged(measurementOf(slow), { latency: { p50: { margin: '5%' } } }).check).toMatchObject({
      outcome: 'fail',
      reasonCode: 'WORSE_THAN_MARGIN',
    })
  })
})

describe('quantiles that the calls cannot support', () => {
  test('p99 against the baseline takes 299 calls a round; what there are and what would do is said', () => {
    const { check } = judged(measurementOf(rounds(1, 0.01, 10, { calls: 100 })), { latency: { p99: { margin: '10%' } } })
    expect(check).toMatchObject({ outcome: 'inconclusive', reasonCode: 'BUDGET_TOO_SHORT', n: 100, unit: 'calls' })
    expect(check.message).toBe(
      'latency p99 not judged: p99 takes at least 299 calls a round, and there were 100; a `time-budget` of about 90 s would do.',
    )
  })

  test('a ceiling counts the calls of all rounds together', () => {
    const few = judged(measurementOf(rounds(1, 0.01, 6, { calls: 49 })), { latency: { p99: { max: '8ms' } } })
    expect(few.check.message).toContain('p99 takes at least 299 calls, and there were 294')
    const enough = judged(measurementOf(rounds(1, 0.01, 6, { calls: 50 })), { latency: { p99: { max: '8ms' } } })
    expect(enough.check).toMatchObject({ outcome: 'pass', n: 300, unit: 'calls', method: 'binomial-order' })
  })
})

describe('ceilings', () => {
  test.each([
    // what, max, outcome
    ['all calls below', '2ms', 'pass'],
    ['a tenth of the calls above', '1.08ms', 'fail'],
    // Ranks 3,949 to 3,970 of 4,000 are 1.0975 to 1.0985 ms of calls from 0.9 to 1.1 ms.
    ['the quantile itself', '1.098ms', 'inconclusive'],
  ])('%s', (_, max, outcome) => {
    const { check } = judged(measurementOf(rounds(1, 0.0001, 10)), { latency: { p99: { max } } })
    expect(check.outcome).toBe(outcome)
  })

  test('of the mean, over the rounds', () => {
    expect(judged(measurementOf(rounds(1, 0.01)), { latency: { mean: { max: '1.02ms' } } }).check).toMatchObject({
      outcome: 'pass',
      unit: 'rounds',
    })
  })

  test('they need no baseline', () => {
    const { judgement } = judged(measurementOf(rounds(1, 0.01), { hasBaseline: false }), { latency: { p50: { margin: '5%', max: '8ms' } } })
    expect(judgement.checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(['latency.p50 not-applicable', 'latency.p50.max pass'])
  })
})

describe('memory and processor time', () => {
  const memory = (candidate: number, grownKib = 0) =>
    measurementOf(
      Array.from({ length: 6 }, (_, index) =>
        roundOf({ ratio: 1, memoryMib: [100, candidate + index / 10], grownKib: grownKib === 0 ? 0 : grownKib + index / 10 }),
      ),
    )

  test('a fifth more memory fails at 10 %', () => {
    const { check } = judged(memory(120), { latency: {}, memory: { margin: '10%' } })
    expect(check).toMatchObject({ id: 'memory', outcome: 'fail' })
    expect(check.message).toContain('memory higher by 20')
  })

  test('a model that grows from call to call is found, whatever the policy allows of memory', () => {
    const { judgement } = judged(memory(100, 64), { latency: {}, memory: { margin: '10%' } })
    expect(judgement).toMatchObject({ verdict: 'fail', reasonCode: 'OUTSIDE_LIMIT' })
    expect(judgement.message).toMatch(/^growth of memory a call is 64\.\d+ KiB .* ceiling 4 KiB\. Proven above the ceiling/)
  })

  test('processor time is compared like latency', () => {
    const { check } = judged(measurementOf(rounds(1.2, 0.01)), { latency: {}, cpu: { margin: '5%' } })
    expect(check).toMatchObject({ id: 'cpu', outcome: 'fail' })
  })
})

describe('batch sizes', () => {
  const error = new MeasurementError('MODEL_CRASHED', 'SIGSEGV ended candidate (a.onnx), in a call of 32 rows', 'Look.')

  test('one at which the candidate crashes is an error that says so; the others are judged', () => {
    const measurement = measurementOf(rounds(1, 0.01), { problems: [{ arm: 'candidate', rows: 32, error }] })
    const { judgement } = judged(measurement, { 'batch-sizes': [1, 32] })
    expect(judgement.checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'latency.p50.batch-1 pass',
      'latency.p50.batch-32 error',
    ])
    expect(judgement).toMatchObject({ verdict: 'error', reasonCode: 'MODEL_CRASHED' })
    expect(judgement.message).toBe('latency p50 of 32 rows could not be measured: SIGSEGV ended candidate (a.onnx), in a call of 32 rows.')
  })

  test('one that only the baseline refuses has nothing to be compared with', () => {
    const measurement = measurementOf(rounds(1, 0.01), { problems: [{ arm: 'baseline', rows: 32, error }] })
    const { judgement } = judged(measurement, { 'batch-sizes': [1, 32] })
    expect(judgement.checks.map(({ outcome }) => outcome)).toEqual(['pass', 'not-applicable'])
  })
})

test('rounds of different processors are not compared', () => {
  const two = [roundOf({ ratio: 1 }), roundOf({ ratio: 1, machine: { features: ['avx2', 'avx512_vnni'] } })]
  expect(() => compareRounds(measurementOf(two), policyOf({}))).toThrow(
    /One round ran on a processor \(avx2\), another on a processor \(avx2, avx512_vnni\)/,
  )
})

describe('what no budget can decide', () => {
  // Rounds of 3 s, the ratio swinging by 10 % from one to the next.
  const noisy = Array.from({ length: 10 }, (_, index) =>
    roundOf({ ratio: index % 2 === 0 ? 1.1 : 0.9, controlRatio: index % 2 === 0 ? 0.9 : 1.1 }),
  )

  test('a margin: no time is named, but the margin that the most rounds decide', () => {
    const { check, judgement } = judged(measurementOf(noisy), { latency: { p50: { margin: '0.05%' } } })
    expect(check).toMatchObject({ outcome: 'inconclusive', rowsToDecide: null, secondsToDecide: null })
    expect(check?.message).toMatch(
      /it would take about [\d,]+ rounds, more than this gate can take \(400 at most\); with those a margin of about 1\.\d % can be decided\.$/,
    )
    expect(judgement.remedy).toBe('Use a quieter or dedicated runner, or a wider margin.')
  })

  test('a margin that a longer budget decides: its time is named', () => {
    const { check, judgement } = judged(measurementOf(noisy), { latency: { p50: { margin: '3%' } } })
    expect(check?.message).toMatch(/about \d+ rounds would tell \(10 now, \d+ min more\)\.$/)
    expect(judgement.remedy).toBeNull()
  })

  test('a quantile that needs more calls than six hours hold', () => {
    const slow = measurementOf(rounds(1, 0.01, 6, { calls: 2 }), { secondsPerRound: 600 })
    expect(judged(slow, { latency: { p99: { max: '8ms' } } }).check?.message).toContain(
      'even the longest `time-budget`, 6h, would be too short',
    )
  })
})
