import { problem, warn } from '../../../src/setup/doctor/check.ts'
import { checkClock, checkNode, checkProcessors } from '../../../src/setup/doctor/machine-checks.ts'
import { renderChecks } from '../../../src/setup/doctor/render-checks.ts'
import { type Answer, checkToken } from '../../../src/setup/doctor/token-checks.ts'

test.each([
  ['18.20.0', 'PROBLEM'],
  ['20.0.0', 'OK'],
  ['24.1.0', 'OK'],
] as const)('Node %s is %s', (version, status) => {
  expect(checkNode(version).status).toBe(status)
})

test.each([
  ['two CPUs for one thread', { cpus: 2, threads: 1, canPin: true }, 'OK'],
  ['one CPU for one thread', { cpus: 1, threads: 1, canPin: true }, 'WARN'],
  ['nothing that holds a process to a CPU', { cpus: 4, threads: 2, canPin: false }, 'WARN'],
] as const)('processors: %s', (_, machine, status) => {
  expect(checkProcessors(machine).status).toBe(status)
})

const NOON = Date.UTC(2026, 10, 24, 12)
const MINUTE = 60_000

test.each([
  ['nothing to compare with', null, 'OK'],
  ['four minutes behind a server', { ms: NOON + 4 * MINUTE, what: 'a server', isNow: true }, 'OK'],
  ['six minutes behind a server', { ms: NOON + 6 * MINUTE, what: 'a server', isNow: true }, 'WARN'],
  ['six minutes ahead of a server', { ms: NOON - 6 * MINUTE, what: 'a server', isNow: true }, 'WARN'],
  ['a commit of last year', { ms: NOON - 400 * 24 * 60 * MINUTE, what: 'the last commit', isNow: false }, 'OK'],
  ['a commit of tomorrow', { ms: NOON + 24 * 60 * MINUTE, what: 'the last commit', isNow: false }, 'WARN'],
] as const)('clock: %s', (_, reference, status) => {
  expect(checkClock(NOON, reference).status).toBe(status)
})

const FINE: Answer = { status: 200, said: '' }

test.each([
  // what                     on a runner, token   answers by path                                     statuses, remedies
  ['off a runner', false, false, {}, [['OK', null]]],
  ['no token', true, false, {}, [['WARN', 'github-token']]],
  ['all may be read', true, true, {}, [['OK', null]]],
  ['an expired token', true, true, { contents: { status: 401, said: '' } }, [['PROBLEM', 'expired']]],
  ['no contents', true, true, { contents: { status: 403, said: '' } }, [['PROBLEM', '`contents: read`']]],
  [
    'no pull requests, no checks',
    true,
    true,
    { pulls: { status: 403, said: '' }, 'check-runs': { status: 404, said: '' } },
    [
      ['WARN', '`pull-requests: read`'],
      ['WARN', '`checks: read`'],
    ],
  ],
  ['GitHub is down', true, true, { contents: { status: 503, said: 'unavailable' } }, [['WARN', 'later']]],
  ['nobody answers', true, true, { contents: { status: null, said: 'ECONNREFUSED' } }, [['WARN', 'GITHUB_API_URL']]],
] as const)('token: %s', async (_, isRunner, hasToken, answers: Record<string, Answer>, expected) => {
  const asked: string[] = []
  const read = async (path: string) => {
    asked.push(path)
    return Object.entries(answers).find(([part]) => path.includes(part))?.[1] ?? FINE
  }
  const checks = await checkToken({ isRunner, hasToken, repository: 'acme/models', read })
  expect(checks.map(({ status, remedy }) => [status, remedy])).toEqual(
    expected.map(([status, remedy]) => [status, remedy === null ? null : expect.stringContaining(remedy)]),
  )
  expect(asked.every((path) => path.startsWith('/repos/acme/models/'))).toBe(true)
})

test('a line for each check and one below it for what to do; hostile names move no cursor and add no line', () => {
  const text = renderChecks([warn('git', 'no remote', 'add one'), problem('a\u001B[2Jb', 'x\ny\u202Ez', 'do\nthis')], false)
  expect(text.split('\n')).toEqual([
    'WARN     git     no remote',
    '                 → add one',
    'PROBLEM  a\uFFFD[2Jb  x y\uFFFDz',
    '                 → do this',
    '',
    '0 fine, 1 to look at, 1 to mend.',
  ])
})
