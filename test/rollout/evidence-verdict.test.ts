import type { Check } from '../../src/judge/check.ts'
import type { Verdict } from '../../src/judge/verdict.ts'
import { renderReport } from '../../src/report/markdown-report.ts'
import { settle } from '../../src/report/settle.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { verdictOf } from '../support/rollout/verdict-of.ts'

const checkOf = ({ checks }: Verdict, id: string): Check => {
  const found = checks.find((check) => check.id === id)
  if (found === undefined) throw new Error(`no check ${id} among ${checks.map((one) => one.id).join(', ')}`)
  return found
}

test('promoted: the critical guardrail passes by what it was promoted by, with its margin in the metric’s unit and the bound below it', async () => {
  const rollout = new FakeRollout()
  rollout.start()
  await rollout.until(['promoted'])
  const verdict = verdictOf(rollout)
  const errors = checkOf(verdict, 'errors')
  expect(errors).toMatchObject({ outcome: 'pass', reasonCode: 'NOT_WORSE', require: 'proof', unit: 'requests', blocking: false })
  // 100 % of a rate of 2 %, or two points: the same here.
  expect(errors.margin).toBeCloseTo(0.02, 3)
  expect(errors.baseline).toBeCloseTo(0.02, 3)
  expect(Math.abs(errors.harm ?? 1)).toBeLessThan(0.003)
  expect(errors.harmBounds?.upper).toBeLessThanOrEqual(errors.margin)
  expect(errors.harmBounds?.lower).toBeLessThan(0)
  expect(errors.harmBounds?.confidence).toBeCloseTo(0.95, 12)
  expect(errors.message).toMatch(/^errors .*A greater loss is excluded: ln E \d/)
  const p90 = checkOf(verdict, 'latency.p90')
  expect(p90).toMatchObject({ outcome: 'pass', require: 'no-harm', quantity: { unit: 's', relative: true } })
  expect(p90.margin).toBeGreaterThanOrEqual(0.25 * (p90.baseline ?? 0))
})

test('rolled back: the failing guardrail blocks, proven beyond its margin; the other one does not', async () => {
  const rollout = new FakeRollout({ failureRate: { stable: 0.02, canary: 0.2 } })
  rollout.start()
  await rollout.until(['rolled-back'])
  const verdict = verdictOf(rollout)
  const errors = checkOf(verdict, 'errors')
  expect(errors).toMatchObject({ outcome: 'fail', blocking: true, reasonCode: 'WORSE_THAN_MARGIN' })
  expect(errors.harm).toBeCloseTo(0.18, 1)
  expect(errors.harmBounds?.lower).toBeGreaterThanOrEqual(errors.margin)
  expect(errors.harmBounds?.upper).toBeGreaterThan(errors.harm ?? 1)
  expect(checkOf(verdict, 'latency.p50')).toMatchObject({ outcome: 'pass', blocking: false })
})

test('slower by half: the latency is what is proven, in its own unit', async () => {
  const rollout = new FakeRollout({ latencyMs: { stable: 40, canary: 80 }, rps: 200 })
  rollout.start()
  await rollout.until(['rolled-back'])
  const p50 = checkOf(verdictOf(rollout), 'latency.p50')
  expect(p50).toMatchObject({ outcome: 'fail', blocking: true, baseline: 0.05 })
  // The canary waits twice as long at every quantile.
  expect(p50.candidate).toBeGreaterThan(0.09)
  expect(p50.candidate).toBeLessThan(0.11)
  expect(p50.harmBounds?.lower).toBeGreaterThanOrEqual(p50.margin)
  expect(p50.message).toMatch(/^latency\.p50 higher by \d+ %/)
})

