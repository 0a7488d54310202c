import { claimed, closeRequest, heldBefore } from './asked.ts'
import type { Closed, CommandBody, Entry, ModelFile, Observations, Step } from './entry.ts'
import { absorb, startLive } from './evidence.ts'
import { isZeroOfBefore, type Rollout, type ShareChange } from './rollout.ts'
import { type Event, nextState, TERMINAL } from './transitions.ts'

/** What the whole journal says. */
export type History = {
  /** The newest rollout, open or finished; null before the first. */
  readonly current: Rollout | null
  /** What is live by the last promotion that was not taken back. */
  readonly released: ModelFile | null
  /** A candidate that waits until the open rollout is finished. */
  readonly queued: ModelFile | null
}

export const NO_HISTORY: History = { current: null, released: null, queued: null }

export type OpenRollout = Rollout & { readonly state: Exclude<Rollout['state'], 'promoted' | 'rolled-back' | 'aborted'> }

export function isOpen(rollout: Rollout | null): rollout is OpenRollout {
  return rollout !== null && !TERMINAL.includes(rollout.state)
}

/** @throws Error for an entry that the table of transitions does not allow */
export function addEntry(history: History, entry: Entry): History {
  return addEntryBy(absorb, history, entry)
}

/** The same. @param take how windows are added: whoever follows the evidence looks at it in between */
export function addEntryBy(take: typeof absorb, history: History, entry: Entry): History {
  const added = addBody(take, history, entry)
  return added.current === null ? added : { ...added, current: { ...added.current, link: entry.prev } }
}

function addBody(take: typeof absorb, history: History, entry: Entry): History {
  const { body } = entry
  if (body.kind === 'start') return { ...history, current: begin(entry, body), queued: dequeued(history.queued, body.candidate) }
  if (history.current === null) throw new Error(`entry ${entry.seq + 1} belongs to no rollout`)
  if (body.kind === 'command') return addCommand(history, history.current, body, entry)
  const current = addStep(history.current, entry, body, take)
  return { ...history, current, released: releasedAfter(history.released, current, body.step) }
}

function begin(entry: Entry, body: Extract<Entry['body'], { kind: 'start' }>): Rollout {
  const { candidate, previous, settings, policySha256, verdicts, notes } = body
  return {
    ...{ candidate, previous, settings, policySha256, verdicts, notes },
    id: entry.rollout,
    startedAtMs: entry.at,
    startedBy: entry.by,
    state: 'started',
    sinceMs: entry.at,
    rung: -1,
    standsBp: 0,
    pending: null,
    changes: [],
    held: null,
    waits: null,
    cause: null,
    restore: previous,
    isPromotionBegun: false,
    swapped: false,
    promotion: null,
    isRehearsed: false,
    deadlineFromMs: entry.at,
    request: null,
    answer: null,
    closed: null,
    granted: [],
    link: null,
    cursor: null,
    lastWriteMs: entry.at,
    live: startLive(settings),
  }
}

function dequeued(queued: ModelFile | null, candidate: ModelFile): ModelFile | null {
  return queued?.digest === candidate.digest ? null : queued
}

function addStep(
  before: Rollout,
  { at }: Entry,
  { observations, step }: Extract<Entry['body'], { kind: 'step' }>,
  take: typeof absorb,
): Rollout {
  const { telemetry } = observations
  const seen = telemetry !== null && 'windows' in telemetry ? { ...take(before, telemetry.windows, at), cursor: telemetry.cursor } : before
  const begun = step.event === 'promote' ? { ...seen, promotion: { fromMs: at, swapped: swappedBy(seen, observations) } } : seen
  const moved = step.event === null ? begun : afterEvent(begun, step.event, step, at)
  const stood = step.standsBp === null ? moved : stands(moved, step.standsBp, at)
  const held = step.to === 'held' && step.event === null && step.reason !== null && stood.held !== null
  return {
    ...stood,
    ...(held ? { held: holding(stood, step) } : {}),
    ...(step.event === null && step.reason === 'UNATTENDED' ? { waits: step.message } : {}),
    ...asked(stood, step, observations, at),
    swapped: swappedBy(before, observations),
    rung: step.rung,
    lastWriteMs: at,
  }
}

/** The request after a step, what is known of its answer, and what is still to be done. */
function asked(
  rollout: Rollout,
  { closes, request, action }: Step,
  { approval }: Observations,
  at: number,
): Pick<Rollout, 'request' | 'answer' | 'closed' | 'granted' | 'pending'> {
  const before = rollout.closed === null ? null : { ...rollout.closed, isTold: true }
  const { pending, answer, closed, granted } = closes === undefined ? { ...rollout, closed: before } : closeRequest(rollout, closes, at)
  const open = closes === undefined ? rollout.request : null
  const known = open === null ? null : (approval ?? answer)
  return { request: request ?? open, answer: request === null ? known : null, closed, granted, pending: action ?? pending }
}

