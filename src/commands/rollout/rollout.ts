import { UsageError } from '../../errors.ts'
import { duration } from '../../gates/section/duration.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import type { Ports, TickResult } from '../../rollout/advance.ts'
import type { Entry, ModelFile } from '../../rollout/entry.ts'
import { isOpen } from '../../rollout/fold.ts'
import { passportOf } from '../../rollout/passport/passport.ts'
import type { Passport } from '../../rollout/passport/schema.ts'
import { promotionsOf } from '../../rollout/promotions.ts'
import { asksOf } from '../../rollout/settings.ts'
import { openSession, type Session } from '../session.ts'
import { keepTicking } from './keep-ticking.ts'
import { liveModelsOf, sectionSha256 } from './live-models.ts'
import { RolloutMirror } from './mirror.ts'
import { orUnreachable } from './or-unreachable.ts'
import { actor, type LiveModel, REAL, type RolloutPorts } from './ports.ts'
import { publishRollouts, type Told } from './publish-rollouts.ts'
import { readJournal } from './read-journal.ts'
import { rolloutVerdict } from './rollout-verdict.ts'
import { bringCandidate, type Candidate, lastingReference, type StartAround, startRollout } from './start.ts'
import { command } from './write-command.ts'

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
      passport: result.steps.some(({ event }) => event === 'finish') ? passportOfNewest(live, lines, entries) : null,
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

function passportOfNewest(
  { model, rollout: { environment } }: LiveModel,
  lines: readonly string[],
  entries: readonly Entry[],
): Passport | null {
  const promotion = promotionsOf(entries).at(-1)
  return promotion === undefined ? null : passportOf({ model: model.name, environment, lines, entries, promotion })
}

type Around = Omit<StartAround, 'journal'>

/** @returns why nothing was begun, where somebody may ask */
async function beginIfAsked(live: LiveModel, inputs: Inputs, around: Around): Promise<string | null> {
  const { session, ports, world } = around
  const journal = await readJournal(ports.journal)
  const { current, queued } = journal.history
  if (!brings(inputs, current !== null && isOpen(current), world)) {
    return current === null ? 'This call brings no candidate: a push does, or `--candidate`.' : null
  }
  const candidate = await bringCandidate(live, inputs, session, world)
  const digest = candidate.file.sha256
  const before = current?.state
  const isSame = current?.candidate.digest === digest
  if (current !== null && isOpen(current)) return isSame ? null : meetNewCandidate(live, candidate, inputs, around)
  if (isSame && !inputs.restart) return `The rollout of ${digest.slice(0, 12)} is finished: ${before}. \`--restart\` rolls it out again.`
  if (queued !== null && queued.digest !== digest)
    world.host.log.info(`${queued.digest.slice(0, 12)} waited for its turn; ${digest.slice(0, 12)} is newer and takes it.`)
  await startRollout(live, candidate, inputs, { ...around, journal })
  return null
}

/** A schedule only ticks: the checkout it sees may hold what nobody has asked to roll out. */
function brings({ candidate }: Inputs, isOpenNow: boolean, { run }: World): boolean {
  if (candidate !== null) return true
  return run === null ? !isOpenNow : run.event === 'push'
}

async function meetNewCandidate(live: LiveModel, candidate: Candidate, inputs: Inputs, around: Around): Promise<string | null> {
  const { session, ports, world } = around
  const journal = await readJournal(ports.journal)
  const { current } = journal.history
  if (!isOpen(current)) return null
  const [open, next] = [current.candidate.digest.slice(0, 12), candidate.file.sha256.slice(0, 12)]
  switch (live.rollout.onNewCandidate) {
    case 'refuse':
      throw new UsageError({
        where: '--candidate',
        found: `${next}, while the rollout of ${open} is open (${current.state})`,
        expected: 'no second candidate: the policy says `on-new-candidate: refuse`',
        remedy: 'Wait, end the first by `sluice abort`, or choose `replace` or `queue`.',
      })
    case 'queue': {
      const to: ModelFile = {
        digest: candidate.file.sha256,
        reference: await lastingReference(candidate, session),
        commit: candidate.commit,
      }
      await command(
        ports.journal,
        { command: 'queue', why: `${next} waits until ${open} is finished.`, to },
        { nowMs: ports.clock.nowMs(), world },
      )
      return `${next} waits until the rollout of ${open} is finished; call \`rollout\` with it again then.`
    }
    case 'replace': {
      await command(
        ports.journal,
        { command: 'replace', why: `${next} replaces ${open}.`, to: null },
        { nowMs: ports.clock.nowMs(), world },
      )
      const { history } = await advance(live, ports, 0, world)
      if (isOpen(history.current)) return `${open} is still on its way back; ${next} can start when that is verified.`
      await startRollout(live, candidate, inputs, { ...around, journal: await readJournal(ports.journal) })
      return null
    }
  }
}

function advance(
  { model, rollout: policy }: LiveModel,
  ports: Ports,
  watchMs: number | null,
  world: World,
  mirror: RolloutMirror | null = null,
): Promise<TickResult> {
  const problems = new Set<string>()
  return keepTicking(
    ports,
    {
      watchMs,
      everyMs: policy.telemetry.window,
      by: actor(world),
      policySha256: sectionSha256(policy),
      asks: asksOf(policy, ports.target.capabilities),
      signal: world.signal,
      onStep: ({ event, to, message }) => world.host.log.info(`${model.name}: ${event ?? 'seen'} → ${to}. ${message}`),
      onTick: (result) => {
        mirror?.tell(result.history.current)
        for (const problem of result.problems) if (!problems.has(problem)) world.host.log.info(`${model.name}: ${problem}`)
        for (const problem of result.problems) problems.add(problem)
      },
    },
    world,
  )
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

export function policyOf({ policy, policyPath }: Pick<Session, 'policy' | 'policyPath'>) {
  const { sha256, source, loosened } = policy
  return { path: policyPath, sha256, source, loosened: loosened.map(({ rule, base, head, kept }) => ({ rule, base, head, kept })) }
}
