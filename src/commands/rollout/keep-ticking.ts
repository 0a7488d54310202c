import type { World } from '../../host/world.ts'
import { type Ports, type TickContext, type TickResult, tick } from '../../rollout/advance.ts'
import type { Step } from '../../rollout/entry.ts'
import { isOpen } from '../../rollout/fold.ts'
import type { Asks } from '../../rollout/settings.ts'
import { orUnreadable } from './read-journal.ts'

export type TickingOptions = {
  /** null: twenty minutes after each rise of the share. */
  readonly watchMs: number | null
  /** Between two ticks: the length of a window. */
  readonly everyMs: number
  readonly by: string
  readonly policySha256: string
  /** As in a tick's context. */
  readonly asks?: Asks
  /** Ticks once and no more, unless it is on its way back. */
  readonly signal: AbortSignal
  onTick(result: TickResult): void
  onStep(step: Step): void
}

const AFTER_RISE_MS = 20 * 60_000
/** So long a call waits until a way back is verified. */
const BACK_MS = 15 * 60_000
const RISES: readonly (string | null)[] = ['arm', 'shift', 'rehearse', 'promote', 'settle']

/** Ticks, and keeps ticking as long as it is asked to, as traffic has just risen, or until a way back is verified. */
export async function keepTicking(ports: Ports, options: TickingOptions, { onCleanup }: Pick<World, 'onCleanup'>): Promise<TickResult> {
  let done = () => {}
  const ended = new Promise<void>((resolve) => {
    done = resolve
  })
  // A signal lets the write that is under way be finished.
  const forget = onCleanup(() => ended)
  try {
    return await loop(ports, options)
  } finally {
    done()
    forget()
  }
}

async function loop(ports: Ports, options: TickingOptions): Promise<TickResult> {
  const { clock } = ports
  const { watchMs, signal } = options
  const attended = watchMs !== 0
  let until = clock.nowMs() + (watchMs ?? 0)
  for (;;) {
    const result = await once(ports, options, attended, signal)
    if (!isOpen(result.history.current)) return result
    const isBack = result.history.current.state === 'rolling-back'
    if (isBack) until = Math.max(until, result.history.current.sinceMs + BACK_MS)
    else if (watchMs === null && result.steps.some(({ event }) => RISES.includes(event))) until = clock.nowMs() + AFTER_RISE_MS
    if (signal.aborted || clock.nowMs() >= until) return leave(ports, options, result)
    await clock.sleep(options.everyMs, signal)
  }
}

/** Nobody watches any more: without a lease the share may not stay above what is allowed unattended. */
async function leave(ports: Ports, options: TickingOptions, result: TickResult): Promise<TickResult> {
  const rollout = result.history.current
  if (!isOpen(rollout) || rollout.settings.leaseMs !== null || rollout.standsBp <= rollout.settings.unattendedMaxBp) return result
  const last = await once(ports, options, false, new AbortController().signal)
  return { ...last, steps: [...result.steps, ...last.steps] }
}

async function once(
  ports: Ports,
  { by, policySha256, asks, onStep, onTick }: TickingOptions,
  attended: boolean,
  signal: AbortSignal,
): Promise<TickResult> {
  const context: TickContext = { by, policySha256, ...(asks === undefined ? {} : { asks }), attended, signal, onStep }
  const result = await orUnreadable(() => tick(ports, context))
  onTick(result)
  return result
}
