import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyExample } from '../../support/example.ts'
import type { ActRun } from './run-act.ts'

const ROOT = join(__dirname, '..', '..', '..')
const EXAMPLE_TARGET = join(ROOT, 'examples', 'command-target', 'target.mjs')
const RETRAINED = join(ROOT, 'examples', 'income', 'candidates', 'retrained.onnx')
const MODEL = 'models/income.onnx'
const MERGE_REF = 'refs/pull/12/merge'

export const REPOSITORY = { name: 'models', full_name: 'acme/models', default_branch: 'main', owner: { login: 'acme' } }

/** Template → its text as it runs in an executor: a job ticks once, and does not watch for twenty minutes. */
export function templateForAct(name: string): string {
  const text = readFileSync(join(ROOT, 'action-templates', `${name}.yml`), 'utf8')
  const once = text.replace(/^( *)uses: acme\/sluice\/actions\/rollout@v1$/m, '$&\n$1with:\n$1  watch: 0s')
  // Newer than the executor's grammar.
  return once.replace(/^ *deployment: false\n/m, '')
}

/**
 * A repository with a rollout, and a pull request (number 12) that retrains its model: the target and the telemetry are programs, the journal
 * lies in a real remote.
 */
export class LiveRepository {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-live-'))
  readonly author = join(this.folder, 'author')
  readonly remote = join(this.folder, 'remote.git')
  readonly split = join(this.folder, 'split')
  readonly before: string
  /** Of the branch, and of its merge, which is what is rolled out. */
  readonly head: string
  readonly sha: string
  readonly candidate = sha256(RETRAINED)

  /** @param more of the policy's rollout, one key a line */
  constructor(templates: readonly string[], more: readonly string[] = []) {
    this.before = this.#begin(templates, more)
    ;[this.head, this.sha] = this.#retrain()
  }

  #begin(templates: readonly string[], more: readonly string[]): string {
    copyExample(this.author)
    const stable = sha256(join(this.author, MODEL))
    const service = (what: string) =>
      `SPLIT_FOLDER=${this.split} ${process.execPath} ${join(__dirname, 'live-service.mjs')} ${what} ${EXAMPLE_TARGET} ${stable} ${this.candidate}`
    const policy = readFileSync(join(this.author, 'sluice.yml'), 'utf8')
    writeFileSync(join(this.author, 'sluice.yml'), `${policy}${rolloutBlock(service('target'), service('telemetry'), more)}`)
    const workflows = join(this.author, '.github', 'workflows')
    mkdirSync(workflows, { recursive: true })
    for (const name of templates) writeFileSync(join(workflows, `${name}.yml`), templateForAct(name))
    this.#git('init', '--quiet', '--initial-branch=main')
    const before = this.#commit('Base')
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.remote])
    execFileSync('git', ['config', 'uploadpack.allowAnySHA1InWant', 'true'], { cwd: this.remote })
    this.#git('push', '--quiet', this.remote, 'main')
    return before
  }

  #retrain(): [head: string, merge: string] {
    this.#git('switch', '--quiet', '--create', 'retrained')
    copyFileSync(RETRAINED, join(this.author, MODEL))
    const head = this.#commit('Retrain')
    this.#git('switch', '--quiet', '--detach', 'main')
    this.#git('merge', '--quiet', '--no-ff', '--message=Merge', 'retrained')
    this.#git('push', '--quiet', this.remote, 'retrained', `HEAD:${MERGE_REF}`)
    return [head, this.#git('rev-parse', 'HEAD')]
  }

  merge(): void {
    this.#git('push', '--quiet', this.remote, 'HEAD:main')
  }

  /** As actions/checkout has it, with one commit: the branch `main`, or the merge of the pull request by itself. */
  checkout(what: 'main' | 'pull-request' = 'main'): string {
    const checkout = mkdtempSync(join(this.folder, 'checkout-'))
    const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout })
    git('clone', '--quiet', '--depth=1', `file://${this.remote}`, '.')
    if (what === 'main') return checkout
    const fetched = MERGE_REF.replace('refs/', 'refs/remotes/')
    git('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${MERGE_REF}:${fetched}`)
    git('checkout', '--quiet', '--detach', fetched)
    return checkout
  }

  get share(): number {
    if (!existsSync(this.split)) return 0
    const newest = Math.max(...readdirSync(this.split).map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)))
    return JSON.parse(readFileSync(join(this.split, `${newest}.json`), 'utf8')).shareBp / 100
  }

  /** From now on the canary fails. */
  breakCanary(): void {
    writeFileSync(join(this.split, 'canary-fails'), '')
  }

  get refs(): string {
    return execFileSync('git', ['for-each-ref', '--format=%(refname)', 'refs/sluice'], { cwd: this.remote, encoding: 'utf8' }).trim()
  }

  /** Of the journal's entries whatever has a name like this, oldest first. */
  journal<Value>(pick: (entry: { readonly body: Record<string, unknown> }) => Value | null): Value[] {
    const text = execFileSync('git', ['show', 'refs/sluice/income/production:journal.jsonl'], { cwd: this.remote, encoding: 'utf8' })
    return text
      .trim()
      .split('\n')
      .flatMap((line) => pick(JSON.parse(line)) ?? [])
  }

  #commit(message: string): string {
    this.#git('add', '--all')
    this.#git('commit', '--quiet', `--message=${message}`)
    return this.#git('rev-parse', 'HEAD')
  }

  #git(...args: string[]): string {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false']
    return execFileSync('git', [...identity, ...args], { cwd: this.author, encoding: 'utf8' }).trim()
  }
}

function rolloutBlock(target: string, telemetry: string, more: readonly string[]): string {
  return `    rollout:
      target: { kind: command, run: "${target}" }
      telemetry: { kind: command, run: "${telemetry}", window: 1s }
      steps: [1%, 50%]
      bake: 1s
      warm-up: 0s
${more.map((line) => `      ${line}\n`).join('')}      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
`
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/** Of the one Sluice action that ran. */
export function output(run: ActRun, name: string): string | undefined {
  return [...run.outputs.values()].findLast((outputs) => outputs.has(name))?.get(name)
}
