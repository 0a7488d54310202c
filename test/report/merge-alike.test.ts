import type { Check } from '../../src/judge/check.ts'
import { checksOf } from '../../src/report/html/checks.ts'
import { renderReport } from '../../src/report/markdown-report.ts'
import { mergeAlike } from '../../src/report/merge-alike.ts'
import { renderTerminalReport } from '../../src/report/terminal-report.ts'
import { VERDICTS } from './fixture-verdicts.ts'

const [verdict] = VERDICTS.pass
const RULE = { evidence: 'required, optional', against: null, consumers: [] }
const WORDS = 'The column may hold nulls now (required → optional).'

function found(slice: string | null, changes: Partial<Check> = {}): Check {
  const [first] = verdict.checks
  if (first === undefined) throw new Error('no check')
  const { id = 'NULLABILITY_RELAXED' } = changes
  const nothing = { harm: null, harmBounds: null, baseline: null, candidate: null, difference: null, standardError: null, n: null }
  const said = { id, metric: id, slice, kind: 'rule', outcome: 'warn', blocking: false, rule: RULE } as const
  return { ...first, ...nothing, ...said, message: `${id} on ${slice}: ${WORDS}`, ...changes }
}

test('what a rule says of three columns in the same words is one line, in the place of the first', () => {
  const other = found('sex', { id: 'ENUM_VALUE_ADDED', message: 'ENUM_VALUE_ADDED on sex: 1 new value.' })
  const merged = mergeAlike([found('age'), other, found('sex'), found('race')])
  expect(merged.map(({ id, slice }) => [id, slice])).toEqual([
    ['NULLABILITY_RELAXED', '3 columns'],
    ['ENUM_VALUE_ADDED', 'sex'],
  ])
  expect(merged[0]?.message).toBe(`NULLABILITY_RELAXED on 3 columns: age, sex, race: ${WORDS}`)
})

test.each<[string, Check[]]>([
  ['two alike', [found('a'), found('b')]],
  ['other words', [found('a'), found('b'), found('c', { message: 'NULLABILITY_RELAXED on c: optional now.' })]],
  ['another outcome', [found('a'), found('b'), found('c', { outcome: 'fail' })]],
  ['one that blocks', [found('a'), found('b'), found('c', { blocking: true })]],
  ['a waiver', [found('a'), found('b'), found('c', { waived: { reason: 'known', by: '@risk', expires: '2027-01-31' } })]],
  ['another reference', [found('a'), found('b'), found('c', { rule: { ...RULE, against: 'data/train.parquet' } })]],
  ['somebody whom it breaks', [found('a'), found('b'), found('c', { rule: { ...RULE, consumers: ['billing'] } })]],
  ['a measurement', [found('a'), found('b'), found('c', { harm: 0.1 })]],
  [
    'one column measured against three references',
    ['a', 'b', 'c'].map((against) => found('age', { harm: 0.1, rule: { ...RULE, against } })),
  ],
  ['no column', [found('a'), found('b'), found(null)]],
  ['checks of no rule', ['a', 'b', 'c'].map((slice) => ({ ...found(slice), rule: undefined }))],
])('%s stays as it is', (_, checks) => {
  expect(mergeAlike(checks)).toEqual(checks)
})

test('of very many columns the first are named, and all are counted', () => {
  const [merged] = mergeAlike(Array.from({ length: 1_500 }, (_, index) => found(`c${index}`)))
  expect(merged?.slice).toBe('1,500 columns')
  expect(merged?.message).toContain('c18, c19 and 1,480 more: The column')
})

test.each([
  ['INPUT_DTYPE_CHANGED', '3 inputs'],
  ['OUTPUT_REMOVED', '3 outputs'],
])('%s speaks of %s', (id, slice) => {
  expect(mergeAlike(['x', 'y', 'z'].map((name) => found(name, { id })))).toMatchObject([{ slice }])
})

test('in every report; the tally counts each finding', () => {
  const checks = ['age', 'sex', 'race'].map((slice) => found(slice))
  const told = { ...verdict, checks }
  for (const text of [renderTerminalReport([told]), renderReport([told]), checksOf(told)?.markup ?? '']) {
    expect(text.replace(/\s+/g, ' ')).toContain('age, sex, race')
    expect(text).toContain('3 checks: 3 warn')
  }
})
