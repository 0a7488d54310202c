import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { layeredModel, limitedModel } from '../../scripts/bench/layered-model.ts'
import { benchmark } from '../../src/commands/benchmark.ts'
import { plan } from '../../src/commands/plan.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { buildProgram } from '../support/built-worker.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { runtimeFolder } from '../support/runtime-folder.ts'

// The command with real models in real processes. Budgets are far larger than needed, and the verdicts asked for are so clear that no
// machine is too slow or too noisy for them.

const fixtures = resolve(__dirname, '../fixtures')
const income = (name: string) => `${fixtures}/models/income/${name}.onnx`
const workerArguments = [buildProgram('test/support/worker-entry.ts')]
jest.setTimeout(600_000)

const folder = mkdtempSync(join(tmpdir(), 'sluice-benchmark-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const none = { model: null, evaluationData: null, runtime: null, githubToken: null }

type Files = { readonly candidate: string; readonly baseline: string | null }

async function worldWith(block: string) {
  const policy = join(folder, 'sluice.yml')
  writeFileSync(
    policy,
    `version: 1
models:
  tested:
    onnx: unused.onnx
    task: binary-classification
    positive-label: 1
    data: { evaluation: ${fixtures}/data/income/holdout.parquet, label: over_50k }
    benchmark: ${block}
`,
  )
  const plain = fakeWorld()
  const world = fakeWorld({
    cwd: folder,
    environment: { ...plain.environment, runtimeFolder: await runtimeFolder() },
    program: { ...plain.program, workerArguments },
  })
  return { policy, world }
}

async function run(files: Files, block: string) {
  const { policy, world } = await worldWith(block)
  const inputs: InputsOf<'benchmark'> = { policy, out: join(folder, 'out'), json: false, sweep: false, variants: null, ...none, ...files }
  const exitCode = await benchmark(inputs, world)
  await world.cleanUp()
  const [publication] = world.published
  const [verdict] = [...(publication?.files ?? [])]
    .filter(([name]) => name.endsWith('.json'))
    .map(([name, text]) => parseVerdict(text, name))
  if (verdict === undefined) throw new Error('no verdict')
  return { exitCode, verdict, outcomes: outcomesOf(verdict) }
}

const outcomesOf = ({ checks }: Verdict) => Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]))

/** A model of our own in the folder. */
function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, bytes)
  return path
}

const MADE = 'inputs: made, time-budget: 5m'

test('twice the operators are twice the latency, by interval, and the verdict says on what it was measured', async () => {
  const files = { baseline: written('ten', layeredModel(40, 64)), candidate: written('twenty', layeredModel(80, 64)) }
  const { exitCode, verdict, outcomes } = await run(files, `{ ${MADE}, latency: { p50: { margin: 5% } }, cpu: { margin: 5% } }`)
  expect(exitCode).toBe(3)
  expect(outcomes).toEqual({ 'latency.p50': 'fail', cpu: 'fail' })
  const [check] = verdict.checks
  expect((check?.candidate ?? 0) / (check?.baseline ?? 1)).toBeGreaterThan(1.3)
  expect(verdict.environment).toMatchObject({
    onnxruntime: expect.stringMatching(/^1\./),
    machine: { threads: 1, allowedCpus: expect.any(Number) },
  })
  expect(verdict.environment.features.length).toBeGreaterThan(0)
  expect(verdict.figures.map(({ title }) => title)).toEqual(['Latency', 'Ratio to the baseline by round'])
  expect(verdict.reported.map(({ metric }) => metric)).toContain('session creation (ms)')
  expect(verdict.notes.join(' ')).toMatch(/loaded first were the baseline in \d+, the candidate in \d+/)
  expect(verdict.notes.join(' ')).toMatch(/Timed is the native call alone: reading the clock adds [\d.e-]+ µs/)
})

test('a batch of 32 that makes the candidate fail is an error of that size, and the size of one row is judged', async () => {
  const files = { baseline: written('b', layeredModel(2, 5)), candidate: written('limited', limitedModel(5, 8)) }
  const { exitCode, verdict } = await run(files, '{ batch-sizes: [1, 32], latency: { p50: { max: 1m } }, time-budget: 5m }')
  expect(exitCode).toBe(5)
  expect(outcomesOf(verdict)).toEqual({ 'latency.p50.batch-1.max': 'pass', 'latency.p50.batch-32.max': 'error' })
  expect(verdict.reasonCode).toBe('MODEL_CRASHED')
  expect(verdict.message).toMatch(/latency p50 of 32 rows could not be measured: candidate \(.*limited\.onnx\) failed in a call of 32 rows/)
})

