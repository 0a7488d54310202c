import type { PrometheusTelemetryPolicy } from '../../../rollout/policy/telemetry/prometheus.ts'
import type { Signal, Window } from '../../../rollout/ports.ts'
import type { PrometheusApi } from './api.ts'
import { renderCursor } from './cursor.ts'
import { PrometheusTelemetry } from './telemetry.ts'

/** So many windows are asked for at once: an answer has a bound. */
const WINDOWS_AT_ONCE = 120

/** The windows that a rollout would have been shown between two times, counted as it counts them. */
export async function recordWindows(
  api: PrometheusApi,
  policy: PrometheusTelemetryPolicy,
  signals: readonly Signal[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly Window[]> {
  let nowMs = fromMs
  const then: PrometheusApi = { nowMs: async () => nowMs, samples: (selector, from, to) => api.samples(selector, from, to) }
  const telemetry = new PrometheusTelemetry(then, policy, signals)
  const windows: Window[] = []
  let cursor = renderCursor({ atMs: fromMs, carry: {} })
  while (nowMs < toMs) {
    nowMs = Math.min(toMs, nowMs + WINDOWS_AT_ONCE * policy.window)
    const read = await telemetry.read(cursor)
    windows.push(...read.windows)
    cursor = read.cursor
  }
  return windows
}
