/** Work of a process between two moments: wall and CPU of all its threads. */
export type Cost = { readonly wallMs: number; readonly cpuMs: number }

/** A moment: the clock is the machine's (CLOCK_MONOTONIC), so that two processes may compare their moments. */
export type Moment = { readonly wallMs: number; readonly cpuMs: number }

export function now(): Moment {
  const { user, system } = process.cpuUsage()
  return { wallMs: Number(process.hrtime.bigint()) / 1e6, cpuMs: (user + system) / 1e3 }
}

export function since(start: Moment): Cost {
  const end = now()
  return { wallMs: end.wallMs - start.wallMs, cpuMs: end.cpuMs - start.cpuMs }
}
