import { diffDistributions } from '../../../../src/gates/diff/distribution/diff-distributions.ts'
import { DEFAULT_DRIFT, type DistributionRequest } from '../../../../src/gates/diff/distribution/request.ts'
import { judge } from '../../../../src/judge/judge.ts'
import type { ColumnProfile } from '../../../../src/sources/tabular/distribution/profile.ts'
import { profileTables } from '../../../../src/sources/tabular/distribution/profile-tables.ts'
import { nativeDuckdb } from '../../../support/native.ts'
import { madeFile } from '../../../support/tables.ts'

// What no distance of one column shows: columns that no longer go together, margins that the data suggest, data that are old.

jest.setTimeout(60_000)

async function diff(before: string, after: string, changes: Partial<DistributionRequest> = {}) {
  const [reference, current] = [await madeFile('before.parquet', before), await madeFile('after.parquet', after)]
  const answer = await diffDistributions({
    reference: { files: [reference], format: 'parquet' },
    current: { files: [current], format: 'parquet' },
    relation: 'versions',
    roles: {},
    drift: DEFAULT_DRIFT,
    limits: { batchRows: 4096, timeLimitMs: 60_000, memoryLimitBytes: 2 ** 31 },
    async profile(job) {
      const columns: ColumnProfile[] = []
      const whole = await profileTables(nativeDuckdb(), job, { threads: 1, memoryLimitBytes: 2 ** 30 }, (column) => columns.push(column))
      return { ...whole, columns }
    },
    ...changes,
  })
  const { checks } = judge(answer.comparisons, { confidence: 0.95, onInconclusive: 'block', minRows: 2000, minRarerClass: 0 })
  return {
    ...answer,
    checks,
    rules: answer.findings.map(({ rule, subject, severity }) => `${rule} ${subject} ${severity}`),
    wrong: checks.filter(({ outcome }) => outcome !== 'pass').map(({ id, slice, outcome }) => `${outcome} ${id} ${slice}`),
    said: answer.notes.join('\n'),
  }
}

/** A uniform number of a row, by DuckDB's hash: as many streams as needed, always the same. */
const uniform = (stream: number) => `(hash(range * 16 + ${stream}) / 18446744073709551616.0)`
/** Age decides income and class of work; `key` is the stream that income and class follow. */
const people = (
  from: number,
  key: number,
  rows = 5_000,
) => `SELECT ${uniform(0)} AS age, ${uniform(key)} * 0.8 + ${uniform(2)} * 0.2 AS income,
  'class ' || floor(${uniform(key)} * 3)::INTEGER AS work, 'level ' || floor(${uniform(3)} * 500)::INTEGER AS zip
  FROM range(${from}, ${from + rows})`

describe('columns that go together', () => {
  test('another sample of the same population: nothing is said', async () => {
    const { wrong, reported, said } = await diff(people(0, 0), people(5_000, 0))
    expect(wrong).toEqual([])
    expect(reported.filter(({ metric }) => metric === 'change of dependence')).toEqual([])
    expect(said).not.toContain('no longer go together')
  })

  test('rows joined by a wrong key keep every distribution: the pairs are named, and nothing fails', async () => {
    const { wrong, reported, said } = await diff(people(0, 0), people(5_000, 1))
    expect(wrong).toEqual([])
    expect(reported.filter(({ metric }) => metric === 'change of dependence').map(({ slice }) => slice)).toEqual([
      '"age" and "income"',
      '"age" and "work"',
    ])
    expect(said).toContain('"age" and "income" no longer go together as they did')
  })

  test('with a margin for pairs it fails, and honest samples still pass', async () => {
    const drift = { ...DEFAULT_DRIFT, pairs: 0.1 }
    const broken = await diff(people(0, 0), people(5_000, 1), { drift })
    expect(broken.wrong.sort()).toEqual(['fail DEPENDENCE_CHANGED "age" and "income"', 'fail DEPENDENCE_CHANGED "age" and "work"'])
    expect((await diff(people(0, 0), people(5_000, 0), { drift })).wrong).toEqual([])
  })

  test('more rows than are sampled', async () => {
    const { reported } = await diff(people(0, 0, 70_000), people(70_000, 1, 70_000))
    expect(reported.filter(({ metric }) => metric === 'change of dependence')).toHaveLength(2)
  })
})

