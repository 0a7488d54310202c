import { type BacktestOptions, backtest } from '../../../src/rollout/backtest/backtest.ts'
import { limitsOf } from '../../../src/rollout/backtest/notes.ts'
import { readRecording } from '../../../src/rollout/backtest/read-recording.ts'
import { openEntries } from '../../../src/rollout/chain.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { replay } from '../../../src/rollout/replay.ts'
import { guardrailsOf } from '../../../src/rollout/settings.ts'
import { recordingOf, type Story } from './recordings.ts'

const written = {
  target: { kind: 'command', run: './never-called' },
  telemetry: { kind: 'command', run: './never-called' },
  guardrails: { errors: { requests: 'r', failures: 'f', margin: { relative: '25%', absolute: '0.5pp' }, critical: true } },
}
const policy = rolloutSection.parse(written)
const guardrails = guardrailsOf(policy)

function releasesOf(stories: readonly Story[], seed = 7) {
  return readRecording(recordingOf(stories, seed), 'windows.csv', guardrails).releases
}

function run(stories: readonly Story[], changes: Partial<BacktestOptions> = {}) {
  const defaults = { policy, policySha256: 'c'.repeat(64), oneArm: null, everyMs: null, repeats: 2, seed: 1, version: '0.0.0' }
  return backtest(releasesOf(stories), { ...defaults, onRelease: () => {}, ...changes })
}

const BAD: Story = { name: 'bad', truth: 'bad', worse: 10 }

describe('releases whose models answered side by side', () => {
  test('healthy ones are promoted, the bad one is rolled back within minutes at the first step', async () => {
    const { tested, untested } = await run([{ name: 'a' }, { name: 'b' }, BAD])
    expect(untested).toEqual([])
    expect(tested.map(({ name, outcome, runs }) => [name, outcome, runs[outcome]])).toEqual([
      ['a', 'promoted', 2],
      ['b', 'promoted', 2],
      ['bad', 'rolled-back', 2],
    ])
    const bad = tested[2]
    expect(bad).toMatchObject({ reason: 'WORSE_THAN_MARGIN', step: 1, share: 0.01, recorded: 'beside' })
    expect(bad?.afterMs[1]).toBeLessThanOrEqual(20 * 60_000)
  })

  test('each run is a journal of the rollout itself, which replays byte for byte', async () => {
    const { tested } = await run([BAD, { name: 'a' }], { repeats: 1 })
    for (const { journal } of tested) {
      const replayed = replay(openEntries(journal))
      expect(replayed.length).toBeGreaterThan(2)
      expect(replayed.filter(({ same }) => !same)).toEqual([])
    }
  })

  test('of the requests only some are left out: the canary has the share of the ladder, and no arm more than was recorded', async () => {
    const [release] = releasesOf([{ name: 'a', share: 0.3 }])
    const { tested } = await run([{ name: 'a', share: 0.3 }], { repeats: 1 })
    const recorded = new Map(release?.windows.map((window) => [window.fromMs, window]))
    const shares = new Map<number, number[]>()
    let standsBp = 0
    for (const { body } of openEntries(tested[0]?.journal ?? [])) {
      if (body.kind !== 'step') continue
      const { telemetry } = body.observations
      for (const { fromMs, requests } of telemetry !== null && 'windows' in telemetry ? telemetry.windows : []) {
        const whole = recorded.get(fromMs)?.requests
        expect(requests?.stable).toBeLessThanOrEqual(whole?.stable ?? 0)
        expect(requests?.canary).toBeLessThanOrEqual(whole?.canary ?? 0)
        const share = (requests?.canary ?? 0) / ((requests?.canary ?? 0) + (requests?.stable ?? 0))
        shares.set(standsBp, [...(shares.get(standsBp) ?? []), share])
      }
      standsBp = body.step.standsBp ?? standsBp
    }
    expect([...shares.keys()]).toEqual([0, 100, 500, 2500, 5000])
    for (const [bp, seen] of shares) expect(seen.reduce((sum, one) => sum + one, 0) / seen.length).toBeCloseTo(bp / 10_000, 1)
    expect(tested[0]?.usedShare).toBeLessThan(1)
  })

  test('the same seed gives the same answer, whatever else is tested; another one draws anew', async () => {
    const [one, again] = [await run([BAD], { repeats: 1 }), await run([BAD], { repeats: 1 })]
    expect(again).toEqual(one)
    const other = await run([BAD], { repeats: 1, seed: 2 })
    expect(other.tested[0]?.journal).not.toEqual(one.tested[0]?.journal)
  })

  test('a schedule of fifteen minutes finds it later than a job that watches', async () => {
    const [watched, scheduled] = [await run([BAD], { repeats: 1 }), await run([BAD], { repeats: 1, everyMs: 900_000 })]
    expect(scheduled.tested[0]?.outcome).toBe('rolled-back')
    expect((scheduled.tested[0]?.afterMs[1] ?? 0) % 900_000).toBe(0)
    expect(scheduled.tested[0]?.afterMs[1]).toBeGreaterThan(watched.tested[0]?.afterMs[1] ?? 0)
  })

  test('a recording that ends, and a deadline, decide nothing about the model', async () => {
    const { tested } = await run([{ name: 'short', minutes: 20 }], { repeats: 1 })
    expect(tested[0]).toMatchObject({ outcome: 'undecided', message: expect.stringContaining('The recording ends first') })
    const hasty = rolloutSection.parse({ ...written, deadline: '30m', 'on-deadline': 'rollback' })
    const late = await run([{ name: 'a' }], { repeats: 1, policy: hasty })
    expect(late.tested[0]).toMatchObject({ outcome: 'undecided', reason: 'DEADLINE' })
  })

  test('one that somebody took back in time is judged by the minutes that there are', async () => {
    const { tested } = await run([
      { ...BAD, takenBack: 20 },
      { name: 'brief', takenBack: 4 },
    ])
    expect(tested).toMatchObject([
      { outcome: 'rolled-back', recorded: 'beside' },
      { outcome: 'undecided', recorded: 'beside' },
    ])
    expect(tested[0]?.afterMs[1]).toBeLessThanOrEqual(20 * 60_000)
  })

  test('approvals of the policy are taken as given', async () => {
    const asked = rolloutSection.parse({ ...written, approval: { before: ['50%', '100%'] } })
    const { tested } = await run([{ name: 'a' }], { repeats: 1, policy: asked })
    expect(tested[0]?.outcome).toBe('promoted')
  })
})

