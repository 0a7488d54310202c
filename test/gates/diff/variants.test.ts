import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { concludeDiff } from '../../../src/gates/diff/conclude-diff.ts'
import { type DataSet, diffTables, type TableReaders } from '../../../src/gates/diff/diff-tables.ts'
import { DEFAULT_DRIFT } from '../../../src/gates/diff/distribution/request.ts'
import { diffSection } from '../../../src/gates/diff/policy.ts'
import type { ColumnProfile } from '../../../src/sources/tabular/distribution/profile.ts'
import { profileTables } from '../../../src/sources/tabular/distribution/profile-tables.ts'
import { readTableSchema } from '../../../src/sources/tabular/schema/read-table-schema.ts'
import { nativeDuckdb } from '../../support/native.ts'
import { fixtureFile } from '../../support/scoring-job.ts'

// What each file of the published variants must yield (expected.json beside them), through the whole gate except the process boundary.

const DATA = join(__dirname, '../../fixtures/data/income')
const EXPECTED: { cases: Case[] } = JSON.parse(readFileSync(join(DATA, 'variants/expected.json'), 'utf8'))
type Case = {
  readonly file: string
  readonly against: string
  readonly expectedRules: string[]
  readonly expectedVerdict: string
  readonly tolerated?: string[]
}

/** Findings that a file truly has beside the one that it was made for. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  // Rows were drawn again within a label: a fifth of them are copies.
  'variants/label-shift.parquet': ['DUPLICATE_OR_LEAK'],
  // Without the time of day rows become equal.
  'variants/ts-date.parquet': ['DUPLICATE_OR_LEAK'],
  // The word for a missing value is a new category too.
  'variants/csv-null-token.csv': ['ENUM_VALUE_ADDED'],
  // That nothing can be measured is said by the check that could not be.
  'variants/empty.parquet': ['DRIFT'],
}

/** The catalogue's `INT>2^53` is no name that a policy could hold. */
const NAMES: Readonly<Record<string, string>> = { 'INT>2^53': 'INT_ABOVE_2_53' }

const options = { threads: 1, memoryLimitBytes: 2 ** 30 }
const limits = { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 }
const readers: TableReaders = {
  readSchema: (job) => readTableSchema(nativeDuckdb(), job, options),
  async profile(job) {
    const columns: ColumnProfile[] = []
    const whole = await profileTables(nativeDuckdb(), job, options, (column) => columns.push(column))
    return { ...whole, columns }
  },
}

function dataSet(name: string): DataSet {
  const format = name.endsWith('.jsonl') ? 'json' : name.endsWith('.csv') ? 'csv' : 'parquet'
  return { files: [fixtureFile(`data/income/${name}`)], format, reference: name, sha256: 'f'.repeat(64) }
}

async function diff(current: string, against: string, policy: unknown = {}, today = '2026-11-24') {
  const relation = against === 'train.parquet' ? ('training' as const) : ('versions' as const)
  const [reference, now] = [dataSet(against), dataSet(current)]
  const tables = await diffTables({
    reference,
    current: now,
    relation,
    roles: { label: 'over_50k' },
    drift: DEFAULT_DRIFT,
    limits,
    readers,
  })
  const settings = diffSection.parse(policy)
  return concludeDiff([tables], {
    diff: { ...settings, minRows: 2000 },
    compatibility: 'full',
    today,
    dataDigest: now.sha256,
    looked: 'Compared.',
  })
}

jest.setTimeout(60_000)

test.each(EXPECTED.cases)(
  '$file against $against: $expectedVerdict',
  async ({ file, against, expectedRules, expectedVerdict, tolerated = [] }) => {
    const { judgement } = await diff(file, against)
    const found = new Set(
      judgement.checks.flatMap(({ id, kind, outcome }) =>
        kind === 'rule' || ['fail', 'warn', 'error'].includes(outcome) ? [id.split('.')[0] ?? ''] : [],
      ),
    )
    const expected = expectedRules.map((rule) => NAMES[rule] ?? rule)
    expect([...expected].filter((rule) => !found.has(rule))).toEqual([])
    const allowed = [...expected, ...tolerated, ...(ALSO[file] ?? [])]
    expect([...found].filter((rule) => !allowed.includes(rule))).toEqual([])
    expect(judgement.verdict).toBe(expectedVerdict)
  },
)

test.each([
  ['a rule that only warns now', { rules: { COLUMN_REMOVED: 'warn' } }, 'warn', []],
  ['a rule that is listed only', { rules: { COLUMN_REMOVED: 'ignore' } }, 'pass', []],
  ['a waiver', { waivers: [waiver({})] }, 'pass', ['in-force']],
  ['a waiver for every column', { waivers: [waiver({ subject: undefined })] }, 'pass', ['in-force']],
  ['a waiver of another column', { waivers: [waiver({ subject: 'age' })] }, 'fail', ['unused']],
  ['a waiver on its last day', { waivers: [waiver({ expires: '2026-11-24' })] }, 'pass', ['in-force']],
  ['a waiver that has expired', { waivers: [waiver({ expires: '2026-11-23' })] }, 'fail', ['expired']],
  ['a waiver bound to these bytes', { waivers: [waiver({ digest: `sha256:${'f'.repeat(64)}` })] }, 'pass', ['in-force']],
  ['a waiver bound to other bytes', { waivers: [waiver({ digest: 'abcdef0123' })] }, 'fail', ['unused']],
])('a removed column under %s', async (_, policy, verdict, states) => {
  const { judgement, waivers } = await diff('variants/column-removed.parquet', 'variants/base.parquet', policy)
  expect(judgement.verdict).toBe(verdict)
  expect(waivers.map(({ state }) => state)).toEqual(states)
  // Whatever became of it, the finding is there.
  expect(judgement.checks.map(({ id, slice }) => `${id} ${slice}`)).toContain('COLUMN_REMOVED fnlwgt')
})

test('drift that somebody has accepted stays in the report and no longer fails', async () => {
  const accepted = { waivers: [{ rule: 'DRIFT', subject: 'age', reason: 'campaign', by: '@growth', expires: '2027-01-31' }] }
  const { judgement } = await diff('variants/drift-age-all.parquet', 'variants/base.parquet', accepted)
  const [age] = judgement.checks.filter(({ id, slice }) => id === 'DRIFT' && slice === 'age')
  expect([judgement.verdict, age?.outcome, age?.blocking, age?.waived?.by]).toEqual(['pass', 'fail', false, '@growth'])
  expect(age?.message).toContain('Waived until 2027-01-31 by @growth: campaign.')
})

function waiver(changes: Readonly<Record<string, unknown>>) {
  return { rule: 'COLUMN_REMOVED', subject: 'fnlwgt', reason: 'no model reads it', by: '@risk', expires: '2027-01-31', ...changes }
}
