import type { Readable } from 'node:stream'
import { MeasurementError, UsageError } from '../../errors.ts'
import { spawnGroup } from './spawn-group.ts'

/** Variables by name; only src/host reads the process's own. */
export type Environment = Readonly<Record<string, string | undefined>>

export type GitPlace = { readonly folder: string; readonly environment: Environment; readonly signal?: AbortSignal }

export type GitOutcome = { readonly code: number; readonly stdout: string; readonly stderr: string }

type GitCall = { readonly stdin?: string; readonly environment?: Environment; readonly timeLimitMs?: number }

/** Runs git to its end and hands back what it said; a non-zero exit is an answer, not an error. Arguments never pass a shell. */
export async function runGit(place: GitPlace, args: readonly string[], call: GitCall = {}): Promise<GitOutcome> {
  const { stdin, stdout, stderr, exit } = startGit(place, args, call)
  stdin.end(call.stdin ?? '')
  const [said, complained, code] = await Promise.all([collect(stdout), collect(stderr), exit])
  refuseForeignOwner(complained, place.folder)
  return { code, stdout: said, stderr: complained }
}

/** A running git whose output the caller streams; `exit` is its code, 128 (git's own for a fatal error) when a signal ended it. */
export function startGit(place: GitPlace, args: readonly string[], call: GitCall = {}) {
  const { child, ended } = spawnGroup('git', ['--no-pager', ...args], {
    cwd: place.folder,
    env: { ...withoutRepository(place.environment), ...UNATTENDED, ...call.environment },
    ...(call.timeLimitMs === undefined ? {} : { timeLimitMs: call.timeLimitMs }),
    ...(place.signal === undefined ? {} : { signal: place.signal }),
  })
  const exit = ended.then(
    ({ code }) => code ?? 128,
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? withoutGit(place.folder) : error
    },
  )
  exit.catch(() => {})
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exit }
}

async function collect(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > MAX_OUTPUT_BYTES)
      throw new MeasurementError('REFERENCE_NOT_FOUND', 'git answered more than 256 MiB', 'Narrow the path or the glob.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function withoutGit(folder: string): UsageError {
  return new UsageError({
    where: folder,
    found: 'no git on the PATH, or no such folder',
    expected: 'git, which reads the baseline and the policy of the base commit',
    remedy:
      'Install git in the job container before actions/checkout runs (without it the checkout is an archive that has no history), for example `apt-get install git`.',
  })
}

function refuseForeignOwner(stderr: string, folder: string): void {
  if (!stderr.includes('detected dubious ownership')) return
  throw new UsageError({
    where: folder,
    found: 'a repository that belongs to another user, which git refuses to read',
    expected: 'a repository owned by the user who runs Sluice, or one declared safe',
    remedy: `In a job container add a step: git config --global --add safe.directory "${folder}"`,
  })
}

/** Inside a git hook these point at the hook's repository, whatever folder we ask about (git rev-parse --local-env-vars). */
const REPOSITORY_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_SHALLOW_FILE',
]

function withoutRepository(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !REPOSITORY_VARIABLES.includes(name)))
}

/** Never ask on a terminal, never translate (messages are recognised), never take locks, follow replace refs or expand paths. */
const UNATTENDED: Environment = {
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_LITERAL_PATHSPECS: '1',
  LC_ALL: 'C',
}

/** A listing of a million paths of 200 characters still fits. */
const MAX_OUTPUT_BYTES = 256 * 2 ** 20
