import type { Observations } from '../../src/rollout/entry.ts'
import { observe } from '../../src/rollout/observe.ts'
import type { Rollout } from '../../src/rollout/rollout.ts'
import { decide } from '../../src/rollout/tick/decide.ts'
import { STATES, type State, TERMINAL } from '../../src/rollout/transitions.ts'
import { bakingAtFive } from '../support/rollout/baking.ts'

// The table allows a breach in every open state; this asks the rules themselves, in each of them and beside everything that could be in
// the way. While it settles the arms are exchanged, and in a rehearsal both serve the same model: those have tests of their own.

const OPEN = (Object.keys(STATES) as State[]).filter(
  (state) => !TERMINAL.includes(state) && !['rolling-back', 'settling', 'rehearsing'].includes(state),
)

let rollout: Rollout
let observed: Observations
let nowMs: number

beforeAll(async () => {
  const live = await bakingAtFive()
  live.service.failCanary(0.5)
  live.service.pass(5 * 60_000)
  const { current } = live.history
  if (current === null) throw new Error('no rollout')
  rollout = current
  observed = (await observe(current, live.ports, live.context, 'ask')).observations
  nowMs = live.service.nowMs
})

const held = (before: State) => ({ before, reason: 'HELD_BY_HAND', sticky: true, message: 'by hand' })

const BESIDE: readonly (readonly [string, (seen: Observations) => Observations])[] = [
  ['nothing else', (seen) => seen],
  ['a target that cannot be read', (seen) => ({ ...seen, target: { why: 'timeout' } })],
  [
    'nodes that disagree',
    (seen) => ('state' in seen.target ? { ...seen, target: { state: { ...seen.target.state, shareBp: null, mixed: 'two' } } } : seen),
  ],
  ['models that nobody can name', (seen) => ({ ...seen, identity: { stable: null, canary: null }, identityWhy: 'timeout' })],
  ['other rules', (seen) => ({ ...seen, policySha256: 'f'.repeat(64) })],
  ['a valid approval', (seen) => ({ ...seen, approval: { kind: 'approved', by: '@lead', why: 'fine' } })],
  ['nobody who watches', (seen) => ({ ...seen, attended: false })],
]

test.each(OPEN.flatMap((state) => BESIDE.map(([what, change]) => [state, what, change] as const)))('%s, beside %s', (state, _, change) => {
  const before: Rollout = { ...rollout, state, held: state === 'held' ? held('baking') : null }
  const { step, action } = decide(before, change(observed), nowMs)
  expect([step?.event, step?.to, action]).toEqual(['breach', 'rolling-back', { kind: 'set-share', shareBp: 0, leaseMs: null }])
})

test('without evidence the same rules do not breach: it is the windows that decide', () => {
  const { step } = decide(rollout, { ...observed, telemetry: null }, nowMs)
  expect(step?.event).not.toBe('breach')
})
