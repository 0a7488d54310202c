import { explainEntries } from '../../src/rollout/explain.ts'
import type { Telemetry } from '../../src/rollout/ports.ts'
import { FakeRollout, WRITTEN } from '../support/rollout/fake-rollout.ts'
import { verdictOf } from '../support/rollout/verdict-of.ts'

async function promotedWith(change: (telemetry: Telemetry) => Telemetry): Promise<FakeRollout> {
  const guardrails = { ...(WRITTEN['guardrails'] as object), slow: { requests: 'r', failures: 's' } }
  const rollout = new FakeRollout({}, { guardrails })
  rollout.start()
  for (let minute = 0; minute < 120 && rollout.state !== 'promoted'; minute++) {
    await rollout.tick({ telemetry: change(rollout.service.telemetry) })
    rollout.service.pass(60_000)
  }
  expect(rollout.state).toBe('promoted')
  return rollout
}

test('promoted without a guardrail that was never read: the verdict warns, and verdict and explain say why', async () => {
  const rollout = await promotedWith((telemetry) => telemetry)
  const { verdict, reasonCode, notes, checks } = verdictOf(rollout)
  expect([verdict, reasonCode]).toEqual(['warn', 'PROMOTED'])
  expect(notes).toEqual(['Promoted without it: slow not judged: the telemetry says nothing about it.'])
  expect(checks.find(({ id }) => id === 'slow')).toMatchObject({ outcome: 'not-judged' })
  expect(explainEntries(rollout.entries, 'r1').join('\n')).toContain('slow: ln E of harm 0.00')
  expect(explainEntries(rollout.entries, 'r1').join('\n')).toContain('never read: the telemetry says nothing about it')
})

test('with the guardrail read it passes', async () => {
  const rollout = await promotedWith((telemetry) => ({
    ...telemetry,
    read: async (cursor) => {
      const { windows, ...rest } = await telemetry.read(cursor)
      const read = windows.map((window) => ({
        ...window,
        readings: { ...window.readings, ...(window.readings['errors'] === undefined ? {} : { slow: window.readings['errors'] }) },
      }))
      return { ...rest, windows: read }
    },
  }))
  expect(verdictOf(rollout)).toMatchObject({ verdict: 'pass', reasonCode: 'PROMOTED', notes: [] })
})
