import { createGitHubMirror } from '../../../src/adapters/publishing/github/publishing.ts'
import { type MirroredDeployment, PublishingRefused } from '../../../src/report/ports.ts'
import { type FakeGitHub, startFakeGitHub } from '../../support/github/server.ts'

// Against the strict fake: every request and every answer is checked by GitHub's own description.

const COMMIT = 'c'.repeat(40)
let fake: FakeGitHub
beforeEach(async () => {
  const login = 'github-actions[bot]'
  fake = await startFakeGitHub({
    repository: 'acme/models',
    tokens: {
      job: { login, permissions: { deployments: 'write' } },
      without: { login, permissions: { contents: 'write', deployments: 'read' } },
    },
  })
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const open = (token = 'job') =>
  createGitHubMirror({
    token,
    apiUrl: fake.url,
    repository: 'acme/models',
    signal: new AbortController().signal,
    pauseMs: 1,
    log: () => undefined,
  })

const shown = (changes: Partial<MirroredDeployment> = {}): MirroredDeployment => ({
  model: 'income',
  environment: 'production',
  rollout: 'r1',
  commit: COMMIT,
  state: 'in_progress',
  description: 'baking, canary at 1 %',
  logUrl: 'https://github.test/acme/models/actions/runs/42',
  ...changes,
})
const states = () => fake.state.deployments.map(({ task, statuses }) => [task, ...statuses.map(({ state }) => state)])

test('one deployment for a rollout, however often it is shown, and a status where something changed', async () => {
  const mirror = await open()
  await mirror.show(shown())
  await mirror.show(shown())
  await mirror.show(shown({ description: 'baking, canary at 5 %' }))
  await (await open()).show(shown({ state: 'success', description: 'promoted' }))
  expect(states()).toEqual([['sluice:income', 'in_progress', 'in_progress', 'success']])
  expect(fake.state.deployments[0]).toMatchObject({ ref: COMMIT, environment: 'production', payload: { rollout: 'r1' } })
  expect(fake.state.deployments[0]?.statuses.at(-1)).toMatchObject({ description: 'promoted', logUrl: shown().logUrl })
})

test('a promotion ends what was shown as live of the same model, and leaves other models of the environment alone', async () => {
  const mirror = await open()
  await mirror.show(shown({ rollout: 'r0', state: 'success' }))
  await mirror.show(shown({ model: 'fraud', rollout: 'f1', state: 'success' }))
  await mirror.show(shown({ rollout: 'failed', state: 'failure' }))
  await mirror.show(shown({ state: 'success' }))
  expect(states()).toEqual([
    ['sluice:income', 'success', 'inactive'],
    ['sluice:fraud', 'success'],
    ['sluice:income', 'failure'],
    ['sluice:income', 'success'],
  ])
})

test('a description is cut to what GitHub takes, by whole characters', async () => {
  await (await open()).show(shown({ description: `${'x'.repeat(138)}😀 and more` }))
  const [{ description } = { description: '' }] = fake.state.deployments[0]?.statuses ?? []
  expect(description).toBe(`${'x'.repeat(138)}…`)
})

test('a creation without an answer is looked for before it is tried again', async () => {
  let lost = 0
  fake.fault = ({ method, path }, state) => {
    if (method !== 'POST' || !path.endsWith('/deployments') || lost++ > 0) return null
    const payload = { rollout: 'r1' }
    state.deployments.push({
      id: 77,
      ref: COMMIT,
      task: 'sluice:income',
      environment: 'production',
      description: '',
      payload,
      statuses: [],
    })
    return { kind: 'reset' }
  }
  await (await open()).show(shown())
  expect(states()).toEqual([['sluice:income', 'in_progress']])
})

test('without the permission: refused, with the line of `permissions:` that is missing', async () => {
  const refused = await (await open('without')).show(shown()).catch((error) => error)
  expect(refused).toBeInstanceOf(PublishingRefused)
  expect(refused.message).toContain('A deployment needs `deployments: write`')
  expect(refused.remedy).toContain('Give the job `permissions: deployments: write`')
  expect(refused.remedy).not.toContain('fork')
  expect(states()).toEqual([])
})