/** Of a target that cannot be read the roles are what they were. */
export function swappedBy({ swapped }: Pick<Rollout, 'swapped'>, { target }: Pick<Observations, 'target'>): boolean {
  return 'state' in target ? target.state.swapped === true : swapped
}

type Told = Pick<Step, 'reason' | 'message' | 'sticky' | 'closes'>

function afterEvent(rollout: Rollout, event: Event, step: Told, at: number): Rollout {
  const { state, settings, live } = rollout
  const to = nextState(state, event, rollout.held?.before ?? null)
  const moved = { ...rollout, state: to, sinceMs: at, held: to === 'held' ? holding(rollout, step) : null, waits: null }
  const anew = { ...startLive(settings, at), seenMs: live.seenMs, lastId: live.lastId }
  switch (event) {
    case 'rehearsed':
      return { ...moved, isRehearsed: true, live: anew }
    case 'settle':
      // The roles may have changed, so the share did too, whatever its number says.
      return {
        ...moved,
        live: anew,
        pending: null,
        changes: [...rollout.changes, { fromMs: rollout.sinceMs, toMs: at, shareBp: rollout.standsBp }],
      }
    case 'lapse':
      // What was begun is not done once nobody has seen the canary for a while.
      return { ...moved, pending: null }
    case 'promote':
    case 'revert':
      return { ...moved, isPromotionBegun: true, ...causeOf(event, to, step) }
    default:
      return { ...moved, ...causeOf(event, to, step) }
  }
}

function holding(rollout: Rollout, { reason, sticky, message, closes }: Told): NonNullable<Rollout['held']> {
  return { before: heldBefore(rollout, closes), reason, sticky, message }
}

function causeOf(event: Event, to: Rollout['state'], { reason, message }: Pick<Step, 'reason' | 'message'>): Partial<Rollout> {
  return to === 'rolling-back' ? { cause: { event, reason, message }, pending: null } : {}
}

/** A share that is read back: it may have changed any time since the last entry. */
function stands(rollout: Rollout, shareBp: number, at: number): Rollout {
  const { pending, standsBp, lastWriteMs, changes } = rollout
  // On the way back 0 is written down only once a promoted model has given its place back too.
  const isBack = rollout.state === 'rolling-back' && shareBp === 0
  const isConfirmed = isBack || (pending?.kind === 'set-share' && pending.shareBp === shareBp)
  if (shareBp === standsBp && !isConfirmed) return rollout
  const change: ShareChange = { fromMs: lastWriteMs, toMs: at, shareBp }
  return {
    ...rollout,
    // Of another share another split is expected, and nobody knows since when.
    live: { ...rollout.live, split: null, windowsAtShare: 0 },
    standsBp: shareBp,
    pending: isConfirmed ? null : pending,
    changes: shareBp === standsBp && !isZeroOfBefore(rollout) ? changes : [...changes, change],
  }
}

const EVENTS = { abort: 'abort', rollback: 'roll-back', replace: 'replace', revert: 'revert', hold: 'hold', resume: 'resume' } as const
const REASONS = {
  abort: 'ABORTED',
  rollback: 'ROLLED_BACK',
  replace: 'SUPERSEDED',
  revert: 'ROLLED_BACK',
  hold: 'HELD_BY_HAND',
  resume: null,
} as const

function addCommand(history: History, current: Rollout, body: CommandBody, { at }: Entry): History {
  const { command, why, to } = body
  if (command === 'queue') return { ...history, queued: to }
  if (command === 'claim') return { ...history, current: { ...claimed(current, body), lastWriteMs: at } }
  const closes = closedBy(body, current.request)
  const step: Told = { reason: REASONS[command], message: why, sticky: true, ...(closes === null ? {} : { closes }) }
  const isHeldAgain = command === 'hold' && current.state === 'held'
  const after = isHeldAgain ? { ...current, held: holding(current, step) } : afterEvent(current, EVENTS[command], step, at)
  const moved = { ...after, ...(closes === null ? {} : closeRequest(after, closes, at)), lastWriteMs: at }
  if (command === 'resume') {
    // A person has looked: the time starts again, and so does the count of the split.
    return { ...history, current: { ...moved, deadlineFromMs: at, live: { ...moved.live, split: null } } }
  }
  return { ...history, current: command === 'revert' && to !== null ? { ...moved, restore: to } : moved }
}

/** Whatever a person commands comes after what was asked: nobody goes on by an answer to it. */
function closedBy({ command, why }: CommandBody, request: Rollout['request']): Closed | null {
  return request === null || command === 'resume' ? null : { id: request.id, outcome: 'void', by: null, why: `${command}: ${why}` }
}

function releasedAfter(released: ModelFile | null, current: Rollout, { event }: Step): ModelFile | null {
  if (event === 'settle') return current.candidate
  if ((event === 'verified' || event === 'abort-verified') && current.isPromotionBegun) return current.restore
  return released
}