test('under way: nothing is claimed that is not proven, and the verdict warns', async () => {
  const rollout = new FakeRollout()
  rollout.start()
  for (let tick = 0; tick < 3; tick++) {
    await rollout.tick()
    rollout.service.pass(60_000)
  }
  const verdict = verdictOf(rollout)
  expect(verdict).toMatchObject({ verdict: 'warn', reasonCode: 'IN_PROGRESS' })
  const errors = checkOf(verdict, 'errors')
  expect(errors).toMatchObject({ outcome: 'inconclusive', blocking: false })
  expect(errors.harmBounds === null || errors.harmBounds.upper >= errors.margin).toBe(true)
})

test('figures: share, evidence against its thresholds and both arms over time, with the decisions by number', async () => {
  const rollout = new FakeRollout({ failureRate: { stable: 0.02, canary: 0.2 } })
  rollout.start()
  await rollout.until(['rolled-back'])
  const { figures, rollout: part } = verdictOf(rollout)
  const timelines = figures.flatMap((figure) => (figure.kind === 'timeline' ? [figure] : []))
  expect(timelines.map(({ title }) => title)).toEqual([
    'Share of the canary',
    'Evidence of harm',
    'Evidence that harm is excluded',
    'errors: share of requests',
    'latency: p50',
    'latency: p90',
  ])
  const [share, harm, , errors] = timelines
  expect(Math.max(...(share?.series[0]?.points ?? []).map(({ value }) => value))).toBe(0.01)
  expect(share?.series[0]?.points.at(-1)?.value).toBe(0)
  expect(harm?.limits).toEqual([{ name: 'rolls back', value: 100 }])
  const merged = harm?.series[0]?.points.map(({ value }) => value) ?? []
  expect(merged.at(-1)).toBeGreaterThanOrEqual(100)
  expect(merged[0]).toBeLessThan(100)
  expect(errors?.series.map(({ name, arm }) => [name, arm])).toEqual([
    ['stable', 'baseline'],
    ['canary', 'candidate'],
  ])
  const canary = errors?.series[1]?.points.at(-1)
  expect(canary?.lower).toBeLessThan(canary?.value ?? 0)
  expect(canary?.upper).toBeGreaterThan(canary?.value ?? 1)
  expect(share?.events.map(({ label }) => Number(label))).toEqual(part?.timeline.map((_, index) => index + 1))
  expect(share?.events.some(({ tone }) => tone === 'fail')).toBe(true)
})

test('the report has a section of it: standing, worst check in words, time line with who decided, evidence and arms', async () => {
  const rollout = new FakeRollout({ failureRate: { stable: 0.02, canary: 0.2 } })
  rollout.start()
  await rollout.until(['rolled-back'])
  const text = renderReport([verdictOf(rollout)])
  expect(text).toContain('FAIL: income, rollout: rolled-back')
  expect(text).toContain('In production all traffic is on the stable model again')
  expect(text).toMatch(/errors higher by 0\.\d+ .*Proven worse than allowed: ln E/)
  expect(text).toMatch(/\| 1 \| `11-28 12:10:00` .*\| start +\|/)
  expect(text).toMatch(/\| breach .*a test/)
  expect(text).toMatch(/errors \(critical\)/)
  expect(text).toMatch(/errors: share of failures +\| 0\.0\d+ \(/)
})

test('a report counts it where it is handed in, and misses none where it is not', async () => {
  const rollout = new FakeRollout()
  rollout.start()
  await rollout.tick()
  const verdict = verdictOf(rollout)
  const asked = [{ model: 'income', gate: 'rollout', optional: true }]
  const subject = { headSha: null, runId: null, policySha256: verdict.policy.sha256 }
  const asError = () => {
    throw new Error('nothing is missing')
  }
  const handed = [{ kind: 'verdict' as const, origin: 'file', verdict }]
  expect(settle(asked, handed, subject, asError).answers.map(({ gate }) => gate)).toEqual(['rollout'])
  expect(settle(asked, [], subject, asError).answers).toEqual([])
  const stale = settle(asked, handed, { ...subject, policySha256: '0'.repeat(64) }, asError)
  expect([stale.answers, stale.setAside.length]).toEqual([[], 1])
})
