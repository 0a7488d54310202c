import { renderLiveBadge } from '../../src/report/rollout/live-badge.ts'
import { BLOCK_BEGIN, BLOCK_END, renderLiveBlock, replaceLiveBlock, type ShownLive } from '../../src/report/rollout/live-block.ts'

const DIGEST = '5f0c9a1b77aa'.padEnd(64, '0')
const NEXT = 'c0ffee00beef'.padEnd(64, '0')

const SHOWN: ShownLive = {
  model: 'income',
  environment: 'production',
  live: {
    digest: DIGEST,
    reference: 'git:abc:models/income.onnx',
    since: '2026-11-28T14:03:20.000Z',
    approvals: [{ by: 'alice', before: 0.5, way: 'environment' }],
    evidence: {
      rollout: '2026-11-28-5f0c9a1b-77aa',
      verdicts: [{ gate: 'evaluate', verdict: 'pass' }],
      shares: [0.01, 0.5],
      canaryRequests: 12345,
      excluded: [{ name: 'errors', sentence: 'excluded: worse than the margin' }],
    },
  },
  underWay: null,
  servesOther: null,
}
const UNDER_WAY = { digest: NEXT, state: 'baking', share: 0.05, since: '2026-11-29T09:00:00.000Z' }

test('one row a model: what is live, since when, by whose approval, on which evidence', () => {
  const never: ShownLive = { ...SHOWN, model: 'churn', live: null }
  expect(renderLiveBlock([SHOWN, never])).toBe(
    `<!-- sluice:status -->
| model | environment | live | since (UTC) | approved by | evidence |
| - | - | - | - | - | - |
| income | production | \`5f0c9a1b77aa\` (\`git:abc:models/income.onnx\`) | \`2026-11-28 14:03\` | alice (50 %, environment) | evaluate pass; canary 1 % → 50 %, 12,345 canary requests; errors: excluded: worse than the margin; \`2026-11-28-5f0c9a1b-77aa\` |
| churn | production | unknown | | | no rollout yet |
<!-- /sluice:status -->`,
  )
})

test('what is under way, and a stable arm that serves something else, stand below', () => {
  const block = renderLiveBlock([{ ...SHOWN, underWay: UNDER_WAY, servesOther: NEXT }])
  expect(block).toContain('\n\nincome in production: `c0ffee00beef` has 5 % of the traffic, baking since `2026-11-29 09:00`.\n')
  expect(block).toContain('**income in production: the stable arm serves `c0ffee00beef`, which is not what the journal says.**')
})

test('hostile names end no cell and no block, and mention nobody', () => {
  const by = `@alice | ${BLOCK_END} <img src=x>`
  const reference = `a|b\`${BLOCK_END}`
  const live = SHOWN.live === null ? null : { ...SHOWN.live, reference, approvals: [{ by, before: 1, way: null }] }
  const block = renderLiveBlock([{ ...SHOWN, live }])
  expect(block).not.toMatch(/@alice|<img/)
  const [, , , row = ''] = block.split('\n')
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(7)
  const readme = `# Models\n\n${BLOCK_BEGIN}\n${BLOCK_END}\n\nMore.\n`
  const once = replaceLiveBlock(readme, block)
  expect(replaceLiveBlock(once ?? '', block)).toBe(once)
  expect(once).toMatch(/^# Models\n\n[\s\S]*\n\nMore\.\n$/)
})

test.each([
  ['no markers', '# Models\n'],
  ['one alone', `${BLOCK_BEGIN}\n`],
  ['in the wrong order', `${BLOCK_END}\n${BLOCK_BEGIN}\n`],
  ['twice', `${BLOCK_BEGIN}\n${BLOCK_END}\n${BLOCK_BEGIN}\n${BLOCK_END}\n`],
])('%s: nothing is replaced', (_, text) => {
  expect(replaceLiveBlock(text, renderLiveBlock([SHOWN]))).toBeNull()
})

test('lines end as those of the file do', () => {
  expect(replaceLiveBlock(`a\r\n${BLOCK_BEGIN}\r\n${BLOCK_END}\r\n`, 'x\ny')).toBe('a\r\nx\r\ny\r\n')
})

test.each([
  ['live', {}, '5f0c9a1b live', 'brightgreen'],
  ['a rollout', { underWay: UNDER_WAY }, '5f0c9a1b, c0ffee00 at 5 % (baking)', 'blue'],
  ['held', { underWay: { ...UNDER_WAY, state: 'held' } }, '5f0c9a1b, c0ffee00 at 5 % (held)', 'orange'],
  ['on its way back', { underWay: { ...UNDER_WAY, state: 'rolling-back' } }, '5f0c9a1b, c0ffee00 at 5 % (rolling-back)', 'red'],
  ['never a rollout', { live: null }, 'no rollout yet', 'lightgrey'],
  ['another model', { servesOther: NEXT }, 'serves c0ffee00, not 5f0c9a1b', 'red'],
])('the badge: %s', (_, changes, message, color) => {
  expect(renderLiveBadge({ ...SHOWN, ...changes })).toEqual({ schemaVersion: 1, label: 'income in production', message, color })
})
