import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReportPorts } from '../../src/commands/report/ports.ts'
import { report } from '../../src/commands/report.ts'
import { openSession } from '../../src/commands/session.ts'
import type { Run } from '../../src/host/event.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { judge } from '../../src/judge/judge.ts'
import { makeVerdict, renderVerdict, type Verdict, type VerdictFacts } from '../../src/judge/verdict.ts'
import { PublishingRefused } from '../../src/report/ports.ts'
import { compared, FACTS, OPTIONS } from '../report/fixture-verdicts.ts'
import { Sandbox } from '../sources/git/temporary-repository.ts'
import { FakePublishing } from '../support/fake-publishing.ts'
import { type FakeWorld, fakeRun, fakeWorld } from '../support/fake-world.ts'
import { zip } from '../support/zip.ts'

const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/rows.csv, label: label }
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
`
const LINE_OF_METRIC = 9
const TWO_MODELS = `${POLICY}  fraud:
    onnx: models/fraud.onnx
    task: binary-classification
    data: { evaluation: data/rows.csv, label: label }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
`
const OTHER = 'f'.repeat(40)

let sandbox: Sandbox
let base: string
let head: string
let github: FakePublishing
beforeEach(() => {
  sandbox = new Sandbox()
  sandbox.repository('repo')
  github = new FakePublishing()
})
afterEach(() => sandbox.remove())

const artifacts = new Map<string, Buffer>()
const opened: string[] = []
const PORTS: ReportPorts = {
  publishing: async ({ token }) => {
    opened.push(`publishing with ${token}`)
    return github
  },
  artifacts: async (_, runId) => {
    opened.push(`artifacts of run ${runId}`)
    return {
      list: async () => [...artifacts].map(([name, { length }], id) => ({ id, name, bytes: length })),
      download: async ({ name }) => Readable.from([artifacts.get(name) ?? Buffer.alloc(0)]),
    }
  },
}
beforeEach(() => {
  artifacts.clear()
  opened.length = 0
})

/** The checkout of a pull request that changes nothing but a file; with the event that the test is about. */
function world(run: Partial<Run> = {}, policy = POLICY): FakeWorld {
  base = sandbox.commit('repo', { 'sluice.yml': policy })
  sandbox.git('repo', 'switch', '--quiet', '--create', 'change')
  head = sandbox.commit('repo', { 'notes.txt': 'x' })
  sandbox.git('repo', 'switch', '--quiet', 'main')
  sandbox.git('repo', 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  return inRepository(run.event === undefined ? fakeRun({ payload: pullRequestPayload(), ...run }) : fakeRun(run))
}

function inRepository(run: Run | null): FakeWorld {
  const { environment } = fakeWorld()
  return fakeWorld({
    cwd: sandbox.path('repo'),
    run,
    environment: { ...environment, isRunner: run !== null, forChildren: sandbox.environment },
  })
}

const pullRequestPayload = (headRepository = 'acme/models') => ({
  pull_request: { number: 12, base: { sha: base }, head: { sha: head, repo: { full_name: headRepository } } },
})

function inputs(changes: Partial<InputsOf<'report'>> = {}): InputsOf<'report'> {
  return {
    ...{ policy: 'sluice.yml', model: null, out: sandbox.path('out'), json: false, githubToken: 'token', verdicts: null },
    ...{ comment: 'auto', check: 'auto', checkName: 'Sluice' },
    ...changes,
  }
}

const FAILING = { baseline: 0.912, candidate: 0.894, se: 0.00182 }
const EQUAL = { baseline: 0.912, candidate: 0.912, se: 0.0009 }

type Changes = Partial<Omit<VerdictFacts, 'run'>> & { readonly run?: Partial<NonNullable<VerdictFacts['run']>> }

/** As the gate would have judged in this very checkout. */
async function verdict(at: FakeWorld, numbers = EQUAL, changes: Changes = {}): Promise<Verdict> {
  const session = await openSession({ ...inputs(), candidate: null, baseline: null, runtime: null }, at)
  const { run, ...rest } = changes
  return makeVerdict(
    {
      ...FACTS,
      run: FACTS.run && { ...FACTS.run, id: 42, headSha: head, ...run },
      policy: { ...FACTS.policy, sha256: session.policy.sha256 },
      ...rest,
    },
    judge([compared('roc_auc', null, numbers)], OPTIONS),
  )
}

function save(one: Verdict, name = `${one.model}.${one.gate}.verdict.json`): void {
  mkdirSync(sandbox.path('out'), { recursive: true })
  writeFileSync(sandbox.path('out', name), renderVerdict(one))
}

const comment = () => [...github.comments.values()][0] ?? ''
const check = () => [...github.checks.values()][0]
const summary = (at: FakeWorld) => at.published[0]?.markdown ?? ''

describe('in a pull request', () => {
  test('a pass: comment, check run, summary, outputs, files', async () => {
    const at = world()
    save(await verdict(at))
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect([...github.comments.keys()]).toEqual([expect.stringMatching(/^12 <!-- sluice:report [0-9a-f]{12} -->$/)])
    expect(comment()).toContain('## ✅ PASS: income may ship')
    expect(check()).toMatchObject({ name: 'Sluice', headSha: head, conclusion: 'success', title: 'pass', annotations: [] })
    expect(summary(at)).toContain('## ✅ PASS: income may ship')
    expect(summary(at)).not.toContain('<!--')
    expect(at.published[0]?.outputs).toEqual({
      verdict: 'pass',
      'reason-code': 'NOT_WORSE',
      'verdict-file': join(sandbox.path('out'), 'income.evaluate.verdict.json'),
      'report-file': join(sandbox.path('out'), 'report.md'),
      'comment-url': 'https://github.com/acme/models/pull/12#issuecomment-1',
      'check-url': 'https://github.com/acme/models/runs/1',
    })
    expect(readFileSync(sandbox.path('out', 'report.md'), 'utf8')).toContain('income may ship')
  })

  test('a fail: the check run fails, with an annotation at the line of the policy that asked', async () => {
    const at = world()
    save(await verdict(at, FAILING))
    expect(await report(inputs(), at, PORTS)).toBe(3)
    expect(check()).toMatchObject({ conclusion: 'failure', title: 'fail' })
    expect(check()?.annotations).toEqual([
      {
        path: 'sluice.yml',
        line: LINE_OF_METRIC,
        level: 'failure',
        title: 'income: roc_auc (WORSE_THAN_MARGIN)',
        message: 'roc_auc lower by 0.018 (0.015 to 0.021), allowed 0.005. Proven worse than allowed.',
      },
    ])
    // The runner would show the same again.
    expect(at.published[0]?.annotations).toEqual([])
  })

  test('a second push updates the comment and says what changed; a late report of the first leaves it', async () => {
    const at = world()
    const first = await verdict(at, FAILING, { run: { headSha: OTHER } })
    const before = inRepository(
      fakeRun({ id: 41, payload: { pull_request: { ...pullRequestPayload().pull_request, head: { sha: OTHER, repo: null } } } }),
    )
    save(first)
    await report(inputs(), before, PORTS)
    save(await verdict(at))
    await report(inputs(), at, PORTS)
    expect(github.comments.size).toBe(1)
    expect(comment()).toContain(
      '* income, evaluate: **fail** before, **pass** now. Before: roc\\_auc lower by 0.018 (0.015 to 0.021), allowed 0.005.'.replace(
        'roc\\_auc',
        'roc_auc',
      ),
    )
    const newest = comment()
    save(first)
    expect(await report(inputs(), before, PORTS)).toBe(3)
    expect(comment()).toBe(newest)
  })

  test('a re-run of the same commit still compares with the push before', async () => {
    const at = world()
    save(await verdict(at, FAILING, { run: { headSha: OTHER } }))
    await report(
      inputs(),
      inRepository(
        fakeRun({ id: 41, payload: { pull_request: { ...pullRequestPayload().pull_request, head: { sha: OTHER, repo: null } } } }),
      ),
      PORTS,
    )
    save(await verdict(at))
    await report(inputs(), at, PORTS)
    await report(inputs(), inRepository(fakeRun({ attempt: 2, payload: pullRequestPayload() })), PORTS)
    expect(comment()).toContain('**Since the last push** (`ffffffffffff`)')
  })

  test('a gate that left no verdict is an error that says what to do', async () => {
    const at = world({}, TWO_MODELS)
    save(await verdict(at))
    expect(await report(inputs(), at, PORTS)).toBe(5)
    expect(comment()).toContain('ERROR: fraud cannot ship')
    expect(comment()).toContain('The policy asks for evaluate of fraud, and no verdict was handed in.')
    expect(at.published[0]?.outputs).toMatchObject({ verdict: 'error', 'reason-code': 'MISSING_GATE' })
    expect(at.published[0]?.outputs).not.toHaveProperty('verdict-file')
    expect(check()).toMatchObject({ conclusion: 'failure', title: 'error (1 error, 1 pass)' })
  })

  test.each([
    ['of another commit', { run: { headSha: OTHER } }, 'it is of another commit'],
    ['made outside a runner', {}, 'it does not say which commit it is of'],
    ['under another policy', { policy: { ...FACTS.policy, sha256: '9'.repeat(64) } }, 'it was judged under another policy'],
    ['of a model that the policy does not have', { model: 'retired' }, 'the policy asks for no such verdict'],
  ] satisfies [string, Changes, string][])('a pass %s does not count, and is listed', async (what, changes, why) => {
    const at = world()
    const made = await verdict(at, EQUAL, changes)
    save(what === 'made outside a runner' ? { ...made, run: null } : made)
    expect(await report(inputs(), at, PORTS)).toBe(5)
    expect(comment()).toContain('**Verdicts that do not count:**')
    expect(comment()).toContain(why)
    expect(at.published[0]?.outputs['reason-code']).toBe('MISSING_GATE')
  })

  test('a file that cannot be read is an error that names it, also beside a good one', async () => {
    const at = world()
    save(await verdict(at))
    writeFileSync(sandbox.path('out', 'x.evaluate.verdict.json'), '{"schemaVersion": 2}')
    expect(await report(inputs(), at, PORTS)).toBe(5)
    expect(comment()).toContain('x.evaluate.verdict.json cannot be read: format 2; expected format 1.')
  })

  test('a policy that cannot be read is said in the comment, which was about an earlier push', async () => {
    const at = world()
    save(await verdict(at))
    await report(inputs(), at, PORTS)
    writeFileSync(sandbox.path('repo', 'sluice.yml'), POLICY.replace('margin', 'margn'))
    await expect(report(inputs(), at, PORTS)).rejects.toThrow(/unknown key `margn`/)
    expect(github.comments.size).toBe(1)
    expect(comment()).toContain('unknown key')
    expect(check()?.conclusion).toBe('failure')
  })
})

describe('what cannot be published', () => {
  test('changes neither verdict nor exit code, and is said in the log, the summary and to the runner', async () => {
    const at = world()
    save(await verdict(at))
    github.refusal = new PublishingRefused(
      '403 Resource not accessible by integration',
      'Add `permissions: pull-requests: write` to the job.',
    )
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect(at.lines.join('\n')).toContain('403 Resource not accessible by integration. Add `permissions: pull-requests: write`')
    expect(summary(at)).toContain('The comment on pull request 12 could not be shown')
    expect(at.published[0]?.outputs).toMatchObject({ verdict: 'pass' })
    expect(at.published[0]?.outputs).not.toHaveProperty('comment-url')
    expect(at.published[0]?.annotations).toEqual([
      expect.objectContaining({ level: 'warning' }),
      expect.objectContaining({ level: 'warning' }),
    ])
  })

  test('a fault of the client does no more', async () => {
    const at = world()
    save(await verdict(at, FAILING))
    github.refusal = new TypeError('x is not a function')
    expect(await report(inputs(), at, PORTS)).toBe(3)
    expect(summary(at)).toContain('x is not a function')
  })

  test('without a token there is the summary, which says so', async () => {
    const at = world()
    save(await verdict(at))
    expect(await report(inputs({ githubToken: null }), at, PORTS)).toBe(0)
    expect(opened).toEqual([])
    expect(summary(at)).toContain('No token: the report is in this summary only.')
  })

  test('`never` asks nobody', async () => {
    const at = world()
    save(await verdict(at))
    expect(await report(inputs({ comment: 'never', check: 'never' }), at, PORTS)).toBe(0)
    expect(opened).toEqual([])
    expect(summary(at)).not.toContain('could not')
  })
})

describe('without a pull request', () => {
  test.each([
    ['merge queue', 'merge_group', () => ({ merge_group: { base_sha: base, head_sha: tip() } })],
    ['push', 'push', () => ({ before: base })],
    ['workflow_dispatch', 'workflow_dispatch', () => ({ repository: { default_branch: 'main' } })],
  ])('%s: a check run at the commit, no comment, no complaint', async (_, event, payload) => {
    world()
    const at = inRepository(fakeRun({ event, sha: tip(), ref: 'refs/heads/main', payload: payload() }))
    save(await verdict(at, EQUAL, { run: { headSha: tip() } }))
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect(github.comments.size).toBe(0)
    expect(check()).toMatchObject({ headSha: tip(), conclusion: 'success' })
    expect(summary(at)).not.toContain('could not')
  })

  test('a terminal prints and publishes nothing', async () => {
    world()
    const at = inRepository(null)
    save({ ...(await verdict(at)), run: null })
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect(opened).toEqual([])
    expect(at.published[0]?.stdout).toMatchObject({ kind: 'text', text: expect.stringContaining('PASS  income, evaluate') })
  })
})

const tip = () => sandbox.git('repo', 'rev-parse', 'main')

describe('in a workflow_run, of a pull request from a fork', () => {
  const payload = (changes: object = {}) => ({
    repository: { default_branch: 'main' },
    workflow_run: {
      ...{ id: 4711, run_attempt: 1, event: 'pull_request', head_sha: OTHER },
      ...{ head_repository: { full_name: 'somebody/models' }, repository: { full_name: 'acme/models' } },
      ...changes,
    },
  })
  const privileged = (changes: object = {}) => {
    world()
    return inRepository(fakeRun({ id: 5000, event: 'workflow_run', sha: tip(), ref: 'refs/heads/main', payload: payload(changes) }))
  }
  const ofFork = { run: { id: 4711, headSha: OTHER } }
  const hand = (one: Verdict, name = 'sluice-gate-1') =>
    artifacts.set(name, zip([{ name: 'income.evaluate.verdict.json', content: renderVerdict(one) }]))
  beforeEach(() => {
    github.open = [{ number: 77, headSha: OTHER, baseSha: 'b'.repeat(40), fork: true }]
  })

  test('reads the artifacts of the run, finds the pull request by what GitHub says, and calls the verdict a claim', async () => {
    const at = privileged()
    hand(await verdict(at, EQUAL, { ...ofFork, subject: { ...FACTS.subject, baseline: null, data: [] } }))
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect(opened).toContain('artifacts of run 4711')
    expect(github.asked).toEqual([{ sha: OTHER, repository: 'somebody/models' }])
    expect([...github.comments.keys()]).toEqual([expect.stringMatching(/^77 /)])
    expect(comment()).toContain('**A claim, not yet proof.**')
    expect(comment()).toContain('git fetch origin pull/77/head')
    expect(check()).toMatchObject({ headSha: OTHER })
    expect(readFileSync(sandbox.path('out', 'report.md'), 'utf8')).toContain('A claim')
    expect([...(at.published[0]?.files.keys() ?? [])]).toContain('income.evaluate.verdict.json')
  })

  test.each([
    ['of another head', { run: { id: 4711, headSha: 'e'.repeat(40) } }, 'it is of another commit'],
    ['of another run', { run: { id: 4000, headSha: OTHER } }, 'it says that it is of run 4000, and run 4711 handed it in'],
    ['under a policy that the pull request changed', { ...ofFork, policy: { ...FACTS.policy, sha256: '9'.repeat(64) } }, 'another policy'],
  ])('a verdict %s does not count', async (_, changes, why) => {
    const at = privileged()
    hand(await verdict(at, EQUAL, changes))
    expect(await report(inputs(), at, PORTS)).toBe(5)
    expect(comment()).toContain(why)
  })

  test('an artifact that is a bomb, or none, is an error beside the others', async () => {
    const at = privileged()
    hand(await verdict(at, EQUAL, ofFork))
    artifacts.set('sluice-bomb', zip([{ name: 'fraud.evaluate.verdict.json', content: ' '.repeat(25_000_000) }]))
    artifacts.set('sluice-torn', Buffer.from('PK'))
    expect(await report(inputs(), at, PORTS)).toBe(5)
    expect(comment()).toMatch(/sluice-bomb cannot be read: its verdicts unpack to more than 20 MiB/)
    expect(comment()).toMatch(/sluice-torn cannot be read/)
    expect(comment()).toContain('income, evaluate')
  })

  test('files of the job have no say', async () => {
    const at = privileged()
    await expect(report(inputs({ verdicts: 'sluice-out' }), at, PORTS)).rejects.toThrow(/only artifacts of the run that triggered/)
  })

  test('a pull request that has moved on gets no comment', async () => {
    const at = privileged()
    github.open = []
    hand(await verdict(at, EQUAL, ofFork))
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect(github.comments.size).toBe(0)
    expect(summary(at)).toContain('no open pull request has the head')
  })

  test('a run of a push has no pull request to look for', async () => {
    const at = privileged({ event: 'push', head_repository: { full_name: 'acme/models' } })
    hand(await verdict(at, EQUAL, ofFork))
    expect(await report(inputs(), at, PORTS)).toBe(0)
    expect(github.asked).toEqual([])
    expect(check()).toMatchObject({ headSha: OTHER })
    expect(summary(at)).not.toContain('A claim')
  })

  test('a payload of another repository is refused', async () => {
    const at = privileged({ repository: { full_name: 'evil/models' } })
    await expect(report(inputs(), at, PORTS)).rejects.toThrow(/event workflow_run/)
  })
})

describe('where verdicts come from', () => {
  test('artifacts of this run, by glob; of re-runs the newest attempt counts, of one attempt the worse', async () => {
    const at = world()
    const [old, now] = [await verdict(at, FAILING), await verdict(at, EQUAL, { run: { attempt: 2 } })]
    const archive = (one: Verdict) => zip([{ name: 'income.evaluate.verdict.json', content: renderVerdict(one) }])
    artifacts.set('sluice-gate-1', archive(old)).set('sluice-gate-2', archive(now)).set('other', Buffer.from('x'))
    expect(await report(inputs({ verdicts: 'artifact:sluice-*' }), at, PORTS)).toBe(0)
    expect(opened).toContain('artifacts of run 42')
    artifacts.set('sluice-gate-3', archive({ ...now, ...old, run: now.run }))
    expect(await report(inputs({ verdicts: 'artifact:sluice-*' }), at, PORTS)).toBe(3)
    expect(comment()).toContain('goes before it')
  })

  test.each([
    ['a file', 'out/income.evaluate.verdict.json'],
    ['a folder', 'out'],
    ['a glob', 'o*/*.verdict.json'],
    ['several, with commas and lines', 'nothing-here,\n out \n'],
  ])('%s', async (_, verdicts) => {
    const at = world()
    save(await verdict(at))
    expect(await report(inputs({ verdicts: verdicts.replaceAll('o*', '../o*').replaceAll('out', '../out') }), at, PORTS)).toBe(0)
  })

  test('an unknown scheme is refused', async () => {
    await expect(report(inputs({ verdicts: 's3://x' }), world(), PORTS)).rejects.toThrow(/--verdicts: the scheme `s3:`/)
  })
})
