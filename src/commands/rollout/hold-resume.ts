import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { oneLiveModel, type PersonInputs } from './live-models.ts'
import { type JournalInputs, REAL, type RolloutPorts } from './ports.ts'
import { command } from './write-command.ts'

/** Nobody advances until somebody resumes; the share stands, and a breach still rolls back. */
export function hold(inputs: InputsOf<'hold'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  return write('hold', inputs.why ?? 'Held by hand.', inputs, world, outside)
}

/** Also after the deadline and after an outside change: the time starts again. */
export function resume(inputs: InputsOf<'resume'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  return write('resume', inputs.why ?? 'Resumed by hand.', inputs, world, outside)
}

async function write(
  asked: 'hold' | 'resume',
  why: string,
  inputs: PersonInputs & JournalInputs & { readonly json: boolean },
  world: World,
  outside: RolloutPorts,
): Promise<ExitCode> {
  const live = await oneLiveModel(inputs, world)
  const journal = await outside.journal(live, inputs, world)
  const { id, state, standsBp } = await command(journal, { command: asked, why, to: null }, { nowMs: outside.clock.nowMs(), world })
  const text = `${live.model.name} in ${live.rollout.environment}: ${state}, the canary has ${standsBp / 100} % of the traffic. The next tick ${asked === 'hold' ? 'keeps it so' : 'goes on'}.`
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: text,
    stdout: inputs.json ? { kind: 'json', value: { rollout: id, state, shareBp: standsBp } } : { kind: 'text', text },
    outputs: { 'rollout-id': id, state, weight: String(standsBp / 100) },
    annotations: [],
  })
  return 0
}
