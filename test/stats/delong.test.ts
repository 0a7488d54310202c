import { delongDistribution, type PairedDelong, pairedDelong, placements, weightedPlacements } from '../../src/stats/delong.ts'
import { normalDistribution } from '../../src/stats/distributions.ts'
import { expectAllClose, expectClose, readOracle } from './oracle.ts'

/** Equal to R's pROC and two PyPI packages; see the file's `about`. */
const oracle = readOracle('delong')
const { tolerance } = oracle
const seed = 7

type Case = (typeof oracle.cases)[number]
const arms = (one: Case) => [Uint8Array.from(one.y), Float64Array.from(one.baseline), Float64Array.from(one.candidate)] as const

describe.each<Case>(oracle.cases)('$name', (one) => {
  const { expected } = one
  const areas: PairedDelong = pairedDelong(...arms(one))

  test('areas, variances and covariance', () => {
    for (const key of [
      'aucBaseline',
      'aucCandidate',
      'varianceBaseline',
      'varianceCandidate',
      'covariance',
      'difference',
      'standardError',
    ] as const)
      expectClose(areas[key], expected[key], tolerance)
  })

  test('single precision ranks alike', () => {
    const [label, baseline, candidate] = arms(one)
    expect(pairedDelong(label, Float32Array.from(baseline), Float32Array.from(candidate))).toEqual(areas)
  })

  if (expected.standardError === 'NaN') {
    test('is refused', () => {
      expect(() => delongDistribution(areas, ...arms(one), { seed })).toThrow('1 positive and 4 negative rows')
    })
    return
  }

  test('normal bounds and p-values', () => {
    const normal = normalDistribution(areas.difference, areas.standardError, 'delong')
    expectAllClose([normal.quantile(0.025), normal.quantile(0.975)], expected.ci95, tolerance)
    expectAllClose([normal.quantile(0.05), normal.quantile(0.95)], [expected.oneSided95.lower, expected.oneSided95.upper], tolerance)
    if (expected.margin !== undefined) expectClose(normal.cdf(-expected.margin), expected.pNotWorse, tolerance)
  })
})

test.each([
  ['enough of both classes', 'three hundred rows, near-identical models', 'delong'],
  ['rows that rank alike', 'candidate is a monotone map of the baseline', 'delong'],
  ['eight positives', 'twenty rows', 'delong-t'],
])('the method for %s', (_, name, method) => {
  const one = oracle.cases.find((candidate: Case) => candidate.name === name)
  expect(delongDistribution(pairedDelong(...arms(one)), ...arms(one), { seed }).method).toBe(method)
})

test('models that rank alike: no harm is certain, and worse by any margin has p-value 1', () => {
  const one = oracle.cases.find((candidate: Case) => candidate.name === 'identical scores')
  const distribution = delongDistribution(pairedDelong(...arms(one)), ...arms(one), { seed })
  expect([distribution.standardError, distribution.quantile(0.05), distribution.quantile(0.95)]).toEqual([0, 0, 0])
  expect([distribution.cdf(-0.005), distribution.cdf(0), distribution.cdf(0.005)]).toEqual([0, 1, 1])
})

test('no variance, yet another area: every resample agrees with the estimate', () => {
  const label = Uint8Array.from({ length: 40 }, (_, row) => row % 2)
  const perfect = Float32Array.from(label)
  const inverted = perfect.map((score) => -score)
  const distribution = delongDistribution(pairedDelong(label, perfect, inverted), label, perfect, inverted, { seed })
  expect([distribution.estimate, distribution.quantile(0.95), distribution.cdf(-0.5)]).toEqual([-1, -1, 1])
})

