import { UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { replay as decideAgain } from '../../rollout/replay.ts'
import { oneLiveModel } from './live-models.ts'
import { REAL, type RolloutPorts } from './ports.ts'
import { readJournal } from './read-journal.ts'

/**
 * Every decision again, from the counts in the journal. Exit code 3 where one comes out otherwise.
 *
 * @throws UsageError for a journal without entries: a misspelt name is an empty one, and what checked nothing has confirmed nothing
 */
export async function replay(inputs: InputsOf<'replay'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const live = await oneLiveModel(inputs, world)
  const { entries } = await readJournal(await outside.journal(live, inputs, world))
  if (entries.length === 0) throw nothingThere(inputs.journal)
  const replayed = decideAgain(entries)
  const different = replayed.filter(({ same }) => !same)
  const lines = different.flatMap(({ entry, recorded, decided }) => [
    `entry ${entry} comes out otherwise`,
    `  recorded ${recorded}`,
    `  decided  ${decided}`,
  ])
  const text = [...lines, `${replayed.length - different.length} of ${replayed.length} decisions come out the same, byte for byte.`].join(
    '\n',
  )
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: `\`\`\`\n${text.replaceAll('```', '')}\n\`\`\`\n`,
    stdout: inputs.json ? { kind: 'json', value: replayed } : { kind: 'text', text },
    outputs: {},
    annotations: [],
  })
  return different.length === 0 ? 0 : 3
}

function nothingThere(journal: string): UsageError {
  return new UsageError({
    where: '--journal',
    found: `${journal}, which has no entries or is not there`,
    expected: 'the journal of a rollout',
    remedy: 'Name the file or the ref that the rollout writes; `sluice status` with the same one says what it knows.',
  })
}
