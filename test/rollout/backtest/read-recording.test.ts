import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecording } from '../../../src/rollout/backtest/read-recording.ts'
import { readReleases } from '../../../src/rollout/backtest/read-releases.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { guardrailsOf } from '../../../src/rollout/settings.ts'

const guardrails = guardrailsOf(
  rolloutSection.parse({
    target: { kind: 'command', run: 'x' },
    telemetry: { kind: 'command', run: 'x' },
    guardrails: {
      errors: { requests: 'r', failures: 'f', critical: true },
      latency: { histogram: 'h' },
      tokens: { count: 'c', sum: 's', 'sum-of-squares': 'q', margin: 2 },
    },
  }),
)
const read = (text: string) => readRecording(text, 'windows.csv', guardrails)
const HEADER = 'release,from,to,arm,requests,errors.failures'
const T = (minute: number) => `2026-10-03T14:${String(minute).padStart(2, '0')}:00Z`

test('all three kinds, buckets in any order, quoted cells, a byte order mark, times of Prometheus', () => {
  const text = `﻿release,from,to,arm,requests,errors.failures,latency.le.+Inf,latency.le.0.5,latency.le.0.1,tokens.count,tokens.sum,tokens.sum-of-squares
"v2, hotfix",1790000000,1790000060,stable,100,2,100,98,90,100,1000,11000
"v2, hotfix",1790000000,1790000060,canary,10,1.0,10,10,9,10,100,1100`
  const [release] = read(text).releases
  expect(release).toMatchObject({ name: 'v2, hotfix', truth: null, atMs: 1_790_000_000_000 })
  expect(release?.windows).toEqual([
    {
      id: '1790000000000-1790000060000',
      fromMs: 1_790_000_000_000,
      toMs: 1_790_000_060_000,
      requests: { stable: 100, canary: 10 },
      readings: {
        errors: { kind: 'rate', arms: { stable: { requests: 100, failures: 2 }, canary: { requests: 10, failures: 1 } } },
        latency: { kind: 'histogram', edges: [0.1, 0.5], arms: { stable: { counts: [90, 8, 2] }, canary: { counts: [9, 1, 0] } } },
        tokens: {
          kind: 'mean',
          arms: { stable: { count: 100, sum: 1000, sumOfSquares: 11_000 }, canary: { count: 10, sum: 100, sumOfSquares: 1100 } },
        },
      },
      events: [],
    },
  ])
})

test('an empty cell is not evaluable, an arm without a line had no requests, and what nothing reads is named', () => {
  const text = `${HEADER},comment\nv2,${T(0)},${T(1)},stable,100,2,\nv2,${T(1)},${T(2)},stable,100,,\nv2,${T(1)},${T(2)},canary,5,1,late`
  const { releases, notes } = read(text)
  expect(releases[0]?.windows.map(({ readings }) => readings['errors'])).toEqual([
    { kind: 'rate', arms: { stable: { requests: 100, failures: 2 }, canary: { requests: 0, failures: 0 } } },
    { kind: 'not-evaluable', why: 'the recording has nothing in errors.failures' },
  ])
  expect(releases[0]?.atMs).toBe(Date.parse(T(1)))
  expect(notes).toEqual(['Not in the recording, so not judged: latency, tokens.', 'Columns that nothing reads: comment.'])
})

