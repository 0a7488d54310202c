import { dirname, join } from 'node:path'
import type { Environment } from './environment.ts'
import type { Run } from './event.ts'
import type { Host } from './host.ts'
import type { Cleanup } from './signals.ts'

/** Everything outside that a command may touch, as one value: main.ts passes the real one, tests pass fakes. */
export type World = {
  readonly host: Host
  readonly environment: Environment
  /** null on a terminal. */
  readonly run: Run | null
  /** Where references and the policy's path start from: the repository's root on a runner. */
  readonly cwd: string
  readonly program: Program
  /** Fires when a signal ends the process; its reason is an `Interrupted`. */
  readonly signal: AbortSignal
  /** For what must not stay behind: temporary files, child processes. Returns a function that takes it back. */
  onCleanup(clean: Cleanup): () => void
}

/** This program itself: how to start it as a worker, and where its own files lie. */
export type Program = {
  readonly version: string
  readonly execPath: string
  /** First arguments of a worker process. */
  readonly workerArguments: readonly string[]
  /** Holds `package.json` and lock of the native packages. */
  readonly runtimeManifestFolder: string
}

/** Argument that makes the program a worker; no help lists it. */
export const WORKER_COMMAND = '__worker'

/** @param entry absolute path of the running script: `dist/index.js`, or `build/src/main.js` in development */
export function describeProgram(entry: string, execPath: string, version: string): Program {
  const folder = dirname(entry)
  const root = folder.endsWith('/build/src') ? join(folder, '..', '..') : join(folder, '..')
  return { version, execPath, workerArguments: [entry, WORKER_COMMAND], runtimeManifestFolder: join(root, 'runtime') }
}
