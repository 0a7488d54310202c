import type { CommandTelemetryPolicy } from '../../../rollout/policy/telemetry/command.ts'
import type { HttpTelemetryPolicy } from '../../../rollout/policy/telemetry/http.ts'
import { TelemetryError } from '../../../rollout/ports.ts'
import { type CommandPlace, exchange } from '../../command/exchange.ts'
import { fetchAnswer, NoAnswer } from '../../http/fetch-json.ts'
import type { AskTelemetry } from './telemetry.ts'

export function askByCommand({ run, timeout }: CommandTelemetryPolicy, place: CommandPlace): AskTelemetry {
  return async (request) => {
    const answered = await exchange(run, request, timeout, place)
    if (answered.kind === 'answered') return answered.json
    throw new TelemetryError(`\`${run}\` ${answered.why}`)
  }
}

export function askByHttp({ url, timeout }: HttpTelemetryPolicy, token: string | null, signal: AbortSignal): AskTelemetry {
  return async (body) => {
    try {
      const { status, text } = await fetchAnswer({ url, method: 'POST', body, token, timeoutMs: timeout, signal })
      return parsed(text, `${new URL(url).host} answered ${status}`)
    } catch (error) {
      if (error instanceof NoAnswer) throw new TelemetryError(error.message, { cause: error, retryAfterMs: error.retryAfterMs })
      throw error
    }
  }
}

function parsed(text: string, who: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TelemetryError(`${who} with something that is not JSON: ${text.slice(0, 80).replaceAll(/\s+/g, ' ')}`, { cause })
  }
}
