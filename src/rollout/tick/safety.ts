import { formatDuration } from '../../judge/format-number.ts'
import { isIncident } from '../../stats/sequential/incident.ts'
import { checkSplit } from '../../stats/sequential/split.ts'
import { windowsOf } from '../entry.ts'
import { percent } from '../percent.ts'
import { ARMS } from '../ports.ts'
import { phaseOf } from '../rollout.ts'
import { short } from './back.ts'
import { type Decision, hold, type Look, move, STAY, targetOf } from './decision.ts'
import { blindFor, isToZero } from './lower.ts'
import { isFit } from './reconcile.ts'

/** The rules were frozen with the start: others make it another rollout. What stands is still judged by the frozen ones. */
export function requirePolicy(look: Look): Decision | null {
  const { rollout, observed } = look
  if (observed.policySha256 === rollout.policySha256) return null
  const message =
    'The rollout section of the policy has changed since the start. Take the change back, or `sluice abort` and start again with the new one.'
  return hold(look, 'POLICY_CHANGED', message, true)
}

export function requireTarget(look: Look): Decision | null {
  const { rollout, observed } = look
  const { pending } = rollout
  const why = 'why' in observed.target ? observed.target.why : null
  const mixed = 'state' in observed.target ? observed.target.state.mixed : null
  if (why === null && mixed === null) return null
  // Lowering is done again whatever stands; a raise that reached some nodes is done again on all of them, where all else is as it must be.
  const isOnItsWay = why === null && rollout.state !== 'held' && isFit(look)
  if (pending !== null && (isToZero(pending) || isOnItsWay)) return { step: null, action: pending }
  if (mixed !== null) return hold(look, 'TARGET_MIXED', `The nodes do not agree: ${mixed}.`)
  return hold(look, 'TARGET_UNREADABLE', `The target cannot be read: ${why}.`)
}

export function requireReady(look: Look): Decision | null {
  const { rollout, observed } = look
  const target = targetOf(look)
  if (target === null) return null
  for (const arm of ARMS) {
    const { ready, why } = target.arms[arm]
    if (!ready) return hold(look, 'ARM_NOT_READY', `The ${arm} arm is not ready: ${why ?? 'the target does not say why'}.`)
  }
  // Made, and not yet written down.
  if (phaseOf(rollout) === 'promoting' && observed.identity.stable === rollout.candidate.digest) return null
  return requireIdentity(look, observed.identity.stable, 'stable') ?? requireIdentity(look, observed.identity.canary, 'canary')
}

function requireIdentity(look: Look, found: string | null, arm: 'stable' | 'canary'): Decision | null {
  const expected = expectedModel(look, arm)
  if (found === expected) return null
  if (found === null)
    return hold(
      look,
      'IDENTITY_UNKNOWN',
      `Nobody says which model the ${arm} arm serves: ${look.observed.identityWhy ?? 'the target does not tell'}.`,
    )
  const waits =
    look.rollout.isRehearsed && found === look.rollout.previous.digest ? ' The rehearsal is over: deploy the candidate to the canary.' : ''
  return hold(look, 'WRONG_MODEL', `The ${arm} arm serves ${short(found)}, expected ${short(expected)}.${waits}`)
}

function expectedModel({ rollout }: Look, arm: 'stable' | 'canary'): string {
  const { candidate, previous, isRehearsed, settings } = rollout
  const phase = phaseOf(rollout)
  if (phase === 'settling') return arm === 'stable' || settings.promotion === 'retarget' ? candidate.digest : previous.digest
  if (arm === 'stable') return previous.digest
  const rehearses = phase === 'rehearsing' || (settings.rehearseMs !== null && !isRehearsed)
  return rehearses ? previous.digest : candidate.digest
}

/** Nothing advances on what is old: a third of `blind-max` is patience enough. */
export function requireData(look: Look): Decision | null {
  const { rollout, observed } = look
  const { telemetry } = observed
  // Without traffic there is nothing to hold; none begins before it can be seen.
  if (rollout.state === 'lapsed' || rollout.state === 'started') return null
  if (telemetry !== null && 'why' in telemetry) return hold(look, 'NO_LIVE_DATA', `The telemetry cannot be read: ${telemetry.why}.`)
  const blindMs = blindFor(look)
  if (blindMs === null || blindMs <= rollout.settings.blindMaxMs / 3) return null
  return hold(look, 'NO_LIVE_DATA', `No window could be judged for ${formatDuration(blindMs)}${whyBlind(look)}.`)
}

/** What the newest window says of the critical guardrails that could not be read in it. */
function whyBlind({ rollout, observed }: Look): string {
  if (observed.telemetry === null) return ''
  const newest = windowsOf(observed).at(-1)
  if (newest === undefined) return ': none has closed'
  const whys = rollout.settings.guardrails.flatMap(({ name, critical }) => {
    const reading = newest.readings[name]
    return critical && reading?.kind === 'not-evaluable' ? [`${name}: ${reading.why.replace(/\.$/, '')}`] : []
  })
  return whys.length === 0 ? '' : `; of the last one, ${whys.join('; ')}`
}

export function requireSoundSplit(look: Look): Decision | null {
  const { split } = look.rollout.live
  if (split === null) return null
  const { broken, observed, interval, expected } = checkSplit(split, look.rollout.settings.splitTolerance)
  if (!broken || observed === null) return null
  const [from, to] = interval.map((share) => percent(share * 10_000))
  const message = `The canary gets ${percent(observed * 10_000)} of the requests (${from} to ${to}), and the share read back is ${percent(expected * 10_000)}.`
  return hold(look, 'SPLIT_BROKEN', message)
}

export function requireNoIncident(look: Look): Decision | null {
  const { rollout } = look
  if (phaseOf(rollout) === 'settling') return null
  const ill = Object.entries(rollout.live.incidents).filter(([, evidence]) => isIncident(evidence))
  if (ill.length === 0) return null
  const names = ill.map(([name]) => name).join(', ')
  return hold(look, 'ENVIRONMENT_INCIDENT', `The stable arm itself got much worse (${names}): something is broken that is not the canary.`)
}

export function holdForPerson({ rollout }: Look): Decision | null {
  return rollout.state === 'held' && rollout.held?.sticky === true ? STAY : null
}

/** All that could hold it has been asked before. */
export function resumeByItself(look: Look): Decision | null {
  if (look.rollout.state !== 'held') return null
  return move(look, 'resume', { reason: null, message: 'What held it is over.' })
}
