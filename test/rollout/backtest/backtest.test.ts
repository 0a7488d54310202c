import { type BacktestOptions, backtest, settingsOfBacktest } from '../../../src/rollout/backtest/backtest.ts'
import { readRecording } from '../../../src/rollout/backtest/read-recording.ts'
import { openEntries } from '../../../src/rollout/chain.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { replay } from '../../../src/rollout/replay.ts'
import { recordingOf, type Story } from './recordings.ts'

const policy = rolloutSection.parse({
  target: { kind: 'command', run: './never-called' },
  telemetry: { kind: 'command', run: './never-called' },
  guardrails: { errors: { requests: 'r', failures: 'f', margin: { relative: '25%', absolute: '0.5pp' }, critical: true } },
})
const { guardrails } = settingsOfBacktest(policy)

function run(stories: readonly Story[], options: Partial<BacktestOptions> = {}) {
  const { releases } = readRecording(recordingOf(stories, 7), 'windows.csv', guardrails)
  return backtest(releases, {
    policy,
    policySha256: 'c'.repeat(64),
    oneArm: null,
    everyMs: null,
    repeats: 3,
    seed: 1,
    version: '0.0.0',
    onRelease: () => {},
    ...options,
  })
}

test('healthy releases are promoted, the bad one is rolled back within minutes', async () => {
  const t=Date.now()
  const { tested, untested } = await run([{ name: 'a' }, { name: 'b' }, { name: 'c', truth: 'bad', worse: 10 }])
  console.log(Date.now()-t, tested.map(({journal,...t})=>({...t, n: journal.length})))
  expect(untested).toEqual([])
})
