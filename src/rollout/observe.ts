import * as z from 'zod'
import { UsageError } from '../errors.ts'
import { canonicalJson } from '../policy/canonical-json.ts'
import type { Ports, TickContext } from './advance.ts'
import { cutText as cut } from './cut-text.ts'
import { type Observations, observationsSchema, type Request, type SeenTarget } from './entry.ts'
import { isEvaluable } from './evidence.ts'
import { swappedBy } from './fold.ts'
import { type ApprovalAnswer, TargetError, TelemetryError, type Window } from './ports.ts'
import { type RolesAt, rolesOf, seenInRoles } from './roles.ts'
import type { Rollout } from './rollout.ts'
import { phaseOf } from './rollout.ts'
import type { Asks } from './settings.ts'
import { requestBehind } from './tick/approval.ts'

export type Seen = {
  readonly observations: Observations
  /** Windows were read in this tick that could be judged. */
  readonly isFresh: boolean
}

/**
 * A mistake of ours, or of somebody's program, is never taken for an answer, and never ends a tick: what cannot be read says why, and
 * whatever leads back goes on without it.
 */
export async function observe(
  rollout: Rollout,
  ports: Ports,
  { attended, policySha256, asks }: Pick<TickContext, 'attended' | 'policySha256' | 'asks'>,
  telemetry: 'ask' | Observations['telemetry'],
): Promise<Seen> {
  const target = await readTarget(ports)
  const { identity, identityWhy } = await probe(rollout, ports, target)
  const roles = rolesOf(rollout, swappedBy(rollout, { target }), identity.stable)
  const read = telemetry === 'ask' ? await readTelemetry(rollout, ports, roles) : telemetry
  return {
    observations: {
      attended,
      policySha256: isAskedBy(rollout, asks) ? policySha256 : `${policySha256}, which asks otherwise than the journal says`,
      target,
      identity,
      identityWhy,
      telemetry: read,
      approval: await readApproval(requestToRead(rollout), ports),
    },
    isFresh: isFresh(read, rollout),
  }
}

/** The hash alone says nothing of the settings beside it: whoever can write a journal could leave out who must be asked. */
function isAskedBy({ settings }: Rollout, asks: TickContext['asks']): boolean {
  const of = ({ approvalBefore, approval }: Asks) => canonicalJson({ approvalBefore, approval: approval ?? null })
  return asks === undefined || of(settings) === of(asks)
}

async function readTarget({ target }: Ports): Promise<Observations['target']> {
  try {
    return orWhy('target', { state: seenTarget(await target.read()) })
  } catch (error) {
    return { why: wordsOf(error) }
  }
}

/** The open one; while a share rises that somebody agreed to before, that one. */
function requestToRead(rollout: Rollout): Request | null {
  const { request, pending } = rollout
  const behind = pending === null ? request : requestBehind(rollout, pending)
  return behind === 'missing' ? null : behind
}

/** What people say now, by the port's own word; null: nobody is asked, or nobody can be. */
export async function readApproval(request: Request | null, { approvals }: Pick<Ports, 'approvals'>): Promise<ApprovalAnswer | null> {
  if (request === null || approvals === null) return null
  try {
    const { kind, by, why } = await approvals.read(request)
    return { kind, by: by === null ? null : cut(by), why: cut(why) }
  } catch (error) {
    return { kind: 'pending', by: null, why: wordsOf(error) }
  }
}

/** A copy with the known fields alone, so that the journal holds what a decision can use. */
function seenTarget(state: Awaited<ReturnType<Ports['target']['read']>>): SeenTarget {
  const { shareBp, effectiveBp, generation, leaseLeftMs, arms, mixed, restartedAtMs, swapped } = state
  const words = (text: string | null) => (text === null ? null : cut(text))
  const arm = ({ identity, ready, why }: (typeof arms)['stable']) => ({ identity, ready, why: words(why) })
  return {
    ...{ shareBp, effectiveBp, generation, leaseLeftMs, mixed: words(mixed), restartedAtMs },
    arms: { stable: arm(arms.stable), canary: arm(arms.canary) },
    ...(swapped === undefined ? {} : { swapped }),
  }
}

/** What no journal could hold (a share above 100 %, a number that is none) is nothing that a decision may be made from. */
function orWhy<Part extends 'target' | 'telemetry'>(part: Part, seen: Observations[Part]): Observations[Part] | { readonly why: string } {
  const { success, error } = observationsSchema.shape[part].safeParse(seen)
  return success ? seen : { why: cut(`it answered what cannot be: ${z.prettifyError(error)}`) }
}

/** By the probe where there is one, else by what the target knows. */
async function probe(
  rollout: Rollout,
  { identity }: Ports,
  target: Observations['target'],
): Promise<Pick<Observations, 'identity' | 'identityWhy'>> {
  const told = 'state' in target ? target.state.arms : null
  if (identity === null)
    return { identity: { stable: told?.stable.identity ?? null, canary: told?.canary.identity ?? null }, identityWhy: null }
  const problems: string[] = []
  const ask = async (arm: 'stable' | 'canary') => {
    try {
      return await identity.probe(arm)
    } catch (error) {
      problems.push(`${arm}: ${wordsOf(error)}`)
      return null
    }
  }
  const stable = await ask('stable')
  // After a retarget the canary arm may be taken down; the stable one answers for both.
  const isGone = phaseOf(rollout) === 'settling' && rollout.settings.promotion === 'retarget'
  const canary = isGone ? stable : await ask('canary')
  return { identity: { stable, canary }, identityWhy: problems.length === 0 ? null : cut(problems.join('; ')) }
}

async function readTelemetry(rollout: Rollout, { telemetry }: Ports, roles: RolesAt): Promise<Observations['telemetry']> {
  try {
    const { windows: read, cursor, newestMs } = await telemetry.read(rollout.cursor)
    // The first look brings what was before: how bursty failures are, and where quantiles lie.
    const before = rollout.cursor === null ? await historyOf(telemetry) : []
    const windows = [...before, ...read.filter(({ toMs }) => toMs > (before.at(-1)?.toMs ?? 0))]
    const seen = windows.map((window) => seenInRoles(window, roles(window)))
    return orWhy('telemetry', { windows: seen, cursor: JSON.parse(JSON.stringify(cursor)), newestMs })
  } catch (error) {
    return { why: wordsOf(error) }
  }
}

/** Windows from before the canary; more tell no more. */
const HISTORY_WINDOWS = 60

export async function historyOf(telemetry: Ports['telemetry']): Promise<readonly Window[]> {
  return telemetry.history === undefined ? [] : telemetry.history(HISTORY_WINDOWS)
}

function isFresh(telemetry: Observations['telemetry'], { settings }: Rollout): boolean {
  if (telemetry === null || 'why' in telemetry) return false
  return telemetry.windows.some((window) => isEvaluable(settings, window))
}

/** What nobody foresaw is told with its kind. */
function wordsOf(error: unknown): string {
  const isForeseen = error instanceof TargetError || error instanceof TelemetryError || error instanceof UsageError
  return cut(isForeseen ? error.message : String(error))
}
