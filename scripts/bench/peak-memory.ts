import { readdirSync, readFileSync } from 'node:fs'

const INTERVAL_MS = 10

/**
 * Largest sum of the resident memory (VmRSS) of a process and all below it, looked at every 10 ms. Pages that they share, such as
 * Node's code, count once in each. Null where there is no /proc.
 */
export function watchPeakMemory(pid: number): { stop(): number | null } {
  let peak: number | null = null
  const look = () => {
    const bytes = processesBelow(pid).reduce((sum, one) => sum + residentBytes(one), 0)
    if (bytes > (peak ?? 0)) peak = bytes
  }
  const timer = setInterval(look, INTERVAL_MS)
  return {
    stop() {
      clearInterval(timer)
      return peak
    },
  }
}

function processesBelow(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processesBelow)]
}

/** Children belong to the thread that started them. A process may be gone by now: it has none then. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
