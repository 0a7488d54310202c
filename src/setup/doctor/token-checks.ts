import { type Check, ok, problem, warn } from './check.ts'

/** What GitHub answered to a read; null status: no answer. */
export type Answer = { readonly status: number | null; readonly said: string }

export type TokenFacts = {
  readonly isRunner: boolean
  readonly hasToken: boolean
  readonly repository: string
  /** Reads a path of the API with the token; nothing is ever written. */
  read(path: string): Promise<Answer>
}

const NAME = 'token'

/** Reads show what may be read. What may be written only a write would show: that is judged by the workflow's `permissions`. */
export async function checkToken({ isRunner, hasToken, repository, read }: TokenFacts): Promise<Check[]> {
  if (!isRunner) return [ok(NAME, 'not on a runner, so none is needed')]
  if (!hasToken) {
    return [
      warn(
        NAME,
        'none was given',
        'Give it by the input `github-token` (`--github-token`): it fetches what the checkout lacks, and a report comments with it.',
      ),
    ]
  }
  const checks: Check[] = []
  for (const [path, permission, use] of READS) {
    const { status, said } = await read(`/repos/${repository}${path}`)
    if (status !== null && status < 300) continue
    if (status === null)
      return [
        warn(
          NAME,
          `GitHub did not answer: ${said}`,
          'Check the proxy and the address of the API (GITHUB_API_URL); gates need no API, a report does.',
        ),
      ]
    if (status === 401)
      return [problem(NAME, 'GitHub refuses it (401)', 'It may have expired or be mistyped; a job’s own is `github.token`.')]
    if (status !== 403 && status !== 404) return [warn(NAME, `GitHub answered ${status}: ${said}`, 'Try again later.')]
    const found = `may not read ${use} (${status})`
    const remedy = `Add \`${permission}: read\` to the job's \`permissions\`${permission === 'contents' ? '' : '; a report needs `write`'}.`
    checks.push(permission === 'contents' ? problem(NAME, found, remedy) : warn(NAME, found, remedy))
  }
  return checks.length === 0 ? [ok(NAME, 'reads contents, pull requests and checks; what it may write stands in the workflow')] : checks
}

const READS = [
  ['/contents/?per_page=1', 'contents', 'the contents'],
  ['/pulls?per_page=1', 'pull-requests', 'pull requests'],
  ['/commits/HEAD/check-runs?per_page=1', 'checks', 'check runs'],
] as const
