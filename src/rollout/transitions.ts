export const STATES = {
  started: 'Recorded; no traffic has moved. It waits until the canary serves the judged model.',
  rehearsing: 'A/A: the canary serves the stable model, to see whether the split itself is fair.',
  shadowing: 'Copies of requests go to the canary; its answers reach nobody.',
  shifting: 'A new share is written and not yet read back.',
  baking: 'The share stands; evidence is collected until it proves enough for the next step.',
  'awaiting-approval': 'Everything is proven; a person is asked before the next step.',
  promoting: 'The canary is being made the stable arm.',
  settling: 'Promoted; the way back stays open for a while.',
  held: 'Nobody may advance. The share stands as it is, and a breach still rolls back.',
  lapsed:
    'The share fell to 0 (the lease ran out, nothing could be judged, the canary was down, or the proxy restarted); it is set again once windows can be judged.',
  'rolling-back': 'The share is being set to 0, and it is tried until that is verified.',
  promoted: 'Finished: the candidate is the stable model.',
  'rolled-back': 'Finished: all traffic is on the stable model, verified.',
  aborted: 'Finished by a person: all traffic is on the stable model, verified.',
} as const satisfies Record<string, string>

export type State = keyof typeof STATES

export const TERMINAL: readonly State[] = ['promoted', 'rolled-back', 'aborted']
const BEFORE_TRAFFIC: readonly State[] = ['started', 'rehearsing', 'shadowing']
const LIVE: readonly State[] = ['shifting', 'baking', 'awaiting-approval', 'promoting', 'settling']
/** Somebody is asked, or has agreed to a raise that is not read back yet. */
export const ASKED: readonly State[] = ['awaiting-approval', 'shifting', 'promoting']
const STANDING: readonly State[] = ['held', 'lapsed']
/** From everywhere that is neither finished nor on its way back. */
const OPEN: readonly State[] = [...BEFORE_TRAFFIC, ...LIVE, ...STANDING]

export type Transition = {
  readonly from: readonly State[]
  /** `before`: the state that was held. */
  readonly to: State | 'before'
  /** What must be true: proof of all critical guardrails, an approval where the policy asks for one. */
  readonly needs: readonly ('proof' | 'approval')[]
  readonly meaning: string
}

/** The whole state machine. Nothing else changes a state; docs/operations.md is rendered from here. */
export const TRANSITIONS = {
  rehearse: row(['started', 'lapsed'], 'rehearsing', [], 'The policy asks for a rehearsal, and both arms serve the stable model.'),
  rehearsed: row(
    ['rehearsing'],
    'started',
    [],
    'The rehearsal found both arms alike; the share goes back to 0 until the canary serves the candidate.',
  ),
  shadow: row(['started', 'rehearsing'], 'shadowing', [], 'The policy asks for mirrored traffic.'),
  shadowed: row(['shadowing'], 'started', [], 'The mirrored answers agree.'),
  arm: row(
    ['started', 'lapsed', 'baking'],
    'shifting',
    [],
    'The canary serves the judged model: the share of the current step is written, or written again.',
  ),
  shift: row(['baking', 'awaiting-approval'], 'shifting', ['proof', 'approval'], 'The step has proven enough: the next share is written.'),
  lower: row(
    ['baking', 'awaiting-approval', 'held', 'shifting'],
    'shifting',
    [],
    'Nobody watches and there is no lease: the share goes down to `unattended-max`.',
  ),
  shifted: row(['shifting'], 'baking', [], 'The share read back is the one that was written.'),
  ask: row(['baking'], 'awaiting-approval', ['proof'], 'The policy wants a person to agree before the next step.'),
  refuse: row(ASKED, 'held', [], 'A person said no, or nobody answered in time.'),
  void: row(
    ASKED,
    'baking',
    [],
    'What the request was bound to holds no longer, so it is void; a new one is asked once everything is proven again.',
  ),
  promote: row(['baking', 'awaiting-approval'], 'promoting', ['proof', 'approval'], 'The last step has proven the margin itself.'),
  settle: row(['promoting'], 'settling', [], 'The stable arm serves the candidate, read back.'),
  finish: row(['promoting', 'settling'], 'promoted', [], 'Nothing spoke against it while the way back was open.'),
  hold: row(
    [...BEFORE_TRAFFIC, ...LIVE, 'lapsed'],
    'held',
    [],
    'No data, an outside change, a broken split, the wrong model, an incident in both arms, the deadline, or a person.',
  ),
  resume: row(['held'], 'before', [], 'What held it is over, or a person lets it go on.'),
  lapse: row(
    ['rehearsing', 'shifting', 'baking', 'awaiting-approval', 'promoting', 'held'],
    'lapsed',
    [],
    'The lease ran out, the proxy restarted, the canary is down, or no window could be judged for `blind-max`: the share is 0.',
  ),
  breach: row(OPEN, 'rolling-back', [], 'A guardrail has proven the canary worse than its margin, or above its ceiling.'),
  'wrong-model': row(OPEN, 'rolling-back', [], 'The canary has traffic and serves another model than the judged one.'),
  'deadline-passed': row(OPEN, 'rolling-back', [], 'The deadline passed, and the policy says to roll back.'),
  reject: row(OPEN, 'rolling-back', [], 'A person who was asked said no, and the policy says `on-rejection: rollback`.'),
  abort: row(OPEN, 'rolling-back', [], 'A person ended it.'),
  'roll-back': row(OPEN, 'rolling-back', [], 'A person took it back.'),
  replace: row(OPEN, 'rolling-back', [], 'A new candidate replaces this one.'),
  revert: row(['promoted'], 'rolling-back', [], 'A person takes a finished promotion back.'),
  verified: row(['rolling-back'], 'rolled-back', [], 'The share read back is 0 and the canary was seen without requests.'),
  'abort-verified': row(['rolling-back'], 'aborted', [], 'The same, after an abort.'),
} as const satisfies Record<string, Transition>

export type Event = keyof typeof TRANSITIONS

/** @throws Error for a transition that the table does not have, which is a fault of Sluice */
export function nextState(from: State, event: Event, before: State | null): State {
  const { from: allowed, to }: Transition = TRANSITIONS[event]
  if (!allowed.includes(from)) throw new Error(`the rollout cannot ${event} from ${from}`)
  if (to !== 'before') return to
  if (before === null) throw new Error(`nothing was held before ${from}`)
  return before
}

function row(from: readonly State[], to: Transition['to'], needs: Transition['needs'], meaning: string): Transition {
  return { from, to, needs, meaning }
}
