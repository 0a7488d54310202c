import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitHubApprovals } from '../../../src/adapters/approvals/github/approvals.ts'
import { createGitHubConversation } from '../../../src/adapters/conversation/github/conversation.ts'
import { createGitHubProposals } from '../../../src/adapters/conversation/github/proposals.ts'
import { FileJournal } from '../../../src/adapters/journal/file-journal.ts'
import { GitHubPeople } from '../../../src/adapters/people/github.ts'
import { comment } from '../../../src/commands/comment/comment.ts'
import type { CommentPorts } from '../../../src/commands/comment/ports.ts'
import { rollout } from '../../../src/commands/rollout/rollout.ts'
import { makeVerdict, renderVerdict } from '../../../src/judge/verdict.ts'
import { effectivePolicy } from '../../../src/policy/effective.ts'
import { parsePolicy } from '../../../src/policy/load.ts'
import type { Entry } from '../../../src/rollout/entry.ts'
import type { ApprovalAnswer, Approvals } from '../../../src/rollout/ports.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { type FakeWorld, fakeRun, fakeWorld } from '../fake-world.ts'
import { type FakeGitHub, startFakeGitHub } from '../github/server.ts'
import type { StoredComment } from '../github/state.ts'
import { FakeService, type ServiceOptions, STABLE } from './fake-service.ts'

const MODEL = 'not a real model, and nobody loads it'
export const DIGEST = createHash('sha256').update(MODEL).digest('hex')
export const TOKEN = 'fake_token_7f3a9c'
export const BOT = 'github-actions[bot]'
export const PULL = 12
export const ISSUE = 13
const PERMISSIONS = { contents: 'write', issues: 'write', 'pull-requests': 'write', metadata: 'read', members: 'read' } as const

/** A model's block; several of them make a policy. */
export function liveModel(name: string, more = ''): string {
  return `  ${name}:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
    diff: {}
${more}    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      bake: 2m
      warm-up: 0s
      settle: 10m
      approval: { before: [5%], by: comment }
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
`
}

export type Said = Partial<Pick<StoredComment, 'login' | 'issue' | 'viaApp' | 'updatedAt' | 'createdAt'>> & {
  readonly action?: string
  /** What the event says, where it is something else than what stands there now. */
  readonly told?: string
}

/** A repository with an open pull request, people of each kind, and a service behind a proxy; comments are made, and the command runs. */
export class CommentScene {
  readonly world: FakeWorld
  readonly service: FakeService
  readonly policy: string
  readonly github: FakeGitHub
  readonly sha: string
  answer: ApprovalAnswer = { kind: 'pending', by: null, why: 'nobody has answered' }
  #approvals: Approvals = { preflight: async () => [], read: async () => this.answer }

  private constructor(github: FakeGitHub, models: readonly string[], options: ServiceOptions) {
    this.github = github
    this.world = fakeWorld()
    this.policy = `version: 1\nmodels:\n${models.join('')}`
    this.service = new FakeService({ lease: true, rps: 500, ...options })
    this.service.models = { stable: STABLE, canary: DIGEST }
    this.service.pass(600_000)
    const { cwd } = this.world
    for (const folder of ['models', 'out']) mkdirSync(join(cwd, folder))
    writeFileSync(join(cwd, 'models/income.onnx'), MODEL)
    writeFileSync(join(cwd, 'sluice.yml'), this.policy)
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@example.com', ...args], { cwd })
    git('init', '--quiet', '--initial-branch=main')
    git('add', 'sluice.yml', 'models')
    git('commit', '--quiet', '--message=Base')
    this.sha = git('rev-parse', 'HEAD').toString().trim()
  }

  static async open(models: readonly string[] = [liveModel('income')], options: ServiceOptions = {}): Promise<CommentScene> {
    const github = await startFakeGitHub({ repository: 'acme/models', tokens: { [TOKEN]: { login: BOT, permissions: PERMISSIONS } } })
    const scene = new CommentScene(github, models, options)
    const { state } = github
    state.issues.push(ISSUE)
    state.pulls.push({
      ...{ number: PULL, headSha: 'd'.repeat(40), headRepository: 'acme/models', baseSha: 'b'.repeat(40), state: 'open' },
      ...{ author: 'ann', head: 'change', base: 'main' },
    })
    state.branches.push({ name: 'main', sha: 'b'.repeat(40), message: 'Base', files: { 'sluice.yml': scene.policy } })
    const roles = { owner: 'admin', mary: 'maintain', will: 'write', tom: 'triage', rita: 'read' } as const
    for (const [login, role] of Object.entries(roles))
      state.people.push({ login, permission: role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role, role })
    return scene
  }

