import { type Ports, type TickContext, type TickResult, tick } from '../../../src/rollout/advance.ts'
import { sealEntries } from '../../../src/rollout/chain.ts'
import type { Entry, Step } from '../../../src/rollout/entry.ts'
import type { History } from '../../../src/rollout/fold.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { settingsOf } from '../../../src/rollout/settings.ts'
import { FakeJournal } from './fake-journal.ts'
import { CANARY, FakeService, type ServiceOptions, STABLE } from './fake-service.ts'

export const POLICY_SHA = 'c'.repeat(64)

export type Written = Readonly<Record<string, unknown>>

/** Two guardrails, of which failures must be proven; times are short, so that a rollout is a few dozen ticks. */
export const WRITTEN: Written = {
  target: { kind: 'command', run: './fake' },
  telemetry: { kind: 'prometheus', url: 'https://prometheus.example.com' },
  steps: ['1%', '5%', '25%', '50%'],
  bake: '2m',
  'warm-up': '0s',
  settle: '10m',
  guardrails: {
    errors: { requests: 'r', failures: 'f', margin: { relative: '100%', absolute: '2pp' }, critical: true },
    latency: { histogram: 'h', quantiles: ['50%', '90%'], margin: '25%' },
  },
}

/** A rollout with fakes for all that is outside. */
export class FakeRollout {
  readonly service: FakeService
  readonly journal = new FakeJournal()
  readonly written: Written
  policySha256 = POLICY_SHA
  attended = true
  approvals: Ports['approvals'] = null

  constructor(options: ServiceOptions = {}, written: Written = {}) {
    this.service = new FakeService(options)
    this.written = { ...WRITTEN, ...written }
    // Minutes of traffic before anybody rolls out.
    this.service.pass(600_000)
  }

  changePolicy(): void {
    this.policySha256 = 'f'.repeat(64)
  }

  get ports(): Ports {
    const { target, telemetry, identity, clock } = this.service
    return { journal: this.journal, target, telemetry, identity, approvals: this.approvals, clock }
  }

  start(candidate = CANARY, reference = 'git:v2:models/m.onnx'): void {
    const settings = settingsOf(rolloutSection.parse(this.written), this.service.target.capabilities)
    const body: Entry['body'] = {
      kind: 'start',
      candidate: { digest: candidate, reference, commit: 'd'.repeat(40) },
      previous: { digest: STABLE, reference: null, commit: null },
      settings: JSON.parse(JSON.stringify(settings)),
      policySha256: this.policySha256,
      verdicts: [],
      notes: [],
      sluice: '0.0.0',
    }
    this.write(body, 'r1')
  }

  command(command: Extract<Entry['body'], { kind: 'command' }>['command'], why = 'by hand'): void {
    this.write({ kind: 'command', command, why, to: null }, 'r1')
  }

  write(body: Entry['body'], rollout: string): void {
    const lines = this.journal.entries
    this.journal.entries = [...lines, ...sealEntries(lines, [{ at: this.service.nowMs, by: 'a test', rollout, body }])]
  }

  tick(ports: Partial<Ports> = {}, context: Partial<TickContext> = {}): Promise<TickResult> {
    return tick({ ...this.ports, ...ports }, { ...this.context, ...context })
  }

  get context(): TickContext {
    return {
      by: 'a test',
      policySha256: this.policySha256,
      attended: this.attended,
      signal: new AbortController().signal,
      onStep: () => {},
    }
  }

  /** A tick a minute until the state is one of these. @throws after too many */
  async until(states: readonly string[], most = 400): Promise<number> {
    for (let ticks = 0; ticks < most; ticks++) {
      const { history } = await this.tick()
      if (states.includes(history.current?.state ?? '')) return ticks
      this.service.pass(60_000)
    }
    throw new Error(`still ${this.history.current?.state} after ${most} ticks: ${this.steps.at(-1)?.message}`)
  }

  get history(): History {
    return readHistory(this.journal.entries).history
  }

  get state(): string | undefined {
    return this.history.current?.state
  }

  get entries(): readonly Entry[] {
    return readHistory(this.journal.entries).entries
  }

  get steps(): Step[] {
    return this.entries.flatMap(({ body }) => (body.kind === 'step' ? [body.step] : []))
  }

  get events(): string[] {
    return this.steps.flatMap(({ event }) => (event === null ? [] : [event]))
  }
}
