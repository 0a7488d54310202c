import { UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { passportOf } from '../../rollout/passport/passport.ts'
import { renderJson } from '../../rollout/passport/render-json.ts'
import { type Promotion, promotionsOf } from '../../rollout/promotions.ts'
import { timeOf } from '../../rollout/story.ts'
import { oneModelAsItLies } from './live-models.ts'
import type { RolloutPorts } from './ports.ts'
import { readJournal } from './read-journal.ts'

type Inputs = InputsOf<'export'>

/** Prints the passport of a promoted model, as the rollout wrote it when it promoted. */
export async function exportPassport(inputs: Inputs, world: World, outside: RolloutPorts): Promise<ExitCode> {
  const live = await oneModelAsItLies(inputs, world)
  const names = { model: live.model.name, environment: live.rollout.environment }
  const { lines, entries } = await readJournal(await outside.journal(live, inputs, world))
  const promotion = choosePromotion(promotionsOf(entries), inputs.digest, names.model)
  const passport = passportOf({ ...names, lines, entries, promotion })
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: '',
    stdout: { kind: 'text', text: renderJson(passport) },
    outputs: {},
    annotations: [],
  })
  return 0
}

/** @throws UsageError for a model that was never promoted, that was taken back, or whose way back is open */
function choosePromotion(promotions: readonly Promotion[], digest: string | null, model: string): Promotion {
  const named = promotions.filter((one) => digest === null || one.model.digest === digest)
  const newest = named.findLast((one) => digest !== null || one.takenBackMs === null)
  const where = digest === null ? 'sluice export passport' : '--digest'
  const expected = 'a model whose promotion is finished and stands'
  if (newest === undefined)
    throw new UsageError({
      where,
      found: digest === null ? `no promotion of ${model} that stands` : `${digest.slice(0, 12)}, which no rollout of ${model} promoted`,
      expected,
      remedy: '`sluice status` says what is live, `--journal` where it is recorded.',
    })
  const { takenBackMs, finishedMs } = newest
  if (takenBackMs !== null || finishedMs === null)
    throw new UsageError({
      where,
      found:
        takenBackMs === null ? 'a promotion whose way back is still open' : `a promotion that was taken back at ${timeOf(takenBackMs)}`,
      expected,
      remedy: takenBackMs === null ? 'Wait until `settle` is over; the next tick finishes it.' : '`sluice explain` has its story.',
    })
  return newest
}
