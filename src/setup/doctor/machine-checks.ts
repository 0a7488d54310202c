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

/** What a benchmark needs of a machine: CPUs of which one is not this program's own, and a way to hold a process to some of them. */
export function checkProcessors(machine: { readonly cpus: number; readonly threads: number; readonly canPin: boolean }): Check {
  const { cpus, threads, canPin } = machine
  const found = `${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}, of which a benchmark uses ${threads}`
  if (cpus <= threads) {
    return warn('processors', found, 'Use a larger runner or fewer `threads`: whatever else runs is measured along.')
  }
  if (canPin) return ok('processors', `${found}; processes can be held to them`)
  return warn('processors', `${found}; taskset is missing`, 'Install util-linux, or benchmarks wander between CPUs and are noisier.')
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
