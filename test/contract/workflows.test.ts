import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { alertmanagerConfigOf } from '../../src/adapters/telemetry/prometheus/alerts/alertmanager.ts'
import { PREDICATE_TYPE } from '../../src/rollout/passport/schema.ts'

const ROOT = join(__dirname, '..', '..')

const workflowsIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${folder}/${name}`)

const TEMPLATES = workflowsIn('action-templates')
const WORKFLOWS = [...workflowsIn('.github/workflows'), ...workflowsIn('examples/income/.github/workflows'), ...TEMPLATES]

const ROLLOUT = ['rollout-start', 'rollout-tick', 'rollout-control', 'rollout-approve', 'alert-rollback', 'comment-commands'].map(
  (name) => `action-templates/${name}.yml`,
)

const policyDefault = (key: string) => new RegExp(`^\\| \`${key}\` \\| [^|]* \\| \`([^\`]*)\``, 'm').exec(read('docs/policy.md'))?.[1]

type Step = { uses?: string; if?: string; with?: Record<string, string> }
type Job = {
  permissions?: Record<string, string>
  if?: string
  needs?: string
  environment?: object
  steps: Step[]
  'timeout-minutes'?: number
}
type Workflow = {
  name: string
  on: Record<string, unknown>
  permissions: object
  concurrency?: { group: string; 'cancel-in-progress': boolean }
  jobs: Record<string, Job>
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const workflow = (path: string): Workflow => parse(read(path))
/** The Sluice action of a step, by its command: `acme/sluice@v1` is the gate. */
const commandOf = ({ uses = '' }: Step) => /^acme\/sluice(?:\/actions\/(?<name>[a-z]+))?@v1$/.exec(uses)?.groups

describe.each(WORKFLOWS)('%s', (path) => {
  test('grants nothing at the top; each job names what it needs', () => {
    const { permissions, jobs } = workflow(path)
    expect(permissions).toEqual({})
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined()
  })

  test('pins every action of others by commit, with the version beside it', () => {
    const uses = [...read(path).matchAll(/^ *(?:- )?uses: (?!\.\/)(.*)/gm)].map(([, reference]) => reference)
    for (const reference of uses)
      expect(reference).toMatch(/^(acme\/sluice(\/actions\/[a-z]+)?@v1|[\w-]+\/[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/)
  })

  test('pins an action by one commit everywhere', () => {
    const references = WORKFLOWS.flatMap((other) =>
      [...read(other).matchAll(/^ *(?:- )?uses: ([\w/.-]+)@(.*)/gm)].map(([, name, pin]) => [name, pin]),
    )
    for (const [, name, pin] of read(path).matchAll(/^ *(?:- )?uses: ([\w/.-]+)@(.*)/gm))
      expect(references.filter(([other, otherPin]) => other === name && otherPin !== pin)).toEqual([])
  })
})

/** Commands that write the journal and mirror it in the list of deployments. */
const STEERING = ['rollout', 'rollback', 'abort', 'hold', 'resume', 'approve', 'comment']

function needsOf(step: Step): Record<string, string> {
  const name = commandOf(step)?.['name']
  // Answers on issues and on pull requests; a waiver is a branch and a pull request.
  if (name === 'comment') return { contents: 'write', deployments: 'write', issues: 'write', 'pull-requests': 'write' }
  if (step.uses?.startsWith('actions/checkout@')) return { contents: 'read' }
  if (step.uses?.startsWith('actions/attest@')) return { 'id-token': 'write', attestations: 'write' }
  if (name === 'approve' && step.with?.['claim'] === 'true') return { contents: 'write' }
  if (name !== undefined && STEERING.includes(name)) {
    const steers = { contents: 'write', deployments: 'write' }
    // Who may ask people starts the run that waits for them; who only hears their answer reads it.
    if (name === 'rollout') return { ...steers, actions: 'write', 'pull-requests': 'write' }
    // Answers on issues and on pull requests; a waiver is a branch and a pull request.
    if (name === 'comment') return { ...steers, issues: 'write', 'pull-requests': 'write' }
    return name === 'approve' ? { ...steers, actions: 'read', 'pull-requests': 'write' } : steers
  }
  if (name === 'report') return { actions: 'read', 'pull-requests': 'write', checks: 'write' }
  const publishes = commandOf(step) !== undefined && name !== 'evaluate' && step.with?.['comment'] !== 'never'
  return publishes ? { 'pull-requests': 'write', checks: 'write' } : {}
}

// What no executor enforces (triggers, permissions, required jobs) is read from the text.
describe.each(TEMPLATES)('%s', (path) => {
  const { on, jobs } = workflow(path)

  test('has a properties file as starter workflows have them', () => {
    const properties = JSON.parse(read(path.replace(/\.yml$/, '.properties.json')))
    expect(Object.keys(properties)).toEqual(['name', 'description', 'iconName', 'categories', 'filePatterns'])
    expect(properties.name).not.toBe('')
    for (const pattern of properties.filePatterns) expect('sluice.yml').toMatch(new RegExp(pattern))
  })

  test('says which repository stands in `uses`', () => {
    expect(read(path)).toContain('# acme/sluice is the repository in which your Sluice lives; pin it to a commit, as the others are.\n')
  })

  test('a job may do what its actions need, and no more', () => {
    for (const { permissions, steps } of Object.values(jobs)) {
      expect(permissions).toEqual(Object.assign({}, ...steps.map(needsOf)))
    }
  })

  test('ends in bounded time, keeps no credentials in the checkout', () => {
    for (const { steps, 'timeout-minutes': minutes } of Object.values(jobs)) {
      expect(minutes).toBeLessThanOrEqual(60)
      for (const step of steps)
        if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toMatchObject({ 'persist-credentials': false })
    }
  })

  test('uploads under a name that no other job and no re-run has, also when the gate failed', () => {
    // A passport is of a promotion, of which there is one.
    const isReport = ({ uses, with: given }: Step) => uses?.startsWith('actions/upload-artifact@') && given?.['name'] !== 'passport'
    const uploads = Object.values(jobs).flatMap(({ steps }) => steps.filter(isReport))
    for (const upload of uploads) {
      expect(upload.if).toMatch(/^\$\{\{ !cancelled\(\) \}\}$/)
      expect(upload.with?.['name']).toMatch(/^(sluice-\$\{\{ github\.job \}\}|report)-\$\{\{ github\.run_attempt \}\}$/)
    }
  })

  test('the job to require is called `models`, and is never skipped on a pull request', () => {
    if (!('pull_request' in on)) return expect(path === 'action-templates/fork-report.yml' || ROLLOUT.includes(path)).toBe(true)
    expect(Object.keys(jobs).at(-1)).toBe('models')
    expect([undefined, 'always()']).toContain(jobs['models']?.if)
    expect(on['pull_request']).toBeNull()
  })
})

test('a report that needs other jobs runs whatever became of them', () => {
  const { jobs } = workflow('action-templates/separate-jobs.yml')
  expect(jobs['models']).toMatchObject({ needs: 'evaluate', if: 'always()' })
})

test('the second stage for forks follows the first by its name, and checks out no commit of the other run', () => {
  const { name } = workflow('action-templates/fork-gate.yml')
  const { on, jobs } = workflow('action-templates/fork-report.yml')
  expect(on).toEqual({ workflow_run: { workflows: [name], types: ['completed'] } })
  const [checkout] = jobs['report']?.steps ?? []
  expect(Object.keys(checkout?.with ?? {})).toEqual(['persist-credentials'])
})

test('a merge queue asks the very job that the pull request asked', () => {
  const { on, jobs } = workflow('action-templates/merge-queue.yml')
  expect(on).toEqual({ pull_request: null, merge_group: { types: ['checks_requested'] } })
  expect(Object.keys(jobs)).toEqual(['models'])
})

describe.each(ROLLOUT)('%s', (path) => {
  const { concurrency, jobs } = workflow(path)

  test('is never cut off in the middle of a write', () => {
    if (concurrency !== undefined) expect(concurrency['cancel-in-progress']).toBe(false)
    expect(Object.values(jobs).filter((job) => 'concurrency' in job)).toEqual([])
  })

  test('no two kinds of calls share a group: of those that wait GitHub keeps the newest, and a tick must not replace an abort', () => {
    if (path.includes('control') || path.includes('comment')) expect(concurrency).toBeUndefined()
    else expect(concurrency?.group).toContain(`\${{ github.workflow }}`)
    expect(new Set(ROLLOUT.map((other) => workflow(other).name)).size).toBe(ROLLOUT.length)
  })

  test('whoever moves traffic runs in the environment that may read and lower; who raises by an approval in the one with reviewers', () => {
    for (const { steps, environment } of Object.values(jobs)) {
      const moving = steps.filter((step) => STEERING.includes(commandOf(step)?.['name'] ?? '') && step.with?.['claim'] !== 'true')
      const raises = moving.some((step) => commandOf(step)?.['name'] === 'approve')
      const watch = moving.length > 0 ? 'production-watch' : undefined
      expect(environment).toEqual(raises ? { name: 'production', deployment: false } : watch)
    }
  })
})

test('a rollout starts on the protected branch alone, after its gate', () => {
  const { on, jobs } = workflow('action-templates/rollout-start.yml')
  expect(on).toEqual({ push: { branches: ['main'] } })
  expect(jobs['rollout']).toMatchObject({ needs: 'models' })
  expect(jobs['rollout']?.if).toBeUndefined()
})

test('commands are new comments of the default branch’s workflow, whose checkout names no commit of the pull request', () => {
  const { on, jobs } = workflow('action-templates/comment-commands.yml')
  expect(on).toEqual({ issue_comment: { types: ['created'] } })
  const [checkout] = jobs['comment']?.steps ?? []
  expect(Object.keys(checkout?.with ?? {})).toEqual(['persist-credentials'])
  expect(jobs['comment']?.if).toContain("startsWith(github.event.comment.body, '/sluice')")
})

describe('what is approved', () => {
  const { on, jobs, concurrency, ...approve } = workflow('action-templates/rollout-approve.yml')

  test('is one request, which the title of its run names to the reviewers', () => {
    expect(on).toEqual({
      workflow_dispatch: { inputs: { request: expect.objectContaining({ required: true }), model: expect.anything() } },
    })
    expect('run-name' in approve && approve['run-name']).toContain(`\${{ inputs.request }}`)
    expect(policyDefault('workflow')).toBe('rollout-approve.yml')
  })

  test('is claimed outside of the environment, before the job that waits', () => {
    expect(Object.keys(jobs)).toEqual(['claim', 'approve'])
    expect([jobs['claim']?.environment, jobs['approve']?.needs]).toEqual([undefined, 'claim'])
  })

  test('waits in a group of its request: neither does it stop a tick, nor a tick it', () => {
    expect(concurrency?.group).toContain(`\${{ inputs.request }}`)
  })
})

describe.each(['rollout-start', 'rollout-tick'])('the passport in %s', (name) => {
  const { jobs } = workflow(`action-templates/${name}.yml`)
  const { passport } = jobs
  const before = jobs[passport?.needs ?? '']

  test('is signed by a job that moves no traffic, once, where one was written', () => {
    expect(passport?.if).toBe(`needs.${passport?.needs}.outputs.passports != ''`)
    const upload = before?.steps.find(({ with: given }) => given?.['name'] === 'passport')
    expect(upload?.if).toBe("steps.rollout.outputs.passports != ''")
    expect(passport?.steps.map(({ uses = '' }) => uses.replace(/@.*/, ''))).toEqual(['actions/download-artifact', 'actions/attest'])
  })

  test('has the type that the passport itself has', () => {
    expect(passport?.steps.at(-1)?.with?.['predicate-type']).toBe(PREDICATE_TYPE)
  })
})

test('ticks come from a schedule, a person and monitoring; the events are those that the exported receivers send', () => {
  const { on } = workflow('action-templates/rollout-tick.yml')
  expect(Object.keys(on)).toEqual(['schedule', 'workflow_dispatch', 'repository_dispatch'])
  const sent = alertmanagerConfigOf({ kind: 'github', apiUrl: 'https://api.github.com', name: 'acme/models' }, '300s')
  const events = sent.receivers
    .flatMap((receiver) => ('webhook_configs' in receiver ? receiver.webhook_configs : []))
    .map((webhook) => ('payload' in webhook ? webhook.payload.event_type : null))
  const alert = workflow('action-templates/alert-rollback.yml')
  expect([alert.on['repository_dispatch'], on['repository_dispatch']]).toEqual(events.map((event) => ({ types: [event] })))
  const read = JSON.stringify(alert)
    .match(/client_payload\.(\w+)/g)
    ?.map((word) => word.replace('client_payload.', ''))
  for (const name of read ?? []) expect(['model', 'environment', 'arm', 'summary']).toContain(name)
})

test('nothing but templates and their properties lies in their folder', () => {
  const names = readdirSync(join(ROOT, 'action-templates')).filter((name) => !/\.(yml|properties\.json)$/.test(name))
  // `targets` holds what belongs into a cluster, not into `.github`.
  expect(names).toEqual(['README.md', 'targets'])
  for (const path of TEMPLATES) expect(existsSync(join(ROOT, path.replace(/\.yml$/, '.properties.json')))).toBe(true)
})
