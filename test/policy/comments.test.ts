import { parsePolicy } from '../../src/policy/load.ts'
import { commentsSection } from '../../src/rollout/policy/comments.ts'

const policy = (comments: string, defaults = '') =>
  parsePolicy(
    `version: 1
${defaults}models:
  income:
    onnx: m.onnx
    task: binary-classification
    data: { evaluation: d.csv, label: y }
    evaluate: { metrics: { roc_auc: { margin: 0.005 } } }
${comments}`,
    'sluice.yml',
  ).models.get('income')?.comments

const anybody = (permission: string) => ({ permission, users: [], teams: [] })

test('leading back is easier than going on; looking is for whoever reads', () => {
  expect(commentsSection.parse({})).toEqual({
    status: anybody('read'),
    explain: anybody('read'),
    hold: anybody('write'),
    abort: anybody('write'),
    rollback: anybody('write'),
    resume: anybody('maintain'),
    waive: anybody('maintain'),
  })
  expect(policy('')).toBeNull()
})

test('a word, or a mapping with people; `defaults` counts for all models, key by key', () => {
  const rights = policy(
    '    comments: { resume: { permission: write, users: [alice, b-ob], teams: [ml-owners] } }\n',
    'defaults: { comments: { hold: nobody, resume: admin } }\n',
  )
  expect([rights?.hold, rights?.resume]).toEqual([
    anybody('nobody'),
    { permission: 'write', users: ['alice', 'b-ob'], teams: ['ml-owners'] },
  ])
})

test.each([
  ['a word that is none', '{ hold: writer }', 'Did you mean write?'],
  ['everybody', '{ hold: none }', 'one of read, triage, write, maintain, admin, nobody'],
  ['people without a permission', '{ hold: { users: [alice] } }', 'Add a `permission`, which everybody needs.'],
  ['a mention', '{ hold: { permission: write, users: ["@alice"] } }', '`users` is a list of logins, without `@`.'],
  ['a team with its organisation', '{ hold: { permission: write, teams: [acme/ml] } }', '`teams` is a list of team slugs'],
  ['an unknown key', '{ hold: { permission: write, user: [alice] } }', 'Remove `user`.'],
  ['a command that has its right elsewhere', '{ promote: write }', 'promote'],
])('%s is refused', (_, comments, says) => {
  expect(() => policy(`    comments: ${comments}\n`)).toThrow(says)
})
