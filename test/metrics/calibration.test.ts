import { calibrationError } from '../../src/metrics/calibration.ts'
import { expectClose, readOracle } from '../stats/oracle.ts'
import { answersOf, answersOfRows, binarySample, estimateOf, metricValue, multiclassSample } from './samples.ts'

type BinaryCase = {
  readonly name: string
  readonly y: number[]
  readonly p: number[]
  readonly bins: number
  readonly strategy: string
  readonly expected: { readonly ece: number }
}

const oracle = readOracle('metrics-calibration')
const binary: readonly BinaryCase[] = oracle.binary
const equalWidth = binary.filter(({ strategy }) => strategy === 'uniform')
const fifteenBins = binary.filter(({ bins, strategy }) => bins === 15 && strategy === 'uniform')

test.each(equalWidth)('scikit-learn: $name', ({ y, p, bins, expected }) => {
  const { value } = calibrationError(Float64Array.from(p), Uint8Array.from(y), null, bins)
  expectClose(value, expected.ece, oracle.tolerance)
})

test.each(fifteenBins)('the metric has 15 bins: $name', ({ y, p, expected }) => {
  expectClose(metricValue('expected_calibration_error', binarySample(y), answersOf(p)), expected.ece, oracle.tolerance)
})

test('scikit-learn: top label of four classes', () => {
  const [{ y, P, expected }] = oracle.topLabel
  const value = metricValue('expected_calibration_error', multiclassSample(y, 4), answersOfRows(P))
  expectClose(value, expected.ece, oracle.tolerance)
})

test('weights count like repeated rows', () => {
  const p = [0.05, 0.3, 0.3, 0.9, 0.75]
  const y = [0, 1, 0, 1, 0]
  const weighted = calibrationError(Float64Array.from(p), Uint8Array.from(y), Float64Array.from([1, 2, 1, 3, 1]), 15)
  const repeated = calibrationError(
    Float64Array.from([0.05, 0.3, 0.3, 0.3, 0.9, 0.9, 0.9, 0.75]),
    Uint8Array.from([0, 1, 1, 0, 1, 1, 1, 0]),
    null,
    15,
  )
  expect(weighted.value).toBeCloseTo(repeated.value, 14)
})

/** Mean of the error over all labels that a calibrated model could meet, each with its probability: exact, by enumeration. */
function exactMeanByChance(scores: readonly number[], bins: number): number {
  let mean = 0
  for (let labels = 0; labels < 2 ** scores.length; labels++) {
    const label = scores.map((_, i) => (labels >> i) & 1)
    const probability = scores.reduce((product, p, i) => product * (label[i] === 1 ? p : 1 - p), 1)
    mean += probability * calibrationError(Float64Array.from(scores), Uint8Array.from(label), null, bins).value
  }
  return mean
}

test.each([
  // what                                     scores                                              bins  relative error allowed
  ['one row a bin: exact', [0.05, 0.15, 0.25, 0.55, 0.95], 10, 1e-12],
  ['twelve rows in one bin: near normal', [0.41, 0.42, 0.43, 0.44, 0.45, 0.46, 0.47, 0.48, 0.49, 0.41, 0.42, 0.43], 10, 0.03],
  ['rare events, few rows: the bound is nearer', [0.01, 0.01, 0.02, 0.02], 10, 0.05],
  ['a certain model cannot miss', [0, 0, 1, 1], 10, 0],
] as const)('expected by chance, %s', (_, scores, bins, allowed) => {
  const exact = exactMeanByChance(scores, bins)
  const { expectedByChance } = calibrationError(Float64Array.from(scores), new Uint8Array(scores.length), null, bins)
  expect(Math.abs(expectedByChance - exact)).toBeLessThanOrEqual(allowed * exact)
})

test('it is never judged, and says why', () => {
  const sample = binarySample([0, 1])
  const answers = { width: 1, values: Float64Array.of(0.2, 0.9) }
  expect(estimateOf('expected_calibration_error', sample, answers).influence).toBeNull()
})
