import { queriesOf } from '../../../src/adapters/telemetry/prometheus/queries.ts'
import { parseSelector } from '../../../src/adapters/telemetry/prometheus/selector.ts'
import { UsageError } from '../../../src/errors.ts'

const ARMS = { stable: 'blue', canary: 'green' }

test.each([
  ['a name', 'up', { metric: 'up', matchers: '' }],
  ['matchers', 'up{job="a", code=~"5..|x{2}"}', { metric: 'up', matchers: 'job="a", code=~"5..|x{2}"' }],
  ['a name among the matchers', '{__name__="up",job="a"}', { metric: 'up', matchers: 'job="a"' }],
  ['a brace in quotes', 'up{path="}"}', { metric: 'up', matchers: 'path="}"' }],
  ['a function', 'rate(up{job="a"}[1m])', null],
  ['an aggregate', 'sum by (job) (up)', null],
  ['a range', 'up[5m]', null],
  ['an offset', 'up offset 5m', null],
  ['arithmetic', 'up{a="b"} / down', null],
  ['no name at all', '{job="a"}', null],
  ['a matcher that never ends', 'up{job="a', null],
] as const)('%s', (_, query, expected) => {
  expect(parseSelector(query)).toEqual(expected)
})

test('each arm has its own name in the place of {{arm}}', () => {
  const { parts } = queriesOf({ name: 'e', kind: 'histogram', histogram: 'd_bucket{arm="{{arm}}"}' }, ARMS)
  expect(parts[0]?.selectors).toEqual({ stable: 'd_bucket{arm="blue"}', canary: 'd_bucket{arm="green"}' })
})

test("haproxy's own counters stand for a rate", () => {
  const { kind, parts } = queriesOf({ name: 'e', kind: 'rate', requests: 'haproxy{proxy="m",server="{{arm}}"}', failures: 'haproxy' }, ARMS)
  expect([kind, ...parts.map(({ selectors }) => selectors.canary)]).toEqual([
    'haproxy',
    'haproxy_server_sessions_total{proxy="m",server="green"}',
    'haproxy_server_current_sessions{proxy="m",server="green"}',
    'haproxy_server_http_responses_total{proxy="m",server="green"}',
  ])
})

test.each([
  ['wrapped', 'sum(rate(x{arm="{{arm}}"}[1m]))', 'a selector within sum()'],
  ['without the arm', 'x{arm="canary"}', 'Both arms would be the same series'],
] as const)('a query that is %s is refused', (_, requests, words) => {
  const make = () => queriesOf({ name: 'errors', kind: 'rate', requests, failures: 'x{arm="{{arm}}"}' }, ARMS)
  expect(make).toThrow(UsageError)
  expect(make).toThrow(words)
})
