import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plan } from '../../src/commands/plan.ts'
import type { RolloutPorts } from '../../src/commands/rollout/ports.ts'
import { TargetError } from '../../src/rollout/ports.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { FakeService, type ServiceOptions } from '../support/rollout/fake-service.ts'

jest.setTimeout(60_000)

const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      bake: 2m
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
`
const INPUTS = {
  policy: 'sluice.yml',
  model: null,
  evaluationData: null,
  runtime: null,
  githubToken: null,
  json: false,
  candidate: null,
  baseline: null,
}

function scene(options: ServiceOptions, policy = POLICY) {
  const world = fakeWorld()
  mkdirSync(join(world.cwd, 'models'))
  writeFileSync(join(world.cwd, 'sluice.yml'), policy)
  const service = new FakeService(options)
  service.pass(1_200_000)
  const { target, telemetry, identity, clock } = service
  const outside: RolloutPorts = {
    clock,
    journal: () => Promise.reject(new Error('a plan needs no journal')),
    rest: async () => ({ target, telemetry, identity, approvals: null, clock }),
  }
  const text = () => {
    const { stdout } = world.published.at(-1) ?? {}
    return stdout?.kind === 'text' ? stdout.text : JSON.stringify(stdout?.value)
  }
  return { world, service, outside, text, run: (ports = outside) => plan(INPUTS, world, ports) }
}

test('each step: how long, how many requests, what is found by when; and whether the deadline allows it', async () => {
  const { run, text, service } = scene({ lease: true })
  expect(await run()).toBe(0)
  expect(text()).toContain('Plan: income, rollout in production')
  expect(text()).toMatch(/A healthy canary is decided within the deadline of 6 h in 100 % of rollouts/)
  // 20 requests a second, 1 % of them, for a minute.
  expect(text()).toMatch(/\| 1 % +\| 10× +\| \d+ (s|min) +\| \d+ (s|min) +\| \d+, 12 in 60 s +\| errors [\d.]+× in 2 min/)
  expect(text()).toMatch(/\| 50 % +\| the margin/)
  expect(service.writes).toEqual([])
})

test('what cannot be decided is printed and refused, unless somebody can be asked', async () => {
  const tight = POLICY.replace('bake: 2m', 'bake: 2m\n      deadline: 30m\n      on-deadline: rollback')
  const refused = scene({ rps: 1 }, tight)
  await expect(refused.run()).rejects.toMatchObject({
    name: 'UsageError',
    where: 'models.income.rollout',
    found: expect.stringMatching(/a healthy model would finish in \d+ % of cases/),
  })
  expect(refused.text()).toContain('refuses to start it')
  expect(refused.text()).toMatch(/more than 30 min/)
  const asked = scene({ rps: 1 }, tight.replace('on-deadline: rollback', 'on-deadline: ask'))
  expect(await asked.run()).toBe(0)
  expect(asked.text()).not.toContain('refuses')
})

test('without a lease it says what stands between jobs; a lease shorter than three ticks is warned of', async () => {
  const without = scene({ lease: false })
  await without.run()
  expect(without.text()).toContain('the share is at most 5 % (unattended-max)')
})

test('where somebody will be asked is said, also where nothing else can be planned', async () => {
  const asking = POLICY.replace(
    'bake: 2m',
    'bake: 2m\n      approval: { before: [50%, 100%], by: comment, expires: 4h, on-rejection: rollback }',
  )
  for (const options of [{}, { rps: 0 }]) {
    const asked = scene(options, asking)
    await asked.run()
    expect(asked.text()).toContain(
      'Somebody is asked before 50 % and before the promotion (by a comment on the merged pull request); without an answer within 4 h the rollout holds, a no takes the canary back.',
    )
  }
  const { run, text } = scene({})
  await run()
  expect(text()).not.toContain('Somebody is asked')
})

test('a target that does not answer, or telemetry that tells nothing: said, and no fault of the policy', async () => {
  const silent = scene({})
  const down: RolloutPorts = { ...silent.outside, rest: () => Promise.reject(new TargetError('unavailable', 'connection refused')) }
  expect(await silent.run(down)).toBe(0)
  expect(silent.text()).toContain('Nothing could be planned: connection refused.')
  const idle = scene({ rps: 0 })
  expect(await idle.run()).toBe(0)
  expect(idle.text()).toContain('Nothing could be planned: the telemetry tells too little of the time before.')
})

test('after a promotion by swap the arm that serves is planned with, not the one that has its old name', async () => {
  const swapped = scene({ failureRate: { stable: 0.02, canary: 0.02 } })
  // Now all traffic goes to the arm that the policy calls the canary.
  swapped.service.swapped = true
  swapped.service.pass(3_600_000)
  expect(await swapped.run()).toBe(0)
  expect(swapped.text()).toMatch(/\| 1 % .*, 12 in 60 s/)
})
