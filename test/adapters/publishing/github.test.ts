import { createGitHubPublishing } from '../../../src/adapters/publishing/github/publishing.ts'
import { type CheckAnnotation, type Publishing, PublishingRefused, type StickyComment } from '../../../src/report/ports.ts'
import { type FakeGitHub, type FaultAnswer, startFakeGitHub } from '../../support/github/server.ts'
import type { State, StoredComment } from '../../support/github/state.ts'

// Against the strict fake: every request and every answer is checked by GitHub's own description.

const MARKER = '<!-- sluice:report abc -->'
const HEAD = 'a'.repeat(40)
const JOB = 'github-actions[bot]'
const ALL = { 'pull-requests': 'write', checks: 'write', actions: 'read', issues: 'read' } as const

let fake: FakeGitHub
beforeEach(async () => {
  fake = await startFakeGitHub({
    repository: 'acme/models',
    tokens: {
      job: { login: JOB, permissions: ALL },
      // Two jobs of one repository: the same login, tokens of their own.
      A: { login: JOB, permissions: ALL },
      B: { login: JOB, permissions: ALL },
      person: { login: 'octocat', permissions: ALL },
      reader: { login: JOB, permissions: { 'pull-requests': 'read', checks: 'read' } },
    },
  })
  fake.state.pulls.push({ number: 7, headSha: HEAD, headRepository: 'acme/models', baseSha: 'b'.repeat(40), state: 'open' })
})
afterEach(async () => {
  await fake.close()
  expect(fake.violations).toEqual([])
})

const open = (token = 'job', signal = new AbortController().signal): Promise<Publishing> =>
  createGitHubPublishing({ token, apiUrl: fake.url, repository: 'acme/models', runId: 42, signal, pauseMs: 1, log: () => undefined })

const saying = (text: string): StickyComment => ({ pullRequest: 7, marker: MARKER, render: () => `${MARKER}\n${text}` })
const bodies = () => fake.state.comments.map(({ body }) => body)
const planted = (login: string, body: string, issue = 7) => {
  const comment = { id: fake.state.nextId++, issue, login, body, createdAt: 0 }
  fake.state.comments.push(comment)
  return comment
}

test('the first report creates the comment, the next one updates it', async () => {
  const publishing = await open()
  const first = await publishing.keepComment(saying('one'))
  const second = await publishing.keepComment(saying('two'))
  expect(second).toEqual(first)
  expect(bodies()).toEqual([`${MARKER}\ntwo`])
})

test('the next report is given what the comment says now, and may leave it', async () => {
  const publishing = await open()
  await publishing.keepComment(saying('newer'))
  const seen: (string | null)[] = []
  const { url } = await publishing.keepComment({
    ...saying(''),
    render(previous) {
      seen.push(previous)
      return null
    },
  })
  expect(seen).toEqual([`${MARKER}\nnewer`])
  expect(bodies()).toEqual([`${MARKER}\nnewer`])
  expect(url).toContain('issuecomment')
})

test.each([
  // who wrote it                                   login            body
  ['somebody who pasted the marker', 'mallory', `${MARKER}\nplanted`],
  ['another tool of the same login', JOB, 'coverage 90 %'],
  ['our login, quoting us', JOB, `> ${MARKER}\nquoted`],
  ['another report of ours', JOB, '<!-- sluice:report other -->\nother'],
])('a comment of %s is never touched', async (_who, login, body) => {
  planted(login, body)
  const publishing = await open()
  await publishing.keepComment(saying('ours'))
  await publishing.keepComment(saying('ours again'))
  expect(bodies()).toEqual([body, `${MARKER}\nours again`])
})

test('our comment is found behind 250 others, and a person’s token finds the person’s', async () => {
  for (let index = 0; index < 250; index++) planted('octocat', `comment ${index}`)
  const own = planted('octocat', `${MARKER}\nold`)
  const publishing = await open('person')
  await publishing.keepComment(saying('new'))
  expect(own.body).toBe(`${MARKER}\nnew`)
  expect(fake.state.comments).toHaveLength(251)
})

test('doubles of an earlier race are taken away, the oldest stays', async () => {
  const oldest = planted(JOB, `${MARKER}\na`)
  planted(JOB, `${MARKER}\nb`)
  planted(JOB, `${MARKER}\nc`)
  const publishing = await open()
  await publishing.keepComment(saying('new'))
  expect(fake.state.comments).toEqual([{ ...oldest, body: `${MARKER}\nnew` }])
})

