import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DataSet, diffTables, type TableReaders } from '../../../src/gates/diff/diff-tables.ts'
import { DEFAULT_DRIFT } from '../../../src/gates/diff/distribution/request.ts'
import { ruleOf } from '../../../src/gates/diff/rules/registry.ts'
import type { ColumnProfile } from '../../../src/sources/tabular/distribution/profile.ts'
import { profileTables } from '../../../src/sources/tabular/distribution/profile-tables.ts'
import { readTableSchema } from '../../../src/sources/tabular/schema/read-table-schema.ts'
import { nativeDuckdb } from '../../support/native.ts'

// What the published variants do not have: metadata of fields, values inside of structs and lists, columns without any value.

const TAGS = join(__dirname, '../../fixtures/tags')
const folder = mkdtempSync(join(tmpdir(), 'sluice-columns-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

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

function dataSet(path: string): DataSet {
  const format = path.endsWith('.json') ? 'json' : path.endsWith('.csv') ? 'csv' : 'parquet'
  return { files: [{ reference: path, path, sha256: '0'.repeat(64), bytes: 1 }], format, reference: path, sha256: '0'.repeat(64) }
}

async function diff(before: string, after: string) {
  const [reference, current] = [dataSet(before), dataSet(after)]
  const found = await diffTables({ reference, current, relation: 'versions', roles: {}, drift: DEFAULT_DRIFT, limits, readers })
  const rules = found.findings.map(({ rule, subject, severity }) => `${severity ?? ruleOf(rule).severity} ${rule} ${subject}`)
  const beyond = found.comparisons.flatMap(({ id, slice, margin, measured }) =>
    measured.kind === 'measured' && measured.harm.estimate > margin ? [`${id} ${slice}`] : [],
  )
  return { ...found, rules, beyond }
}

let files = 0
/** @returns path of what DuckDB writes for the query */
async function written(query: string, format: 'parquet' | 'csv' | 'json', more = ''): Promise<string> {
  const path = join(folder, `${files++}.${format}`)
  const instance = await nativeDuckdb().DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT ${format}${more})`)
  connection.closeSync()
  instance.closeSync()
  return path
}

describe('metadata of fields', () => {
  test('a tag of protection that is gone breaks, another unit is risky, other words are listed (files by pyarrow)', async () => {
    const { rules, findings, notes } = await diff(join(TAGS, 'tagged.parquet'), join(TAGS, 'retagged.parquet'))
    expect(rules).toEqual([
      'breaking PII_OR_CLASSIFICATION_REMOVED email',
      'breaking PII_OR_CLASSIFICATION_REMOVED email',
      'risky UNIT_OR_SEMANTICS_CHANGED amount',
      'info UNIT_OR_SEMANTICS_CHANGED age',
    ])
    expect(findings.map(({ evidence }) => evidence).sort()).toEqual([
      'classification: "confidential" → none',
      'description: "Age in years" → "Age of the person in years"',
      'pii: "true" → none',
      'unit: "EUR" → "USD"',
    ])
    expect(notes.join('\n')).not.toContain('cannot be read')
  })

  test('tags that are new, or the same, are no finding', async () => {
    expect((await diff(join(TAGS, 'tagged.parquet'), join(TAGS, 'tagged.parquet'))).rules).toEqual([])
    const plain = await written(`SELECT email, amount, age FROM '${join(TAGS, 'tagged.parquet')}'`, 'parquet')
    expect((await diff(plain, join(TAGS, 'tagged.parquet'))).rules.filter((rule) => !rule.includes('NULLABILITY'))).toEqual([
      'info PHYSICAL_LAYOUT_CHANGED file',
    ])
  })

  test('a writer that keeps no metadata loses the tags', async () => {
    const plain = await written(`SELECT email, amount, age FROM '${join(TAGS, 'tagged.parquet')}'`, 'parquet')
    expect((await diff(join(TAGS, 'tagged.parquet'), plain)).rules).toContain('breaking PII_OR_CLASSIFICATION_REMOVED email')
  })

  const spark = (metadata: object) =>
    `, KV_METADATA { 'org.apache.spark.sql.parquet.row.metadata': '${JSON.stringify({
      type: 'struct',
      fields: [
        {
          name: 'profile',
          type: { type: 'struct', fields: [{ name: 'mail', type: 'string', nullable: true, metadata }] },
          nullable: true,
          metadata: {},
        },
      ],
    })}' }`

  test('Spark says it inside of a struct', async () => {
    const query = "SELECT { mail: 'a' || range } AS profile FROM range(100)"
    const tagged = await written(query, 'parquet', spark({ pii: true, comment: 'mail' }))
    const untagged = await written(query, 'parquet', spark({ pii: false, comment: 'mail' }))
    const { rules, findings } = await diff(tagged, untagged)
    expect(rules).toEqual(['breaking PII_OR_CLASSIFICATION_REMOVED profile.mail'])
    expect(findings[0]?.evidence).toBe('pii: "true" → "false"')
    expect((await diff(untagged, tagged)).rules).toEqual([])
  })

  test.each([
    ['no base64', '%%%'],
    ['cut', '/////0gCAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAMAAABAAQ'],
    ['lengths beyond the bytes', Buffer.alloc(64, 0xff).toString('base64')],
  ])('a damaged Arrow schema (%s) is said, and the values are compared', async (_, schema) => {
    const damaged = await written('SELECT range AS a FROM range(3000)', 'parquet', `, KV_METADATA { 'ARROW:schema': '${schema}' }`)
    const { rules, comparisons, notes } = await diff(damaged, damaged)
    expect(rules).toEqual([])
    expect(comparisons).toBeDefined()
    expect(notes.join('\n')).toContain('ARROW:schema cannot be read')
  })
})

