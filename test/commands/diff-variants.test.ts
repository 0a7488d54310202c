import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { diff } from '../../src/commands/diff.ts'
import type { Verdict } from '../../src/judge/verdict.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { nativeDuckdb } from '../support/native.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// `sluice diff A B` of every published variant, with the real worker. Which rules each must find is held by test/gates/diff/variants.

const income = resolve(__dirname, '../fixtures/data/income')
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
jest.setTimeout(300_000)

const folder = mkdtempSync(join(tmpdir(), 'sluice-diff-variants-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Case = { readonly file: string; readonly against: string; readonly expectedVerdict: string }
const EXPECTED: { cases: Case[] } = JSON.parse(readFileSync(join(income, 'variants/expected.json'), 'utf8'))
/** Leaks are looked for in training data, which only a policy can name: test/commands/diff.test.ts. */
const cases = EXPECTED.cases.filter(({ against }) => against !== 'train.parquet')

async function verdictOf(reference: string, current: string): Promise<Verdict | undefined> {
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: folder,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
  const none = { model: null, candidate: null, baseline: null, evaluationData: null, runtime: null, githubToken: null }
  await diff({ ...none, policy: 'sluice.yml', out: join(folder, 'out'), json: true, reference, current }, world)
  await world.cleanUp()
  const stdout = world.published[0]?.stdout
  const [verdict] = stdout?.kind === 'json' ? (stdout.value as Verdict[]) : []
  return verdict
}

test('there are as many as were published', () => {
  expect(cases.length).toBeGreaterThanOrEqual(48)
})

test.each(cases)('$file against $against: $expectedVerdict', async ({ file, against, expectedVerdict }) => {
  const verdict = await verdictOf(join(income, against), join(income, file))
  // Nobody has named the label to a command of two files: a new class in it is a new category.
  expect(verdict?.verdict).toBe(expectedVerdict)
})

async function writeFrom(base: string, name: string, select: string): Promise<string> {
  const path = join(folder, name)
  const instance = await nativeDuckdb().DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  // With nullability as DuckDB writes it on both sides, so that nothing but the order and the files differ.
  await connection.run(`COPY (${select.replace('BASE', `'${base}'`)}) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  return path
}

test('the same rows in another order, and split over files: not a word', async () => {
  const original = join(income, 'variants/base.parquet')
  const base = await writeFrom(original, 'base.parquet', 'SELECT * FROM BASE')
  const shuffled = await writeFrom(base, 'shuffled.parquet', 'SELECT * FROM BASE ORDER BY hash(age, fnlwgt, hours_per_week)')
  mkdirSync(join(folder, 'parts'))
  for (const part of [0, 1, 2]) await writeFrom(base, `parts/${part}.parquet`, `SELECT * FROM BASE WHERE fnlwgt % 3 = ${part}`)
  for (const current of [base, shuffled, join(folder, 'parts/*.parquet')]) {
    const verdict = await verdictOf(base, current)
    expect(verdict?.verdict).toBe('pass')
    expect(verdict?.checks.filter(({ kind, outcome }) => kind === 'rule' || outcome !== 'pass')).toEqual([])
  }
})
