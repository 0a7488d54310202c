import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileJournal, openIdentity, openTarget, openTelemetry } from '../../../src/adapters/registry.ts'
import { type Ports, tick } from '../../../src/rollout/advance.ts'
import { openEntries, sealEntries } from '../../../src/rollout/chain.ts'
import { type RolloutPolicy, rolloutSection } from '../../../src/rollout/policy/section.ts'
import type { Journal } from '../../../src/rollout/ports.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { replay } from '../../../src/rollout/replay.ts'
import { settingsOf } from '../../../src/rollout/settings.ts'
import { type RunningHaproxy, startHaproxy } from '../../support/rollout/haproxy.ts'
import { type Load, servedShare, startLoad } from '../../support/rollout/load.ts'
import { type ModelServer, type ModelServerOptions, startModelServer } from '../../support/rollout/model-server.ts'
import { pause, until } from '../../support/rollout/ports.ts'
import { type RunningPrometheus, startPrometheus } from '../../support/rollout/prometheus.ts'

jest.setTimeout(180_000)

const STABLE = 'a1'.repeat(32)
const CANARY = 'b2'.repeat(32)
const POLICY_SHA = 'c'.repeat(64)

/** Real parts throughout: HAProxy, Prometheus, HTTP load, the clock; nothing of the judge is overridden. */
class LiveService {
  stable!: ModelServer
  canary!: ModelServer
  haproxy!: RunningHaproxy
  prometheus!: RunningPrometheus
  load!: Load
  journal!: Journal
  policy!: RolloutPolicy
  ports!: Ports
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-live-'))

  async start(canary: Partial<ModelServerOptions>, both: Partial<ModelServerOptions> = { failures: 0.02 }): Promise<void> {
    this.stable = await startModelServer({ name: 'stable', digest: STABLE, ...both })
    this.canary = await startModelServer({ name: 'canary', digest: CANARY, ...both, ...canary })
    this.haproxy = await startHaproxy({ mode: 'lease', stable: [this.stable.port], canary: [this.canary.port], leaseSeconds: 15 })
    this.prometheus = await startPrometheus([
      { job: 'haproxy', port: this.haproxy.metricsPort, query: 'scope=server&scope=global' },
      { job: 'blue', port: this.stable.port },
      { job: 'green', port: this.canary.port },
    ])
    const { kind, mode, nodes, stable, canary: canaries } = this.haproxy.policy
    this.policy = rolloutSection.parse({
      target: { kind, mode, nodes, stable, canary: canaries },
      telemetry: { kind: 'prometheus', url: this.prometheus.url, window: '5s', arms: { stable: 'blue', canary: 'green' } },
      identity: { http: `http://127.0.0.1:${this.haproxy.port}/version`, json: 'model.sha256', headers: { 'x-sluice-arm': '{{arm}}' } },
      steps: ['25%', '50%'],
      bake: '5s',
      'warm-up': '0s',
      tick: '5s',
      lease: '15s',
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
    })
    const outside = { environment: {}, cwd: this.folder, signal: new AbortController().signal }
    const target = await openTarget(this.policy, outside)
    this.journal = await openFileJournal(join(this.folder, 'journal.jsonl'))
    this.ports = {
      journal: this.journal,
      target,
      telemetry: await openTelemetry(this.policy, outside),
      identity: await openIdentity(this.policy, async () => (await target.read()).swapped === true, outside),
      approvals: null,
      clock: { nowMs: () => Date.now(), sleep: pause },
    }
    this.load = startLoad({ port: this.haproxy.port, perSecond: 150, forMs: 150_000 })
    await until('both arms', async () => {
      const { arms } = await target.read()
      return arms.stable.ready && arms.canary.ready
    })
    await until('the metrics', async () => (await this.ports.telemetry.preflight()).length >= 0)
    await this.begin()
  }

  async begin(): Promise<void> {
    const { head } = await this.journal.read()
    const settings = settingsOf(this.policy, this.ports.target.capabilities)
    const body = {
      kind: 'start' as const,
      candidate: { digest: CANARY, reference: null, commit: null },
      previous: { digest: STABLE, reference: null, commit: null },
      settings: JSON.parse(JSON.stringify(settings)),
      policySha256: POLICY_SHA,
      verdicts: [],
      notes: [],
      sluice: '0.0.0',
    }
    await this.journal.append(head, sealEntries([], [{ at: Date.now(), by: 'a test', rollout: 'r1', body }]))
  }

  async state(): Promise<string> {
    return readHistory((await this.journal.read()).entries).history.current?.state ?? 'none'
  }

  tick() {
    return tick(this.ports, {
      by: 'a test',
      policySha256: POLICY_SHA,
      attended: true,
      signal: new AbortController().signal,
      onStep: () => {},
    })
  }

  async tickUntil(isEnough: (state: string) => boolean, withinMs: number): Promise<string> {
    const deadline = Date.now() + withinMs
    for (;;) {
      const { problems, steps } = await this.tick()
      const state = await this.state()
      if (isEnough(state)) return state
      if (Date.now() > deadline) throw new Error(`still ${state}: ${[...problems, ...steps.map(({ message }) => message)].join('; ')}`)
      await pause(1000)
    }
  }

  async expectReplay(): Promise<void> {
    const replayed = replay(openEntries((await this.journal.read()).entries))
    expect(replayed.length).toBeGreaterThan(0)
    expect(replayed.filter(({ same }) => !same)).toEqual([])
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

let live: LiveService
beforeEach(() => {
  live = new LiveService()
})
afterEach(() => live.stop())

const isOver = (state: string) => ['rolled-back', 'promoted', 'aborted'].includes(state)

test('ten times the failures are rolled back within twelve windows of the first share, and the canary gets no more traffic', async () => {
  await live.start({ failures: 0.2 })
  await live.tickUntil((state) => state === 'baking', 30_000)
  const began = Date.now()
  expect(await live.tickUntil(isOver, 90_000)).toBe('rolled-back')
  expect(Date.now() - began).toBeLessThan(12 * 5000 + 15_000)
  expect(await live.ports.target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0 })
  const verified = Date.now()
  await pause(1500)
  expect(servedShare(live.load.answers, 'canary', verified + 500)).toBe(0)
  await live.expectReplay()
})

test('the ticker is killed and never comes back: the lease runs out, and the share is 0', async () => {
  await live.start({})
  await live.tickUntil((state) => state === 'baking', 30_000)
  expect(await live.ports.target.read()).toMatchObject({ shareBp: 2500 })
  await until('the lease to run out', async () => (await live.ports.target.read()).effectiveBp === 0, 30_000)
  const ranOut = Date.now()
  await pause(1500)
  expect(servedShare(live.load.answers, 'canary', ranOut + 500)).toBe(0)
})

test('a healthy canary, with failures in both arms, is promoted by proof and serves everything', async () => {
  await live.start({})
  expect(await live.tickUntil(isOver, 140_000)).toBe('promoted')
  expect(await live.ports.target.read()).toMatchObject({ swapped: true, shareBp: 0 })
  expect(await live.ports.identity?.probe('stable')).toBe(CANARY)
  await live.expectReplay()
})