test('a fixed batch of 1 answers calls of one row, and says so of others', async () => {
  const files = { baseline: income('numeric-baseline'), candidate: income('numeric-fixed-batch') }
  const { exitCode, verdict } = await run(files, '{ batch-sizes: [1, 32], latency: { p50: { max: 1m } }, time-budget: 5m }')
  expect(exitCode).toBe(5)
  expect(verdict).toMatchObject({ reasonCode: 'BATCH_REFUSED' })
  expect(verdict.message).toContain('takes exactly 1 row a call, not 32')
  expect(outcomesOf(verdict)['latency.p50.batch-1.max']).toBe('pass')
})

test.each([
  ['{ time-limit: 4s, time-budget: 60s }', 'Raise `time-limit`'],
  ['{ time-budget: 10s }', 'Raise `time-budget`'],
])('a model that hangs is ended within the budget, and named: %s', async (policy, remedy) => {
  const files = { baseline: income('numeric-baseline'), candidate: income('mlp-hangs') }
  const started = performance.now()
  const { exitCode, verdict } = await run(files, policy)
  expect(exitCode).toBe(5)
  expect(verdict.reasonCode).toBe('MODEL_TIMED_OUT')
  expect(verdict.message).toMatch(/candidate \(.*mlp-hangs\.onnx\) did not (load|answer a call of 1 row) within 4 s/)
  expect(verdict.remedy).toContain(remedy)
  expect(performance.now() - started).toBeLessThan(120_000)
})

test('a call that takes seconds: the budget is kept, and what would do is said', async () => {
  const heavy = written('heavy', layeredModel(30, 512, [2048]))
  const { exitCode, verdict } = await run({ baseline: heavy, candidate: heavy }, '{ inputs: made, time-budget: 20s }')
  expect(exitCode).toBe(5)
  expect(verdict.reasonCode).toBe('BUDGET_TOO_SHORT')
  expect(verdict.message).toContain('raise `time-budget`')
})

test('a model that asks for more memory than there is', async () => {
  const files = { baseline: income('numeric-baseline'), candidate: income('mlp-out-of-memory') }
  const { exitCode, verdict } = await run(files, '{ time-budget: 2m }')
  expect(exitCode).toBe(5)
  expect(verdict.reasonCode).toBe('MODEL_OUT_OF_MEMORY')
})

test('a quarter of a gigabyte more is found by proof', async () => {
  const files = { baseline: income('mlp-external'), candidate: income('mlp-memory-256mb') }
  const { exitCode, verdict } = await run(files, '{ latency: {}, memory: { margin: 10% }, time-budget: 5m }')
  expect(exitCode).toBe(3)
  const memory = verdict.checks.find(({ id }) => id === 'memory')
  expect(memory).toMatchObject({ outcome: 'fail', unit: 'rounds' })
  expect((memory?.candidate ?? 0) - (memory?.baseline ?? 0)).toBeGreaterThan(200)
})

test('without a baseline and without a ceiling: one to paste', async () => {
  const only = { baseline: null, candidate: written('only', layeredModel(10, 64)) }
  await expect(run(only, `{ ${MADE} }`)).rejects.toMatchObject({
    name: 'UsageError',
    found: 'no baseline to compare with, and no ceiling',
    remedy: expect.stringMatching(/`latency: \{ p50: \{ max: [\d.]+ms \} \}`/),
  })
})

test('a file of predictions has no latency', async () => {
  const { policy, world } = await worldWith('{}')
  writeFileSync(policy, readFileSync(policy, 'utf8').replace('onnx: unused.onnx', 'predictions: unused.parquet'))
  const file = written('only', layeredModel(10, 64))
  const inputs = { policy, out: join(folder, 'out'), json: false, sweep: false, variants: null, ...none, candidate: file, baseline: file }
  await expect(benchmark(inputs, world)).rejects.toMatchObject({ name: 'UsageError', found: '`benchmark` of a model as `predictions`' })
})

test('the plan says what the budget holds before anybody waits for it', async () => {
  const { policy, world } = await worldWith(`{ ${MADE}, latency: { p50: { margin: 5% }, p99.9: { margin: 10% } }, batch-sizes: [1, 9] }`)
  const files = { baseline: written('plain', layeredModel(40, 64)), candidate: written('limited64', limitedModel(64, 8)) }
  expect(await plan({ policy, json: false, ...none, ...files }, world)).toBe(0)
  const { stdout } = world.published[0] ?? {}
  const text = stdout?.kind === 'text' ? stdout.text : ''
  expect(text).toMatch(/## Plan: tested, benchmark\n\nThe time budget of 5 min holds \d+ rounds/)
  expect(text).toMatch(/calls of 9 rows: candidate \(.*limited64\.onnx\) failed in a call of 9 rows/)
})

test('the same model against itself fails nothing', async () => {
  const model = written('same', layeredModel(40, 64))
  const { exitCode, verdict } = await run({ baseline: model, candidate: model }, `{ ${MADE}, latency: { p50: { margin: 50% } } }`)
  expect([0, 4]).toContain(exitCode)
  expect(verdict.checks[0]?.noiseFloor).toBeGreaterThan(0)
})
