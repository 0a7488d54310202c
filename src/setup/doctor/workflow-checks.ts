import { parse } from 'yaml'
import { type Check, ok, problem, warn } from './check.ts'

export type WorkflowFile = { readonly path: string; readonly text: string }
export type WorkflowFacts = {
  readonly files: readonly WorkflowFile[]
  /** Models or data lie in Git LFS. */
  readonly lfs: boolean
}

const NAME = 'workflow'
/** Which of Sluice's actions write to the pull request. */
const REPORTS = /(^|\/)sluice(@|\/actions\/(report|gate)@)/i
const SLUICE = /(^|\/)sluice(@|\/)/i

/** Is there a workflow, does it run where it should, and may it do what it is for? Read from the files; nothing is asked. */
export function checkWorkflows({ files, lfs }: WorkflowFacts): Check[] {
  const jobs = files.flatMap((file) => sluiceJobs(file))
  if (jobs.length === 0) {
    return [
      warn(NAME, 'no workflow of this repository runs Sluice', '`sluice init` writes one; until then nothing is judged in pull requests.'),
    ]
  }
  return jobs.flatMap((job) => checkJob(job, lfs))
}

type Step = { readonly uses: string; readonly with: Readonly<Record<string, unknown>> }
type Job = { readonly place: string; readonly events: readonly string[]; readonly permissions: unknown; readonly steps: readonly Step[] }

function sluiceJobs({ path, text }: WorkflowFile): Job[] {
  const workflow = parseWorkflow(text)
  const events = eventsOf(get(workflow, 'on'))
  const jobs = get(workflow, 'jobs')
  return entries(jobs).flatMap(([name, job]) => {
    const steps = listOf(get(job, 'steps')).map((step) => ({
      uses: textOf(get(step, 'uses')),
      with: Object.fromEntries(entries(get(step, 'with'))),
    }))
    const permissions = get(job, 'permissions') ?? get(workflow, 'permissions')
    return steps.some(({ uses }) => SLUICE.test(uses)) ? [{ place: `${path}, job ${name}`, events, permissions, steps }] : []
  })
}

function checkJob({ place, events, permissions, steps }: Job, lfs: boolean): Check[] {
  const checks: Check[] = []
  const reports = steps.some(({ uses }) => REPORTS.test(uses))
  const needs = [
    ['contents', 'read'],
    ...(reports
      ? [
          ['pull-requests', 'write'],
          ['checks', 'write'],
        ]
      : []),
  ] as const
  const missing = needs.filter(([scope = '', level = '']) => !grants(permissions, scope, level))
  const lines = missing.map(([scope, level]) => `${scope}: ${level}`).join(', ')
  const [contents] = missing.filter(([scope]) => scope === 'contents')
  if (permissions === undefined) {
    checks.push(
      warn(
        NAME,
        `${place}: no \`permissions\`, so the repository's default applies`,
        `Write \`permissions: { ${needs.map(([scope, level]) => `${scope}: ${level}`).join(', ')} }\` for the job: no more is needed, and a default may be less.`,
      ),
    )
  } else if (contents !== undefined)
    checks.push(
      problem(NAME, `${place}: \`permissions\` lack ${lines}`, `Add ${lines}: without contents: read the baseline cannot be fetched.`),
    )
  else if (missing.length > 0)
    checks.push(warn(NAME, `${place}: \`permissions\` lack ${lines}`, `Add ${lines}, or the report stays in the job's summary.`))
  if (events.includes('pull_request_target')) {
    checks.push(
      problem(
        NAME,
        `${place}: runs on pull_request_target`,
        'Use `pull_request`: this event has the base checked out, and a token that code of a pull request must not get near.',
      ),
    )
  } else if (!events.some((event) => JUDGING.includes(event))) {
    checks.push(
      warn(
        NAME,
        `${place}: runs on ${events.join(', ') || 'nothing'}`,
        'Add `pull_request` to `on`, so that models are judged before they are merged.',
      ),
    )
  }
  const checkout = steps.find(({ uses }) => /(^|\/)actions\/checkout@/.test(uses))
  if (checkout === undefined)
    checks.push(
      problem(NAME, `${place}: no actions/checkout`, 'Check out first: policy, models and the baseline come from the repository.'),
    )
  else if (lfs && checkout.with['lfs'] !== true)
    checks.push(
      problem(
        NAME,
        `${place}: checks out without \`lfs: true\`, and models or data lie in Git LFS`,
        'Add `lfs: true` to `with` of actions/checkout.',
      ),
    )
  return checks.length === 0 ? [ok(NAME, place)] : checks
}

const JUDGING = ['pull_request', 'merge_group', 'workflow_call', 'workflow_run', 'push']

function grants(permissions: unknown, scope: string, level: string): boolean {
  if (permissions === 'write-all' || (permissions === 'read-all' && level === 'read')) return true
  const granted = get(permissions, scope)
  return granted === level || granted === 'write'
}

function parseWorkflow(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100 })
  } catch {
    // GitHub refuses it too, and says where; here it runs nothing.
    return null
  }
}

function eventsOf(on: unknown): string[] {
  if (typeof on === 'string') return [on]
  return Array.isArray(on) ? on.map(String) : entries(on).map(([name]) => name)
}

function get(value: unknown, key: string): unknown {
  return entries(value).find(([name]) => name === key)?.[1]
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
