import { rolloutProblems } from '../../../src/rollout/policy/problems.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { guardrailsOf } from '../../../src/rollout/settings.ts'

const parsed = (guardrail: object) =>
  rolloutSection.parse({
    target: { kind: 'command', run: './target' },
    telemetry: { kind: 'prometheus', url: 'https://prometheus.example.com' },
    guardrails: { one: { critical: true, ...guardrail } },
  })

const RATE = { requests: 'r', failures: 'f' }
const MEAN = { count: 'c', sum: 's', 'sum-of-squares': 'q' }

test('the ceiling of a mean is judged', () => {
  expect(guardrailsOf(parsed({ ...MEAN, max: 120 }))[0]?.spec).toMatchObject({ kind: 'mean', max: 120 })
})

// What would be ignored is refused, with its place.
test.each<[what: string, guardrail: object, path: string, found: string]>([
  [
    'a ceiling where lower is worse',
    { ...MEAN, worse: 'lower', max: 120 },
    'guardrails.one.max',
    'a ceiling of a mean of which lower is worse',
  ],
  ['a rate of which lower is worse', { ...RATE, worse: 'lower' }, 'guardrails.one.worse', '`worse: lower` of a rate'],
  ['a latency of which lower is worse', { histogram: 'h', worse: 'lower' }, 'guardrails.one.worse', '`worse: lower` of a latency'],
  ['a unit of a rate', { ...RATE, unit: 'ms' }, 'guardrails.one.unit', '`unit: ms` of a rate'],
  ['a unit of a mean', { ...MEAN, unit: 'ms' }, 'guardrails.one.unit', '`unit: ms` of a mean'],
])('%s is refused', (_, guardrail, path, found) => {
  expect(rolloutProblems(parsed(guardrail)).map((problem) => [problem.path.join('.'), problem.found])).toEqual([[path, found]])
})
