import { arch, platform, release } from 'node:os'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'

export async function version(inputs: InputsOf<'version'>, world: World): Promise<ExitCode> {
  const facts = {
    sluice: world.program.version,
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    runner: world.environment.isRunner,
  }
  const text = Object.entries(facts).map(([name, value]) => `${name}: ${value}`)
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
