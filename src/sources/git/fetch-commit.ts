import { MeasurementError, UsageError } from '../../errors.ts'
import { type Environment, type GitOutcome, type GitPlace, runGit } from './run-git.ts'

export type FetchOutcome =
  | { readonly kind: 'present' | 'fetched' }
  /** The remote has no such commit any more (a force push), or never gave it. */
  | { readonly kind: 'gone'; readonly said: string }
  | { readonly kind: 'refused'; readonly said: string }
  | { readonly kind: 'no-remote'; readonly said: string }
  | { readonly kind: 'failed'; readonly said: string }

/** A token for one server, such as the job's own for https://github.com. */
export type Token = { readonly server: string; readonly value: string }

/** @param depth commits of history, null for all (only a shallow checkout may be given a depth) */
export async function fetchCommit(place: GitPlace, commit: string, depth: number | null, token?: Token): Promise<FetchOutcome> {
  const args = [...FETCH_QUIETLY, ...(depth === null ? [] : [`--depth=${depth}`]), '--end-of-options', REMOTE, commit]
  return outcomeOf(await askRemote(place, args, token))
}

/** The commit that a branch or tag has at the remote, null when there is none or the remote cannot be asked. */
export async function remoteTip(place: GitPlace, name: string, token?: Token): Promise<string | null> {
  const refs = [`refs/heads/${name}`, `refs/tags/${name}`, `refs/tags/${name}^{}`]
  const { code, stdout } = await askRemote(place, [...STALLS_END, 'ls-remote', '--quiet', REMOTE, ...refs], token)
  // An annotated tag is listed twice; the peeled line, which comes last, is the commit.
  return code === 0 ? (/^([0-9a-f]{40,64})\t/.exec(stdout.trim().split('\n').at(-1) ?? '')?.[1] ?? null) : null
}

/** With git's own credentials first: they may be a deploy key, which sees more than the job's token. */
export async function askRemote(place: GitPlace, args: readonly string[], token: Token | undefined): Promise<GitOutcome> {
  const first = await runGit(place, args, { timeLimitMs: FETCH_LIMIT_MS })
  if (first.code === 0 || token === undefined || !REFUSED.test(first.stderr)) return first
  return runGit(place, args, { timeLimitMs: FETCH_LIMIT_MS, environment: authorisedBy(token) })
}

/** @throws UsageError | MeasurementError that names what the job lacks; nothing when the commit is here now */
export function requireFetched(outcome: FetchOutcome, commit: string, purpose: string): void {
  const problem = { where: `git fetch ${REMOTE} ${commit}`, expected: `the commit that ${purpose}` }
  switch (outcome.kind) {
    case 'present':
    case 'fetched':
      return
    case 'refused':
      throw new UsageError({
        ...problem,
        found: `the server refused the credentials (${reasonIn(outcome.said)})`,
        remedy:
          'Give the job `permissions: contents: read` and Sluice the input `github-token` (or keep persist-credentials of actions/checkout on); `fetch-depth: 0` in actions/checkout needs no fetch at all.',
      })
    case 'no-remote':
      throw new UsageError({
        ...problem,
        found: `no remote named ${REMOTE} to fetch it from`,
        remedy: 'Check out with `fetch-depth: 0` in actions/checkout, or name the baseline by the input `baseline`.',
      })
    case 'gone':
      throw new UsageError({
        ...problem,
        found: `the remote does not have it (${reasonIn(outcome.said)})`,
        remedy: 'It may have been lost in a force push. Name the baseline by the input `baseline`, or push again.',
      })
    case 'failed':
      throw new MeasurementError(
        'REFERENCE_NOT_FOUND',
        `${problem.where} failed: ${reasonIn(outcome.said)}`,
        `It is ${problem.expected}. Try again, or check out with \`fetch-depth: 0\` in actions/checkout.`,
      )
  }
}

/** The credentials were not enough, whatever else git says. */
export function isRefused({ code, stderr }: GitOutcome): boolean {
  return code !== 0 && REFUSED.test(stderr)
}

function outcomeOf({ code, stderr }: GitOutcome): FetchOutcome {
  if (code === 0) return { kind: 'fetched' }
  if (/does not appear to be a git repository|No such remote|No remote repository specified/.test(stderr))
    return { kind: 'no-remote', said: stderr }
  if (/not our ref|unadvertised object|couldn't find remote ref|no such commit/i.test(stderr)) return { kind: 'gone', said: stderr }
  if (REFUSED.test(stderr)) return { kind: 'refused', said: stderr }
  return { kind: 'failed', said: stderr }
}

/**
 * The token travels in the environment, never on a command line that others can list. The empty first value clears headers that
 * the configuration has: two Authorization headers are answered with 400.
 */
export function authorisedBy({ server, value }: Token): Environment {
  const key = `http.${server.replace(/\/$/, '')}/.extraheader`
  const basic = Buffer.from(`x-access-token:${value}`).toString('base64')
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${basic}`,
  }
}

/** Git prints hints around the reason; the line that names the fault begins with who says it. */
function reasonIn(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  return (
    lines.find((line) => /^(fatal|error|remote):/.test(line)) ??
    lines.at(-1) ??
    'git said nothing, or was ended after ten minutes'
  ).trim()
}

const REMOTE = 'origin'
const REFUSED =
  /could not read (Username|Password)|Authentication failed|terminal prompts disabled|Permission denied|error: 40[13]|Repository not found/i

/** No tags, submodules, FETCH_HEAD or maintenance left running in the background; a transfer that stalls for a minute ends. */
const STALLS_END = ['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=60']
export const FETCH_QUIETLY = [
  ...[...STALLS_END, '-c', 'maintenance.auto=false', '-c', 'gc.auto=0'],
  ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
]
const FETCH_LIMIT_MS = 10 * 60_000
