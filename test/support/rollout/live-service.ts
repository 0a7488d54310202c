import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileJournal, openIdentity, openTarget, openTelemetry } from '../../../src/adapters/registry.ts'
import { sectionSha256 } from '../../../src/commands/rollout/live-models.ts'
import { type Ports, tick } from '../../../src/rollout/advance.ts'
import { sealEntries } from '../../../src/rollout/chain.ts'
import { type RolloutPolicy, rolloutSection } from '../../../src/rollout/policy/section.ts'
import type { Journal } from '../../../src/rollout/ports.ts'
import { type ReadHistory, readHistory } from '../../../src/rollout/read-history.ts'
import { settingsOf } from '../../../src/rollout/settings.ts'
import { type RunningHaproxy, startHaproxy } from './haproxy.ts'
import { type Load, startLoad } from './load.ts'
import { type ModelServer, type ModelServerOptions, startModelServer } from './model-server.ts'
import { pause, until } from './ports.ts'
import { type RunningPrometheus, startPrometheus } from './prometheus.ts'
import { offencesIn, watchTarget } from './watch-safety.ts'

export const STABLE = 'a1'.repeat(32)
export const CANARY = 'b2'.repeat(32)
const LEASE_S = 15
const MODEL = {
  onnx: 'model.onnx',
  task: 'binary-classification',
  data: { evaluation: 'rows.csv', label: 'label' },
  evaluate: { metrics: { roc_auc: { margin: 0.005 } } },
}

export type LiveOptions = {
  /** What both models do, and what the canary does otherwise. */
  readonly both?: Partial<ModelServerOptions>
  readonly canary?: Partial<ModelServerOptions>
  /** Other keys of the policy's rollout section. */
  readonly policy?: Readonly<Record<string, unknown>>
  /** Requests a second, and for how long at most. */
  readonly perSecond?: number
  readonly forMs?: number
}

/** Real parts throughout: HAProxy, Prometheus, HTTP load, the clock; nothing of the judge is overridden. */
export class LiveService {
  stable!: ModelServer
  canary!: ModelServer
  haproxy!: RunningHaproxy
  prometheus!: RunningPrometheus
  load!: Load
  journal!: Journal
  policy!: RolloutPolicy
  ports!: Ports
  /** Writes of a share that nothing in the journal had authorised. */
  offences: readonly string[] = []
  /** By the journal, after the latest tick. */
  standsBp = 0
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-live-'))

  async start({ both = { failures: 0.02 }, canary = {}, policy = {}, perSecond = 150, forMs = 150_000 }: LiveOptions = {}): Promise<void> {
    this.stable = await startModelServer({ name: 'stable', digest: STABLE, ...both })
    this.canary = await startModelServer({ name: 'canary', digest: CANARY, ...both, ...canary })
    this.haproxy = await startHaproxy({ mode: 'lease', stable: [this.stable.port], canary: [this.canary.port], leaseSeconds: LEASE_S })
    this.prometheus = await startPrometheus([
      { job: 'haproxy', port: this.haproxy.metricsPort, query: 'scope=server&scope=global' },
      { job: 'blue', port: this.stable.port },
      { job: 'green', port: this.canary.port },
    ])
    const written = { ...this.#written(), ...policy }
    this.policy = rolloutSection.parse(written)
    // JSON is YAML: commands that are started in the folder find the same policy and the same journal.
    writeFileSync(join(this.folder, 'sluice.yml'), JSON.stringify({ version: 1, models: { live: { ...MODEL, rollout: written } } }))
    await this.#open()
    this.load = startLoad({ port: this.haproxy.port, perSecond, forMs })
    await until('both arms', async () => {
      const { arms } = await this.ports.target.read()
      return arms.stable.ready && arms.canary.ready
    })
    await until('the metrics', async () => (await this.ports.telemetry.preflight()).length >= 0)
    await this.#begin()
  }

  #written() {
    const { kind, mode, nodes, stable, canary } = this.haproxy.policy
    return {
      target: { kind, mode, nodes, stable, canary },
      telemetry: { kind: 'prometheus', url: this.prometheus.url, window: '5s', arms: { stable: 'blue', canary: 'green' } },
      identity: { http: `http://127.0.0.1:${this.haproxy.port}/version`, json: 'model.sha256', headers: { 'x-sluice-arm': '{{arm}}' } },
      steps: ['25%', '50%'],
      bake: '5s',
      'warm-up': '0s',
      tick: '5s',
      lease: `${LEASE_S}s`,
      settle: '5s',
      guardrails: {
        errors: {
          requests: 'haproxy{proxy="{{arm}}"}',
          failures: 'haproxy',
          margin: { relative: '100%', absolute: '10pp' },
          critical: true,
        },
        latency: { histogram: 'model_latency_seconds_bucket{job="{{arm}}"}', margin: '100%' },
      },
    }
  }

