import { mkdirSync, writeFileSync } from 'node:fs'
import { report } from '../../src/commands/report.ts'
import { openSession } from '../../src/commands/session.ts'
import type { Run } from '../../src/host/event.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { judge } from '../../src/judge/judge.ts'
import { makeVerdict, renderVerdict, type Verdict } from '../../src/judge/verdict.ts'
import { compared, FACTS, OPTIONS } from '../report/fixture-verdicts.ts'
import { Sandbox } from '../sources/git/temporary-repository.ts'
import { type FakeWorld, fakeRun, fakeWorld } from '../support/fake-world.ts'
import { type FakeGitHub, startFakeGitHub } from '../support/github/server.ts'
import { zip } from '../support/zip.ts'

// The whole report with its own client, against a server that refuses what GitHub's description refuses.

const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/rows.csv, label: label }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
`
const BOT = 'github-actions[bot]'
const FORK_HEAD = 'f'.repeat(40)

// The client pauses a second between writes, as GitHub asks.
jest.setTimeout(60_000)

let github: FakeGitHub
let sandbox: Sandbox
let base: string
let head: string
beforeEach(async () => {
  github = await startFakeGitHub({
    repository: 'acme/models',
    tokens: {
      writes: { login: BOT, permissions: { contents: 'read', actions: 'read', 'pull-requests': 'write', checks: 'write' } },
      reads: { login: BOT, permissions: { contents: 'read' } },
    },
  })
  sandbox = new Sandbox()
  sandbox.repository('repo')
  base = sandbox.commit('repo', { 'sluice.yml': POLICY })
  sandbox.git('repo', 'switch', '--quiet', '--create', 'change')
  head = sandbox.commit('repo', { 'notes.txt': 'x' })
  github.state.pulls.push({ number: 12, headSha: head, headRepository: 'acme/models', baseSha: base, state: 'open' })
})
afterEach(async () => {
  sandbox.remove()
  await github.close()
  expect(github.violations).toEqual([])
})

function world(run: Partial<Run>): FakeWorld {
  const { environment } = fakeWorld()
  return fakeWorld({
    cwd: sandbox.path('repo'),
    run: fakeRun({ apiUrl: github.url, ...run }),
    environment: { ...environment, isRunner: true, forChildren: sandbox.environment },
  })
}

const pullRequest = (id = 42) =>
  world({ id, payload: { pull_request: { number: 12, base: { sha: base }, head: { sha: head, repo: { full_name: 'acme/models' } } } } })

const inputs = (githubToken: string): InputsOf<'report'> => ({
  ...{ policy: 'sluice.yml', model: null, out: sandbox.path('out'), json: false, githubToken, verdicts: null },
  ...{ comment: 'auto', check: 'auto', checkName: 'Sluice' },
})

async function verdict(at: FakeWorld, candidate: number, run: { id: number; headSha: string }): Promise<Verdict> {
  const session = await openSession({ ...inputs('reads'), candidate: null, baseline: null, runtime: null }, at)
  const facts = { ...FACTS, run: FACTS.run && { ...FACTS.run, ...run }, policy: { ...FACTS.policy, sha256: session.policy.sha256 } }
  return makeVerdict(facts, judge([compared('roc_auc', null, { baseline: 0.912, candidate, se: 0.00182 })], OPTIONS))
}

function save(one: Verdict): void {
  mkdirSync(sandbox.path('out'), { recursive: true })
  writeFileSync(sandbox.path('out', 'income.evaluate.verdict.json'), renderVerdict(one))
}

test('one comment, updated by the next push, and a check run that fails at the policy’s line', async () => {
  const first = pullRequest()
  save(await verdict(first, 0.894, { id: 42, headSha: head }))
  expect(await report(inputs('writes'), first)).toBe(3)
  expect(github.state.comments.map(({ issue, login }) => `${issue} ${login}`)).toEqual([`12 ${BOT}`])
  expect(github.state.comments[0]?.body).toContain('## ❌ FAIL: income must not ship')
  expect(github.state.checks).toEqual([expect.objectContaining({ headSha: head, name: 'Sluice', conclusion: 'failure' })])
  expect(github.state.checks[0]?.output.annotations).toEqual([expect.objectContaining({ path: 'sluice.yml', start_line: 7 })])

  head = sandbox.commit('repo', { 'notes.txt': 'y' })
  const second = pullRequest(43)
  save(await verdict(second, 0.913, { id: 43, headSha: head }))
  expect(await report(inputs('writes'), second)).toBe(0)
  expect(github.state.comments).toHaveLength(1)
  expect(github.state.comments[0]?.body).toContain('**fail** before, **pass** now')
})

test('a token that may not write costs the comment, not the verdict', async () => {
  const at = pullRequest()
  save(await verdict(at, 0.913, { id: 42, headSha: head }))
  expect(await report(inputs('reads'), at)).toBe(0)
  expect(github.state.comments).toEqual([])
  expect(at.lines.join('\n')).toContain('pull-requests: write')
  expect(at.published[0]?.markdown).toContain('checks: write')
})

test('a fork, in two stages: the artifact of its run, on the pull request that the server names', async () => {
  sandbox.git('repo', 'switch', '--quiet', 'main')
  const at = world({
    ...{ id: 5000, event: 'workflow_run', sha: base, ref: 'refs/heads/main' },
    payload: {
      repository: { default_branch: 'main' },
      workflow_run: {
        ...{ id: 4711, run_attempt: 1, event: 'pull_request', head_sha: FORK_HEAD },
        ...{ head_repository: { full_name: 'somebody/models' }, repository: { full_name: 'acme/models' } },
      },
    },
  })
  const claimed = renderVerdict(await verdict(at, 0.913, { id: 4711, headSha: FORK_HEAD }))
  const archive = zip([{ name: 'income.evaluate.verdict.json', content: claimed }])
  github.state.artifacts.push(
    { id: 1, runId: 4711, name: 'sluice-gate-1', zip: archive },
    { id: 2, runId: 1, name: 'sluice-gate-1', zip: zip([]) },
  )
  github.state.pulls.push(
    { number: 7, headSha: FORK_HEAD, headRepository: 'evil/models', baseSha: base, state: 'open' },
    { number: 8, headSha: FORK_HEAD, headRepository: 'somebody/models', baseSha: base, state: 'open' },
  )
  expect(await report(inputs('writes'), at)).toBe(0)
  expect(github.state.comments.map(({ issue }) => issue)).toEqual([8])
  expect(github.state.comments[0]?.body).toContain('**A claim, not yet proof.**')
  expect(github.state.checks).toEqual([expect.objectContaining({ headSha: FORK_HEAD, conclusion: 'success' })])
})
