import type { Entry, ModelFile } from './entry.ts'

/** One rollout that made its candidate the stable model. */
export type Promotion = {
  readonly rollout: string
  readonly model: ModelFile
  /** The stable arm served it, read back. */
  readonly atMs: number
  readonly by: string
  /** The way back closed; null while it is open. */
  readonly finishedMs: number | null
  /** Somebody, or a breach while it settled, began to take it back; null: it stands. */
  readonly takenBackMs: number | null
}

/** All promotions of the journal, oldest first. */
export function promotionsOf(entries: readonly Entry[]): Promotion[] {
  const candidates = new Map<string, ModelFile>()
  const promotions = new Map<string, Promotion>()
  for (const { rollout, at, by, body } of entries) {
    if (body.kind === 'start') candidates.set(rollout, body.candidate)
    const model = candidates.get(rollout)
    if (model === undefined) continue
    const known = promotions.get(rollout)
    if (body.kind === 'step' && body.step.event === 'settle')
      promotions.set(rollout, { rollout, model, atMs: at, by, finishedMs: null, takenBackMs: null })
    else if (known !== undefined && body.kind === 'step' && body.step.event === 'finish')
      promotions.set(rollout, { ...known, finishedMs: at })
    else if (known !== undefined && known.takenBackMs === null && leadsBack(body)) promotions.set(rollout, { ...known, takenBackMs: at })
  }
  return [...promotions.values()]
}

function leadsBack(body: Entry['body']): boolean {
  return body.kind === 'step'
    ? body.step.to === 'rolling-back' || body.step.to === 'rolled-back'
    : body.kind === 'command' && BACK.includes(body.command)
}

const BACK: readonly string[] = ['abort', 'rollback', 'replace', 'revert']
