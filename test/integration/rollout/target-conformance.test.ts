import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCommandBench } from '../../../src/adapters/targets/conformance/command-bench.ts'
import { CHECKS, runConformance } from '../../../src/adapters/targets/conformance/suite.ts'

jest.setTimeout(240_000)

const ROOT = join(__dirname, '..', '..', '..')
const EXAMPLE = `"${process.execPath}" "${join(ROOT, 'examples/command-target/target.mjs')}"`
const BROKEN = `"${process.execPath}" "${join(ROOT, 'test/fixtures/targets/broken.mjs')}"`

/** Long enough that a loaded machine starts several processes within it. */
const LEASE_MS = 4000

function benchOf(run: string) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-target-'))
  const place = { folder, environment: { PATH: process.env['PATH'], SPLIT_FOLDER: folder }, signal: new AbortController().signal }
  return openCommandBench({ kind: 'command', run, timeout: 20_000 }, place, { settleMs: 0, leaseMs: LEASE_MS, promotes: true })
}

test('the example keeps every rule', async () => {
  const results = await runConformance(await benchOf(EXAMPLE))
  expect(results.filter(({ outcome }) => outcome !== 'kept')).toEqual([])
  expect(results.map(({ name }) => name)).toEqual(CHECKS.map(({ name }) => name))
})

const FAULTS = [
  // the fault                the check that catches it
  ['half-ready', 'reads'],
  ['another-moment', 'reads-the-same'],
  ['sets-too-small-steps', 'rounds-down'],
  ['silently-ignores', 'sets-the-share'],
  ['serves-something-else', 'sets-the-share'],
  ['rounds-up', 'sets-the-share'],
  ['promises-too-much', 'sets-the-share'],
  ['adds-up', 'repeats'],
  ['one-generation', 'changes-the-generation'],
  ['accepts-stale', 'refuses-a-stale-generation'],
  ['needs-a-generation', 'rolls-back-whatever-stands'],
  ['last-writer-wins', 'survives-a-race'],
  ['clamps-nonsense', 'refuses-nonsense'],
  ['never-expires', 'lets-the-lease-run-out'],
  ['renews-nothing', 'renews-the-lease'],
  ['renews-the-dead', 'renews-nothing-that-ran-out'],
  ['swaps-back', 'promotes-once'],
  ['chatty', 'answers-with-one-document'],
  ['pleases-everybody', 'refuses-what-it-does-not-know'],
  ['keeps-its-lock', 'survives-being-killed'],
  ['two-steps-up', 'survives-being-killed'],
] as const

test.each(FAULTS)('a target that %s is caught by %s', async (fault, check) => {
  const [result] = await runConformance(await benchOf(`${BROKEN} ${fault}`), [check])
  expect(result).toMatchObject({ name: check, outcome: 'broken' })
})

test('every check catches some fault', () => {
  expect([...new Set(FAULTS.map(([, check]) => check))].sort()).toEqual(CHECKS.map(({ name }) => name).sort())
})
