import { arch, platform, release } from 'node:os'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'

export async function version(inputs: InputsOf<'version'>, world: World): Promise<ExitCode> {
  const { environment, program } = world
  const { findRuntime } = await import('../sources/native/install.ts')
  const runtime = await findRuntime({
    prepared: environment.runtimeFolder ?? '',
    manifestFolder: program.runtimeManifestFolder,
    cacheFolder: environment.cacheFolder,
  })
  const facts = {
    sluice: program.version,
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    runner: environment.isRunner,
    /** Of onnxruntime and DuckDB; null before their first use. */
    runtime,
  }
  const text = Object.entries(facts).map(([name, value]) => `${name}: ${value ?? 'not installed yet'}`)
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: '',
    stdout: inputs.json ? { kind: 'json', value: facts } : { kind: 'text', text: text.join('\n') },
    outputs: {},
    annotations: [],
  })
  return 0
}
