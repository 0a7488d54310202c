import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

export type Ending = { readonly code: number | null; readonly killedBy: string | null; readonly timedOut: boolean }

export type GroupOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly timeLimitMs?: number
}

/**
 * Starts a program in a process group of its own, so that a cancelled job or a time limit ends whatever it started too: git runs
 * helpers that would go on downloading. `ended` settles when all of its output is read; it rejects when the program cannot be
 * started or the job is cancelled.
 */
export function spawnGroup(program: string, args: readonly string[], options: GroupOptions) {
  const { signal, timeLimitMs } = options
  signal?.throwIfAborted()
  const child = spawn(program, args, { cwd: options.cwd, env: { ...options.env }, stdio: 'pipe', detached: true })
  // A program may end before it has read its input; its exit code tells more than the broken pipe.
  child.stdin.on('error', () => {})
  let timedOut = false
  const end = () => endGroup(child)
  const endLate = () => {
    timedOut = true
    end()
  }
  const limit = timeLimitMs === undefined ? undefined : setTimeout(endLate, timeLimitMs)
  signal?.addEventListener('abort', end)
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killedBy) => (signal?.aborted === true ? reject(signal.reason) : resolve({ code, killedBy, timedOut })))
  })
  const forget = () => {
    clearTimeout(limit)
    signal?.removeEventListener('abort', end)
  }
  // Handled here as well: a caller that is still reading the output has not asked for the end yet.
  ended.then(forget, forget)
  return { child, ended }
}

function endGroup(child: ChildProcessWithoutNullStreams): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group has ended by itself.
  }
}
