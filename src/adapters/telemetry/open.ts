import type { CloudwatchTelemetryPolicy } from '../../rollout/policy/telemetry/cloudwatch.ts'
import type { CommandTelemetryPolicy } from '../../rollout/policy/telemetry/command.ts'
import type { HttpTelemetryPolicy } from '../../rollout/policy/telemetry/http.ts'
import type { PrometheusTelemetryPolicy } from '../../rollout/policy/telemetry/prometheus.ts'
import type { ByArm, Signal, Telemetry } from '../../rollout/ports.ts'
import type { CommandPlace } from '../command/exchange.ts'
import { askByCommand, askByHttp } from './contract/ask.ts'
import { ContractTelemetry } from './contract/telemetry.ts'
import { openPrometheusApi } from './prometheus/api.ts'
import { PrometheusTelemetry } from './prometheus/telemetry.ts'

type Policy = PrometheusTelemetryPolicy | CloudwatchTelemetryPolicy | CommandTelemetryPolicy | HttpTelemetryPolicy
type Place = CommandPlace & { readonly token: string | null }

export async function openAnyTelemetry(policy: Policy, signals: readonly Signal[], arms: ByArm<string>, place: Place): Promise<Telemetry> {
  const { token, signal } = place
  const common = { signals, arms, windowMs: policy.window }
  switch (policy.kind) {
    case 'prometheus':
      return new PrometheusTelemetry(
        openPrometheusApi({ url: policy.url, token, timeoutMs: policy.timeout, signal }),
        policy,
        signals,
        arms,
      )
    case 'cloudwatch': {
      // The SDK alone takes longer to load than all the rest.
      const { openCloudwatchTelemetry } = await import('./cloudwatch/open.ts')
      return openCloudwatchTelemetry(policy, signals, arms, signal)
    }
    case 'command':
      return new ContractTelemetry({ ...common, name: `\`${policy.run}\``, ask: askByCommand(policy, place) })
    case 'http':
      return new ContractTelemetry({ ...common, name: new URL(policy.url).host, ask: askByHttp(policy, token, signal) })
  }
}
