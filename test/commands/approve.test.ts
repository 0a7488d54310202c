import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { approve } from '../../src/commands/rollout/approve.ts'
import { allLiveModels, sectionSha256 } from '../../src/commands/rollout/live-models.ts'
import type { RolloutPorts } from '../../src/commands/rollout/ports.ts'
import { status } from '../../src/commands/rollout/status.ts'
import type { UsageError } from '../../src/errors.ts'
import type { Run } from '../../src/host/event.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { parseVerdict } from '../../src/judge/verdict.ts'
import { effectivePolicy } from '../../src/policy/effective.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import { APPROVED, Asked, PENDING, REFUSED } from '../support/rollout/asked.ts'
import { minutes } from '../support/rollout/baking.ts'

jest.setTimeout(60_000)

const policy = (approval: string) => `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      steps: [5%, 50%]
      approval: ${approval}
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
`

const RUN: Partial<Run> = {
  id: 812,
  event: 'workflow_dispatch',
  workflow: 'Model rollout approve',
  ref: 'refs/heads/main',
  payload: { repository: { default_branch: 'main' } },
}

const NOBODY = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
const git = (cwd: string, args: readonly string[]) => execFileSync('git', [...NOBODY, ...args], { cwd, encoding: 'utf8' })

/** A rollout that waits at 5 %, and the two jobs of the run that is started for it. */
class Scene {
  readonly rollout: Asked
  readonly outside: RolloutPorts
  readonly cwd: string

  private constructor(rollout: Asked, cwd: string) {
    this.rollout = rollout
    this.cwd = cwd
    const { target, telemetry, identity, clock } = rollout.service
    this.outside = {
      clock,
      journal: async () => rollout.journal,
      rest: async () => ({ target, telemetry, identity, approvals: rollout.approvals, clock }),
    }
  }

  static async asked(by = 'environment', more = ''): Promise<Scene> {
    const { cwd } = fakeWorld()
    writeFileSync(join(cwd, 'sluice.yml'), policy(`{ before: [50%], by: ${by}${more} }`))
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', '.'],
      ['commit', '-qm', 'policy'],
    ])
      git(cwd, args)
    const rollout = new Asked({}, { approval: { before: ['50%'], by, ...(more === '' ? {} : { 'on-rejection': 'rollback' }) } })
    const scene = new Scene(rollout, cwd)
    const [live] = await allLiveModels(scene.inputs(), { ...fakeWorld(), cwd })
    if (live === undefined) throw new Error('no model')
    rollout.policySha256 = sectionSha256(live.rollout)
    rollout.start()
    while (rollout.state !== 'awaiting-approval') await minutes(rollout, 1)
    return scene
  }

  get sha(): string {
    return git(this.cwd, ['rev-parse', 'HEAD']).trim()
  }

  get id(): string {
    return this.rollout.history.current?.request?.id ?? ''
  }

  inputs(changes: Partial<InputsOf<'approve'>> = {}): InputsOf<'approve'> {
    const all = {
      policy: 'sluice.yml',
      model: null,
      journal: 'auto',
      request: null,
      claim: 'false',
      out: 'out',
      githubToken: 't',
      json: false,
    }
    return { ...all, claim: 'false', ...changes }
  }

  /** In a job; `run: null` is a terminal. */
  async call(changes: Partial<InputsOf<'approve'>>, run: Partial<Run> | null = {}) {
    const world = fakeWorld({ cwd: this.cwd, run: run === null ? null : fakeRun({ ...RUN, sha: this.sha, ...run }) })
    const code = await approve(this.inputs(changes), world, this.outside)
    const { outputs, stdout, files } = world.published.at(-1) ?? {}
    const file = files?.get('income.rollout.verdict.json')
    const verdict = file === undefined ? null : parseVerdict(file, 'income.rollout.verdict.json')
    return { verdict, code, decision: outputs?.['decision'], outputs, text: stdout?.kind === 'text' ? stdout.text : '' }
  }

  claim(run: Partial<Run> | null = {}, request = this.id) {
    return this.call({ claim: 'true', request }, run)
  }

  async refusal(call: Promise<unknown>): Promise<string> {
    const error: UsageError = await call.then(
      () => {
        throw new Error('it was not refused')
      },
      (reason) => reason,
    )
    return `${error.found} | ${error.expected} | ${error.remedy}`
  }
}