test('a comment that somebody deletes between the look and the write is made anew', async () => {
  planted(JOB, `${MARKER}\nold`)
  let deleted = false
  fake.fault = ({ method }, state) => {
    if (method === 'PATCH' && !deleted) {
      deleted = true
      state.comments.length = 0
    }
    return null
  }
  const publishing = await open()
  await publishing.keepComment(saying('new'))
  expect(bodies()).toEqual([`${MARKER}\nnew`])
})

/** Look, create, look, take away, read, write: what is left after so many goes as it comes. */
const REQUESTS_OF_EACH = 4

/** All orders in which the requests of two jobs can be let through, as strings such as "ABBA". */
function schedules(ofEach: number): string[] {
  const all: string[] = []
  const grow = (prefix: string, a: number, b: number) => {
    if (a === 0 && b === 0) all.push(prefix)
    if (a > 0) grow(`${prefix}A`, a - 1, b)
    if (b > 0) grow(`${prefix}B`, a, b - 1)
  }
  grow('', ofEach, ofEach)
  return all
}

type Turn = { readonly job: string; readonly go: () => void }

/** Holds every request until its job is due; turns of a job that has ended are left out, and without turns each goes as it comes. */
function interleave(schedule: string) {
  const waiting: Turn[] = []
  const ended = new Set<string>()
  let turns = [...schedule]
  const release = () => {
    while (turns.length > 0 && ended.has(turns[0] ?? '')) turns = turns.slice(1)
    const due = turns.length === 0 ? waiting[0] : waiting.find(({ job }) => job === turns[0])
    if (due === undefined) return
    turns = turns.slice(1)
    waiting.splice(waiting.indexOf(due), 1)
    due.go()
  }
  return {
    hold: (job: string) =>
      new Promise<void>((go) => {
        waiting.push({ job, go })
        release()
      }),
    end(job: string) {
      ended.add(job)
      release()
    },
  }
}

/** Every list that a job asks for a first time after a write is the one before that write; asked again, it is up to date. */
function laggingLists() {
  let before: StoredComment[] = []
  let now: StoredComment[] = []
  const fresh = new Set<string>()
  return (method: string, path: string, job: string, state: State): FaultAnswer | null => {
    const comments = state.comments.map((one) => ({ ...one }))
    if (JSON.stringify(comments) !== JSON.stringify(now)) {
      before = now
      now = comments
      fresh.clear()
    }
    if (method !== 'GET' || !path.endsWith('/issues/7/comments') || fresh.has(job)) return null
    fresh.add(job)
    return { kind: 'state', state: { ...state, comments: before } }
  }
}

describe.each([
  ['fresh lists', false],
  ['lists that lag behind a write', true],
])('two report jobs race over %s', (_what, lags) => {
  test.each([
    ['no comment yet', []],
    ['one comment', ['old']],
    ['doubles of an earlier race', ['old', 'older']],
  ])(
    '%s: exactly one after both ended, in every order of their requests',
    async (_before, existing) => {
      for (const schedule of schedules(REQUESTS_OF_EACH)) {
        fake.state.comments.length = 0
        planted('mallory', `${MARKER}\nplanted`)
        for (const text of existing) planted(JOB, `${MARKER}\n${text}`)
        const order = interleave(schedule)
        const lag = lags ? laggingLists() : () => null
        fake.fault = async ({ method, path, token }, state) => {
          if (!path.includes('/comments')) return null
          await order.hold(token)
          return lag(method, path, token, state)
        }
        await Promise.all(
          ['A', 'B'].map(async (job) => {
            await (await open(job)).keepComment(saying(`of ${job}`))
            order.end(job)
          }),
        )
        const left = fake.state.comments.map(({ login, body }) => `${login}: ${body.split('\n')[1]}`).sort()
        expect([schedule, left]).toEqual([schedule, [expect.stringMatching(/^github-actions\[bot\]: of [AB]$/), 'mallory: planted']])
      }
    },
    240_000,
  )
})

