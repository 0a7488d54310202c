import { UsageError } from '../../errors.ts'
import { duration } from '../../gates/section/duration.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import type { Ports } from '../../rollout/advance.ts'
import type { Entry } from '../../rollout/entry.ts'
import { isOpen } from '../../rollout/fold.ts'
import type { Passport } from '../../rollout/passport/schema.ts'
import { openSession } from '../session.ts'
import { advance } from './advance.ts'
import { liveModelsOf, policyOf } from './live-models.ts'
import { RolloutMirror } from './mirror.ts'
import { orUnreachable } from './or-unreachable.ts'
import { type LiveModel, REAL, type RolloutPorts } from './ports.ts'
import { publishRollouts, type Told } from './publish-rollouts.ts'
import { readJournal } from './read-journal.ts'
import { rolloutVerdict } from './rollout-verdict.ts'
import type { StartAround } from './start.ts'

type Inputs = InputsOf<'rollout'>

/** Starts a rollout where none is open and this call brings a model, and advances what is open. */
export async function rollout(inputs: Inputs, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const watchMs = parseWatch(inputs.watch)
  const session = await openSession({ ...inputs, baseline: null, runtime: null }, world)
  const told: Told[] = []
  const silent: string[] = []
  let hasRolledBack = false
  for (const live of liveModelsOf(session)) {
    const startedAt = new Date()
    const rest = await orUnreachable(
      () => outside.rest(live, world, inputs),
      'Nothing was decided; the next tick tries again. `sluice abort` writes down that it ends.',
    )
    const ports: Ports = { ...rest, journal: await outside.journal(live, inputs, world) }
    const why = await beginIfAsked(live, inputs, {
      session,
      ports,
      world,
      ticks: async () => (await outside.ticks?.(live, inputs, world)) ?? [],
    })
    const mirror = new RolloutMirror(live, () => outside.mirror?.(inputs, world) ?? null, world)
    const result = await advance(live, ports, watchMs, world, mirror).finally(() => mirror.finish())
    const { current } = result.history
    if (current === null) {
      silent.push(`${live.model.name}: no rollout, and none begun. ${why ?? ''}`.trim())
      continue
    }
    if (why !== null) world.host.log.info(`${live.model.name}: ${why}`)
    hasRolledBack ||= result.steps.some(({ to }) => to === 'rolled-back' || to === 'rolling-back')
    const { entries, lines } = await readJournal(ports.journal)
    const policy = policyOf(session)
    told.push({
      rollout: current,
      passport: result.steps.some(({ event }) => event === 'finish') ? await passportOfNewest(live, lines, entries) : null,
      verdict: rolloutVerdict({
        model: live.model.name,
        environment: live.rollout.environment,
        rollout: current,
        entries,
        policy,
        bytes: 0,
        startedAt,
        world,
      }),
    })
  }
  await publishRollouts(told, silent, inputs, world)
  return hasRolledBack ? 3 : 0
}

/** Once in a rollout: what makes it is loaded then. */
async function passportOfNewest(
  { model, rollout: { environment } }: LiveModel,
  lines: readonly string[],
  entries: readonly Entry[],
): Promise<Passport | null> {
  const [{ passportOf }, { promotionsOf }] = await Promise.all([
    import('../../rollout/passport/passport.ts'),
    import('../../rollout/promotions.ts'),
  ])
  const promotion = promotionsOf(entries).at(-1)
  return promotion === undefined ? null : passportOf({ model: model.name, environment, lines, entries, promotion })
}

/** @returns why nothing was begun, where somebody may ask */
async function beginIfAsked(live: LiveModel, inputs: Inputs, around: Omit<StartAround, 'journal'>): Promise<string | null> {
  const journal = await readJournal(around.ports.journal)
  const { current } = journal.history
  if (!brings(inputs, current !== null && isOpen(current), around.world)) {
    return current === null ? 'This call brings no candidate: a push does, or `--candidate`.' : null
  }
  // Most calls only tick: resolving models and reading verdicts is loaded by those that bring one.
  const { begin } = await import('./begin.ts')
  return begin(live, inputs, { ...around, journal })
}

/** A schedule only ticks: the checkout it sees may hold what nobody has asked to roll out. */
function brings({ candidate }: Inputs, isOpenNow: boolean, { run }: World): boolean {
  if (candidate !== null) return true
  return run === null ? !isOpenNow : run.event === 'push'
}

const WATCH = duration({ atLeast: '0s', atMost: '7d' })

function parseWatch(text: string | null): number | null {
  if (text === null) return null
  const parsed = WATCH.safeParse(text)
  if (parsed.success) return parsed.data
  throw new UsageError({
    where: '--watch',
    found: text,
    expected: 'a time such as 20m, or 0s for one tick',
    remedy: 'Write a number and its unit.',
  })
}