test('no variance of placements, yet of resamples: the bootstrap sees it', () => {
  const label = Uint8Array.of(1, 1, 0, 0)
  // The candidate wins the pairs (first positive, first negative) and (second, second): every placement gains 1/2.
  const before = Float64Array.of(3, 1, 4, 2)
  const after = Float64Array.of(4, 2, 3, 1)
  const areas = pairedDelong(label, before, after)
  expect([areas.difference, areas.standardError]).toEqual([0.5, 0])
  const distribution = delongDistribution(areas, label, before, after, { seed, resamples: 20_000 })
  expect(distribution.method).toBe('delong-bootstrap')
  // By hand: one positive drawn twice (1/2) gains as often as its negative was drawn of two, else 1/2: variance 1/2 · 1/8.
  expect(distribution.standardError).toBeCloseTo(0.25, 2)
})

/** All pairs: the definition. */
function areaByPairs(label: Uint8Array, scores: ArrayLike<number>, weight: ArrayLike<number>): number {
  let ordered = 0
  let pairs = 0
  for (let i = 0; i < label.length; i++)
    for (let j = 0; j < label.length; j++) {
      if (label[i] !== 1 || label[j] !== 0) continue
      pairs += weight[i] * weight[j]
      ordered += weight[i] * weight[j] * (scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0)
    }
  return ordered / pairs
}

const hostile = [0, -0, 1e-45, -1e-45, 1, 1 + 2 ** -23, -1, Infinity, -Infinity, 3.4e38, -3.4e38, 0.5, 0.5, -0.5]
const wide = [1, 1 + 2 ** -52, 1 + 2 ** -51, -1, -1 - 2 ** -52, -1 - 2 ** -51, 0, -0, 5e-324, -5e-324, 1e300, -1e300, Infinity, -Infinity]
const ones = (n: number) => new Float64Array(n).fill(1)

test.each([
  ['signed zeros, denormals and infinities in single precision', Float32Array.from(hostile)],
  ['doubles that differ in the last bits', Float64Array.from(wide)],
  ['a hundred doubles that share their upper half', Float64Array.from({ length: 100 }, (_, i) => 1 + ((i * 37) % 100) * 2 ** -52)],
  ['a hundred negative doubles that share their upper half', Float64Array.from({ length: 100 }, (_, i) => -1 - ((i * 37) % 50) * 2 ** -52)],
  ['a view into a larger buffer', Float64Array.from(wide).subarray(3)],
])('ranking %s equals counting all pairs', (_, scores) => {
  const label = Uint8Array.from({ length: scores.length }, (_, i) => ((i * 7 + 3) % 5 < 2 ? 1 : 0))
  const weight = Float64Array.from({ length: scores.length }, (_, i) => (i % 4) / 2)
  expect(placements(label, scores).auc).toBeCloseTo(areaByPairs(label, scores, ones(scores.length)), 14)
  expect(weightedPlacements(label, scores, weight).auc).toBeCloseTo(areaByPairs(label, scores, weight), 14)
})

test('weighted by counts is the same as repeated rows', () => {
  const one = oracle.cases.find((candidate: Case) => candidate.name === 'twenty rows, heavy ties')
  const [label, scores] = arms(one)
  const times = Array.from(label, (_, row) => 1 + (row % 3))
  const repeated = times.flatMap((count, row) => new Array<number>(count).fill(row))
  const expected = placements(
    Uint8Array.from(repeated, (row) => label[row]),
    Float64Array.from(repeated, (row) => scores[row]),
  ).auc
  expect(weightedPlacements(label, scores, Float64Array.from(times)).auc).toBeCloseTo(expected, 14)
})

test.each([
  ['single', new Float32Array([0.1, Number.NaN])],
  ['double', new Float64Array([0.1, Number.NaN])],
])('NaN in %s precision is refused with its row', (_, scores) => {
  expect(() => placements(Uint8Array.of(0, 1), scores)).toThrow('the score of row 1 is NaN')
})

test('one class has no area', () => {
  expect(placements(Uint8Array.of(1, 1), Float32Array.of(0.2, 0.3))).toMatchObject({ auc: Number.NaN, positives: 2, negatives: 0 })
})
