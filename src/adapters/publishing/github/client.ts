import type { getOctokit } from '@actions/github'

/** One octokit, with paths and types of the REST API, pagination, retries and pauses at rate limits. */
export type Client = ReturnType<typeof getOctokit>

/** Where and as whom; `pauseMs` shortens every wait, for tests. */
export type ClientOptions = {
  readonly token: string
  readonly apiUrl: string
  readonly signal: AbortSignal
  readonly pauseMs?: number
  log(line: string): void
}

/** What every request of a report is about. */
export type Place = {
  readonly client: Client
  readonly owner: string
  readonly repo: string
  readonly pauseMs: number
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 30_000
/** A report waits so long for a limit to pass, and no longer: the verdict stands without a comment. In seconds. */
const LONGEST_WAIT_S = 60
const RETRIES = 2

export async function openClient({ token, apiUrl, signal, pauseMs, log }: ClientOptions): Promise<Client> {
  const [{ getOctokit }, { retry }, { throttling }] = await Promise.all([
    import('@actions/github'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  const wait = (kind: string) => (seconds: number, _request: unknown, _octokit: unknown, retryCount: number) => {
    const again = seconds <= LONGEST_WAIT_S && retryCount < RETRIES
    log(`GitHub's ${kind} rate limit: ${again ? 'trying again' : 'giving up, it would pass'} in ${seconds} s.`)
    return again
  }
  const client = getOctokit(
    token,
    {
      baseUrl: apiUrl,
      userAgent: 'sluice',
      // Errors are told once, by whoever asked.
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      retry: { retries: RETRIES, ...(pauseMs === undefined ? {} : { retryAfterBaseValue: pauseMs }) },
      throttle: {
        // The pauses between writes would make a test take minutes.
        enabled: pauseMs === undefined,
        onRateLimit: wait('primary'),
        onSecondaryRateLimit: wait('secondary'),
      },
    },
    retry,
    throttling,
  )
  client.hook.before('request', (options) => {
    options.request.signal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  })
  return client
}

function ignore(): void {}
