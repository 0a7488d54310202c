import { join, resolve } from 'node:path'
import { installRuntime } from '../../src/sources/native/install.ts'

const root = resolve(__dirname, '../..')

/** The native packages for tests: a prepared folder, else installed once beside node_modules, as a user's first run does. */
export function runtimeFolder(): Promise<string> {
  return installRuntime({
    prepared: process.env['SLUICE_RUNTIME'] ?? '',
    manifestFolder: join(root, 'runtime'),
    cacheFolder: join(root, 'node_modules', '.cache'),
    env: process.env,
    signal: new AbortController().signal,
  })
}
