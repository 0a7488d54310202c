import { notesOnTicks } from '../../src/commands/rollout/notes-on-ticks.ts'
import type { LiveModel } from '../../src/commands/rollout/ports.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import type { StoredWorkflow } from '../support/github/approval-state.ts'
import { startFakeGitHub } from '../support/github/server.ts'
import { alertingPolicy } from '../support/rollout/alerting-policy.ts'

const TOKEN = 'fake_token_7f3a9c'
const TICKS: StoredWorkflow = { id: 2, path: '.github/workflows/rollout-tick.yml', state: 'active', text: '' }
const APPROVAL = '      approval: { before: [50%], by: comment }\n'

function live(policy: string): LiveModel {
  const model = parsePolicy(policy, 'sluice.yml').models.get('income')
  if (model?.rollout === undefined || model.rollout === null) throw new Error('no rollout')
  return { model, rollout: model.rollout, folder: '.' }
}

test.each([
  ['it runs', TICKS, 'read', alertingPolicy(), []],
  [
    'nobody touched the repository for sixty days',
    { ...TICKS, state: 'disabled_inactivity' },
    'read',
    alertingPolicy(),
    [expect.stringContaining('rollout-tick.yml does not run: GitHub switched it off after 60 days')],
  ],
  ['there is none', null, 'read', alertingPolicy(), [expect.stringContaining('No workflow rollout-tick.yml is there')]],
  ['the token may not look', TICKS, null, alertingPolicy(), [expect.stringMatching(/cannot be told:.*actions: read/s)]],
  ['somebody is asked, whose preflight says it', null, 'read', `${alertingPolicy()}${APPROVAL}`, []],
] as const)('before a rollout starts: %s', async (_, workflow, actions, policy, notes) => {
  const permissions: Record<string, 'read'> = actions === null ? { contents: 'read' } : { contents: 'read', actions }
  const github = await startFakeGitHub({ repository: 'acme/models', tokens: { [TOKEN]: { login: 'github-actions[bot]', permissions } } })
  if (workflow !== null) github.state.workflows.push(workflow)
  const world = fakeWorld({ run: fakeRun({ apiUrl: github.url }) })
  expect(await notesOnTicks(live(policy), { githubToken: TOKEN }, world)).toEqual(notes)
  await github.close()
})

test('on a terminal nobody asks GitHub', async () => {
  expect(await notesOnTicks(live(alertingPolicy()), { githubToken: TOKEN }, fakeWorld())).toEqual([])
})
