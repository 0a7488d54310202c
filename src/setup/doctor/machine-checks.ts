import { type Check, ok, problem, warn } from './check.ts'

const OLDEST_NODE = 20
/** Tokens and caches go wrong when clocks differ by more. */
const MOST_SKEW_MS = 5 * 60_000

export function checkNode(version: string): Check {
  const major = Number(version.split('.')[0])
  if (major >= OLDEST_NODE) return ok('node', version)
  return problem(
    'node',
    `Node ${version}`,
    `Use Node ${OLDEST_NODE} or newer, for example by actions/setup-node, or set SLUICE_NODE to one.`,
  )
}

/** @param reference the time of something that cannot lie in the future: a server's answer, or the last commit */
export function checkClock(
  nowMs: number,
  reference: { readonly ms: number; readonly what: string; readonly isNow: boolean } | null,
): Check {
  const shown = new Date(nowMs).toISOString()
  if (reference === null) return ok('clock', `${shown}; nothing to compare it with`)
  const behind = reference.ms - nowMs
  const isOff = behind > MOST_SKEW_MS || (reference.isNow && behind < -MOST_SKEW_MS)
  if (!isOff) return ok('clock', shown)
  const minutes = Math.round(Math.abs(behind) / 60_000)
  return warn(
    'clock',
    `${shown}, ${minutes} minutes ${behind > 0 ? 'behind' : 'ahead of'} ${reference.what}`,
    'Set the clock: tokens, waivers with a date and caches depend on it.',
  )
}
