import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { describeStatus, type LiveView } from '../../rollout/status.ts'
import { allLiveModels } from './live-models.ts'
import { type LiveModel, REAL, type RolloutPorts } from './ports.ts'
import { readJournal } from './read-journal.ts'

/** What is live, why, and how to stop it. */
export async function status(inputs: InputsOf<'status'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const told = []
  for (const live of await allLiveModels(inputs, world)) {
    const { history } = await readJournal(await outside.journal(live, inputs, world))
    const names = { model: live.model.name, environment: live.rollout.environment }
    told.push(describeStatus({ ...names, history, view: await look(live, outside, world), nowMs: outside.clock.nowMs() }))
  }
  const text = told.map((one) => one.text).join('\n\n')
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: `\`\`\`\n${text}\n\`\`\`\n`,
    stdout: inputs.json ? { kind: 'json', value: told.map(({ facts }) => facts) } : { kind: 'text', text },
    outputs: {},
    annotations: [],
  })
  return 0
}

/** What stands now, by the target's own word; a laptop that cannot reach it still sees the journal. */
async function look(live: LiveModel, outside: RolloutPorts, world: World): Promise<LiveView> {
  try {
    const { target } = await outside.rest(live, world)
    return { state: await target.read() }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}
