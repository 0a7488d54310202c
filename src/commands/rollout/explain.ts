import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { plainText } from '../../report/escape-markdown.ts'
import { explainEntries } from '../../rollout/explain.ts'
import { oneLiveModel } from './live-models.ts'
import { REAL, type RolloutPorts } from './ports.ts'
import { readJournal } from './read-journal.ts'

const MAX_LINE_CHARS = 2_000

/** The story of the newest rollout in plain words, with the numbers of each decision. */
export async function explain(inputs: InputsOf<'explain'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const live = await oneLiveModel(inputs, world)
  const { entries, history } = await readJournal(await outside.journal(live, inputs, world))
  const id = history.current?.id ?? null
  const story = id === null ? [] : explainEntries(entries, id)
  const text = story.length === 0 ? 'No rollout yet.' : story.map((line) => plainIndented(line)).join('\n')
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: `\`\`\`\n${text.replaceAll('```', '')}\n\`\`\`\n`,
    stdout: inputs.json ? { kind: 'json', value: entries.filter(({ rollout }) => rollout === id) } : { kind: 'text', text },
    outputs: {},
    annotations: [],
  })
  return 0
}

function plainIndented(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return line.trim() === '' ? '' : indent + plainText(line.trimStart(), MAX_LINE_CHARS)
}
