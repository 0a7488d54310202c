import type { CloudwatchTelemetryPolicy } from '../../../rollout/policy/telemetry/cloudwatch.ts'
import type { ByArm, Signal } from '../../../rollout/ports.ts'
import { openCloudWatchApi } from './api.ts'
import { CloudwatchTelemetry } from './telemetry.ts'

export function openCloudwatchTelemetry(
  policy: CloudwatchTelemetryPolicy,
  signals: readonly Signal[],
  arms: ByArm<string>,
  signal: AbortSignal,
): CloudwatchTelemetry {
  const { region, url, timeout: timeoutMs } = policy
  const api = openCloudWatchApi({ region, url, timeoutMs }, signal)
  return new CloudwatchTelemetry({ api, nowMs: () => Date.now() }, policy, signals, arms)
}
