/** 128 + these is the exit code. */
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const
type SignalName = keyof typeof NUMBERS

/** A runner waits 7.5 s after SIGINT, people do not: whatever cleaning is not done by then is left. */
const CLEANUP_MS = 800

/** Why the abort signal of a World fired: a person or the runner ended it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: number

  constructor(signal: SignalName) {
    super(`ended by ${signal}`)
    this.exitCode = 128 + NUMBERS[signal]
  }
}

export type Cleanup = () => void | Promise<void>

export interface Interruption {
  readonly signal: AbortSignal
  /** @returns a function that takes it back */
  onCleanup(clean: Cleanup): () => void
  /** Runs what is still registered, the newest first; errors are swallowed, because each step matters more than the one before. */
  cleanUp(): Promise<void>
}

/**
 * The first signal aborts, cleans up and exits within a second; a second one exits at once.
 *
 * @param exit ends the process; a parameter because only main.ts may
 */
export function listenForSignals(source: Pick<NodeJS.Process, 'on'>, exit: (code: number) => void): Interruption {
  const controller = new AbortController()
  const cleanups = new Set<Cleanup>()
  const cleanUp = async () => {
    const pending = [...cleanups].reverse()
    cleanups.clear()
    await Promise.all(pending.map(async (clean) => clean()).map((cleaning) => cleaning.catch(() => undefined)))
  }
  const end = async (signal: SignalName) => {
    const interrupted = new Interrupted(signal)
    if (controller.signal.aborted) return exit(interrupted.exitCode)
    controller.abort(interrupted)
    await Promise.race([cleanUp(), new Promise((resolve) => setTimeout(resolve, CLEANUP_MS))])
    exit(interrupted.exitCode)
  }
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) source.on(name, () => void end(name))
  return {
    signal: controller.signal,
    onCleanup(clean) {
      cleanups.add(clean)
      return () => cleanups.delete(clean)
    },
    cleanUp,
  }
}
