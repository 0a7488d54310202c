import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { buildProgram } from '../../support/built-worker.ts'
import type { Answer } from '../../support/diff-many-worker.ts'
import { nativeDuckdb } from '../../support/native.ts'
import { runtimeFolder } from '../../support/runtime-folder.ts'

// 250 Parquet and 250 CSV files (and 500 models, in contract/damaged-files.test.ts) that were cut, overwritten, torn or repeated in parts. What becomes of each: a clear error or an
// honest answer; never a fault of Sluice, never a reader that does not come back, never a pass of other rows.

const PROGRAM = buildProgram('test/support/diff-many-worker.ts')
const FILES = 250
/** Longest silence of the worker: some hundred times what a file takes. */
const SILENCE_MS = 60_000
jest.setTimeout(600_000)

const folder = mkdtempSync(join(tmpdir(), 'sluice-broken-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const random = xoroshiro128plus(20_261_124)
const below = (limit: number) => (random.next() >>> 0) % limit

const DAMAGE: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  cut: (bytes) => bytes.subarray(0, below(bytes.length)),
  overwritten: (bytes) => {
    const out = Buffer.from(bytes)
    for (let change = 0; change <= below(8); change++) out[below(out.length)] = below(256)
    return out
  },
  // Most of the structure of a Parquet file is in its footer.
  'overwritten near its end': (bytes) => {
    const out = Buffer.from(bytes)
    for (let change = 0; change <= below(4); change++) out[out.length - 9 - below(Math.min(600, out.length - 9))] = below(256)
    return out
  },
  'without a piece': (bytes) => {
    const from = below(bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + below(200))])
  },
  'with a piece twice': (bytes) => {
    const from = below(bytes.length)
    return Buffer.concat([bytes.subarray(0, from + 1 + below(200)), bytes.subarray(from)])
  },
}

async function writeBase(format: 'parquet' | 'csv'): Promise<string> {
  const path = join(folder, `base.${format}`)
  const instance = await nativeDuckdb().DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const columns = `range AS row_id, (range * 7919 % 97) / 7.0 AS amount, 'level ' || (range % 5) AS level, range % 3 = 0 AS label,
    CASE WHEN range % 11 > 0 THEN range % 40 END AS age, DATE '2026-01-01' + range::INTEGER AS day`
  const nested = format === 'parquet' ? ', [range::FLOAT, 1.5] AS embedding, { a: range, b: range * 2 } AS profile' : ''
  await connection.run(`COPY (SELECT ${columns}${nested} FROM range(150)) TO '${path}' (FORMAT ${format})`)
  connection.closeSync()
  instance.closeSync()
  return path
}

function writeDamaged(base: string, format: string): string[] {
  const bytes = readFileSync(base)
  const kinds = Object.entries(DAMAGE)
  return Array.from({ length: FILES }, (_, index) => {
    const [, damage] = kinds[index % kinds.length] ?? ['', (all: Buffer) => all]
    const path = join(folder, `${index}.${format}`)
    writeFileSync(path, damage(bytes))
    return path
  })
}

type Outcome = Answer | { readonly file: string; readonly kind: 'died' | 'hung' }

/** A process that dies takes the file it was at with it; the next one goes on behind it. */
async function answersFor(base: string, files: readonly string[], format: 'parquet' | 'csv'): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  while (outcomes.length < files.length) {
    const rest = files.slice(outcomes.length)
    const { answers, end } = await runOnce(JSON.stringify({ runtimeFolder: await runtimeFolder(), base, files: rest, format }))
    outcomes.push(...answers)
    const next = files[outcomes.length]
    if (next !== undefined) outcomes.push({ file: next, kind: end })
  }
  return outcomes
}

function runOnce(job: string): Promise<{ answers: Answer[]; end: 'died' | 'hung' }> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'ignore'] })
  let said = ''
  let isHung = false
  let timer = setTimeout(hang, SILENCE_MS)
  function hang() {
    isHung = true
    child.kill('SIGKILL')
  }
  child.stdout.on('data', (text: Buffer) => {
    said += text
    clearTimeout(timer)
    timer = setTimeout(hang, SILENCE_MS)
  })
  child.stdin.end(job)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(timer)
      const lines = said.split('\n').slice(0, -1)
      resolve({ answers: lines.map((line): Answer => JSON.parse(line)), end: isHung ? 'hung' : 'died' })
    })
  })
}

describe.each(['parquet', 'csv'] as const)('files of the format %s', (format) => {
  let outcomes: Outcome[] = []
  beforeAll(async () => {
    const base = await writeBase(format)
    outcomes = await answersFor(base, [base, ...writeDamaged(base, format)], format)
  })
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind)

  test('the whole file passes against itself, so that an error below is the damage', () => {
    expect(outcomes[0]).toMatchObject({ kind: 'answered', verdict: 'pass', rows: 150, shared: 150 })
    expect(outcomes).toHaveLength(FILES + 1)
  })

  test('none is a fault of Sluice, none ends the reader, none keeps it busy', () => {
    expect([...of('fault'), ...of('died'), ...of('hung')]).toEqual([])
  })

  test('an error names the file, what is wrong with it and what to do', () => {
    const refused = outcomes.flatMap((outcome) => (outcome.kind === 'refused' ? [outcome] : []))
    const unread = of('answered').filter((outcome) => 'verdict' in outcome && outcome.verdict !== 'pass')
    expect(refused.length + unread.length).toBeGreaterThan(FILES / 10)
    for (const { file, reasonCode, message, remedy } of refused) {
      expect(reasonCode).toBe('DATA_INVALID')
      expect(message).toContain(basename(file))
      expect(remedy).not.toBe('')
    }
  })

  test('what passes still has the rows of the file that it was', () => {
    const passed = outcomes.flatMap((outcome) => (outcome.kind === 'answered' && outcome.verdict === 'pass' ? [outcome] : []))
    // A byte of a Parquet page may hold eight truth values, or one that many rows refer to, and nothing in the file says that it was
    // another: so much as the margins allow may differ.
    const others = passed.filter(({ rows, shared }) => shared < 0.9 * rows || rows <= 75 || rows >= 225)
    expect(others).toEqual([])
  })
})