describe('what GitHub or the network refuses ends in words', () => {
  const answer = (status: number, body: unknown, headers = {}): FaultAnswer => ({
    kind: 'answer',
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers },
  })
  test.each([
    // what                       answer                                                              message                  remedy
    ['a broken connection', { kind: 'reset' } as const, /could not be reached/, /network/],
    ['a server error', answer(502, { message: 'Bad gateway' }), /fault of its own \(502\)/, /later/],
    ['a refused token', answer(401, { message: 'Bad credentials' }), /token is refused/, /valid token/],
    ['issues switched off', answer(410, { message: 'Issues are disabled' }), /switched off/, /comment: never/],
    ['a locked conversation', answer(403, { message: 'Unable to create comment because issue is locked.' }), /locked/, /Unlock/],
    ['an invalid request', answer(422, { message: 'Validation Failed' }), /422: Validation Failed/, /report it/],
    [
      'the primary limit',
      answer(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1796083200' }),
      /rate limit/,
      /2026-12-0/,
    ],
    [
      'a secondary limit',
      answer(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '30' }),
      /rate limit/,
      /30 s/,
    ],
  ])('%s', async (_what, fault, message, remedy) => {
    fake.fault = ({ path }) => (path.includes('/comments') ? fault : null)
    const refused = await (await open()).keepComment(saying('one')).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(PublishingRefused)
    expect(refused).toMatchObject({ message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) })
    expect(bodies()).toEqual([])
  })

  test('a missing permission names the line to add, and what GitHub would accept', async () => {
    const publishing = await open('reader')
    await expect(publishing.keepComment(saying('one'))).rejects.toMatchObject({
      message: expect.stringContaining('`pull-requests: write`'),
      remedy: expect.stringContaining('GitHub would accept: pull_requests=write; issues=write'),
    })
    await expect(publishing.keepCheck(check([]))).rejects.toMatchObject({ message: expect.stringContaining('`checks: write`') })
  })

  test('a passing fault is tried again', async () => {
    let faults = 2
    fake.fault = ({ path }) => (path.includes('/comments') && faults-- > 0 ? answer(503, { message: 'Unavailable' }) : null)
    await (await open()).keepComment(saying('one'))
    expect(bodies()).toEqual([`${MARKER}\none`])
  })

  test('a cancelled job stops asking', async () => {
    const abort = new AbortController()
    fake.fault = () => {
      abort.abort(new Error('cancelled'))
      return { kind: 'reset' }
    }
    await expect((await open('job', abort.signal)).keepComment(saying('one'))).rejects.toThrow('cancelled')
  })
})

const annotation = (line: number): CheckAnnotation => ({
  path: 'sluice.yml',
  line,
  level: 'failure',
  title: `line ${line}`,
  message: 'lower',
})
const check = (annotations: readonly CheckAnnotation[]) => ({
  name: 'sluice',
  headSha: HEAD,
  conclusion: 'failure' as const,
  title: 'fail',
  summary: 'x'.repeat(70_000),
  detailsUrl: null,
  annotations,
})

test('120 annotations arrive in batches of 50, and the summary within its limit', async () => {
  await (await open()).keepCheck(check(Array.from({ length: 120 }, (_, index) => annotation(index + 1))))
  const [stored] = fake.state.checks
  expect(stored?.output.annotations.map(({ start_line }) => start_line)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1))
  expect(fake.requests.filter((one) => /^(POST|PATCH).*check-runs/.test(one))).toHaveLength(3)
  expect(stored?.output.summary).toHaveLength(65_535)
  expect(stored?.conclusion).toBe('failure')
})

test('a second report of the same run updates its check run; another run makes its own', async () => {
  const publishing = await open()
  const first = await publishing.keepCheck(check([]))
  expect(await publishing.keepCheck({ ...check([]), conclusion: 'success' as const })).toEqual(first)
  expect(fake.state.checks.map(({ conclusion }) => conclusion)).toEqual(['success'])
  const signal = new AbortController().signal
  const other = await createGitHubPublishing({
    token: 'job',
    apiUrl: fake.url,
    repository: 'acme/models',
    runId: 43,
    signal,
    pauseMs: 1,
    log: () => undefined,
  })
  await other.keepCheck(check([]))
  expect(fake.state.checks).toHaveLength(2)
})

test('pull requests are found by head commit and repository, forks too, closed ones not', async () => {
  fake.state.pulls.push(
    { number: 8, headSha: HEAD, headRepository: 'Mallory/models', baseSha: 'c'.repeat(40), state: 'open' },
    { number: 9, headSha: HEAD, headRepository: 'mallory/models', baseSha: 'c'.repeat(40), state: 'closed' },
    { number: 10, headSha: 'd'.repeat(40), headRepository: 'mallory/models', baseSha: 'c'.repeat(40), state: 'open' },
  )
  const publishing = await open()
  expect(await publishing.findPullRequests({ sha: HEAD, repository: 'mallory/models' })).toEqual([
    { number: 8, headSha: HEAD, baseSha: 'c'.repeat(40), fork: true },
  ])
  expect(await publishing.findPullRequests({ sha: HEAD, repository: 'acme/models' })).toMatchObject([{ number: 7, fork: false }])
  expect(await publishing.findPullRequests({ sha: 'e'.repeat(40), repository: 'acme/models' })).toEqual([])
})