describe('releases that went live all at once', () => {
  const ALONE: readonly Story[] = [
    { name: 'a', alone: true },
    { ...BAD, alone: true },
  ]

  test('are not judged unless somebody says what to compare with', async () => {
    const { tested, untested } = await run(ALONE)
    expect(tested).toEqual([])
    expect(untested.map(({ why }) => why)).toEqual(Array(2).fill(expect.stringContaining('side by side')))
  })

  test('split: false alarms on real traffic; a bad one is as bad in both arms, and is said not to be judged', async () => {
    const { tested, untested } = await run(ALONE, { oneArm: { kind: 'split' } })
    expect(tested).toMatchObject([{ name: 'a', outcome: 'promoted', usedShare: 1, recorded: 'alone' }])
    expect(untested).toEqual([{ name: 'bad', truth: 'bad', why: expect.stringContaining('cannot see it') }])
  })

  test('before: the old model at an earlier time finds the bad one', async () => {
    const { tested } = await run(ALONE, { oneArm: { kind: 'before', lagMs: 60 * 60_000 } })
    expect(tested.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['a', 'promoted'],
      ['bad', 'rolled-back'],
    ])
  })

  test('before: from where the earlier window is of the new model itself nothing is judged any more', async () => {
    const { tested } = await run([{ name: 'a', alone: true }], { oneArm: { kind: 'before', lagMs: 60 * 60_000 }, repeats: 1 })
    expect(tested[0]?.windows).toBeLessThanOrEqual(60)
  })
})

test('says what such numbers do not say', async () => {
  const releases = releasesOf([{ name: 'a' }, { name: 'c', alone: true }])
  const stories: readonly Story[] = [{ name: 'a' }, { name: 'c', alone: true }]
  const oneArm = { kind: 'before', lagMs: 3_600_000 } as const
  const hourly = rolloutSection.parse({
    ...written,
    telemetry: { kind: 'command', run: 'x', window: '5m' },
    rehearse: '10m',
    approval: { before: ['50%'] },
  })
  const notes = limitsOf(await run(stories, { oneArm, repeats: 1 }), releases, { policy: hourly, oneArm, everyMs: 300_000 }).join('\n')
  for (const part of [
    /only ever left out.*: \d+ % of the recorded ones/,
    /old model 60 min earlier: other minutes/,
    'windows are of 60 s, those of the policy of 5 min',
    'ticks every 5 min',
    'Approvals are taken as given',
    'rehearsal is left out',
  ])
    expect(notes).toMatch(part)
})
