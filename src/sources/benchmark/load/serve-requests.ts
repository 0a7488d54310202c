import type { ThreadWindow } from './local-pool.ts'

/** A sleeping thread wakes some 0.1 ms late: the rest is waited for awake. */
const AWAKE_MS = 0.25

export type Clock = { now(): number; sleep(ms: number): void }

/**
 * Takes requests until none is left: the next one in order, at its time or, when that has passed, at once. Latency counts from
 * the time at which a request was meant to be sent, so that one that waited for a free instance has waited: a generator that
 * measures from when it got round to sending hides the very queue that users stand in (coordinated omission).
 */
export async function serveRequests(window: ThreadWindow, run: () => Promise<unknown>, clock: Clock): Promise<void> {
  const { arrivals, latency, service, late, next, startMs, giveUpMs } = window
  for (;;) {
    const request = Atomics.add(next, 0, 1)
    if (request >= arrivals.length) return
    const meant = startMs + (arrivals[request] ?? 0)
    const before = clock.now()
    if (before > giveUpMs) return
    const wasFree = before < meant
    if (wasFree) waitUntil(meant, clock)
    const sent = clock.now()
    await run()
    const answered = clock.now()
    latency[request] = answered - meant
    service[request] = answered - sent
    if (wasFree) late[request] = sent - meant
  }
}

function waitUntil(time: number, clock: Clock): void {
  const rest = time - clock.now() - AWAKE_MS
  if (rest > 0) clock.sleep(rest)
  while (clock.now() < time);
}
