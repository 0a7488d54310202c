import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { renderPolicy } from '../policy/show.ts'
import { openSession } from './session.ts'

/** The policy that applies, with defaults and where each value comes from. */
export async function policy(inputs: InputsOf<'policy'>, world: World): Promise<ExitCode> {
  const session = await openSession({ ...inputs, candidate: null, baseline: null, runtime: null, githubToken: null }, world)
  const { policy: effective, policyPath } = session
  const text = renderPolicy(effective, policyPath, inputs.model ?? undefined)
  const { source, sha256, loosened } = effective
  const models = Object.fromEntries(session.models.map((model) => [model.name, model]))
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: '',
    stdout: inputs.json ? { kind: 'json', value: { version: 1, source, sha256, loosened, models } } : { kind: 'text', text },
    outputs: {},
    annotations: [],
  })
  return 0
}
