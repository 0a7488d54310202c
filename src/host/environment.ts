import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

type Variables = Readonly<Record<string, string | undefined>>

/** What Sluice takes from the environment; nothing outside src/host/ looks there. Paths are absolute. */
export type Environment = {
  /** A job of GitHub's runner (or of a local executor), whether called by an action or by a `run:` line. */
  readonly isRunner: boolean
  /** JSON of a composite action's inputs; null when called as a command. */
  readonly stepInputs: string | null
  /** Survives runs: the native packages and fetched references are kept below. */
  readonly cacheFolder: string
  readonly temporaryFolder: string
  /** Prepared folder with the native packages (`SLUICE_RUNTIME`). */
  readonly runtimeFolder: string | null
  /** For git, npm and the caller's own `run:` commands; without the inputs, which hold a token. */
  readonly forChildren: Variables
  readonly noColor: boolean
  /** The checkout's root on a runner: annotations name files from there. */
  readonly workspace: string | null
}

/** Reads, and removes the inputs from `variables`, so that no child process inherits the token in them. */
export function takeEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const isRunner = variables['GITHUB_ACTIONS'] === 'true'
  // A variable left over in somebody's terminal is no step.
  const stepInputs = isRunner ? (variables['SLUICE_INPUTS'] ?? null) : null
  delete variables['SLUICE_INPUTS']
  const home = given(variables['HOME']) ?? homedir()
  return Object.freeze({
    isRunner,
    stepInputs,
    cacheFolder: join(given(variables['RUNNER_TOOL_CACHE']) ?? given(variables['XDG_CACHE_HOME']) ?? join(home, '.cache'), 'sluice'),
    temporaryFolder: given(variables['RUNNER_TEMP']) ?? tmpdir(),
    runtimeFolder: given(variables['SLUICE_RUNTIME']),
    forChildren: Object.freeze({ ...variables }),
    noColor: given(variables['NO_COLOR']) !== null,
    workspace: given(variables['GITHUB_WORKSPACE']),
  })
}

function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
