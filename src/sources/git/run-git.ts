import { type ChildProcess, spawn } from 'node:child_process'
import { MeasurementError, UsageError } from '../../errors.ts'

/** Variables by name; only src/host reads the process's own. */
export type Environment = Readonly<Record<string, string | undefined>>

export type GitPlace = { readonly folder: string; readonly environment: Environment; readonly signal?: AbortSignal }

export type GitOutcome = { readonly code: number; readonly stdout: string; readonly stderr: string }

type GitCall = { readonly stdin?: string; readonly environment?: Environment; readonly timeLimitMs?: number }

/** Runs git to its end and hands back what it said; a non-zero exit is an answer, not an error. Arguments never pass a shell. */
export async function runGit(place: GitPlace, args: readonly string[], call: GitCall = {}): Promise<GitOutcome> {
  const child = startGit(place, args, call)
  child.stdin?.end(call.stdin ?? '')
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let held = 0
  const keep = (into: Buffer[]) => (chunk: Buffer) => {
    held += chunk.length
    if (held > MAX_OUTPUT_BYTES) child.kill('SIGKILL')
    else into.push(chunk)
  }
  child.stdout?.on('data', keep(stdout))
  child.stderr?.on('data', keep(stderr))
  const code = await exitOf(child, place)
  if (held > MAX_OUTPUT_BYTES)
    throw new MeasurementError('REFERENCE_NOT_FOUND', `git ${args[0]} answered more than 256 MiB`, 'Narrow the path or the glob.')
  const outcome = { code, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') }
  refuseForeignOwner(outcome.stderr, place.folder)
  return outcome
}

/** A running git whose output the caller streams; wait for it with `exitOf`. */
export function startGit(place: GitPlace, args: readonly string[], call: GitCall = {}): ChildProcess {
  return spawn('git', ['--no-pager', ...args], {
    cwd: place.folder,
    env: { ...withoutRepository(place.environment), ...UNATTENDED, ...call.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(call.timeLimitMs === undefined ? {} : { timeout: call.timeLimitMs }),
    ...(place.signal === undefined ? {} : { signal: place.signal }),
  })
}

/** The exit code; 128, git's own for a fatal error, when a signal ended it. */
export function exitOf(child: ChildProcess, place: GitPlace): Promise<number> {
  // git may end before it has read its input; its exit code tells more than the broken pipe.
  child.stdin?.on('error', () => {})
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? withoutGit(place.folder) : error))
    child.once('close', (code) => resolve(code ?? 128))
  })
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
