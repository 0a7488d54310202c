import { formatPercent } from '../../judge/format-number.ts'
import type { ShownLive } from './live-block.ts'

/** https://shields.io/badges/endpoint-badge */
export type Badge = { readonly schemaVersion: 1; readonly label: string; readonly message: string; readonly color: string }

const IN_TROUBLE: readonly string[] = ['held', 'lapsed']

export function renderLiveBadge(shown: ShownLive): Badge {
  return { schemaVersion: 1, label: `${shown.model} in ${shown.environment}`, ...told(shown) }
}

function told({ live, underWay, servesOther }: ShownLive): Pick<Badge, 'message' | 'color'> {
  const stable = live === null ? 'unknown' : short(live.digest)
  if (servesOther !== null) return { message: `serves ${short(servesOther)}, not ${stable}`, color: 'red' }
  if (underWay !== null) {
    const { digest, state, share } = underWay
    const color = state === 'rolling-back' ? 'red' : IN_TROUBLE.includes(state) ? 'orange' : 'blue'
    return { message: `${stable}, ${short(digest)} at ${formatPercent(share)} (${state})`, color }
  }
  if (live === null) return { message: 'no rollout yet', color: 'lightgrey' }
  return { message: `${stable} live`, color: live.evidence === null ? 'lightgrey' : 'brightgreen' }
}

function short(digest: string): string {
  return digest.slice(0, 8)
}
