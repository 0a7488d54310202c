import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { type FakeGitHub, startFakeGitHub } from '../support/github/server.ts'

// The fake GitHub is only worth what it refuses: GitHub's own description says what, for requests and for its own answers.

const REPOSITORY = '/repos/acme/models'
const HEAD = 'a'.repeat(40)
const TOKENS = {
  job: { login: 'github-actions[bot]', permissions: { 'pull-requests': 'write', checks: 'write' } },
  reader: { login: 'github-actions[bot]', permissions: { issues: 'read' } },
} as const
const PULL = { number: 7, headSha: HEAD, headRepository: 'acme/models', baseSha: 'b'.repeat(40), state: 'open' } as const

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startFakeGitHub({ repository: 'acme/models', tokens: TOKENS })
  fake.state.pulls.push(PULL)
})
afterEach(() => fake.close())

const ask = (method: string, path: string, body?: unknown, token = 'job') =>
  fetch(`${fake.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const annotations = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: 'sluice.yml',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure',
    message: 'lower',
  }))
const output = (changes: object) => ({ name: 'sluice', head_sha: HEAD, output: { title: 'fail', summary: 'lower', ...changes } })

test.each([
  // what                          method  path                                       body                                       named
  ['a route that GitHub lacks', 'POST', `${REPOSITORY}/issue/7/comments`, { body: 'x' }, /no route/],
  ['a method that a route lacks', 'PUT', `${REPOSITORY}/issues/7/comments`, { body: 'x' }, /no route/],
  ['a missing property', 'POST', `${REPOSITORY}/issues/7/comments`, {}, /'body'/],
  ['a misspelt property', 'POST', `${REPOSITORY}/issues/7/comments`, { body: 'x', boddy: 'x' }, /boddy is not known/],
  ['a misspelt property inside', 'POST', `${REPOSITORY}/check-runs`, output({ sumary: 'x' }), /sumary is not known/],
  ['one in a list', 'POST', `${REPOSITORY}/check-runs`, output({ annotations: [{ ...annotations(1)[0], line: 1 }] }), /line is not known/],
  ['a wrong type', 'PATCH', `${REPOSITORY}/issues/comments/1`, { body: 8 }, /must be string/],
  ['a path that is no number', 'GET', `${REPOSITORY}/issues/comments/x`, undefined, /comment_id/],
  ['an unknown query', 'GET', `${REPOSITORY}/issues/7/comments?perpage=100`, undefined, /perpage is not known/],
  ['an unknown choice', 'GET', `${REPOSITORY}/pulls?state=opened`, undefined, /state/],
  ['51 annotations', 'POST', `${REPOSITORY}/check-runs`, output({ annotations: annotations(51) }), /more than 50/],
  ['a summary over its limit', 'POST', `${REPOSITORY}/check-runs`, output({ summary: 'x'.repeat(65_536) }), /65535/],
  ['an unknown conclusion', 'POST', `${REPOSITORY}/check-runs`, { ...output({}), status: 'completed', conclusion: 'passed' }, /./],
])('%s is refused, and the test hears of it', async (_what, method, path, body, named) => {
  const { status } = await ask(method, path, body)
  expect(status).toBeGreaterThanOrEqual(404)
  expect(fake.violations).toEqual([expect.stringMatching(named)])
  expect([fake.state.comments, fake.state.checks]).toEqual([[], []])
})

test('what GitHub would never answer is told as well', async () => {
  const broken = { id: 'eight', issue: 7, login: 'octocat', body: 'x', createdAt: 0 }
  Reflect.apply(Array.prototype.push, fake.state.comments, [broken])
  await ask('GET', `${REPOSITORY}/issues/7/comments`)
  expect(fake.violations).toEqual([expect.stringMatching(/^answer to GET .*must be integer/)])
})

test('a token may do what it is given, and no more', async () => {
  expect((await ask('GET', `${REPOSITORY}/issues/7/comments`, undefined, 'reader')).status).toBe(200)
  const refused = await ask('POST', `${REPOSITORY}/issues/7/comments`, { body: 'x' }, 'reader')
  expect([refused.status, await refused.json()]).toEqual([
    403,
    expect.objectContaining({ message: 'Resource not accessible by integration' }),
  ])
  expect(refused.headers.get('x-accepted-github-permissions')).toBe('pull_requests=write; issues=write')
  expect((await ask('GET', `${REPOSITORY}/issues/7/comments`, undefined, 'nobody')).status).toBe(401)
  expect((await ask('GET', '/repos/acme/other/pulls')).status).toBe(404)
  expect(fake.violations).toEqual([])
})

test('lists come in pages of at most 100, with the address of the next', async () => {
  for (let id = 1; id <= 150; id++) fake.state.comments.push({ id, issue: 7, login: 'octocat', body: 'x', createdAt: 0 })
  const first = await ask('GET', `${REPOSITORY}/issues/7/comments?per_page=500`)
  expect(await first.json()).toHaveLength(100)
  const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
  const second = await fetch(next, { headers: { authorization: 'Bearer job' } })
  expect(await second.json()).toHaveLength(50)
  expect(second.headers.get('link')).toBeNull()
})

test('as a process it prints its address, serves until its input ends, and tells what it saw', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-fake-'))
  try {
    const state = join(folder, 'state.json')
    writeFileSync(state, JSON.stringify({ repository: 'acme/models', tokens: TOKENS, pulls: [PULL] }))
    const child = spawn(process.execPath, [join(__dirname, '../support/github/serve.cjs'), '--port', '0', state])
    const lines: string[] = []
    const errors = text(child.stderr)
    const reader = createInterface(child.stdout).on('line', (line) => lines.push(line))
    await new Promise((resolve) => reader.once('line', resolve).once('close', resolve))
    const response = await fetch(`${lines[0]}${REPOSITORY}/issues/7/comments`, {
      method: 'POST',
      headers: { authorization: 'Bearer job' },
      body: JSON.stringify({ body: 'hello' }),
    })
    expect(response.status).toBe(201)
    child.stdin.end()
    await new Promise((resolve) => child.once('close', resolve))
    expect(await errors).toBe('')
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ violations: [], state: { comments: [{ body: 'hello' }] } })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
