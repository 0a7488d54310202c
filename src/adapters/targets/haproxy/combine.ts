import type { HaproxyTargetPolicy } from '../../../rollout/policy/targets/haproxy.ts'
import type { Arm, ArmState, TargetError, TargetState } from '../../../rollout/ports.ts'
import type { NodeState } from './node.ts'
import { generationOf, type NodeView, viewOf } from './view.ts'

/** A node that was read, or why it could not be. */
export type NodeReading =
  | { readonly address: string; readonly state: NodeState }
  | { readonly address: string; readonly error: TargetError }

/** Nodes are independent of each other: they have one share only as long as all say the same. */
export function combine(readings: readonly NodeReading[], mode: HaproxyTargetPolicy['mode']): TargetState {
  const views = readings.flatMap((reading) => ('state' in reading ? [{ reading, view: viewOf(reading.state, mode) }] : []))
  const complaints = [
    ...readings.flatMap((reading) => ('error' in reading ? [`cannot be read: ${reading.error.message}`] : [])),
    ...views.flatMap(({ reading, view }) => (view.mixed === null ? [] : [`${reading.address}: ${view.mixed}`])),
    ...disagreement('share', views, ({ view }) => `${view.shareBp / 100}%`),
    ...disagreement('stable arm', views, ({ reading }) => (reading.state.roles.swapped ? 'swapped' : 'as in haproxy.cfg')),
  ]
  const mixed = complaints.length === 0 ? null : complaints.join('; ')
  const leases = views.flatMap(({ view }) => (view.leaseLeftMs === null ? [] : [view.leaseLeftMs]))
  return {
    shareBp: mixed === null ? (views[0]?.view.shareBp ?? null) : null,
    effectiveBp: common(
      views.map(({ view }) => view.effectiveBp),
      readings.length,
    ),
    generation: generationOfReadings(readings),
    leaseLeftMs: leases.length === 0 ? null : Math.min(...leases),
    arms: { stable: armOf('stable', views), canary: armOf('canary', views) },
    mixed,
    restartedAtMs: Math.max(...views.map(({ reading }) => reading.state.startedAtMs)),
    swapped: views.some(({ reading }) => reading.state.roles.swapped),
  }
}

export function generationOfReadings(readings: readonly NodeReading[]): string {
  return generationOf(readings.map((reading) => ('state' in reading ? reading.state : `${reading.address} is not there`)))
}

type Viewed = { readonly reading: { readonly address: string; readonly state: NodeState }; readonly view: NodeView }

function disagreement(what: string, views: readonly Viewed[], say: (viewed: Viewed) => string): string[] {
  if (new Set(views.map(say)).size < 2) return []
  return [`nodes disagree about the ${what}: ${views.map((viewed) => `${viewed.reading.address} ${say(viewed)}`).join(', ')}`]
}

/** null where nodes differ or one is not known. */
function common(values: readonly number[], expected: number): number | null {
  const [first] = values
  return first !== undefined && values.length === expected && values.every((value) => value === first) ? first : null
}

function armOf(arm: Arm, views: readonly Viewed[]): ArmState {
  const down = views.filter(({ view }) => !view.arms[arm].ready)
  if (down.length === 0) return { identity: null, ready: true, why: null }
  return { identity: null, ready: false, why: down.map(({ reading, view }) => `${reading.address}: ${view.arms[arm].why}`).join('; ') }
}
