import type { Entry, Observations } from '../../src/rollout/entry.ts'
import { addEntry, isOpen, NO_HISTORY } from '../../src/rollout/fold.ts'
import { observe } from '../../src/rollout/observe.ts'
import type { ApprovalAnswer } from '../../src/rollout/ports.ts'
import type { Rollout } from '../../src/rollout/rollout.ts'
import { standingOf, VOID_RULES, type VoidRule, voidedBy } from '../../src/rollout/tick/approval.ts'
import { decide } from '../../src/rollout/tick/decide.ts'
import type { Look } from '../../src/rollout/tick/decision.ts'
import { APPROVED, type Asked, askedAtFive, PENDING, REFUSED } from '../support/rollout/asked.ts'

// The rules themselves, without a clock or a port: each void rule by itself, and every state that some looks and commands in a row can lead
// to from a request, whatever their order. In none of them is a share raised but on a yes to a request that stands.

jest.setTimeout(120_000)

let asked: Asked
let rollout: Rollout
let observed: Observations
let nowMs: number

beforeAll(async () => {
  asked = await askedAtFive({ rps: 60 })
  const { current } = asked.history
  if (current === null) throw new Error('no rollout')
  rollout = current
  nowMs = asked.service.nowMs
  observed = (await observe(current, asked.ports, asked.context, 'ask')).observations
})

const DAY = 24 * 3_600_000
const judgedAt = (rollback: number): Look['judged'] => ({ guardrails: [], rollback, rollbackAt: 4.6, exclusionAt: 3, windows: 9 })
const lookAt = (changes: Partial<Look> = {}): Look => ({
  rollout,
  observed: { ...observed, approval: APPROVED },
  nowMs,
  judged: judgedAt(0),
  ...changes,
})
const requestOf = ({ request }: Rollout) => {
  if (request === null) throw new Error('nobody is asked')
  return request
}

describe('a yes is worth nothing', () => {
  const rows: readonly (readonly [VoidRule, () => Partial<Look>])[] = [
    ['superseded', () => ({ rollout: { ...rollout, request: { ...requestOf(rollout), id: 'kkkkkkkk' } } })],
    ['expired', () => ({ nowMs: requestOf(rollout).expiresAtMs })],
    ['model', () => ({ rollout: { ...rollout, candidate: { ...rollout.candidate, digest: 'e'.repeat(64) } } })],
    ['commit', () => ({ rollout: { ...rollout, candidate: { ...rollout.candidate, commit: 'e'.repeat(40) } } })],
    ['policy', () => ({ observed: { ...observed, policySha256: 'f'.repeat(64) } })],
    ['step', () => ({ rollout: { ...rollout, rung: 1 } })],
    ['share', () => ({ rollout: { ...rollout, standsBp: 100 } })],
    ['identity', () => ({ observed: { ...observed, identity: { ...observed.identity, canary: 'e'.repeat(64) } } })],
    ['stable', () => ({ observed: { ...observed, identity: { ...observed.identity, stable: 'e'.repeat(64) } } })],
    ['breach', () => ({ judged: judgedAt(4.7) })],
    ['harm', () => ({ rollout: { ...rollout, request: { ...requestOf(rollout), bounds: [{ id: 'errors', upper: 0.0001 }] } } })],
  ]

  test.each(rows)('%s', (rule, changes) => {
    const look = lookAt(changes())
    const request = rule === 'harm' ? requestOf(look.rollout) : requestOf(rollout)
    expect(voidedBy(look, request)?.rule).toBe(rule)
    if (rule !== 'superseded') expect(standingOf({ ...look, observed: { ...look.observed, approval: APPROVED } }).kind).toBe('void')
  })

  test('each rule of the table has its row, and without any of it the yes counts', () => {
    expect(rows.map(([rule]) => rule)).toEqual(VOID_RULES.map(([rule]) => rule))
    expect(standingOf(lookAt()).kind).toBe('approved')
  })

  test('unknown is not changed: models that nobody can name void nothing', () => {
    expect(voidedBy(lookAt({ observed: { ...observed, identity: { stable: null, canary: null } } }), requestOf(rollout))).toBeNull()
  })
})