describe('decimals', () => {
  const decimals = (precision: number, scale: number) =>
    written(`SELECT (range / 100)::DECIMAL(${precision}, ${scale}) AS price FROM range(3000)`, 'parquet')

  test.each([
    ['more digits', 12, 2, 'risky TYPE_WIDENED price'],
    ['fewer digits', 8, 2, 'breaking TYPE_NARROWED price'],
    ['other digits after the point', 10, 4, 'breaking LOGICAL_TYPE_CHANGED price'],
  ])('%s', async (_, precision, scale, expected) => {
    const { rules, findings } = await diff(await decimals(10, 2), await decimals(precision, scale))
    expect(rules).toContain(expected)
    expect(findings.map(({ evidence }) => evidence).join()).toContain(`decimal(10,2) → decimal(${precision},${scale})`)
  })

  test('the same ones are no finding, as numbers of floats are another type', async () => {
    expect((await diff(await decimals(10, 2), await decimals(10, 2))).rules).toEqual([])
    const floats = await written('SELECT (range / 100)::DOUBLE AS price FROM range(3000)', 'parquet')
    expect((await diff(await decimals(10, 2), floats)).rules).toContain('breaking TYPE_CHANGED price')
  })
})

describe('values inside of structs and lists', () => {
  const nested = (age: string, list: string) =>
    `SELECT { age: ${age}, home: { city: 'c' || (range % 3), since: DATE '2020-01-01' + (range % 50)::INTEGER } } AS profile, ${list} AS scores FROM range(3000)`
  const list = (length: string, value: string) => `list_transform(range(${length}), lambda i: ${value})`
  const BASE = nested('20 + range % 40', list('1 + range % 4', '(range + i) % 10 / 10.0'))

  test.each<[string, string, string[]]>([
    ['nothing', BASE, []],
    ['a field', nested('30 + range % 40', list('1 + range % 4', '(range + i) % 10 / 10.0')), ['DRIFT profile.age']],
    [
      'nulls in a field',
      nested('CASE WHEN range % 5 > 0 THEN 20 + range % 40 END', list('1 + range % 4', '(range + i) % 10 / 10.0')),
      ['NULL_RATE_JUMP profile.age'],
    ],
    ['length of a list', nested('20 + range % 40', list('3 + range % 4', '(range + i) % 10 / 10.0')), ['DRIFT scores (length)']],
    ['values of a list', nested('20 + range % 40', list('1 + range % 4', '(range + i) % 10')), ['DRIFT scores (mean)']],
  ])('%s changed', async (_, changed, expected) => {
    const { beyond, notes } = await diff(await written(BASE, 'parquet'), await written(changed, 'parquet'))
    expect(beyond).toEqual(expect.arrayContaining(expected))
    // Rows that lose a value become copies of others, which is true.
    expect(beyond.filter((one) => !/scores|profile\.age| rows$/.test(one))).toEqual([])
    if (expected.length === 0) expect(beyond).toEqual([])
    expect(notes.join('\n')).toContain('"scores" is a list: its length and the mean of its numbers are compared')
    expect(notes.join('\n')).not.toContain('"profile" is of type')
  })

  test('a category inside of a struct vanishes, of JSON lines too', async () => {
    const before = await written("SELECT { kind: 'k' || (range % 4) } AS s FROM range(3000)", 'json')
    const after = await written("SELECT { kind: 'k' || (range % 3) } AS s FROM range(3000)", 'json')
    expect((await diff(before, after)).rules).toEqual(['risky ENUM_VALUE_REMOVED s.kind'])
  })
})

describe('a column without any value', () => {
  test.each(['csv', 'json'] as const)(
    'has no type in %s that could have changed; that its values are missing is judged',
    async (format) => {
      const typed = await written('SELECT range AS id, range % 7 + 0.5 AS amount FROM range(3000)', format)
      const empty = await written('SELECT range AS id, NULL AS amount FROM range(3000)', format)
      const there = await diff(typed, empty)
      expect(there.rules.filter((rule) => !rule.startsWith('info'))).toEqual([])
      expect(there.findings.map(({ message }) => message).join()).toContain('the current data have no value')
      expect(there.beyond).toEqual(['NULL_RATE_JUMP amount'])
      const back = await diff(empty, typed)
      expect(back.rules.filter((rule) => !rule.startsWith('info'))).toEqual([])
      expect(back.beyond).toEqual([])
    },
  )

  test('values of another type are one still', async () => {
    const typed = await written('SELECT range AS id, range % 7 + 0.5 AS amount FROM range(3000)', 'csv')
    const words = await written("SELECT range AS id, CASE WHEN range < 5 THEN 'word' END AS amount FROM range(3000)", 'csv')
    expect((await diff(typed, words)).rules).toContain('breaking TYPE_CHANGED amount')
  })
})