test('the run that waits is written down before its reviewers are asked, and when they agree the share rises in its own job', async () => {
  const scene = await Scene.asked()
  const { id } = scene
  expect(await scene.claim()).toMatchObject({ code: 0, decision: 'waiting', outputs: { state: 'awaiting-approval', weight: '5' } })
  expect(scene.rollout.history.current?.request?.runId).toBe(812)
  scene.rollout.answer(APPROVED)
  expect(await scene.call({ request: id })).toMatchObject({ code: 0, decision: 'approved', outputs: { weight: '50', state: 'baking' } })
  expect(scene.rollout.service.shareBp).toBe(5000)
  expect(scene.rollout.people.asked.at(-1)).toMatchObject({ id, runId: 812 })
})

test('the verdict names the policy that applies, so that a report takes it with those of the gates', async () => {
  const scene = await Scene.asked()
  await scene.claim()
  scene.rollout.answer(APPROVED)
  const { verdict } = await scene.call({})
  const text = readFileSync(join(scene.cwd, 'sluice.yml'), 'utf8')
  const { sha256 } = effectivePolicy({ base: null, head: text, path: 'sluice.yml', comparing: 'head' })
  expect(verdict?.policy.sha256).toBe(sha256)
})

test.each([
  ['pending: the reviewers’ list has no yes', PENDING, '', 'waiting', 5, 'awaiting-approval'],
  ['a no', REFUSED, '', 'refused', 3, 'held'],
  ['a no, on-rejection: rollback', REFUSED, ', on-rejection: rollback', 'refused', 3, 'rolling-back'],
] as const)('in the gated job %s: nothing rises', async (_, given, more, decision, code, state) => {
  const scene = await Scene.asked('environment', more)
  await scene.claim()
  scene.rollout.answer(given)
  expect(await scene.call({})).toMatchObject({ code, decision, outputs: { state } })
  expect(scene.rollout.service.shareBp).toBeLessThanOrEqual(500)
})

test('what a tick that watches has raised meanwhile is told as it was decided', async () => {
  const scene = await Scene.asked()
  const { id } = scene
  await scene.claim()
  scene.rollout.answer(APPROVED)
  await scene.rollout.tick()
  expect(await scene.call({ request: id })).toMatchObject({ code: 0, decision: 'approved' })
})

test('a request that ended while its run waited: void, with why', async () => {
  const scene = await Scene.asked()
  const { id } = scene
  await scene.claim()
  scene.rollout.people.answers.set(id, APPROVED)
  scene.rollout.command('hold', 'a hunch')
  const { code, decision, text } = await scene.call({ request: id })
  expect([code, decision, text]).toEqual([3, 'void', expect.stringContaining(`The request ${id} is void: hold: a hunch`)])
  expect(scene.rollout.service.shareBp).toBe(500)
})

