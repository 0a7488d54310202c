import { join } from 'node:path'
import { takeEnvironment } from '../../src/host/environment.ts'
import { installRuntime } from '../../src/sources/native/install.ts'

/** As the commands do: SLUICE_RUNTIME, else the user's cache, installed at first use. */
export function installNativePackages(): Promise<string> {
  const { runtimeFolder, cacheFolder, forChildren } = takeEnvironment(process.env)
  return installRuntime({
    ...(runtimeFolder === null ? {} : { prepared: runtimeFolder }),
    manifestFolder: join(process.cwd(), 'runtime'),
    cacheFolder,
    env: forChildren,
    signal: new AbortController().signal,
    onInstall: (into) => console.error(`Installing onnxruntime and DuckDB into ${into} …`),
  })
}
