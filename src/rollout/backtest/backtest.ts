import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Uniform } from '../../stats/uniform.ts'
import type { RolloutPolicy } from '../policy/section.ts'
import { type Settings, settingsOf } from '../settings.ts'
import { kindOf, type RecordedRelease, type Truth } from './recording.ts'
import { EXACT } from './replayed-service.ts'
import { type ReleaseRun, runRelease } from './run-release.ts'
import { type OneArm, trafficOf } from './traffic.ts'

export type Outcome = ReleaseRun['outcome']

/** What the policy would have done with one release, over all runs. */
export type TestedRelease = {
  readonly name: string
  readonly truth: Truth | null
  readonly at: string
  readonly recorded: 'beside' | 'alone'
  readonly runs: Readonly<Record<Outcome, number>>
  /** The most frequent; of equally frequent ones the one that moves most. */
  readonly outcome: Outcome
  /** Of the runs with that outcome: least, median and longest time from the release to the decision. */
  readonly afterMs: readonly [least: number, median: number, longest: number]
  /** Of the run in the middle, as what follows. */
  readonly share: number
} & Pick<ReleaseRun, 'step' | 'windows' | 'reason' | 'message' | 'usedShare' | 'journal'>

export type Untested = { readonly name: string; readonly truth: Truth | null; readonly why: string }
export type Backtest = { readonly tested: readonly TestedRelease[]; readonly untested: readonly Untested[] }

export type BacktestOptions = {
  readonly policy: RolloutPolicy
  readonly policySha256: string
  readonly oneArm: OneArm | null
  readonly everyMs: number | null
  /** Each with draws of its own: thinning is random. */
  readonly repeats: number
  readonly seed: number
  readonly version: string
  onRelease(done: number, of: number): void
}

/** A policy over recorded releases, each as often as asked. */
export async function backtest(releases: readonly RecordedRelease[], options: BacktestOptions): Promise<Backtest> {
  const settings = settingsOfBacktest(options.policy)
  const tested: TestedRelease[] = []
  const untested: Untested[] = []
  for (const [index, release] of releases.entries()) {
    const why = whyNot(release, options.oneArm)
    if (why !== null) untested.push({ name: release.name, truth: release.truth, why })
    else tested.push(await testRelease(release, settings, options))
    options.onRelease(index + 1, releases.length)
  }
  return { tested, untested }
}

/** Rules and ladder are the policy's. What only a live service has is left out: a rehearsal, a lease, rounding of shares, the time after a promotion. */
function settingsOfBacktest(policy: RolloutPolicy): Settings {
  return JSON.parse(JSON.stringify({ ...settingsOf(policy, EXACT), rehearseMs: null }))
}

function whyNot(release: RecordedRelease, oneArm: OneArm | null): string | null {
  const kind = kindOf(release)
  if (kind === 'silent') return 'the new model has no requests after its time'
  if (kind === 'beside') return null
  if (oneArm === null) return 'the two models did not answer side by side; `--one-arm` says what to compare with'
  if (oneArm.kind === 'split' && release.truth === 'bad')
    return 'one model dealt into two arms is as bad in both: `--one-arm split` cannot see it'
  return null
}

async function testRelease(
  release: RecordedRelease,
  settings: Settings,
  { policySha256, oneArm, everyMs, repeats, seed, version }: BacktestOptions,
): Promise<TestedRelease> {
  const runs: ReleaseRun[] = []
  const traffic = trafficOf(release, oneArm)
  for (let run = 0; run < repeats; run++) {
    const random = randomOf(seedOf(release.name, seed, run))
    runs.push(await runRelease(release, { settings, traffic, random, everyMs, policySha256, version }))
  }
  return summarise(release, runs)
}

/** Neither the order of the releases nor how many there are changes what is drawn for one. */
function seedOf(name: string, seed: number, run: number): number {
  return createHash('sha256')
    .update(JSON.stringify([name, seed, run]))
    .digest()
    .readInt32BE()
}

function randomOf(seed: number): Uniform {
  const generator = xoroshiro128plus(seed)
  const uniform = () => uniformFloat64(generator)
  // Streams of neighbouring seeds begin alike.
  for (let draw = 0; draw < 32; draw++) uniform()
  return { uniform }
}

const OUTCOMES: readonly Outcome[] = ['rolled-back', 'promoted', 'undecided']

function summarise(release: RecordedRelease, all: readonly ReleaseRun[]): TestedRelease {
  const of = (outcome: Outcome) => all.filter((run) => run.outcome === outcome)
  const counts = { 'rolled-back': of('rolled-back').length, promoted: of('promoted').length, undecided: of('undecided').length }
  const outcome = OUTCOMES.reduce((most, one) => (counts[one] > counts[most] ? one : most))
  const same = of(outcome).sort((a, b) => a.afterMs - b.afterMs)
  const middle = same[Math.floor((same.length - 1) / 2)]
  if (middle === undefined) throw new RangeError('a backtest of no runs')
  const { shareBp, step, windows, reason, message, usedShare, journal } = middle
  return {
    name: release.name,
    truth: release.truth,
    at: new Date(release.atMs).toISOString(),
    recorded: kindOf(release) === 'beside' ? 'beside' : 'alone',
    runs: counts,
    outcome,
    afterMs: [same[0]?.afterMs ?? 0, middle.afterMs, same.at(-1)?.afterMs ?? 0],
    share: shareBp / 10_000,
    ...{ step, windows, reason, message, usedShare, journal },
  }
}
