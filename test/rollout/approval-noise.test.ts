import { randomFrom } from '../../scripts/calibrate/random.ts'
import { boundsOf } from '../../src/rollout/bounds.ts'
import type { Bound, SeenWindow } from '../../src/rollout/entry.ts'
import { absorb, judgeLive } from '../../src/rollout/evidence.ts'
import type { Rollout } from '../../src/rollout/rollout.ts'
import { voidedBy } from '../../src/rollout/tick/approval.ts'
import { Asked } from '../support/rollout/asked.ts'

// The bound of harm moves with every window. Seeded draws of failures (1 % of 120 canary requests a minute): a person who was shown a bound is
// asked again because of noise in few rollouts of an equal canary, and soon where the canary has become three times as bad.

jest.setTimeout(120_000)

const WINDOWS = 100
const REQUESTS = { stable: 2_280, canary: 120 }

/** Windows until the request is void for the harm; null: it stands at the end. */
function untilVoid(seed: number, timesWorse: number): number | null {
  const random = randomFrom(seed)
  const failures = (requests: number, rate: number) => Array.from({ length: requests }).filter(() => random.uniform() < rate).length
  const asking = new Asked()
  asking.start()
  const { current } = asking.history
  if (current === null) throw new Error('no rollout')
  let rollout: Rollout = { ...current, rung: 0, standsBp: 500, changes: [{ fromMs: 0, toMs: 1, shareBp: 500 }] }
  let bounds: readonly Bound[] | null = null
  for (let index = 0, left = WINDOWS; index < 400 && left > 0; index++) {
    const rate = { stable: 0.01, canary: bounds === null ? 0.01 : 0.01 * timesWorse }
    const count = (arm: 'stable' | 'canary') => ({ requests: REQUESTS[arm], failures: failures(REQUESTS[arm], rate[arm]) })
    const fromMs = (index + 1) * 60_000
    const readings: SeenWindow['readings'] = { errors: { kind: 'rate', arms: { stable: count('stable'), canary: count('canary') } } }
    rollout = absorb(rollout, [{ id: String(index), fromMs, toMs: fromMs + 60_000, requests: null, readings, events: [] }], fromMs + 60_001)
    const [errors] = judgeLive(rollout).guardrails
    if (bounds !== null) {
      left--
      if (isHarmGrown(rollout, bounds)) return WINDOWS - left
    } else if ((errors?.exclusion ?? 0) >= 3 && index >= 10) bounds = boundsOf(rollout, rollout.settings.falsePromotionRate)
  }
  if (bounds === null) throw new Error('never asked')
  return null
}

/** By the table's own rule; all that else could void it holds. */
function isHarmGrown(rollout: Rollout, bounds: readonly Bound[]): boolean {
  const request = {
    ...{ id: 'k', rung: 0, fromBp: 500, beforeBp: 5000, digest: rollout.candidate.digest, commit: rollout.candidate.commit },
    ...{
      policySha256: rollout.policySha256,
      evidenceSha256: '',
      bounds: [...bounds],
      sentence: '',
      askedAtMs: 0,
      expiresAtMs: 1,
      runId: null,
    },
  }
  const identity = { stable: rollout.previous.digest, canary: rollout.candidate.digest }
  const observed = {
    attended: true,
    policySha256: rollout.policySha256,
    target: { why: '' },
    identity,
    identityWhy: null,
    telemetry: null,
    approval: null,
  }
  const judged = { ...judgeLive(rollout), rollback: 0 }
  return voidedBy({ rollout: { ...rollout, request }, observed, nowMs: 0, judged }, request)?.rule === 'harm'
}

const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test('an equal canary: at most one request of ten is void for noise in an hour and a half', () => {
  const voided = seeds(20).filter((seed) => untilVoid(seed, 1) !== null)
  expect(voided.length).toBeLessThanOrEqual(2)
})

test('a canary that became three times as bad: void within minutes', () => {
  const times = seeds(10).map((seed) => untilVoid(seed, 3))
  expect(times.filter((windows) => windows === null || windows > 20)).toEqual([])
})
