import { readdirSync, readFileSync } from 'node:fs'

/** Processes whose environment holds this value of RUNNER_TRACKING_ID: what a runner would find and call orphans. */
export function processesTracked(trackingId: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(`RUNNER_TRACKING_ID=${trackingId}`))
}

/** How long one that was killed may take to be gone: on a busy machine the system needs a moment for it. */
const DYING_MS = 2_000

/** Those that are still there after a moment: a killed group is not gone at once. */
export async function processesLeft(trackingId: string): Promise<number[]> {
  const deadline = Date.now() + DYING_MS
  for (;;) {
    const left = processesTracked(trackingId)
    if (left.length === 0 || Date.now() > deadline) return left
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean)
  } catch {
    return []
  }
}

/** Waits until `found` holds, or throws after `withinMs`: long enough that a slow machine does not matter. */
export async function eventually<T>(what: string, withinMs: number, find: () => T | null | undefined | false): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const found = find()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** User and system time so far: fields 14 and 15 of /proc/<pid>/stat, in ticks of 1/100 s. */
export function processorSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

/** Whether it handles SIGHUP by itself, which Node does not for a program that does not ask: bit 0 of SigCgt in /proc/<pid>/status. */
export function catchesHangup(pid: number): boolean {
  try {
    const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
    return Number.parseInt(mask.slice(-1), 16) % 2 === 1
  } catch {
    return false
  }
}
