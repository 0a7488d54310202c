import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type FakeGitHub, startFakeGitHub } from '../../support/github/server.ts'
import { type Changes, makePullRequest, type PullRequest, type Push } from './pull-request.ts'
import { exportSuite, runAct } from './run-act.ts'
import { startUploads, type Uploads } from './uploads.ts'

// The template workflows as they are, from checkout to comment: the committed actions, real models, a GitHub that refuses what GitHub refuses.

const TEMPLATES = join(__dirname, '..', '..', '..', 'action-templates')
const CANDIDATES = join(__dirname, '..', '..', '..', 'examples', 'income', 'candidates')
const GOLDEN = join(__dirname, 'golden')
const MODEL = 'models/income.onnx'
jest.setTimeout(10 * 60 * 1000)

const retrained = { [MODEL]: join(CANDIDATES, 'retrained.onnx') }
const worse = { [MODEL]: join(CANDIDATES, 'worse-for-the-young.onnx') }

const JOB = 'fake_token_of_the_job_7f3a9c'
const FORK = 'fake_token_of_a_fork_5b21e8'
const REPORT = { contents: 'read', actions: 'read', 'pull-requests': 'write', checks: 'write' } as const
const TOKENS = {
  [JOB]: { login: 'github-actions[bot]', permissions: REPORT },
  [FORK]: { login: 'github-actions[bot]', permissions: { contents: 'read' } },
} as const

const suite = exportSuite()
let github: FakeGitHub
let uploads: Uploads

beforeEach(async () => {
  github = await startFakeGitHub({ repository: 'acme/models', tokens: TOKENS })
  uploads = await startUploads(github)
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  uploads.close()
  await github.close()
})

type RunOptions = { readonly token?: string; readonly runId?: number; readonly event?: string }

function run(
  template: string,
  { checkout, mergeSha, payload }: Push,
  { token = JOB, runId = 42, event = 'pull_request' }: RunOptions = {},
) {
  return runAct(suite, {
    ...{ caller: checkout, workflow: `.github/workflows/${template}.yml`, event, payload, sha: mergeSha, runId },
    github: { apiUrl: github.url, uploadsUrl: uploads.url, token },
  })
}

function pullRequestFor(template: string, base: Changes = {}, headRepository = 'acme/models'): PullRequest {
  return makePullRequest({ workflows: [join(TEMPLATES, `${template}.yml`)], base, headRepository })
}

function open(request: PullRequest, { headSha, baseSha }: Push, headRepository = 'acme/models'): void {
  github.state.pulls.splice(0)
  github.state.pulls.push({ number: request.number, headSha, baseSha, headRepository, state: 'open' })
}

/**
 * Commits, times and machines differ from run to run, and the digest of the effective policy with every default that a version adds; a
 * reader of the golden file needs none of them.
 */
function stable(comment: string): string {
  return comment
    .replaceAll(/(\* [Pp]olicy: .*)`[0-9a-f]{16,64}`$/gm, '$1`<digest>`')
    .replaceAll(/^\* Machine: .*$/gm, '* Machine: <machine>')
    .replaceAll(/ at `[0-9a-f]{16}`$/gm, ' at `<commit>`')
    .replaceAll(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replaceAll(/\b[0-9a-f]{12}\b/g, '<short>')
}

function expectComment(name: string): void {
  expect(github.state.comments).toHaveLength(1)
  const comment = `${stable(github.state.comments[0]?.body ?? '')}\n`
  const file = join(GOLDEN, `${name}.md`)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, comment)
  }
  expect(comment).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '')
}

/** The retrained model gains 0.0071 to 0.0091: whether it is the demanded 0.008 cannot be told. */
const DEMANDING: Changes = {
  'sluice.yml': {
    text: readFileSync(join(CANDIDATES, '..', 'sluice.yml'), 'utf8').replace('margin: 0.005,', 'margin: 0.005, improve-by: 0.008,'),
  },
}

