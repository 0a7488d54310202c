import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allLiveModels } from '../../src/commands/rollout/live-models.ts'
import { REAL } from '../../src/commands/rollout/ports.ts'
import { status } from '../../src/commands/rollout/status.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'

const POLICY = `version: 1
models:
  income:
    onnx: income.onnx
    task: binary-classification
    data: { evaluation: holdout.parquet, label: over_50k }
    rollout:
      target: { kind: command, run: sh split.sh }
      telemetry: { kind: command, run: sh counts.sh }
      guardrails:
        errors: { requests: r, failures: f, critical: true }
`
const ARM = '{"identity":null,"ready":true,"why":null}'
/** Whatever is asked: a share of 5 %. */
const SPLIT = `cat <<'END'
{"ok":true,"lease":false,"promotion":"swap","smallestStepBp":1,"shareBp":500,"effectiveBp":500,"generation":"7","leaseLeftMs":null,
"arms":{"stable":${ARM},"canary":${ARM}},"mixed":null,"restartedAtMs":null}
END
`
const COUNTS = `echo '{"ok":true,"notes":["counts.sh was asked"]}'\n`
const inputs = { policy: 'serving/sluice.yml', model: null, githubToken: null, journal: 'auto', json: false }

let world: FakeWorld
beforeEach(() => {
  world = fakeWorld()
  const folder = join(world.cwd, 'serving')
  mkdirSync(folder)
  for (const [name, text] of Object.entries({ 'sluice.yml': POLICY, 'split.sh': SPLIT, 'counts.sh': COUNTS }))
    writeFileSync(join(folder, name), text)
})

test("the policy's commands run in the policy's folder, from wherever it is called", async () => {
  await status({ ...inputs, format: 'text', update: null, badge: null }, world)
  expect(world.published.at(-1)?.stdout).toMatchObject({ kind: 'text', text: expect.stringContaining('95 % stable, 5 % canary') })
  const [live] = await allLiveModels(inputs, world)
  const { telemetry } = await REAL.rest(live, world)
  expect(await telemetry.preflight()).toEqual(['counts.sh was asked'])
})

test.each([
  ['relative to where the call began', 'kept/journal.jsonl', (cwd: string) => join(cwd, 'kept', 'journal.jsonl')],
  ['absolute', join(mkdtempSync(join(tmpdir(), 'sluice-journal-')), 'journal.jsonl'), (_: string, given: string) => given],
])('a journal in a file, %s', async (_, journal, placeOf) => {
  const [live] = await allLiveModels(inputs, world)
  await (await REAL.journal(live, { ...inputs, journal }, world)).append(null, ['{}'])
  expect(existsSync(placeOf(world.cwd, journal))).toBe(true)
})
