import { type TickContext, tick } from '../advance.ts'
import { sealEntries } from '../chain.ts'
import type { StartBody, Step } from '../entry.ts'
import { isOpen } from '../fold.ts'
import { readHistory } from '../read-history.ts'
import type { Rollout } from '../rollout.ts'
import type { Settings } from '../settings.ts'
import type { RecordedRelease } from './recording.ts'
import { digestOf, ReplayedService, type ReplayOptions } from './replayed-service.ts'

export type ReleaseRun = {
  readonly outcome: 'rolled-back' | 'promoted' | 'undecided'
  /** From the start of the release to the decision; of an undecided one to the end of the deadline or of the recording. */
  readonly afterMs: number
  /** When it was decided. */
  readonly shareBp: number
  readonly step: number
  readonly windows: number
  readonly reason: string | null
  readonly message: string
  /** Of the requests recorded meanwhile: how many the rollout was shown. */
  readonly usedShare: number
  readonly journal: readonly string[]
}

export type RunOptions = ReplayOptions & {
  readonly settings: Settings
  readonly policySha256: string
  readonly version: string
}

/** One recorded release through the rollout itself: the same ticks, judge and journal, on a clock that follows the recording. */
export async function runRelease(release: RecordedRelease, options: RunOptions): Promise<ReleaseRun> {
  const replayed = new ReplayedService(release, options)
  const ports = replayed.ports
  const context: TickContext = {
    by: 'sluice backtest',
    policySha256: options.policySha256,
    attended: true,
    signal: new AbortController().signal,
    onStep: () => {},
  }
  await ports.journal.append(null, [startOf(release, options)])
  for (;;) {
    const { history, steps } = await tick(ports, context)
    const { current } = history
    if (current === null) throw new Error('the backtest lost its rollout')
    const isOver = !isOpen(current) || current.state === 'settling' || steps.some(({ reason }) => reason === 'DEADLINE')
    if (isOver || !replayed.pass()) return outcomeOf(current, replayed, release)
  }
}

function startOf({ name, atMs }: RecordedRelease, { settings, policySha256, version }: RunOptions): string {
  const body: StartBody = {
    kind: 'start',
    candidate: { digest: digestOf(name), reference: null, commit: null },
    previous: { digest: digestOf(`before ${name}`), reference: null, commit: null },
    settings,
    policySha256,
    verdicts: [],
    notes: ['A backtest: the counts are recorded ones, thinned to the shares of the ladder.'],
    sluice: version,
  }
  const [line = ''] = sealEntries([], [{ at: atMs, by: 'sluice backtest', rollout: `backtest-${name}`.slice(0, 200), body }])
  return line
}

function outcomeOf(rollout: Rollout, { lines, usedShare, nowMs }: ReplayedService, { atMs }: RecordedRelease): ReleaseRun {
  const { entries } = readHistory(lines)
  const taken = entries.flatMap(({ at, body }) => (body.kind === 'step' ? [{ at, step: body.step }] : []))
  const decisive = taken.find(({ step }) => step.event === 'promote' || (step.event !== null && step.to === 'rolling-back'))
  const common = { usedShare, journal: lines }
  // A deadline decides nothing about the model, whatever the policy does then.
  if (decisive !== undefined && decisive.step.event !== 'deadline-passed') {
    const { at, step } = decisive
    const outcome = step.event === 'promote' ? ('promoted' as const) : ('rolled-back' as const)
    return { ...common, ...told(step), outcome, afterMs: at - atMs, shareBp: rollout.settings.rungs[step.rung]?.shareBp ?? 0 }
  }
  const ended = rollout.held ?? rollout.cause
  const message = ended?.message ?? `The recording ends first, in ${rollout.state}.`
  return {
    ...common,
    outcome: 'undecided',
    afterMs: nowMs - atMs,
    shareBp: rollout.standsBp,
    step: rollout.rung + 1,
    windows: rollout.live.windows,
    reason: ended?.reason ?? null,
    message,
  }
}

function told({ rung, judged, reason, message }: Step) {
  return { step: rung + 1, windows: judged?.windows ?? 0, reason, message }
}
