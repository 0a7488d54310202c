import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGitHubPublishing, type GitHubPublishingOptions } from '../../../src/adapters/publishing/github/publishing.ts'
import { PublishingRefused, type StickyComment } from '../../../src/report/ports.ts'
import { type FakeGitHub, type FaultAnswer, startFakeGitHub } from '../../support/github/server.ts'

// What a network, a proxy or a busy server does to a report: each ends, soon, in words; nothing is shown twice.

const MARKER = '<!-- sluice:report abc -->'
const HEAD = 'a'.repeat(40)
const JOB = 'github-actions[bot]'
const COMMENTS = '/repos/acme/models/issues/7/comments'
const CHECKS = '/repos/acme/models/check-runs'
const ALL = { 'pull-requests': 'write', checks: 'write' } as const

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startFakeGitHub({
    repository: 'acme/models',
    tokens: { job: { login: JOB, permissions: ALL }, person: { login: 'octocat', permissions: ALL } },
  })
  fake.state.pulls.push({ number: 7, headSha: HEAD, headRepository: 'acme/models', baseSha: 'b'.repeat(40), state: 'open' })
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const open = (changes: Partial<GitHubPublishingOptions> = {}) =>
  createGitHubPublishing({
    token: 'job',
    apiUrl: fake.url,
    repository: 'acme/models',
    runId: 42,
    signal: new AbortController().signal,
    pauseMs: 1,
    log: () => undefined,
    ...changes,
  })
const saying = (text: string): StickyComment => ({ pullRequest: 7, marker: MARKER, render: () => `${MARKER}\n${text}` })
const bodies = () => fake.state.comments.map(({ body }) => body)
const asked = (request: string) => fake.requests.filter((one) => one === request).length
const json = (status: number, body: unknown, headers = {}): FaultAnswer => ({
  kind: 'answer',
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})
const page = (status: number): FaultAnswer => ({
  kind: 'answer',
  status,
  body: '<!DOCTYPE html><html><title>Sign in</title></html>',
  headers: { 'content-type': 'text/html; charset=utf-8' },
})
const line = (number: number) => ({ path: 'sluice.yml', line: number, level: 'failure' as const, title: 'AUC', message: 'lower' })
const check = (annotations: number) => ({
  name: 'sluice',
  headSha: HEAD,
  conclusion: 'failure' as const,
  title: 'fail',
  summary: 'AUC is lower',
  detailsUrl: 'https://github.com/acme/models/actions/runs/42',
  annotations: Array.from({ length: annotations }, (_, index) => line(index + 1)),
})

async function refusedBy(work: Promise<unknown>): Promise<{ message: string; remedy: string }> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof PublishingRefused)) throw error ?? new Error('it was shown')
  return { message: error.message, remedy: error.remedy }
}

test.each([
  ['a proxy’s page instead of an answer', page(200), /answered a page of type text\/html/, /GITHUB_API_URL.*proxy/],
  ['a proxy that forbids', page(403), /answered a page/, /GITHUB_API_URL.*proxy/],
  ['a server’s own page of a fault', page(503), /fault of its own \(503\)/, /later/],
  ['a pull request that is not there', json(404, { message: 'Not Found' }), /not there.*may not see \(404\)/, /pull-requests: write/],
])('%s', async (_what, answer, message, remedy) => {
  fake.fault = ({ path }) => (path === COMMENTS ? answer : null)
  const refused = await refusedBy((await open()).keepComment(saying('one')))
  expect(refused).toEqual({ message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) })
  expect(refused.message).not.toContain('<')
})

test('a port where nothing listens', async () => {
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const refused = await refusedBy((await open({ apiUrl: `http://127.0.0.1:${port}` })).keepComment(saying('one')))
  expect(refused).toEqual({
    message: expect.stringMatching(/^127\.0\.0\.1:\d+ could not be reached: .*ECONNREFUSED/),
    remedy: expect.stringMatching(/network/),
  })
})

