import { UsageError } from '../../errors.ts'
import type { Token } from '../git/fetch-commit.ts'
import type { Repository } from '../git/repository.ts'
import type { Environment } from '../git/run-git.ts'
import type { Artifacts } from './artifacts.ts'

/** What the adapters work with; made once by the command. */
export type Sources = {
  /** Relative paths start here: the folder of the policy. */
  readonly folder: string
  readonly repository: Repository | null
  /** Downloads by digest. It may outlive the run and serve several at once: what lies there is checked before use. */
  readonly cache: string
  /** This run's alone, removed by whoever made it. */
  readonly scratch: string
  readonly environment: Environment
  readonly fetch: typeof fetch
  readonly token?: Token
  /** Of the run; absent where there is no run, or no token to ask with. */
  readonly artifacts?: () => Promise<Artifacts>
  /** A larger file is refused before or while it arrives. */
  readonly maxBytes: number
  readonly retryDelayMs: number
  /** Longest silence of a server, and longest run of a `run:` command. */
  readonly stallLimitMs: number
  readonly commandLimitMs: number
  readonly signal?: AbortSignal
}

export const DEFAULT_LIMITS = { maxBytes: 64 * 2 ** 30, retryDelayMs: 1000, stallLimitMs: 60_000, commandLimitMs: 30 * 60_000 } as const

/** For what the file is wanted ("candidate", "evaluation data"), and the input or policy position that names it. */
export type Asked = { readonly role: string; readonly where: string }

export function requireRepository(sources: Sources, text: string, { where }: Asked): Repository {
  if (sources.repository !== null) return sources.repository
  throw new UsageError({
    where,
    found: `\`${text}\`, and no git repository around ${sources.folder}`,
    expected: 'a checkout with its .git folder',
    remedy: 'In a container, install git before actions/checkout runs: without git it unpacks an archive that has no history.',
  })
}
