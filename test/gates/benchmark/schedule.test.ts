import { planSchedule } from '../../../src/gates/benchmark/schedule.ts'

const quick = { remainingMs: 58_000, arms: 3, callMs: new Map([[1, 0.1]]), startMs: 600, coldMs: 500, callsWanted: 0, longestMs: 20_000 }

test('a small model in 60 s: more than ten rounds, and no more than fit', () => {
  const schedule = planSchedule(quick)
  if (schedule.kind !== 'scheduled') throw new Error(schedule.kind)
  expect(schedule.rounds).toBeGreaterThanOrEqual(10)
  expect(schedule.rounds * (schedule.measureMs + 600 + 2 * 500)).toBeLessThanOrEqual(58_000)
  expect(schedule.callsPerRound.get(1)).toBeGreaterThan(299)
})

test('a call of 2 s: six rounds rather than none', () => {
  // 6 rounds · 3 arms · 5 calls · 2 s = 180 s fit into 240 s, ten do not.
  const schedule = planSchedule({ ...quick, remainingMs: 240_000, callMs: new Map([[1, 2_000]]), coldMs: 0 })
  expect(schedule).toMatchObject({ kind: 'scheduled', rounds: 7 })
})

test('a call of 10 s does not fit into 40 s, and the time that would do is said', () => {
  const schedule = planSchedule({ ...quick, remainingMs: 40_000, callMs: new Map([[1, 10_000]]) })
  if (schedule.kind !== 'too-short') throw new Error(schedule.kind)
  // 6 rounds · (3 arms · 5 calls · 10 s + 1.6 s) = 909.6 s
  expect(schedule.secondsNeeded).toBeGreaterThan(909)
  expect(schedule.why).toContain('a call takes 10 s')
  expect(schedule.why).toContain('6 rounds take about 17 min, and 40 s were left')
})

test('a quantile that is judged makes the rounds as long as it needs', () => {
  // 299 calls · 3 arms · 2 ms · 1.5 = 2,691 ms.
  const schedule = planSchedule({ ...quick, callMs: new Map([[1, 2]]), callsWanted: 299 })
  expect(schedule).toMatchObject({ kind: 'scheduled', measureMs: 2691 })
})

test('on a machine where a start takes 8 s, seven rounds that are worth it rather than ten short ones', () => {
  // Half of its start is the least that a round is worth: 92 s / (8 s + 4 s) = 7 rounds, of 92 s / 7 − 8 s = 5.1 s each.
  const schedule = planSchedule({ ...quick, remainingMs: 100_000, startMs: 8_000, coldMs: 0 })
  expect(schedule).toMatchObject({ kind: 'scheduled', rounds: 7 })
})

test('a longer budget holds more rounds; each measures as long as its processes take to start', () => {
  // 0.92 · 10 min / (1.6 s + 1.6 s) = 172.
  expect(planSchedule({ ...quick, remainingMs: 600_000 })).toMatchObject({ kind: 'scheduled', rounds: 172, measureMs: 1600 })
})

test.each([
  // 0.92 · 1 h / 400 − 1.6 s.
  ['fill the budget', 3_600_000, 6_680],
  ['are no longer than what times the worker allows', 6 * 3_600_000, 20_000],
])('never more than four hundred rounds, which then %s', (_, remainingMs, measureMs) => {
  const schedule = planSchedule({ ...quick, remainingMs })
  if (schedule.kind !== 'scheduled') throw new Error(schedule.kind)
  expect(schedule.rounds).toBe(400)
  expect(schedule.measureMs).toBeCloseTo(measureMs, 6)
})