describe('a server that takes connections and never answers', () => {
  let silent: Server
  beforeEach(async () => {
    silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    silent.closeAllConnections()
    silent.close()
  })
  const address = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`

  test('each attempt ends in its time', async () => {
    const publishing = await open({ apiUrl: address(), attemptMs: 30 })
    expect((await refusedBy(publishing.keepCheck(check(0)))).message).toMatch(/did not answer in time/)
  })

  test('all that a report asks ends in its time, attempts or not', async () => {
    const publishing = await open({ apiUrl: address(), attemptMs: 600_000, totalMs: 50 })
    expect((await refusedBy(publishing.keepComment(saying('one')))).message).toMatch(/did not answer in time/)
    expect((await refusedBy(publishing.keepCheck(check(0)))).message).toMatch(/did not answer in time/)
  })
})

test('a limit that passes soon is waited for, once and not by every part that could', async () => {
  let limits = 1
  const said: string[] = []
  fake.fault = ({ path }) =>
    path === '/repos/acme/models/pulls' && limits-- > 0
      ? json(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '3' })
      : null
  const publishing = await open({ paced: true, log: (text) => said.push(text) })
  expect(await publishing.findPullRequests({ sha: HEAD, repository: 'acme/models' })).toHaveLength(1)
  expect(said).toEqual(["GitHub's secondary rate limit: trying again in 3 s."])
  expect(asked('GET /repos/acme/models/pulls')).toBe(2)
})

test('a limit that passes late is not waited for: the report says when it does', async () => {
  const reset = Math.floor(Date.now() / 1000) + 3_000
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
  fake.fault = ({ path }) => (path.endsWith('/pulls') ? json(403, { message: 'API rate limit exceeded' }, headers) : null)
  const publishing = await open({ paced: true })
  const refused = await refusedBy(publishing.findPullRequests({ sha: HEAD, repository: 'acme/models' }))
  expect(refused.remedy).toContain(new Date(reset * 1000).toISOString())
  expect(asked('GET /repos/acme/models/pulls')).toBe(1)
})

test('a comment whose creation was done but never answered is found, not made twice', async () => {
  let applied = 0
  fake.fault = ({ method, path }, state) => {
    if (method !== 'POST' || path !== COMMENTS) return null
    applied += 1
    state.comments.push({ id: state.nextId++, issue: 7, login: JOB, body: `${MARKER}\none`, createdAt: 0 })
    return { kind: 'reset' }
  }
  await (await open()).keepComment(saying('one'))
  expect([applied, bodies()]).toEqual([1, [`${MARKER}\none`]])
})

test('a check run whose creation was done but never answered is gone on with, not made twice', async () => {
  fake.fault = ({ method, path }, state) => {
    if (method !== 'POST' || path !== CHECKS) return null
    const output = { title: 'fail', summary: '', annotations: Array.from({ length: 50 }, (_, index) => ({ start_line: index + 1 })) }
    state.checks.push({
      ...{ id: state.nextId++, headSha: HEAD, name: 'sluice', externalId: 'sluice:42', output },
      ...{ status: 'completed', conclusion: 'failure', detailsUrl: null },
    })
    return json(502, { message: 'Bad gateway' })
  }
  await (await open()).keepCheck(check(60))
  const lines = fake.state.checks.map(({ output }) => output.annotations.map(({ start_line }) => start_line))
  expect(lines).toEqual([Array.from({ length: 60 }, (_, index) => index + 1)])
})

test('a second attempt of the same run never adds its annotations to those of the first', async () => {
  const publishing = await open()
  await publishing.keepCheck(check(3))
  await publishing.keepCheck(check(2))
  expect(fake.state.checks.map(({ output }) => output.annotations.length)).toEqual([3, 2])
})

test('a comment that GitHub would not take is refused before it is sent, with what is missed said to be elsewhere', async () => {
  const refused = await refusedBy((await open()).keepComment(saying('x'.repeat(65_536))))
  expect(refused.message).toMatch(/65563 characters, GitHub takes 65536/)
  expect(refused.remedy).toMatch(/summary/)
  expect(asked(`POST ${COMMENTS}`)).toBe(0)
})

test('the marker comes first, whoever rendered', async () => {
  await (await open()).keepComment({ ...saying(''), render: () => 'no marker' })
  expect(bodies()).toEqual([`${MARKER}\nno marker`])
})

test('where GraphQL is closed, the answer to a first comment tells who we are, and the older comment stays', async () => {
  const older = { id: fake.state.nextId++, issue: 7, login: 'octocat', body: `${MARKER}\nold`, createdAt: 0 }
  fake.state.comments.push(older)
  fake.fault = ({ path }) => (path === '/graphql' ? json(404, { message: 'Not Found' }) : null)
  await (await open({ token: 'person' })).keepComment(saying('new'))
  expect(fake.state.comments).toEqual([{ ...older, body: `${MARKER}\nnew` }])
})

test('a newer report that writes right after ours is seen, and left', async () => {
  fake.state.comments.push({ id: fake.state.nextId++, issue: 7, login: JOB, body: `${MARKER}\n1`, createdAt: 0 })
  // Another job writes 9 right after our 5 was written.
  let raced = false
  fake.fault = ({ method, path }, state) => {
    const [comment] = state.comments
    if (method === 'GET' && path.includes('/issues/comments/') && comment?.body.endsWith('\n5') && !raced) {
      raced = true
      comment.body = `${MARKER}\n9`
    }
    return null
  }
  const numberOf = (body: string | null) => Number(body?.split('\n')[1] ?? 0)
  const render = (previous: string | null) => (numberOf(previous) > 5 ? null : `${MARKER}\n5`)
  await (await open()).keepComment({ ...saying(''), render })
  expect(bodies()).toEqual([`${MARKER}\n9`])
})
