import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Artifact, type Artifacts, ArtifactsRefused } from '../../sources/references/artifacts.ts'

export type GitHubArtifactsOptions = {
  readonly token: string
  readonly apiUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
  readonly signal: AbortSignal
  readonly fetch?: typeof fetch
}

/**
 * By REST rather than by @actions/artifact, whose download unpacks onto the disk as it arrives, without a limit for the archive, its
 * entries or what they unpack to, and retries for half a minute at a time. Here the archive arrives under a limit and is read in memory.
 */
export function createGitHubArtifacts(options: GitHubArtifactsOptions): Artifacts {
  return {
    list: () => list(options),
    download: (artifact, maxBytes) => download(artifact, maxBytes, options),
  }
}

const Page = z.object({
  artifacts: z.array(
    z.object({ id: z.int(), name: z.string(), size_in_bytes: z.int(), expired: z.boolean(), created_at: z.string().nullable() }),
  ),
})
type Found = z.infer<typeof Page>['artifacts'][number]

const PER_PAGE = 100
/** GitHub keeps 500 artifacts a job; a report looks for a handful. */
const MOST_PAGES = 10
const MAX_REDIRECTS = 3
const TIMEOUT_MS = 60_000

async function list(options: GitHubArtifactsOptions): Promise<Artifact[]> {
  const found: Found[] = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `/repos/${options.repository}/actions/runs/${options.runId}/artifacts?per_page=${PER_PAGE}&page=${page}`
    const response = await ask(`${options.apiUrl}${path}`, options, 'follow')
    if (!response.ok) throw refused(response.status, 'The artifacts of the run')
    const parsed = Page.safeParse(await response.json().catch(() => null))
    if (!parsed.success)
      throw new ArtifactsRefused('The server answered something else than a list of artifacts', 'Try again; check `GITHUB_API_URL`.')
    found.push(...parsed.data.artifacts)
    if (parsed.data.artifacts.length < PER_PAGE) break
  }
  const newestFirst = found.filter(({ expired }) => !expired).sort((a, b) => b.id - a.id)
  return newestFirst.map(({ id, name, size_in_bytes }) => ({ id, name, bytes: size_in_bytes }))
}

/** The API answers with the address of a store, which must not see the token. */
async function download({ id, name }: Artifact, maxBytes: number, options: GitHubArtifactsOptions): Promise<Readable> {
  const what = `The artifact ${name}`
  let response = await ask(`${options.apiUrl}/repos/${options.repository}/actions/artifacts/${id}/zip`, options, 'manual')
  for (let hop = 0; hop < MAX_REDIRECTS && response.status >= 300 && response.status < 400; hop++) {
    await response.body?.cancel()
    response = await reach(storeAddress(response.headers.get('location'), options, what), {}, options, 'manual')
  }
  if (!response.ok || response.body === null) throw refused(response.status, what)
  const tooLarge = () =>
    new ArtifactsRefused(`${what} has more than ${maxBytes} bytes`, 'Upload what is needed here apart from large files.')
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  return Readable.from(limited(response.body, maxBytes, tooLarge), { objectMode: false })
}

async function* limited(body: ReadableStream<Uint8Array>, maxBytes: number, tooLarge: () => Error): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge()
    yield chunk
  }
}

function ask(url: string, options: GitHubArtifactsOptions, redirect: 'follow' | 'manual'): Promise<Response> {
  const headers = {
    authorization: `Bearer ${options.token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'sluice',
  }
  return reach(url, headers, options, redirect)
}

/** Three attempts: a store answers 503 now and then. */
async function reach(
  url: string,
  headers: Record<string, string>,
  options: GitHubArtifactsOptions,
  redirect: 'follow' | 'manual',
): Promise<Response> {
  const { signal, fetch: send = globalThis.fetch } = options
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send(url, { headers, redirect, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) })
      if (response.status < 500 || attempt === ATTEMPTS) return response
      await response.body?.cancel()
    } catch (cause) {
      signal.throwIfAborted()
      const why = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : String(cause)
      if (attempt === ATTEMPTS)
        throw new ArtifactsRefused(`${new URL(url).host} could not be reached: ${why}`, 'Run the job again; check the network.', { cause })
    }
    await sleep(RETRY_DELAY_MS * attempt, undefined, { signal })
  }
}

const ATTEMPTS = 3
const RETRY_DELAY_MS = 1_000

/** Only an address that is encrypted, or on the very server that was asked (a test's loopback, an appliance without TLS). */
function storeAddress(location: string | null, { apiUrl }: GitHubArtifactsOptions, what: string): string {
  const address = location === null || !URL.canParse(location) ? null : new URL(location)
  if (address !== null && (address.protocol === 'https:' || address.origin === new URL(apiUrl).origin)) return address.href
  throw new ArtifactsRefused(`${what}: the server sent no usable address for it`, 'Run the job again.')
}

function refused(status: number, what: string): ArtifactsRefused {
  switch (status) {
    case 401:
      return new ArtifactsRefused(`${what} may not be read: the token is refused (401)`, 'Give `github-token` a valid token.')
    case 403:
    case 404:
      return new ArtifactsRefused(`${what} may not be read (${status})`, 'Give the job `permissions: actions: read`.')
    case 410:
      return new ArtifactsRefused(`${what} has expired (410)`, 'Run the gates again.')
    default:
      return new ArtifactsRefused(`${what} could not be read: the server answered ${status}`, 'Run the job again.')
  }
}