describe('refused, in words', () => {
  test.each<readonly [string, string, (scene: Scene) => Promise<unknown>, string]>([
    ['a terminal', 'environment', (scene) => scene.call({}, null), 'To agree, approve the run of rollout-approve.yml for '],
    ['a terminal, asked by comment', 'comment', (scene) => scene.call({}, null), 'comment `/sluice promote '],
    ['a job, where people comment', 'comment', (scene) => scene.call({ request: scene.id }), 'comment | `environment`'],
    ['a claim, where people review', 'pull-request-review', (scene) => scene.claim(), 'pull-request-review | `environment`'],
    ['a re-run that claims', 'environment', (scene) => scene.claim({ attempt: 2 }), 'attempt 2 of run 812 | the first'],
    ['another request', 'environment', (scene) => scene.claim({}, 'kkkkkkkk'), 'kkkkkkkk, which nobody was asked'],
    ['a claim without a request', 'environment', (scene) => scene.call({ claim: 'true' }), 'none, and none that waits for this run'],
    ['a run that nobody claimed', 'environment', (scene) => scene.call({ request: scene.id }), 'for which no run waits yet'],
    [
      'a second run for the same request',
      'environment',
      async (scene) => {
        await scene.claim()
        return scene.claim({ id: 813 })
      },
      'run 813, while run 812 waits',
    ],
    [
      'another run than the one that claimed',
      'environment',
      async (scene) => {
        await scene.claim()
        return scene.call({ request: scene.id }, { id: 813 })
      },
      'run 813, while run 812 waits',
    ],
    [
      'a re-run of the gated job',
      'environment',
      async (scene) => {
        await scene.claim()
        return scene.call({ request: scene.id }, { attempt: 2 })
      },
      'attempt 2 of run 812',
    ],
    [
      'a claim of a request that is void',
      'environment',
      (scene) => {
        const { id } = scene
        scene.rollout.command('hold', 'a hunch')
        return scene.claim({}, id)
      },
      'which is over (void): hold: a hunch',
    ],
    [
      'a job without a token',
      'environment',
      async (scene) => {
        await scene.claim()
        scene.rollout.approvals = null
        return scene.call({})
      },
      'no token with which the reviewers’ answer could be read',
    ],
  ])('%s', async (_, by, call, words) => {
    const scene = await Scene.asked(by)
    const before = scene.rollout.service.shareBp
    scene.rollout.answer(APPROVED)
    expect(await scene.refusal(call(scene))).toContain(words)
    expect([before, scene.rollout.service.shareBp]).toEqual([500, 500])
  })
})

test('claimed twice by the same run it is claimed once: a step that is tried again', async () => {
  const scene = await Scene.asked()
  await scene.claim()
  const { length } = scene.rollout.journal.entries
  expect((await scene.claim()).code).toBe(0)
  expect(scene.rollout.journal.entries).toHaveLength(length)
})

test('a tick that writes at the same moment: the claim is written after it, or refused where the request is gone', async () => {
  const scene = await Scene.asked()
  const { id } = scene
  const { journal } = scene.rollout
  let isFirst = true
  const racing: RolloutPorts = {
    ...scene.outside,
    journal: async () => ({
      read: () => journal.read(),
      append: async (head, entries) => {
        if (isFirst) scene.rollout.command('hold', 'at the same moment')
        isFirst = false
        return journal.append(head, entries)
      },
    }),
  }
  const world = fakeWorld({ cwd: scene.cwd, run: fakeRun({ ...RUN, sha: scene.sha }) })
  const call = approve(scene.inputs({ claim: 'true', request: id }), world, racing)
  expect(await scene.refusal(call)).toContain('hold: at the same moment')
})

test('status shows what is asked and how one answers, in the words of the way that the policy chose; then how it ended', async () => {
  const scene = await Scene.asked()
  const { id } = scene
  const world = fakeWorld({ cwd: scene.cwd })
  const show = async () => {
    await status({ ...scene.inputs(), json: false, format: 'text', update: null, badge: null }, world, scene.outside)
    const { stdout } = world.published.at(-1) ?? {}
    return stdout?.kind === 'text' ? stdout.text : ''
  }
  expect(await show()).toMatch(new RegExp(`asked +${id}: 5 % → 50 % of the traffic, until 2026-.* UTC`))
  expect(await show()).toContain(
    `answer    To agree, approve the run of rollout-approve.yml for ${id}, which waits in the environment production.`,
  )
  await scene.claim()
  expect(await show()).toContain('approve run 812 of rollout-approve.yml')
  scene.rollout.command('hold', 'a hunch')
  expect(await show()).toContain(`asked     ${id} (5 % → 50 % of the traffic) was void: hold: a hunch`)
})