describe('rows that contradict each other', () => {
  /** The last of every ten rows is a copy of the one before; of `wrong` of ten such copies the label is the other one. */
  const labelled = (from: number, wrong: number) => `SELECT k::DOUBLE AS a, 'level ' || (k % 7) AS b, ((k % 4 > 1) != isWrong) AS y
    FROM (SELECT range - (range % 10 = 9)::INTEGER AS k, range % 10 = 9 AND (range // 10) % 10 < ${wrong} AS isWrong
    FROM range(${from}, ${from + 5_000}))`
  const roles = { label: 'y' }

  test('the same columns with another label are a share that must not grow', async () => {
    const { checks } = await diff(labelled(0, 0), labelled(0, 10), { roles })
    expect(checks.find(({ id }) => id === 'DUPLICATE_OR_LEAK.labels')).toMatchObject({
      metric: 'share of rows with another label elsewhere',
      outcome: 'fail',
      baseline: 0,
      candidate: expect.closeTo(0.2, 6),
    })
  })

  test('as many as before, none at all, or no label named: nothing fails by it', async () => {
    const { checks } = await diff(labelled(0, 10), labelled(5_000, 10), { roles })
    expect(checks.find(({ id }) => id === 'DUPLICATE_OR_LEAK.labels')).toMatchObject({ outcome: 'pass', baseline: expect.closeTo(0.2, 6) })
    for (const asked of [{ roles }, { roles: {} }]) {
      const none = await diff(labelled(0, 0), labelled(5_000, asked.roles === roles ? 0 : 10), asked)
      expect(none.checks.filter(({ id }) => id === 'DUPLICATE_OR_LEAK.labels')).toEqual([])
    }
  })
})

describe('rows and their names', () => {
  const orders = (rows: number, id = 'range') => `SELECT ${id} AS order_id, ${uniform(0)} AS amount FROM range(${rows})`

  test('a column that named rows and repeats is breaking; one that repeated before is none', async () => {
    expect((await diff(orders(5_000), orders(5_000, 'range - range % 50'))).rules).toContain('UNIQUE_OR_KEY_CHANGED order_id breaking')
    const { rules } = await diff(orders(5_000, 'range - range % 50'), orders(5_000, 'range - range % 50'))
    expect(rules.join()).not.toContain('UNIQUE_OR_KEY_CHANGED')
    expect((await diff(orders(5_000), orders(5_000))).rules).toEqual([])
  })

  test('more than twice the rows warn, of two versions of the same data alone', async () => {
    expect((await diff(orders(2_500), orders(6_000))).rules).toContain('ROWCOUNT_JUMP rows risky')
    expect((await diff(orders(2_500), orders(4_900))).rules.join()).not.toContain('ROWCOUNT')
    expect((await diff(orders(2_500), orders(6_000), { relation: 'training' })).rules.join()).not.toContain('ROWCOUNT')
  })
})

