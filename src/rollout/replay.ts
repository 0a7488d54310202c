import { canonicalJson } from '../policy/canonical-json.ts'
import type { Entry } from './entry.ts'
import { fitTexts } from './fit-texts.ts'
import { addEntry, type History, NO_HISTORY } from './fold.ts'
import { decide } from './tick/decide.ts'

/** A decision of the journal, made again from what it says was seen. */
export type Replayed = {
  /** Number of the entry, from 1. */
  readonly entry: number
  readonly same: boolean
  /** As the journal has it, and as it comes out now; canonical JSON. */
  readonly recorded: string
  readonly decided: string
}

/** Decides every step again, each from the entries before it and the observations in it. */
export function replay(entries: readonly Entry[]): Replayed[] {
  let history: History = NO_HISTORY
  const replayed: Replayed[] = []
  for (const entry of entries) {
    const { body, at, seq } = entry
    if (body.kind === 'step' && history.current !== null) {
      const recorded = canonicalJson(body.step)
      const decided = canonicalJson(fitTexts(decide(history.current, body.observations, at).step))
      replayed.push({ entry: seq + 1, same: recorded === decided, recorded, decided })
    }
    history = addEntry(history, entry)
  }
  return replayed
}
