import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileJournal } from '../../../src/adapters/journal/file-journal.ts'
import type { RolloutPorts } from '../../../src/commands/rollout/ports.ts'
import { rollout } from '../../../src/commands/rollout/rollout.ts'
import type { InputsOf } from '../../../src/host/inputs.ts'
import { makeVerdict, parseVerdict, renderVerdict } from '../../../src/judge/verdict.ts'
import { effectivePolicy } from '../../../src/policy/effective.ts'
import { type ReadHistory, readHistory } from '../../../src/rollout/read-history.ts'
import { type FakeWorld, fakeWorld } from '../fake-world.ts'
import { FakeService, type ServiceOptions, STABLE } from './fake-service.ts'

export const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      bake: 2m
      warm-up: 0s
      settle: 10m
      guardrails:
        errors: { requests: r, failures: f, margin: { relative: 100%, absolute: 2pp }, critical: true }
        latency: { histogram: h, quantiles: [50%], margin: 25% }
`
const MODEL = 'not a real model, and nobody loads it'
export const DIGEST = createHash('sha256').update(MODEL).digest('hex')
const inputs = {
  policy: 'sluice.yml',
  model: null,
  candidate: null,
  verdict: null,
  journal: 'journal.jsonl',
  watch: '12h',
  restart: false,
  githubToken: null,
  json: false,
  why: null,
  to: null,
  arm: null,
}

/** A folder with a policy and a model, and a fake of everything outside of it. */
export class Scene {
  readonly world: FakeWorld
  readonly service: FakeService
  readonly outside: RolloutPorts

  /** @param written a line that the rollout section has besides; with it the model is judged already */
  constructor(options: ServiceOptions = {}, written: string | null = null) {
    this.world = fakeWorld()
    this.service = new FakeService({ lease: true, ...options })
    this.service.models = { stable: STABLE, canary: DIGEST }
    this.service.pass(600_000)
    const { cwd } = this.world
    mkdirSync(join(cwd, 'models'))
    writeFileSync(join(cwd, 'models/income.onnx'), MODEL)
    const policy = written === null ? POLICY : POLICY.replace('bake: 2m', `bake: 2m\n      ${written}`)
    writeFileSync(join(cwd, 'sluice.yml'), policy)
    if (written !== null) this.verdict({ policy })
    const { target, telemetry, identity, clock } = this.service
    this.outside = {
      clock,
      journal: async () => new FileJournal(join(cwd, 'journal.jsonl')),
      rest: async () => ({ target, telemetry, identity, approvals: null, clock }),
    }
  }

  get all(): InputsOf<'rollout'> & InputsOf<'rollback'> {
    return { ...inputs, out: join(this.world.cwd, 'out') }
  }

  /** As the evaluate gate leaves it. */
  verdict(changes: { policy?: string; sha256?: string; verdict?: 'pass' | 'fail'; finishedAt?: Date } = {}): void {
    const { sha256: policySha256 } = effectivePolicy({
      base: null,
      head: changes.policy ?? POLICY,
      path: 'sluice.yml',
      comparing: 'working-tree',
    })
    const finishedAt = (changes.finishedAt ?? new Date(this.service.nowMs)).toISOString()
    const verdict = makeVerdict(
      {
        model: 'income',
        gate: 'evaluate',
        run: null,
        subject: { candidate: { reference: 'models/income.onnx', sha256: changes.sha256 ?? DIGEST, bytes: 1 }, baseline: null, data: [] },
        policy: { path: 'sluice.yml', sha256: policySha256, source: 'working-tree', loosened: [] },
        environment: { sluice: '0', node: '0', onnxruntime: null, cpu: 'c', features: [] },
        startedAt: finishedAt,
        finishedAt,
      },
      { verdict: changes.verdict ?? 'pass', reasonCode: 'NOT_WORSE', message: '', remedy: null, checks: [] },
    )
    mkdirSync(this.all.out, { recursive: true })
    writeFileSync(join(this.all.out, 'income.evaluate.verdict.json'), renderVerdict(verdict))
  }

  serve(canary: string): void {
    this.service.models = { stable: STABLE, canary }
  }

  rollout(changes: Partial<InputsOf<'rollout'>> = {}) {
    return rollout({ ...this.all, ...changes }, this.world, this.outside)
  }

  async journal(): Promise<ReadHistory> {
    return readHistory((await new FileJournal(join(this.world.cwd, 'journal.jsonl')).read()).entries)
  }

  get last() {
    return this.world.published.at(-1)
  }

  get text(): string {
    const { stdout } = this.last ?? {}
    return stdout?.kind === 'text' ? stdout.text : JSON.stringify(stdout?.value)
  }

  get file() {
    return parseVerdict(this.last?.files.get('income.rollout.verdict.json') ?? '', 'income.rollout.verdict.json')
  }
}
