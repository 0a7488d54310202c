import { Readable } from 'node:stream'
import { PublishingRefused } from '../../report/ports.ts'
import { type Artifact, type Artifacts, ArtifactsRefused } from '../../sources/references/artifacts.ts'
import { type Client, type ClientOptions, openClient } from '../publishing/github/client.ts'
import { NOT_FROM_A_FORK, refusal } from '../publishing/github/refusals.ts'
import { fetchLimited } from './fetch-limited.ts'

export type GitHubArtifactsOptions = ClientOptions & {
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** GitHub keeps 500 artifacts a job; a report looks for a handful. */
const MOST_PAGES = 10

/**
 * Artifacts of one run, by the API rather than by @actions/artifact: its download unpacks onto the disk as it arrives, without a limit
 * for the archive, its entries or what they unpack to. Here the archive arrives under a limit, and whoever reads it counts too.
 */
export async function createGitHubArtifacts({ repository, runId, ...options }: GitHubArtifactsOptions): Promise<Artifacts> {
  const [owner = '', repo = ''] = repository.split('/')
  const client = await openClient(options)
  const asked = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      options.signal.throwIfAborted()
      if (error instanceof ArtifactsRefused) throw error
      const { message, remedy } = refusal(error, { what, needs: 'actions: read', apiUrl: options.apiUrl, never: NOT_FROM_A_FORK })
      throw new ArtifactsRefused(message, remedy, { cause: error })
    }
  }
  return {
    list: () => asked('The list of artifacts', () => list(client, { owner, repo, run_id: runId })),
    download: (artifact, maxBytes) =>
      asked('An artifact', async () => {
        const address = await storeAddress(client, { owner, repo, artifact_id: artifact.id }, options.apiUrl)
        return Readable.from(await fetchLimited(address, maxBytes, options.signal), { objectMode: false })
      }),
  }
}

async function list(client: Client, run: { owner: string; repo: string; run_id: number }): Promise<readonly Artifact[]> {
  const found: Artifact[] = []
  let pages = 0
  for await (const { data } of client.paginate.iterator(client.rest.actions.listWorkflowRunArtifacts, { ...run, per_page: 100 })) {
    for (const { id, name, size_in_bytes, expired } of data) if (!expired) found.push({ id, name, bytes: size_in_bytes })
    pages += 1
    if (pages === MOST_PAGES) break
  }
  return found.sort((a, b) => b.id - a.id)
}

/** The API names a store for the bytes, which must not see the token: so the redirect is not followed here. */
async function storeAddress(
  client: Client,
  artifact: { owner: string; repo: string; artifact_id: number },
  apiUrl: string,
): Promise<string> {
  const { headers } = await client.rest.actions.downloadArtifact({ ...artifact, archive_format: 'zip', request: { redirect: 'manual' } })
  const address = headers.location === undefined || !URL.canParse(headers.location) ? null : new URL(headers.location)
  // Encrypted, or the very server that was asked (an appliance's own store).
  if (address !== null && (address.protocol === 'https:' || address.origin === new URL(apiUrl).origin)) return address.href
  throw new PublishingRefused('the server names no usable place of the artifact', 'Run the job again.')
}
