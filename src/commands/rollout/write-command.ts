import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import { openEntry, sealEntries } from '../../rollout/chain.ts'
import { cutText } from '../../rollout/cut-text.ts'
import type { CommandBody, Entry } from '../../rollout/entry.ts'
import { addEntry, type History, isOpen } from '../../rollout/fold.ts'
import { type Journal, JournalError } from '../../rollout/ports.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { actor } from './ports.ts'
import { orUnreadable, readJournal } from './read-journal.ts'

const MOST_TRIES = 5

/**
 * Writes what a person asks for; a tick that writes at the same moment is waited for. Its reason is cut to what the journal takes: an alert's
 * summary may be of any length, and no way back is refused for its words.
 *
 * @param check throws where it makes no sense for the rollout as it stands, each time that it was read anew
 * @returns the rollout as it stands with it
 * @throws UsageError where there is nothing that it could mean
 */
export async function command(
  journal: Journal,
  asked: Omit<CommandBody, 'kind'>,
  { nowMs, world, check }: { readonly nowMs: number; readonly world: World; readonly check?: (current: Rollout) => void },
): Promise<Rollout> {
  const body: CommandBody = { kind: 'command', ...asked, why: cutText(asked.why) }
  for (let tries = 1; ; tries++) {
    const { head, lines, history } = await readJournal(journal)
    const { current } = history
    if (current === null || !(isOpen(current) || asked.command === 'revert')) throw nothingOpen(asked.command, current)
    check?.(current)
    const [line = ''] = sealEntries(lines, [{ at: nowMs, by: actor(world), rollout: current.id, body }])
    const next = after(history, openEntry(line, lines.length), asked.command, current)
    try {
      await journal.append(head, [line])
      return next
    } catch (error) {
      if (!(error instanceof JournalError) || error.kind !== 'conflict' || tries === MOST_TRIES)
        return orUnreadable(() => Promise.reject(error))
    }
  }
}

/** The table of transitions says whether it makes sense now. */
function after(history: History, entry: Entry, asked: string, current: Rollout): Rollout {
  try {
    const { current: next } = addEntry(history, entry)
    if (next !== null) return next
  } catch {
    // Nothing but the table speaks against a sound entry of a command: what it does not have gets the one message below.
  }
  throw new UsageError({
    where: `sluice ${asked}`,
    found: `a rollout that is ${current.state}`,
    expected: asked === 'resume' ? 'one that is held' : 'one that is under way',
    remedy: '`sluice status` says where it is.',
  })
}

function nothingOpen(asked: string, current: Rollout | null): UsageError {
  return new UsageError({
    where: `sluice ${asked}`,
    found: current === null ? 'no rollout' : `a rollout that is finished: ${current.state}`,
    expected: 'an open one',
    remedy: current?.state === 'promoted' ? '`sluice rollback` takes a finished promotion back.' : '`sluice status` says what is live.',
  })
}
