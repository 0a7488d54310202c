import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allLiveModels } from '../../src/commands/rollout/live-models.ts'
import { REAL } from '../../src/commands/rollout/ports.ts'
import { status } from '../../src/commands/rollout/status.ts'
import { type FakeWorld, fakeRun, fakeWorld } from '../support/fake-world.ts'
import { addComment, MERGE, REQUEST, startApprovalScene } from '../support/github/approval-scene.ts'

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

const ASKING = `${POLICY}      approval: { before: [100%], by: comment }
`
test('people are asked where there is a run and its token, and the policy asks somebody', async () => {
  const fake = await startApprovalScene()
  const here = (policy: string, run = fakeRun({ apiUrl: fake.url, sha: MERGE })) => {
    writeFileSync(join(world.cwd, 'serving/sluice.yml'), policy)
    return { ...world, run }
  }
  const open = async (at: FakeWorld, githubToken: string | null) => {
    const [live] = await allLiveModels(inputs, world)
    return (await REAL.rest(live, at, { githubToken })).approvals
  }
  addComment(fake)
  const job = here(ASKING)
  const asked = await open(job, 'job')
  expect(await asked?.read(REQUEST)).toMatchObject({ kind: 'approved', by: 'alice' })
  expect(await asked?.preflight()).toEqual([])
  expect(await open(job, null)).toBeNull()
  expect(await open({ ...job, run: null }, 'job')).toBeNull()
  expect(await open(here(POLICY), 'job')).toBeNull()
  await fake.close()
  expect(fake.violations).toEqual([])
})

test('the token that reads teams comes from a variable of its own', async () => {
  const fake = await startApprovalScene()
  writeFileSync(join(world.cwd, 'serving/sluice.yml'), ASKING.replace('by: comment', 'by: comment, teams: [ml-owners]'))
  const [live] = await allLiveModels(inputs, world)
  const run = fakeRun({ apiUrl: fake.url, sha: MERGE })
  const withTeams = { ...world.environment, forChildren: { ...world.environment.forChildren, SLUICE_TEAMS_TOKEN: 'teams' } }
  addComment(fake)
  const kindWith = async (environment: FakeWorld['environment']) =>
    (await (await REAL.rest(live, { ...world, run, environment }, { githubToken: 'job' })).approvals?.read(REQUEST))?.kind
  expect([await kindWith(world.environment), await kindWith(withTeams)]).toEqual(['pending', 'approved'])
  await fake.close()
})
