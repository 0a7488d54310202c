import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backtest } from '../../src/commands/rollout/backtest.ts'
import { explain } from '../../src/commands/rollout/explain.ts'
import { replay } from '../../src/commands/rollout/replay.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { recordingOf, type Story } from '../rollout/backtest/recordings.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'

jest.setTimeout(120_000)

const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
    rollout:
      target: { kind: command, run: ./must-not-be-called }
      telemetry: { kind: command, run: ./must-not-be-called }
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 25%, absolute: 0.5pp }, critical: true }
`
const inputs: InputsOf<'backtest'> = {
  policy: 'sluice.yml',
  model: null,
  recording: 'windows.csv',
  releases: null,
  oneArm: 'refuse',
  lag: '1d',
  every: null,
  repeats: '1',
  seed: '1',
  saveJournals: null,
  json: false,
}

function scene(stories: readonly Story[]): FakeWorld {
  const world = fakeWorld()
  writeFileSync(join(world.cwd, 'sluice.yml'), POLICY)
  writeFileSync(join(world.cwd, 'windows.csv'), recordingOf(stories, 7))
  return world
}

function textOf(world: FakeWorld): string {
  const stdout = world.published.at(-1)?.stdout
  return stdout?.kind === 'text' ? stdout.text : JSON.stringify(stdout?.value)
}

const OCTOBER: Story = { name: '2026-10-03', truth: 'bad', worse: 10 }

test('says in a sentence what it would have done, and each release with its time', async () => {
  const world = scene([{ name: '2026-09-01' }, { name: '2026-09-02' }, OCTOBER])
  expect(await backtest(inputs, world)).toBe(0)
  const text = textOf(world)
  expect(text).toMatch(/Would have rolled back 0 of 2 healthy releases, and 2026-10-03 after \d+ (s|min)\./)
  expect(text).toMatch(/2026-10-03 \| bad +\| rolled back/)
  expect(text).toMatch(/errors is proven worse than allowed after \d+ windows/)
  expect(text).toMatch(/Healthy ones roll back in 0 of 2 runs; the policy allows 1 %/)
})

test('--json has all of it, without the journals; --save-journals keeps those, which explain and replay read', async () => {
  const world = scene([OCTOBER])
  expect(await backtest({ ...inputs, json: true, saveJournals: 'journals' }, world)).toBe(0)
  const stdout = world.published.at(-1)?.stdout
  expect(stdout).toMatchObject({
    kind: 'json',
    value: {
      version: 1,
      model: 'income',
      environment: 'production',
      tested: [{ name: '2026-10-03', truth: 'bad', outcome: 'rolled-back', runs: { 'rolled-back': 1 } }],
      untested: [],
    },
  })
  expect(textOf(world)).not.toContain('journal')
  const asked = { policy: 'sluice.yml', model: null, journal: 'journals/2026-10-03.jsonl', githubToken: null, json: false }
  expect(await explain(asked, world)).toBe(0)
  expect(textOf(world)).toContain('errors is proven worse')
  expect(await replay(asked, world)).toBe(0)
})

test.each([
  ['a bad release that it promotes', [{ name: 'b', truth: 'bad', worse: 1 }], 3, 'NOT b, which it promotes'],
  ['a healthy one that it rolls back', [{ name: 'h', worse: 10 }], 3, 'rolled back 1 of 1 healthy'],
  ['one of known truth that stays undecided', [{ name: 'u', minutes: 15 }], 4, '1 healthy ones stay undecided'],
  ['nothing that could be judged', [{ name: 'a', alone: true }], 5, 'No release could be judged'],
] as const)('%s: exit code', async (_, stories, code, sentence) => {
  const world = scene(stories)
  expect(await backtest(inputs, world)).toBe(code)
  expect(textOf(world)).toContain(sentence)
})

test.each([
  [{ recording: null }, 'sluice backtest: nothing recorded'],
  [{ releases: 'r.csv' }, 'both a recording and `--releases`'],
  [{ recording: 'gone.csv' }, 'gone.csv: ENOENT'],
  [{ recording: null, releases: 'list.csv' }, 'a telemetry of kind command, which cannot be asked for the past'],
  [{ repeats: '0' }, '--repeats: "0"; expected a whole number from 1 to 1000'],
  [{ every: '5' }, '--every: "5"; expected a time'],
  [{ oneArm: 'before', lag: 'a day' }, '--lag: "a day"'],
] as const)('%j is refused', async (changes, message) => {
  const world = scene([OCTOBER])
  writeFileSync(join(world.cwd, 'list.csv'), 'release,at\nv1,2026-10-03T14:00:00Z\n')
  await expect(backtest({ ...inputs, ...changes }, world)).rejects.toThrow(message)
})

test('names from the file are hostile text', async () => {
  const world = scene([{ ...OCTOBER, name: '<img src=x>\u001b[31m@everyone' }])
  await backtest(inputs, world)
  expect(textOf(world)).not.toContain('\u001b')
  expect(world.published.at(-1)?.markdown).not.toContain('<img')
})