describe('margin: auto', () => {
  const auto = { ...DEFAULT_DRIFT, numeric: { measure: 'ks', margin: 'auto' }, categorical: { measure: 'tvd', margin: 'auto' } } as const
  /** A wave over ten parts of 2,000 rows, and a shift of all values. */
  const wave = (from: number, height: number, shift: number) =>
    `SELECT ${uniform(4)} + ${height} * sin(floor((range - ${from}) / 2000) * 2) + ${shift} AS demand FROM range(${from}, ${from + 20_000})`

  test('calm data suggest a small margin, which a shift of 0.06 breaks', async () => {
    expect((await diff(wave(0, 0, 0), wave(20_000, 0, 0.06))).wrong).toEqual([])
    const strict = await diff(wave(0, 0, 0), wave(20_000, 0, 0.06), { drift: auto })
    expect(strict.wrong).toEqual(['fail DRIFT demand'])
    expect(strict.comparisons.find(({ id }) => id === 'DRIFT')?.margin).toBeLessThan(0.05)
    expect(strict.said).toContain('Margins that are `auto`')
    expect((await diff(wave(0, 0, 0), wave(20_000, 0, 0), { drift: auto })).wrong).toEqual([])
  })

  test('data with seasons suggest as much as their seasons differ, which the default would call drift', async () => {
    expect((await diff(wave(0, 0.3, 0), wave(20_000, 0.3, 0.15))).wrong).toEqual(['fail DRIFT demand'])
    const calm = await diff(wave(0, 0.3, 0), wave(20_000, 0.3, 0.15), { drift: auto })
    expect(calm.wrong).toEqual([])
    expect(calm.comparisons.find(({ id }) => id === 'DRIFT')?.margin).toBeGreaterThan(0.15)
  })

  test('levels too', async () => {
    const levels = (from: number, share: number) =>
      `SELECT CASE WHEN ${uniform(5)} < ${share} THEN 'a' ELSE 'b' END AS kind FROM range(${from}, ${from + 20_000})`
    expect((await diff(levels(0, 0.5), levels(20_000, 0.56), { drift: auto })).wrong).toEqual(['fail DRIFT kind'])
    expect((await diff(levels(0, 0.5), levels(20_000, 0.5), { drift: auto })).wrong).toEqual([])
  })

  test('a reference of a few rows has no margin of its own', async () => {
    const { comparisons, said } = await diff(wave(0, 0, 0).replace(/20000\)$/, '900)'), wave(20_000, 0, 0), { drift: auto })
    expect(comparisons.find(({ id }) => id === 'DRIFT')?.margin).toBe(0.1)
    expect(said).toContain('too few values for a margin of its own')
  })
})

describe('age of the data', () => {
  const days = (from: number, count: number, rows = 4_000) =>
    `SELECT TIMESTAMP '2026-10-01' + to_seconds(floor((${from} + ${uniform(6)} * ${count}) * 86400)) AS at FROM range(${rows * from}, ${rows * from + rows})`
  const roles = { time: 'at' }
  const today = '2026-11-24'

  test('a source that stopped delivering', async () => {
    const { rules, findings } = await diff(days(0, 30), days(0, 20), { roles, today })
    expect(rules).toEqual(['DATA_STALE at risky'])
    expect(findings[0]?.message).toMatch(/^The newest row is (9\.\d+|10) days older than the reference's\.$/)
  })

  test.each([
    ['newer data', days(0, 30), days(10, 30), { roles, today }],
    ['another sample of the same days', days(0, 30), days(0, 30, 3_000), { roles, today }],
    ['a column that nobody called the time', days(0, 30), days(0, 20), { today }],
    ['within what the policy allows', days(0, 30), days(10, 30), { roles, today, drift: { ...DEFAULT_DRIFT, freshness: 20 * 86_400 } }],
  ])('%s: nothing', async (_, before, after, changes) => {
    expect((await diff(before, after, changes)).rules).toEqual([])
  })

  test('older than the policy allows is breaking', async () => {
    const drift = { ...DEFAULT_DRIFT, freshness: 7 * 86_400 }
    const { rules, findings } = await diff(days(0, 30), days(10, 30), { roles, today, drift })
    expect(rules).toEqual(['DATA_STALE at breaking'])
    expect(findings[0]?.evidence).toMatch(/^newest 2026-11-09 \d\d:\d\d:\d\d, allowed 7 days before 2026-11-24$/)
  })
})

test('values that nothing reaches any more are listed', async () => {
  const upTo = (most: number) => `SELECT least(${uniform(7)} * 100, ${most}) AS hours FROM range(5000)`
  const { rules } = await diff(upTo(100), `SELECT * FROM (${upTo(100)}) WHERE hours < 60`)
  expect(rules).toEqual(['RANGE_NARROWED hours info'])
})