type Move = readonly [name: string, (at: Rollout) => Entry['body'] | Observations, laterMs: number]

const look =
  (approval: ApprovalAnswer | null, changes: Partial<Observations> = {}) =>
  (at: Rollout): Observations => ({ ...observed, ...changes, target: targetAt(at, false), telemetry: null, approval })
const command = (name: 'hold' | 'resume'): Move => [name, () => ({ kind: 'command', command: name, why: 'by hand', to: null }), 0]

/** What stands: as last read back, or what was begun, done meanwhile. */
function targetAt(at: Rollout, isDone: boolean): Observations['target'] {
  if (!('state' in observed.target)) throw new Error('no target')
  const shareBp = isDone && at.pending?.kind === 'set-share' ? at.pending.shareBp : at.standsBp
  return { state: { ...observed.target.state, shareBp, effectiveBp: shareBp } }
}

const MOVES: readonly Move[] = [
  ['nobody answers', look(PENDING), 0],
  ['a yes', look(APPROVED), 0],
  ['a no', look(REFUSED), 0],
  ['a yes that cannot be read', look(null), 0],
  ['a yes, and what was begun is done', (at) => ({ ...look(APPROVED)(at), target: targetAt(at, true) }), 0],
  ['a yes, by other rules', look(APPROVED, { policySha256: 'f'.repeat(64) }), 0],
  ['a yes, and another model', (at) => look(APPROVED, { identity: { ...observed.identity, canary: 'e'.repeat(64) } })(at), 0],
  ['a yes, a day later', look(APPROVED), DAY],
  command('hold'),
  command('resume'),
]

type Place = { readonly rollout: Rollout; readonly atMs: number; readonly path: readonly string[] }

test('every order of looks and commands after a request: no raise but on a yes to the request that stands', () => {
  const wrong: unknown[] = []
  const seen = new Map<string, Place>()
  const raises = new Set<string>()
  let queue: Place[] = [{ rollout, atMs: nowMs, path: [] }]
  for (let depth = 0; depth < 6; depth++) {
    const next: Place[] = []
    for (const place of queue) {
      for (const [name, make, laterMs] of MOVES) {
        const atMs = place.atMs + laterMs
        const path = [...place.path, name]
        const made = make(place.rollout)
        const decision = 'kind' in made ? null : decide(place.rollout, made, atMs)
        const body: Entry['body'] | null =
          'kind' in made ? made : decision?.step == null ? null : { kind: 'step', observations: made, step: decision.step }
        const action = decision?.action ?? null
        const isRaise = action !== null && (action.kind === 'promote' || action.shareBp > place.rollout.standsBp)
        if (isRaise && !('kind' in made)) {
          const { request } = place.rollout
          const isRestored = place.rollout.granted.length > 0 && decision?.step?.event === 'arm'
          const isSound =
            made.approval?.kind === 'approved' &&
            made.policySha256 === rollout.policySha256 &&
            request !== null &&
            atMs < request.expiresAtMs
          if (!isSound && !isRestored) wrong.push([path, action])
          raises.add(`${place.rollout.state} ${decision?.step?.event ?? 'again'}`)
        }
        const after = body === null ? place.rollout : added(place.rollout, body, atMs)
        if (after === null || !isOpen(after)) continue
        const key = JSON.stringify([
          after.state,
          after.request?.id,
          after.pending,
          after.held?.before,
          after.held?.sticky,
          after.rung,
          after.granted.length,
        ])
        if (seen.has(key)) continue
        seen.set(key, { rollout: after, atMs, path })
        next.push({ rollout: after, atMs, path })
      }
    }
    queue = next
  }
  expect(wrong).toEqual([])
  expect(seen.size).toBeGreaterThan(20)
  expect([...raises]).toEqual(expect.arrayContaining(['awaiting-approval shift', 'shifting again']))
})

/** null: the table of transitions does not have it, so nobody can write it. */
function added(before: Rollout, body: Entry['body'], at: number): Rollout | null {
  try {
    return addEntry({ ...NO_HISTORY, current: before }, { v: 1, seq: 9, at, by: 'a test', rollout: before.id, prev: null, body }).current
  } catch {
    return null
  }
}
