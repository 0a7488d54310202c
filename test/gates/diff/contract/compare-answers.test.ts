import { compareAnswers, findNotFinite } from '../../../../src/gates/diff/contract/compare-answers.ts'

const ROWS = 100
/** From 0.01 to 0.99, in an order that is neither rising nor falling. */
const p = Array.from({ length: ROWS }, (_, row) => 0.01 + (((row * 37) % ROWS) / ROWS) * 0.98)

const output = (width: number, of: (share: number) => readonly number[]) => ({
  name: 'probabilities',
  element: 'float',
  rows: ROWS,
  width,
  values: Float64Array.from(p.flatMap(of)),
})
const noClasses = { before: null, after: null }
const two = output(2, (share) => [1 - share, share])
const logits = output(1, (share) => [Math.log(share / (1 - share))])

test.each([
  ['the same', two, two, []],
  ['the score of the second class alone', two, output(1, (share) => [share]), []],
  ['logits', two, logits, ['numbers outside of 0 to 1, in the same order: logits, or another scale']],
  ['percentages', two, output(1, (share) => [share * 100]), ['numbers outside of 0 to 1, in the same order: logits, or another scale']],
  ['logarithms', two, output(2, (share) => [Math.log(1 - share), Math.log(share)]), ['logarithms of probabilities']],
  ['no longer normalised', two, output(2, (share) => [share / 2, share / 3]), ['numbers from 0 to 1 that do not sum to 1']],
  ['another quantity', two, output(1, (share) => [Math.sin(share * 1000) * 9]), ['numbers outside of 0 to 1']],
  ['rounding of float16', two, output(2, (share) => [1.0000001 - share, share + 0.0004]), []],
  ['a regression that leaves 0 to 1 by a little', output(1, (share) => [share]), output(1, (share) => [share * 1.1 - 0.05]), []],
  ['a regression that stays one', output(1, (share) => [share * 40]), output(1, (share) => [share * 41 - 3]), []],
])('%s', (_, before, after, expected) => {
  const { findings } = compareAnswers({ before, after, classes: noClasses })
  expect(findings.map(({ rule, message }) => [rule, /the candidate (.*)\.$/.exec(message)?.[1]])).toEqual(
    expected.map((words) => ['OUTPUT_SEMANTICS', words]),
  )
})

test('an order that is turned round', () => {
  const swapped = output(2, (share) => [share, 1 - share])
  expect(compareAnswers({ before: two, after: swapped, classes: noClasses }).findings).toMatchObject([
    { rule: 'OUTPUT_SEMANTICS', evidence: 'rank correlation −1 on 100 rows' },
  ])
  // Where the files say that the classes changed places, that is another rule's finding, and the scores are the same.
  expect(compareAnswers({ before: two, after: swapped, classes: { before: ['0', '1'], after: ['1', '0'] } }).findings).toEqual([])
})

test('what differs is said in numbers, also when nothing is wrong', () => {
  const near = output(2, (share) => [1 - share - 0.001, share + 0.001])
  expect(compareAnswers({ before: two, after: near, classes: noClasses }).notes).toEqual([
    'Output "probabilities": rank correlation 1 on 100 rows, answers differ by at most 0.001.',
  ])
})

test('a constant has no order, and a few rows show nothing', () => {
  const constant = output(1, () => [0.25])
  expect(compareAnswers({ before: two, after: constant, classes: noClasses })).toEqual({
    findings: [],
    notes: ['Output "probabilities": there is no order to compare on 100 rows.'],
  })
  const few = { ...logits, rows: 10, values: logits.values.slice(0, 10) }
  expect(compareAnswers({ before: two, after: few, classes: noClasses })).toEqual({ findings: [], notes: [] })
})

test('NaN is a finding where the baseline has none', () => {
  const probed = (values: number[]) => ({
    rows: values.length,
    madeUp: [],
    outputs: [{ name: 'y', element: 'float', rows: values.length, width: 1, values: Float64Array.from(values) }],
    onnxruntime: '1.30.0',
    notes: [],
  })
  expect(findNotFinite(probed([1, 2]), probed([1, Number.NaN]))).toMatchObject([{ rule: 'ANSWER_NOT_FINITE', evidence: '1 of 2 numbers' }])
  expect(findNotFinite(null, probed([Number.POSITIVE_INFINITY]))).toHaveLength(1)
  expect(findNotFinite(probed([1, Number.NaN]), probed([1, Number.NaN]))).toEqual([])
})
