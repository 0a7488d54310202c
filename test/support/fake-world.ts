import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run } from '../../src/host/event.ts'
import type { Publication } from '../../src/host/publish.ts'
import type { World } from '../../src/host/world.ts'

export type FakeWorld = World & {
  /** What commands published, in order. */
  readonly published: Publication[]
  readonly lines: string[]
  /** As a signal would. */
  interrupt(reason: Error): void
  /** Runs what was registered and not taken back. */
  cleanUp(): Promise<void>
}

/** A terminal in a folder of its own, with everything that a command says kept for the test. */
export function fakeWorld(overrides: Partial<World> = {}): FakeWorld {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-world-'))
  const published: Publication[] = []
  const lines: string[] = []
  const controller = new AbortController()
  const cleanups = new Set<() => void | Promise<void>>()
  return {
    host: {
      log: {
        info: (line) => lines.push(line),
        group: async (title, work) => {
          lines.push(title)
          return work()
        },
      },
      progress: { start: () => ({ advance: () => {}, end: () => {} }) },
      columns: null,
      color: false,
      publish: async (publication) => void published.push(publication),
    },
    environment: {
      isRunner: false,
      stepInputs: null,
      cacheFolder: join(folder, 'cache'),
      temporaryFolder: folder,
      runtimeFolder: process.env['SLUICE_RUNTIME'] ?? null,
      forChildren: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
      noColor: true,
      workspace: null,
    },
    run: null,
    cwd: folder,
    program: {
      version: '0.0.0',
      execPath: process.execPath,
      workerArguments: [],
      runtimeManifestFolder: join(__dirname, '..', '..', 'runtime'),
    },
    signal: controller.signal,
    onCleanup(clean) {
      cleanups.add(clean)
      return () => cleanups.delete(clean)
    },
    published,
    lines,
    interrupt: (reason) => controller.abort(reason),
    cleanUp: async () => void (await Promise.all([...cleanups].map(async (clean) => clean()))),
    ...overrides,
  }
}

/** A pull request's run; the payload is what GitHub sends, as far as Sluice reads it. */
export function fakeRun(overrides: Partial<Run> = {}): Run {
  return {
    id: 42,
    attempt: 1,
    job: 'gate',
    workflow: 'gate',
    event: 'pull_request',
    payload: {},
    sha: '0123456789abcdef0123456789abcdef01234567',
    ref: 'refs/pull/12/merge',
    repository: 'acme/models',
    actor: 'octocat',
    serverUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    ...overrides,
  }
}
