import { MeasurementError } from '../../errors.ts'
import type { Entry } from '../../rollout/entry.ts'
import type { History } from '../../rollout/fold.ts'
import { type Journal, JournalError } from '../../rollout/ports.ts'
import { readHistory } from '../../rollout/read-history.ts'

export type ReadJournal = {
  readonly head: string | null
  readonly lines: readonly string[]
  readonly entries: readonly Entry[]
  readonly history: History
}

/** @throws MeasurementError JOURNAL_UNREADABLE */
export async function readJournal(journal: Journal): Promise<ReadJournal> {
  return orUnreadable(async () => {
    const { head, entries: lines } = await journal.read()
    return { head, lines, ...readHistory(lines) }
  })
}

export async function orUnreadable<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof JournalError)) throw error
    throw new MeasurementError('JOURNAL_UNREADABLE', error.message, remedyOf(error), { cause: error })
  }
}

function remedyOf({ kind }: JournalError): string {
  switch (kind) {
    case 'corrupt':
      return 'Nobody advances on it. `sluice abort` still sets the share to 0; restore the ref or the file from before the change.'
    case 'unwritable':
      return 'The journal is as it was, and nothing was moved. Mend what the message names; what came from no policy, target or telemetry is a fault of Sluice: report it.'
    default:
      return 'Nothing was decided. A lease runs out by itself, and `sluice abort` sets the share to 0 without a journal.'
  }
}