test.each([
  // what          base    change                                     job        conclusion
  ['passing', {}, retrained, 'success', 'success'],
  ['failing', {}, worse, 'failure', 'failure'],
  ['inconclusive', DEMANDING, retrained, 'failure', 'failure'],
  ['broken', {}, { [MODEL]: { text: 'no model' } }, 'failure', 'failure'],
] as const)(
  'one step, a %s candidate: its verdict in one comment, one check run, one artifact',
  async (what, base, changes, job, conclusion) => {
    const request = pullRequestFor('pull-request-gate', base)
    const push = request.push(changes)
    open(request, push)
    const result = await run('pull-request-gate', push)
    expect(result.jobs).toEqual(new Map([['models', job]]))
    expect(github.state.checks).toMatchObject([{ name: 'Sluice', headSha: push.headSha, conclusion }])
    expect(github.state.artifacts.map(({ name }) => name)).toEqual(['sluice-models-1'])
    expectComment(`pull-request-gate-${what}`)
  },
)

test('a second push: the one comment says what changed since', async () => {
  const request = pullRequestFor('pull-request-gate')
  const firstPush = request.push(worse)
  open(request, firstPush)
  await run('pull-request-gate', firstPush, { runId: 42 })
  const first = github.state.comments.map(({ id }) => id)
  const secondPush = request.push(retrained)
  open(request, secondPush)
  await run('pull-request-gate', secondPush, { runId: 43 })
  expect(github.state.comments.map(({ id }) => id)).toEqual(first)
  expectComment('pull-request-gate-second-push')
})

test('gates in jobs of their own: the report takes their verdicts from the artifacts', async () => {
  const request = pullRequestFor('separate-jobs')
  const push = request.push(worse)
  open(request, push)
  const result = await run('separate-jobs', push)
  expect(result.jobs).toEqual(
    new Map([
      ['evaluate', 'failure'],
      ['models', 'failure'],
    ]),
  )
  expect(github.state.artifacts.map(({ name }) => name)).toEqual(['sluice-evaluate-1', 'report-1'])
  expectComment('separate-jobs-failing')
})

test('a fork, two stages: the first may only read, the second says that it is a claim', async () => {
  const fork = 'mallory/models'
  const request = makePullRequest({
    workflows: [join(TEMPLATES, 'fork-gate.yml'), join(TEMPLATES, 'fork-report.yml')],
    headRepository: fork,
  })
  const push = request.push(retrained)
  open(request, push, fork)
  const first = await run('fork-gate', push, { token: FORK, runId: 42 })
  expect(first.jobs).toEqual(new Map([['models', 'success']]))
  expect(github.requests).toEqual([])
  const { checkout, sha } = request.checkoutDefaultBranch()
  const repository = { name: 'models', full_name: 'acme/models', default_branch: 'main', owner: { login: 'acme' } }
  const workflowRun = { id: 42, run_attempt: 1, event: 'pull_request', head_sha: push.headSha, head_branch: 'change' }
  const payload = { action: 'completed', workflow_run: { ...workflowRun, head_repository: { full_name: fork }, repository }, repository }
  const second = await run('fork-report', { ...push, checkout, mergeSha: sha, payload }, { runId: 77, event: 'workflow_run' })
  expect(second.jobs).toEqual(new Map([['report', 'success']]))
  expect(github.state.checks).toMatchObject([{ headSha: push.headSha, conclusion: 'success' }])
  expectComment('fork')
})

test('a merge queue: judged again, with nobody to comment to', async () => {
  const request = pullRequestFor('merge-queue')
  const { checkout, mergeSha, baseSha } = request.push(retrained)
  const repository = { name: 'models', full_name: 'acme/models', default_branch: 'main', owner: { login: 'acme' } }
  const group = { head_sha: mergeSha, base_sha: baseSha, head_ref: 'refs/heads/gh-readonly-queue/main/pr-12', base_ref: 'refs/heads/main' }
  const payload = { action: 'checks_requested', merge_group: group, repository }
  const result = await run('merge-queue', { checkout, mergeSha, baseSha, headSha: mergeSha, payload }, { event: 'merge_group' })
  expect(result.jobs).toEqual(new Map([['models', 'success']]))
  expect(github.state.comments).toEqual([])
  expect(github.state.checks).toMatchObject([{ headSha: mergeSha, conclusion: 'success' }])
})
