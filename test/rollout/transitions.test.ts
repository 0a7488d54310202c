import { type Event, nextState, STATES, type State, TERMINAL, TRANSITIONS, type Transition } from '../../src/rollout/transitions.ts'

// The table as a graph: what can be reached from where, and over which edges.

const ROWS = Object.entries<Transition>(TRANSITIONS)
const OPEN = (Object.keys(STATES) as State[]).filter((state) => !TERMINAL.includes(state))

/** A state, and while held the one to go back to: resuming leads there and nowhere else. */
type Place = { readonly state: State; readonly before: State | null }

function reachable(from: State, without: (event: string, row: Transition) => boolean = () => false): Set<State> {
  const seen = new Map<string, Place>()
  const queue: Place[] = [{ state: from, before: null }]
  for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
    const name = `${place.state} ${place.before}`
    if (seen.has(name)) continue
    seen.set(name, place)
    const { state, before } = place
    for (const [event, row] of ROWS) {
      if (!row.from.includes(state) || without(event, row)) continue
      const to = nextState(state, event as Event, before ?? 'started')
      queue.push({ state: to, before: to === 'held' ? (before ?? state) : null })
    }
  }
  return new Set([...seen.values()].map(({ state }) => state))
}

test('every state can be reached from the start', () => {
  expect([...reachable('started')].sort()).toEqual(Object.keys(STATES).sort())
})

test.each(OPEN.filter((state) => state !== 'rolling-back'))('a breach in %s leads to rolled-back, by two transitions', (state) => {
  expect(nextState(state, 'breach', null)).toBe('rolling-back')
  expect(nextState('rolling-back', 'verified', null)).toBe('rolled-back')
})

test('from the way back nothing leads anywhere but to its end', () => {
  expect([...reachable('rolling-back')].sort()).toEqual(['aborted', 'rolled-back', 'rolling-back'])
})

test('finished is finished: only a promotion can still be taken back', () => {
  for (const state of TERMINAL) {
    const leaving = ROWS.filter(([, { from }]) => from.includes(state)).map(([event]) => event)
    expect([state, leaving]).toEqual([state, state === 'promoted' ? ['revert'] : []])
  }
})

test.each(['proof', 'approval'] as const)('without %s nothing reaches promoted', (need) => {
  const reached = reachable('started', (_, { needs }) => needs.includes(need))
  expect(reached.has('promoted')).toBe(false)
})

test('without proof no second step is reached either: shares only rise over `arm` (the step that stands) and `shift`', () => {
  const raising = ROWS.filter(([, { to }]) => to === 'shifting').map(([event]) => event)
  expect(raising).toEqual(['arm', 'shift', 'lower'])
  expect(TRANSITIONS.shift.needs).toEqual(['proof', 'approval'])
})

test('what the table does not have is a fault, not a move', () => {
  expect(() => nextState('rolled-back', 'shift', null)).toThrow('cannot shift from rolled-back')
  expect(() => nextState('held', 'resume', null)).toThrow('nothing was held')
})
