import { MeasurementError, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import type { Ports } from '../../rollout/advance.ts'
import type { CommandBody, ModelFile } from '../../rollout/entry.ts'
import { isOpen } from '../../rollout/fold.ts'
import { TargetError } from '../../rollout/ports.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { whyNotBack } from './alerted-arm.ts'
import { keepTicking } from './keep-ticking.ts'
import { oneLiveModelAndPolicy, sectionSha256 } from './live-models.ts'
import { RolloutMirror } from './mirror.ts'
import { orUnreachable } from './or-unreachable.ts'
import { actor, REAL, type RolloutPorts } from './ports.ts'
import { publishRollouts } from './publish-rollouts.ts'
import { readJournal } from './read-journal.ts'
import { rolloutVerdict } from './rollout-verdict.ts'
import { command } from './write-command.ts'

type Inputs = InputsOf<'abort'>
type Judged = Awaited<ReturnType<typeof oneLiveModelAndPolicy>>

/** Ends what is open: the share goes to 0, verified. Works without a readable journal too, because nothing is safer. */
export async function abort(inputs: Inputs, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const judged = await oneLiveModelAndPolicy(inputs, world)
  const { live } = judged
  const journal = await outside.journal(live, inputs, world)
  const asked = { command: 'abort', why: inputs.why ?? 'Aborted.', to: null } as const
  try {
    await readJournal(journal)
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error
    await orUnreachable(
      async () => lowerAnyway(await outside.rest(live, world)),
      'Neither journal nor target: set the share to 0 at the proxy.',
    )
    throw new MeasurementError(
      'JOURNAL_UNREADABLE',
      `The share is 0, read back, but the journal does not know it: ${error.message}`,
      error.remedy,
    )
  }
  // Written first: whoever reaches the target next, this call or a job, takes the canary back.
  await command(journal, asked, { nowMs: outside.clock.nowMs(), world })
  const rest = await orUnreachable(() => outside.rest(live, world), WRITTEN_DOWN)
  return takeBack(null, judged, { ports: { ...rest, journal }, outside }, inputs, world)
}

/** Takes what is open back, or a finished promotion: to the model that was live before, or to the one that `--to` names. */
export async function rollback(inputs: InputsOf<'rollback'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const judged = await oneLiveModelAndPolicy(inputs, world)
  const { live } = judged
  const rest = await orUnreachable(
    () => outside.rest(live, world),
    'Look at the target’s address; `sluice abort` writes down that an open rollout ends, whoever reaches the target.',
  )
  const ports: Ports = { ...rest, journal: await outside.journal(live, inputs, world) }
  const { history } = await readJournal(ports.journal)
  const { current } = history
  const why = inputs.why ?? 'Rolled back by hand.'
  const { arm } = inputs
  const whyNot = arm === null ? null : await orUnreachable(() => whyNotBack(arm, live, current, ports), 'Look at the target’s address.')
  if (whyNot !== null) {
    await publishRollouts([], [whyNot], inputs, world)
    return 0
  }
  if (isOpen(current)) {
    // Whoever is on the way back already goes on: alerts come more than once.
    if (arm !== null && current.state === 'rolling-back') return takeBack(null, judged, { ports, outside }, inputs, world)
    if (inputs.to !== null && inputs.to !== current.restore.digest)
      throw notThere(inputs.to, `${current.restore.digest}: a rollout is open, and that is its way back`)
    return takeBack({ command: 'rollback', why, to: null }, judged, { ports, outside }, inputs, world)
  }
  if (current?.state !== 'promoted') throw nothingPromoted(current)
  const to: ModelFile =
    inputs.to === null || inputs.to === current.previous.digest ? current.previous : { digest: inputs.to, reference: null, commit: null }
  await orUnreachable(() => requireWarm(to, current, ports), 'Look at the target and at the address in `identity`.')
  return takeBack({ command: 'revert', why, to }, judged, { ports, outside }, inputs, world)
}

async function takeBack(
  asked: Omit<CommandBody, 'kind'> | null,
  { live, policy: told }: Judged,
  { ports, outside }: { readonly ports: Ports; readonly outside: RolloutPorts },
  inputs: Inputs,
  world: World,
): Promise<ExitCode> {
  const startedAt = new Date()
  const { model, rollout: policy } = live
  const mirror = new RolloutMirror(live, () => outside.mirror?.(inputs, world) ?? null, world)
  if (asked !== null) await command(ports.journal, asked, { nowMs: ports.clock.nowMs(), world })
  const { history } = await keepTicking(
    ports,
    {
      watchMs: 0,
      everyMs: policy.telemetry.window,
      by: actor(world),
      policySha256: sectionSha256(policy),
      signal: world.signal,
      onStep: ({ message }) => world.host.log.info(`${model.name}: ${message}`),
      onTick: ({ problems, history: seen }) => {
        mirror.tell(seen.current)
        for (const problem of problems) world.host.log.info(`${model.name}: ${problem}`)
      },
    },
    world,
  )
  await mirror.finish()
  const { current: rollout } = history
  if (rollout === null) throw new Error('the rollout is gone from its journal')
  const { entries } = await readJournal(ports.journal)
  const verdict = rolloutVerdict({
    model: model.name,
    environment: policy.environment,
    rollout,
    entries,
    policy: told,
    bytes: 0,
    startedAt,
    world,
  })
  await publishRollouts([{ verdict, rollout }], [], inputs, world)
  // Asked for and verified is what a caller wants; anything else means that somebody must look.
  return isOpen(rollout) ? 5 : 0
}

const WRITTEN_DOWN =
  'The journal says that it ends: the next tick that reaches the target takes the canary back. Or set the share to 0 at the proxy now.'

async function lowerAnyway({ target }: Pick<Ports, 'target'>): Promise<void> {
  await target.apply({ shareBp: 0, expectedGeneration: null, leaseMs: null })
  const { shareBp, mixed } = await target.read()
  if (shareBp !== 0)
    throw new TargetError(
      'unknown-outcome',
      `the share read back is ${shareBp === null ? `mixed (${mixed})` : `${shareBp / 100} %`}, not 0`,
    )
}

/** A model that serves nowhere cannot take over: whoever wants it back must deploy it to the canary first. */
async function requireWarm(to: ModelFile, { settings }: Rollout, { target, identity }: Ports): Promise<void> {
  if (settings.promotion === 'retarget') return
  const state = await target.read()
  const canary = identity === null ? state.arms.canary.identity : await identity.probe('canary').catch(() => null)
  if (canary === to.digest && state.arms.canary.ready) return
  throw notThere(to.digest, `it warm in the canary arm, which serves ${canary?.slice(0, 12) ?? 'nothing'}`)
}

function notThere(digest: string, expected: string): UsageError {
  return new UsageError({
    where: '--to',
    found: digest,
    expected,
    remedy: 'Deploy that model to the canary arm and wait until it is ready, then call this again.',
  })
}

function nothingPromoted(current: Rollout | null): UsageError {
  return new UsageError({
    where: 'sluice rollback',
    found: current === null ? 'no rollout' : `a rollout that is finished already: ${current.state}`,
    expected: 'one that is open, or promoted',
    remedy: '`sluice status` says what is live.',
  })
}