  async #open(): Promise<void> {
    const outside = { environment: {}, cwd: this.folder, signal: new AbortController().signal }
    const target = await openTarget(this.policy, outside)
    this.journal = await openFileJournal(join(this.folder, 'journal.jsonl'))
    const watched = watchTarget(target, async () => (await this.read()).history)
    this.offences = watched.offences
    this.ports = {
      journal: this.journal,
      target: watched.target,
      telemetry: await openTelemetry(this.policy, outside),
      identity: await openIdentity(this.policy, async () => (await target.read()).swapped === true, outside),
      approvals: null,
      clock: { nowMs: () => Date.now(), sleep: pause },
    }
  }

  async #begin(): Promise<void> {
    const { head } = await this.journal.read()
    const settings = settingsOf(this.policy, this.ports.target.capabilities)
    const body = {
      kind: 'start' as const,
      candidate: { digest: CANARY, reference: null, commit: null },
      previous: { digest: STABLE, reference: null, commit: null },
      settings: JSON.parse(JSON.stringify(settings)),
      policySha256: sectionSha256(this.policy),
      verdicts: [],
      notes: [],
      sluice: '0.0.0',
    }
    await this.journal.append(head, sealEntries([], [{ at: Date.now(), by: 'a test', rollout: 'r1', body }]))
  }

  async read(): Promise<ReadHistory> {
    return readHistory((await this.journal.read()).entries)
  }

  async state(): Promise<string> {
    return (await this.read()).history.current?.state ?? 'none'
  }

  async events(): Promise<string[]> {
    return (await this.read()).entries.flatMap(({ body }) => (body.kind === 'step' && body.step.event !== null ? [body.step.event] : []))
  }

  tick() {
    return tick(this.ports, {
      by: 'a test',
      policySha256: sectionSha256(this.policy),
      attended: true,
      signal: new AbortController().signal,
      onStep: () => {},
    })
  }

  async tickUntil(isEnough: (state: string) => boolean, withinMs: number): Promise<string> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const { problems, steps, history } = await this.tick()
      const state = history.current?.state ?? 'none'
      this.standsBp = history.current?.standsBp ?? 0
      if (isEnough(state)) return state
      if (Date.now() > deadline) throw new Error(`still ${state}: ${[...problems, ...steps.map(({ message }) => message)].join('; ')}`)
      await pause(1000)
    }
  }

  /** What must hold of every run, however it ended: nothing unauthorised was written, nothing went on unproven, all decisions replay. */
  async offencesSoFar(): Promise<readonly string[]> {
    const { entries } = await this.read()
    return [...this.offences, ...offencesIn(entries), ...(entries.length < 2 ? ['nothing was decided'] : [])]
  }

  async stop(): Promise<void> {
    await this.load?.stop()
    await this.prometheus?.stop()
    await this.haproxy?.stop()
    await this.stable?.crash()
    await this.canary?.crash()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const isOver = (state: string) => ['rolled-back', 'promoted', 'aborted'].includes(state)
