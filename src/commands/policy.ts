import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { renderPolicy } from '../policy/show.ts'
import { type AppliedPolicy, AS_IT_LIES, applyPolicy } from './applied-policy.ts'

/** The policy that applies, with defaults and where each value comes from. */
export async function policy(inputs: InputsOf<'policy'>, world: World): Promise<ExitCode> {
  const { policy: effective, policyPath, models: chosen } = await policyHere(inputs, world)
  const { source, sha256, loosened } = effective
  const models = Object.fromEntries(chosen.map((model) => [model.name, model]))
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: '',
    stdout: inputs.json
      ? { kind: 'json', value: { version: 1, source, sha256, loosened, models } }
      : { kind: 'text', text: renderPolicy(effective, policyPath, inputs.model ?? undefined) },
    outputs: {},
    annotations: [],
  })
  return 0
}

/** On a runner the event says which commits' policies apply together. */
async function policyHere(inputs: InputsOf<'policy'>, world: World): Promise<AppliedPolicy> {
  if (world.run === null) return applyPolicy(AS_IT_LIES, null, inputs, world)
  const { openSession } = await import('./session.ts')
  return openSession({ ...inputs, candidate: null, baseline: null, runtime: null, githubToken: null }, world)
}
