import { checksOfFindings, type RuleSettings } from '../../../src/gates/diff/apply-rules.ts'
import type { Finding } from '../../../src/gates/diff/finding.ts'
import { openWaivers } from '../../../src/gates/diff/waivers.ts'

const settings = (changes: Partial<RuleSettings>): RuleSettings => ({
  compatibility: 'full',
  effects: {},
  consumers: [],
  waivers: openWaivers([], '2026-11-24'),
  ...changes,
})
const finding = (rule: Finding['rule'], more: Partial<Finding> = {}): Finding => ({
  rule,
  subject: 'age',
  message: 'It changed.',
  evidence: 'int32 → int8',
  ...more,
})
const outcome = (rule: Finding['rule'], changes: Partial<RuleSettings>, more: Partial<Finding> = {}) =>
  checksOfFindings([finding(rule, more)], settings(changes))[0]?.outcome

// Directions as diff-rules and Confluent's schema registry use the words: removing a column breaks old readers only.
test.each([
  ['COLUMN_REMOVED', 'full', 'fail'],
  ['COLUMN_REMOVED', 'forward', 'fail'],
  ['COLUMN_REMOVED', 'backward', 'pass'],
  ['COLUMN_ADDED_REQUIRED', 'backward', 'fail'],
  ['COLUMN_ADDED_REQUIRED', 'forward', 'pass'],
  ['TYPE_CHANGED', 'backward', 'fail'],
  ['TYPE_CHANGED', 'forward', 'fail'],
  ['TYPE_WIDENED', 'full', 'warn'],
  ['TYPE_WIDENED', 'backward', 'pass'],
  ['COLUMN_REMOVED_OPTIONAL', 'backward', 'warn'],
  ['COLUMN_ADDED_NULLABLE', 'full', 'pass'],
] as const)('%s under compatibility %s: %s', (rule, compatibility, expected) => {
  expect(outcome(rule, { compatibility })).toBe(expected)
})

test('what the policy says wins over severity and direction', () => {
  expect(outcome('COLUMN_ADDED_NULLABLE', { effects: { COLUMN_ADDED_NULLABLE: 'fail' } })).toBe('fail')
  expect(outcome('COLUMN_REMOVED', { compatibility: 'backward', effects: { COLUMN_REMOVED: 'warn' } })).toBe('warn')
  expect(outcome('TYPE_CHANGED', { effects: { TYPE_CHANGED: 'ignore' } })).toBe('pass')
})

test('the place can make a finding graver or milder', () => {
  expect(outcome('ENUM_VALUE_ADDED', {})).toBe('warn')
  expect(outcome('ENUM_VALUE_ADDED', {}, { severity: 'breaking' })).toBe('fail')
  expect(outcome('NULLABILITY_TIGHTENED', {}, { severity: 'info' })).toBe('pass')
})

test('a sentence says everything: the finding, its evidence, what it was compared with', () => {
  const [check] = checksOfFindings([finding('TYPE_NARROWED', { against: 'data/live.parquet' })], settings({}))
  expect(check?.message).toBe('TYPE_NARROWED on age: It changed (int32 → int8). Compared with data/live.parquet.')
  expect(check).toMatchObject({ kind: 'rule', blocking: true, reasonCode: 'RULE_BROKEN', harm: null, slice: 'age' })
})
