import { z } from 'zod'
import { type ByArm, type Json, TelemetryError } from '../../../rollout/ports.ts'

/**
 * Where the next window begins. The counts there are read again with it: samples never change, and a store that lost them ends in a window that
 * is not evaluable.
 */
export type Cursor = {
  readonly atMs: number
  /** By signal: answers that HAProxy counted before their attempts. */
  readonly carry: Readonly<Record<string, ByArm<number>>>
}

const schema = z.object({
  version: z.literal(1),
  atMs: z.int().min(0),
  carry: z.record(z.string(), z.object({ stable: z.number(), canary: z.number() })),
})

export function parseCursor(json: Json): Cursor {
  const read = schema.safeParse(json)
  if (read.success) return read.data
  throw new TelemetryError(
    "the journal's place in the metrics is none of Prometheus's: the policy's `telemetry` was changed in mid-rollout",
  )
}

export function renderCursor({ atMs, carry }: Cursor): Json {
  return { version: 1, atMs, carry }
}
