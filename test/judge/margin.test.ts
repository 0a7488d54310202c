import { formatMargin, parseMargin, parseSliceMargin, resolveMargin, resolveSliceMargin } from '../../src/judge/margin.ts'

const UNIT = 'unit-interval'

test.each([
  ['a number', 0.005, UNIT, { kind: 'absolute', value: 0.005 }],
  ['a number as text', '0.005', UNIT, { kind: 'absolute', value: 0.005 }],
  ['zero', 0, UNIT, { kind: 'absolute', value: 0 }],
  ['exponent', '5e-3', UNIT, { kind: 'absolute', value: 0.005 }],
  ['points', '0.5pp', UNIT, { kind: 'absolute', value: 0.005 }],
  ['points with a space', '2 pp', 'minus-one-to-one', { kind: 'absolute', value: 0.02 }],
  ['percent of an unbounded metric', '5%', 'non-negative', { kind: 'relative', share: 0.05 }],
  ['percent where no metric is known', '25%', undefined, { kind: 'relative', share: 0.25 }],
  ['the larger of both', { relative: '25%', absolute: '0.5pp' }, undefined, { kind: 'larger', relative: 0.25, absolute: 0.005 }],
  [
    'the larger of both, a plain number',
    { relative: '25%', absolute: 0.1 },
    'unbounded',
    { kind: 'larger', relative: 0.25, absolute: 0.1 },
  ],
] as const)('%s', (_, raw, bounds, value) => {
  expect(parseMargin(raw, bounds)).toEqual({ ok: true, value })
})

test.each([
  ['percent of a bounded metric', '5%', UNIT, 'did you mean 0.05 or 5pp?'],
  ['percent of a correlation', '7%', 'minus-one-to-one', 'did you mean 0.07 or 7pp?'],
  ['a percentage without its sign', 5, UNIT, 'did you mean 0.05 or 5pp?'],
  ['points of a loss', '0.5pp', 'non-negative', 'did you mean 0.005?'],
  ['negative', -0.005, UNIT, 'without the minus sign'],
  ['decimal comma', '0,005', UNIT, 'Decimals take a point: 0.005.'],
  ['a multiple', '2x', UNIT, 'slice-margin'],
  ['a share of a bounded metric in the larger of both', { relative: '40%', absolute: 0.1 }, UNIT, 'write `absolute` alone'],
  ['points of a loss in the larger of both', { relative: '40%', absolute: '0.5pp' }, 'non-negative', 'did you mean 0.005?'],
  ['unknown unit', '5ms', UNIT, 'with or without a unit'],
  ['infinite', '1e999', UNIT, 'finite'],
  ['NaN', Number.NaN, UNIT, 'number'],
  ['nothing', undefined, UNIT, 'number'],
  ['null', null, UNIT, 'number'],
  ['a list', [1], UNIT, 'number'],
  ['true', true, UNIT, 'number'],
  ['empty', '', UNIT, 'number'],
  ['unknown key', { relative: '5%', absolut: 1 }, undefined, 'absolut'],
  ['relative without a percent sign', { relative: 0.25, absolute: 1 }, undefined, 'did you mean 25%?'],
  ['absolute in percent', { relative: '25%', absolute: '1%' }, undefined, 'did you mean 1pp?'],
  ['absolute missing', { relative: '25%' }, undefined, 'number'],
] as const)('%s is refused', (_, raw, bounds, remedy) => {
  const parsed = parseMargin(raw, bounds)
  expect(parsed.ok ? '' : parsed.problem.remedy).toContain(remedy)
  expect(parsed.ok ? '' : parsed.problem.expected).toContain('a margin')
})

test.each([
  ['the unit itself', { kind: 'absolute', value: 0.005 }, 0.9, 0.005],
  ['a share of the baseline', { kind: 'relative', share: 0.05 }, 400, 20],
  ['a share of a negative baseline', { kind: 'relative', share: 0.05 }, -400, 20],
  ['relative is larger', { kind: 'larger', relative: 0.25, absolute: 0.005 }, 0.04, 0.01],
  ['absolute is larger', { kind: 'larger', relative: 0.25, absolute: 0.005 }, 0.004, 0.005],
] as const)('resolves %s', (_, margin, baseline, expected) => {
  expect(resolveMargin(margin, baseline)).toBeCloseTo(expected, 12)
})

test('slice margins multiply the metric’s own or stand for themselves', () => {
  const own = { kind: 'absolute', value: 0.005 } as const
  const twice = parseSliceMargin('2x')
  expect(twice).toEqual({ ok: true, value: { kind: 'multiple', factor: 2 } })
  expect(resolveSliceMargin({ kind: 'multiple', factor: 2 }, own, 0.9)).toBe(0.01)
  expect(resolveSliceMargin({ kind: 'absolute', value: 0.03 }, own, 0.9)).toBe(0.03)
  expect(parseSliceMargin('-2x').ok).toBe(false)
})

test.each([
  ['the x forgotten', 2, 'is 2x'],
  ['a percentage without its sign', 5, 'did you mean 0.05 or 5pp?'],
  ['a share', '50%', 'did you mean 0.5 or 50pp?'],
  ['a share in the larger of both', { relative: '40%', absolute: 0.1 }, 'write `absolute` alone'],
])('a slice margin that a bounded metric cannot have is refused: %s', (_, raw, remedy) => {
  const parsed = parseSliceMargin(raw, UNIT)
  expect(parsed.ok ? '' : parsed.problem.remedy).toContain(remedy)
})

test.each(['0.005', '5%', '2x', '{ relative: 25%, absolute: 0.005 }'])('%s is written as it was read', (text) => {
  const raw = text.startsWith('{') ? { relative: '25%', absolute: '0.5pp' } : text
  const parsed = parseSliceMargin(raw)
  expect(parsed.ok ? formatMargin(parsed.value) : parsed.problem).toBe(text)
})
