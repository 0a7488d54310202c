import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { renderLiveBlock, type ShownLive } from '../../report/rollout/live-block.ts'
import { describeStatus, type LiveView } from '../../rollout/status.ts'
import { allLiveModels } from './live-models.ts'
import { type LiveModel, REAL, type RolloutPorts } from './ports.ts'
import { readJournal } from './read-journal.ts'
import { shownLive, writeLiveFiles } from './show-live.ts'

/** What is live, why, and how to stop it. */
export async function status(inputs: InputsOf<'status'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const told = []
  const isMarkdown = inputs.format === 'markdown'
  // What led to the live model takes the whole journal a second time.
  const isShown = isMarkdown || inputs.json || inputs.update !== null || inputs.badge !== null
  const shown: ShownLive[] = []
  for (const live of await allLiveModels(inputs, world)) {
    const { history, entries } = await readJournal(await outside.journal(live, inputs, world))
    const parts = { model: live.model.name, environment: live.rollout.environment, history, view: await look(live, outside, world) }
    if (isShown) shown.push(shownLive({ ...parts, entries }))
    told.push(describeStatus({ ...parts, nowMs: outside.clock.nowMs() }))
  }
  await writeLiveFiles(shown, inputs, world)
  const text = isMarkdown ? renderLiveBlock(shown) : told.map((one) => one.text).join('\n\n')
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: isMarkdown ? `${text}\n` : `\`\`\`\n${text}\n\`\`\`\n`,
    stdout: inputs.json
      ? { kind: 'json', value: told.map(({ facts }, index) => ({ ...facts, live: shown[index]?.live ?? null })) }
      : { kind: 'text', text },
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