  get outside(): CommentPorts {
    const { target, telemetry, identity, clock } = this.service
    const connection = {
      token: TOKEN,
      apiUrl: this.github.url,
      repository: 'acme/models',
      signal: this.world.signal,
      pauseMs: 1,
      log: () => {},
    }
    return {
      rollout: {
        clock,
        journal: async ({ model }) => new FileJournal(this.#journal(model.name)),
        rest: async () => ({ target, telemetry, identity, approvals: this.#approvals, clock }),
      },
      conversation: async () => createGitHubConversation(connection),
      proposals: async () => createGitHubProposals({ ...connection, serverUrl: 'https://github.test' }),
      people: async () => new GitHubPeople({ ...connection, teamsToken: null }),
    }
  }

  get #connection() {
    return { token: TOKEN, apiUrl: this.github.url, repository: 'acme/models', signal: this.world.signal, pauseMs: 1, log: () => {} }
  }

  /** From now on answers are read where people give them; before, `answer` is what they say. */
  askOnGitHub(model = 'income'): void {
    const rollout = parsePolicy(this.policy, 'sluice.yml').models.get(model)?.rollout ?? null
    if (rollout === null || rollout.approval === null) throw new Error(`${model} asks nobody`)
    const people = new GitHubPeople({ ...this.#connection, teamsToken: null })
    const subject = { model, environment: rollout.environment }
    this.#approvals = new GitHubApprovals({ ...this.#connection, rule: rollout.approval, subject, people, teamsToken: null, commit: null })
  }

  /** In a terminal, until the first request waits. */
  async start(model = 'income', watch = '4m'): Promise<void> {
    const { sha256 } = effectivePolicy({ base: null, head: this.policy, path: 'sluice.yml', comparing: 'working-tree' })
    const finishedAt = new Date(this.service.nowMs).toISOString()
    const candidate = { reference: 'models/income.onnx', sha256: DIGEST, bytes: 1 }
    const out = join(this.world.cwd, 'out')
    for (const gate of ['evaluate', 'diff'] as const) {
      const verdict = makeVerdict(
        {
          ...{ model, gate, run: null, subject: { candidate, baseline: null, data: [] }, startedAt: finishedAt, finishedAt },
          policy: { path: 'sluice.yml', sha256, source: 'working-tree', loosened: [] },
          environment: { sluice: '0', node: '0', onnxruntime: null, cpu: 'c', features: [] },
        },
        { verdict: 'pass', reasonCode: 'NOT_WORSE', message: '', remedy: null, checks: [] },
      )
      writeFileSync(join(out, `${model}.${gate}.verdict.json`), renderVerdict(verdict))
    }
    const inputs = { ...this.inputs, out, model, candidate: null, verdict: null, watch, restart: false, json: false }
    await rollout(inputs, this.world, this.outside.rollout)
  }

  get inputs() {
    return { policy: 'sluice.yml', journal: 'auto', out: join(this.world.cwd, 'out'), githubToken: TOKEN }
  }

  /** Somebody writes a comment, and its event arrives. @returns the exit code */
  async say(body: string, said: Said = {}): Promise<number> {
    const { login = 'mary', issue = PULL, createdAt = this.service.nowMs, action, told, ...more } = said
    const { state } = this.github
    const made: StoredComment = { id: state.nextId++, issue, login, body, createdAt, ...more }
    state.comments.push(made)
    return this.deliver(made, action, told)
  }

  /** The event of a comment, once more. */
  deliver({ id, issue, body }: StoredComment, action = 'created', told = body): Promise<number> {
    const payload = {
      ...{ action, comment: { id, body: told }, repository: { default_branch: 'main' } },
      issue: { number: issue, ...(issue === PULL ? { pull_request: {} } : {}) },
    }
    const run = fakeRun({ event: 'issue_comment', ref: 'refs/heads/main', sha: this.sha, payload, apiUrl: this.github.url, job: 'comment' })
    return comment(this.inputs, { ...this.world, run }, this.outside)
  }

  /** What was answered, newest last, without markers. */
  get answers(): string[] {
    const own = this.github.state.comments.filter(({ login }) => login === BOT)
    return own.map(({ body }) => body.replaceAll(/^<!--.*-->\n/gm, ''))
  }

  /** Under the newest comment of a person. */
  get reactions(): string[] {
    const { comments, reactions } = this.github.state
    const newest = comments.findLast(({ login }) => login !== BOT)
    return reactions.filter(({ comment }) => comment === newest?.id).map(({ content }) => content)
  }

  get newest(): StoredComment {
    const found = this.github.state.comments.findLast(({ login }) => login !== BOT)
    if (found === undefined) throw new Error('nobody has said anything')
    return found
  }

  async entries(model = 'income'): Promise<readonly Entry[]> {
    return readHistory((await new FileJournal(this.#journal(model)).read()).entries).entries
  }

  async current(model = 'income') {
    return readHistory((await new FileJournal(this.#journal(model)).read()).entries).history.current
  }

  #journal(model: string): string {
    return join(this.world.cwd, `${model}.jsonl`)
  }
}
