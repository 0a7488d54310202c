import { GitHubPeople } from '../../../src/adapters/people/github.ts'
import { PeopleError } from '../../../src/rollout/ports.ts'
import { type FakeGitHub, type FaultAnswer, startFakeGitHub } from '../../support/github/server.ts'

// Against the strict fake: every request and every answer is checked by GitHub's own description.

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startFakeGitHub({
    repository: 'acme/models',
    tokens: {
      job: { login: 'github-actions[bot]', permissions: { contents: 'write' } },
      teams: { login: 'sluice[bot]', permissions: { members: 'read' } },
    },
  })
  fake.state.teams.push({ slug: 'ml-owners', members: { alice: 'active', invited: 'pending' } })
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const open = (changes: Partial<ConstructorParameters<typeof GitHubPeople>[0]> = {}) =>
  new GitHubPeople({
    token: 'job',
    teamsToken: 'teams',
    apiUrl: fake.url,
    repository: 'acme/models',
    signal: new AbortController().signal,
    pauseMs: 1,
    log: () => undefined,
    ...changes,
  })
const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('it succeeded')),
    (error) => error,
  )

test.each([
  // what                                   permission  role                  means
  ['an administrator', 'admin', 'admin', 'admin'],
  ['a maintainer, whom `permission` calls a writer', 'write', 'maintain', 'maintain'],
  ['a writer', 'write', 'write', 'write'],
  ['a triager, whom `permission` calls a reader', 'read', 'triage', 'triage'],
  ['a reader', 'read', 'read', 'read'],
  ['a stranger', 'none', 'none', 'none'],
  ['a custom role, built on write', 'write', 'release-captain', 'write'],
  ['a custom role, built on read, that calls itself maintain', 'read', 'maintain', 'read'],
  ['a custom role, built on nothing, that calls itself triage', 'none', 'triage', 'none'],
] as const)('%s', async (_what, permission, role, means) => {
  fake.state.people.push({ login: 'alice', permission, role })
  await expect(open().permissionOf('Alice')).resolves.toBe(means)
})

test.each([
  ['an active member', 'alice', true],
  ['a member whose login is written otherwise', 'ALICE', true],
  ['somebody who was invited and has not accepted', 'invited', false],
  ['somebody else', 'mallory', false],
])('%s of a team', async (_who, login, expected) => {
  await expect(open().isMember('ml-owners', login)).resolves.toBe(expected)
})

test('a right that is taken away counts no more at the next question', async () => {
  const alice = { login: 'alice', permission: 'admin' as 'admin' | 'read' }
  fake.state.people.push(alice)
  const people = open()
  await expect(people.permissionOf('alice')).resolves.toBe('admin')
  alice.permission = 'read'
  await expect(people.permissionOf('alice')).resolves.toBe('read')
})

test('whom GitHub does not know has no permission that could be told', async () => {
  const error = await failure(open().permissionOf('ghost'))
  expect(error).toBeInstanceOf(PeopleError)
  expect(error.message).toContain('the permission of @ghost cannot be told')
})

test('a team that is not there is no team without members', async () => {
  const error = await failure(open().isMember('gone', 'alice'))
  expect(error).toBeInstanceOf(PeopleError)
  expect(error.message).toContain('whether @alice is in the team acme/gone cannot be told')
})

test('the token of a job may not read teams: said with the variable that helps', async () => {
  const error = await failure(open({ teamsToken: null }).isMember('ml-owners', 'alice'))
  expect(error).toBeInstanceOf(PeopleError)
  expect(error.message).toContain('SLUICE_TEAMS_TOKEN')
})

const answer = (status: number): FaultAnswer => ({
  kind: 'answer',
  status,
  body: '{"message":"no"}',
  headers: { 'content-type': 'application/json' },
})
test.each<[string, FaultAnswer]>([
  ['401', answer(401)],
  ['403', answer(403)],
  ['429', answer(429)],
  ['500', answer(500)],
  ['a broken connection', { kind: 'reset' }],
  ['the page of a proxy', { kind: 'answer', status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
])('%s: it cannot be told, never a yes', async (_what, fault) => {
  fake.state.people.push({ login: 'alice', permission: 'admin' })
  fake.fault = () => fault
  await expect(failure(open().permissionOf('alice'))).resolves.toBeInstanceOf(PeopleError)
  await expect(failure(open().isMember('ml-owners', 'alice'))).resolves.toBeInstanceOf(PeopleError)
})

test('a server that never answers is not waited for', async () => {
  const held = new AbortController()
  fake.fault = () => new Promise((resolve) => held.signal.addEventListener('abort', () => resolve({ kind: 'reset' })))
  const error = await failure(open({ totalMs: 50 }).permissionOf('alice'))
  held.abort()
  expect(error).toBeInstanceOf(PeopleError)
  expect(error.message).toContain('did not answer in time')
})