test.each([
  // what                                    file                                                       where, found, expected
  ['an empty file', '', 'windows.csv: no line below a header'],
  ['another number of cells', `${HEADER}\nv2,${T(0)}`, 'windows.csv:2: Invalid Record Length'],
  ['no times', `release,arm,requests,errors.failures\nv2,stable,1,0`, 'windows.csv:1: no column from, to; expected the columns release'],
  [
    'nothing critical',
    `release,from,to,arm,requests\nv2,${T(0)},${T(1)},stable,1`,
    'windows.csv:1: no column of the critical guardrail `errors`; expected `errors.failures`, and `requests`',
  ],
  [
    'no +Inf',
    `${HEADER},latency.le.0.1\nv2,${T(0)},${T(1)},stable,1,0,1`,
    'windows.csv:1: latency.le.0.1 of `latency`; expected `latency.le.<edge>` for each bucket, cumulative, and `latency.le.+Inf`',
  ],
  ['a column twice', `${HEADER},requests\nv2,${T(0)},${T(1)},stable,1,0,1`, 'windows.csv:1: the column requests twice'],
  [
    'a time without a zone',
    `${HEADER}\nv2,2026-10-03 14:00,${T(1)},stable,1,0`,
    'windows.csv:2: "2026-10-03 14:00" in `from`; expected a time with its zone',
  ],
  [
    'a window that ends first',
    `${HEADER}\nv2,${T(2)},${T(1)},stable,1,0`,
    'windows.csv:2: "2026-10-03T14:01:00Z" in `to`; expected a time after',
  ],
  ['another arm', `${HEADER}\nv2,${T(0)},${T(1)},green,1,0`, 'windows.csv:2: "green" in `arm`; expected `stable`, `canary`, or `all`'],
  [
    'a guess of increase()',
    `${HEADER}\nv2,${T(0)},${T(1)},stable,119.7,0`,
    'windows.csv:2: "119.7" in `requests`; expected a whole number',
  ],
  [
    'more failures than requests',
    `${HEADER}\nv2,${T(0)},${T(1)},stable,1,2`,
    'windows.csv:2: "2" in `errors.failures`; expected at most the 1 in `requests`',
  ],
  [
    'buckets that fall',
    `${HEADER},latency.le.1,latency.le.+Inf\nv2,${T(0)},${T(1)},stable,5,0,5,4`,
    'windows.csv:2: "4" in `latency.le.+Inf`; expected at least the 5 in `latency.le.1`',
  ],
  [
    'sums of no values',
    `${HEADER},tokens.count,tokens.sum,tokens.sum-of-squares\nv2,${T(0)},${T(1)},stable,5,0,5,10,1`,
    'windows.csv:2: "1" in `tokens.sum-of-squares`; expected at least 20',
  ],
  [
    'another truth',
    `${HEADER},truth\nv2,${T(0)},${T(1)},canary,5,0,fine`,
    'windows.csv:2: "fine" in `truth`; expected `healthy`, `bad`, or nothing',
  ],
  [
    'two truths',
    `${HEADER},truth\nv2,${T(0)},${T(1)},canary,5,0,bad\nv2,${T(1)},${T(2)},canary,5,0,healthy`,
    'windows.csv:3: "healthy" in `truth`; expected bad, as before',
  ],
  [
    'a line twice',
    `${HEADER}\nv2,${T(0)},${T(1)},canary,5,0\nv2,${T(0)},${T(1)},canary,5,0`,
    'windows.csv:3: another line for the window that begins at 2026-10-03T14:00:00.000Z',
  ],
  [
    'windows that overlap',
    `${HEADER}\nv2,${T(0)},${T(2)},canary,5,0\nv2,${T(1)},${T(3)},canary,5,0`,
    'windows.csv:3: a window that begins before the last one ends',
  ],
  [
    'no time of a release',
    `${HEADER}\nv2,${T(0)},${T(1)},stable,5,0`,
    'windows.csv:2: no time of the release v2; expected the column `at`',
  ],
] as const)('%s is refused at its line', (_, text, message) => {
  expect(() => read(text)).toThrow(message)
})

test('twenty mistakes at once, and no more', () => {
  const lines = Array.from({ length: 30 }, (_, minute) => `v2,${T(minute)},${T(minute + 1)},stable,1,9`)
  const attempt = () => read([HEADER, ...lines].join('\n'))
  expect(attempt).toThrow(/windows\.csv:2:[\s\S]*windows\.csv:21:/)
  expect(attempt).not.toThrow(/windows\.csv:22:/)
})

test('a list of releases', () => {
  const text = `release,at,until,truth,canary\nv1,${T(0)},,healthy,\nv2,${T(10)},${T(50)},bad,blue`
  expect(readReleases(text, 'releases.csv')).toEqual([
    { name: 'v1', atMs: Date.parse(T(0)), untilMs: null, truth: 'healthy', canary: null },
    { name: 'v2', atMs: Date.parse(T(10)), untilMs: Date.parse(T(50)), truth: 'bad', canary: 'blue' },
  ])
})

test.each([
  ['without times', 'release\nv1', 'releases.csv:1: no column at'],
  ['with counts', `release,at,requests\nv1,${T(0)},5`, 'releases.csv:1: the column requests; expected the columns release, at, until'],
  ['twice the same', `release,at\nv1,${T(0)}\nv1,${T(5)}`, 'releases.csv:3: "v1" in `release`; expected a name that no other line has'],
  ['an end before', `release,at,until\nv1,${T(5)},${T(0)}`, 'releases.csv:2: "2026-10-03T14:00:00Z" in `until`; expected a time after'],
  ['yesterday', 'release,at\nv1,yesterday', 'releases.csv:2: "yesterday" in `at`; expected a time with its zone'],
] as const)('a list of releases %s is refused', (_, text, message) => {
  expect(() => readReleases(text, 'releases.csv')).toThrow(message)
})

test('the examples of the documentation are read as they stand there', () => {
  const [recording = '', releases = ''] = [
    ...readFileSync(join(__dirname, '../../../docs/backtest.md'), 'utf8').matchAll(/```csv\n([\s\S]*?)```/g),
  ].map(([, text]) => text ?? '')
  expect(read(recording).releases).toMatchObject([{ name: '2026-10-03', truth: 'bad', windows: [{}, {}] }])
  expect(readReleases(releases, 'releases.csv').map(({ name, canary }) => [name, canary])).toEqual([
    ['2026-09-02', null],
    ['2026-10-03', 'blue'],
  ])
})
