import { z } from 'zod'
import { UsageError } from '../../../errors.ts'
import { TelemetryError } from '../../../rollout/ports.ts'
import { fetchAnswer, type JsonRequest, NoAnswer } from '../../http/fetch-json.ts'
import { jsonOrNull } from '../../json-or-null.ts'

export type Sample = readonly [atMs: number, value: number]
export type Series = { readonly labels: Readonly<Record<string, string>>; readonly samples: readonly Sample[] }

/** The two questions that are asked of Prometheus. */
export interface PrometheusApi {
  /** Its own clock, epoch milliseconds. */
  nowMs(): Promise<number>
  /** Raw samples as they were scraped, from `fromMs` to `toMs`, of every series that a selector names. */
  samples(selector: string, fromMs: number, toMs: number): Promise<readonly Series[]>
}

export type PrometheusAddress = {
  readonly url: string
  readonly token: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const labels = z.record(z.string(), z.string())
const success = z.object({
  status: z.literal('success'),
  warnings: z.array(z.string()).optional(),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: labels, values: z.array(z.tuple([z.number(), z.string()])).optional() })),
    }),
    z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
  ]),
})
const failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() })

export function openPrometheusApi(address: PrometheusAddress): PrometheusApi {
  return {
    async nowMs() {
      const data = await query('time()', null, address)
      if (data.resultType !== 'scalar') throw new TelemetryError('Prometheus answered `time()` with something else than its time')
      return Math.round(data.result[0] * 1000)
    },
    async samples(selector, fromMs, toMs) {
      // An instant query of a range selector gives what was scraped; query_range would give what it makes of it.
      const seconds = Math.max(1, Math.ceil((toMs - fromMs) / 1000))
      const data = await query(`${selector}[${seconds}s]`, toMs, address)
      if (data.resultType !== 'matrix') throw new TelemetryError(`Prometheus answered \`${selector}\` with a ${data.resultType}`)
      return data.result.map(({ metric, values = [] }) => ({ labels: metric, samples: values.map(toSample) }))
    },
  }
}

/** NaN for whatever is no number; `+Inf` is one to Prometheus, and no count. */
function toSample([seconds, text]: readonly [number, string]): Sample {
  return [Math.round(seconds * 1000), text.trim() === '' ? Number.NaN : Number(text)]
}

/**
 * A longer question is asked by POST, which Prometheus takes for the same (prometheus.io/docs/prometheus/latest/querying/api): servers and
 * proxies refuse long addresses, and a start time is asked of each target by name. Short ones stay GET, for proxies that let nothing else by.
 */
const MAX_ADDRESS_CHARS = 2_000

async function query(text: string, atMs: number | null, { url, token, timeoutMs, signal }: PrometheusAddress) {
  const asked = new URLSearchParams({ query: text, ...(atMs === null ? {} : { time: (atMs / 1000).toFixed(3) }) })
  const address = `${url.replace(/\/+$/, '')}/api/v1/query`
  const isLong = asked.toString().length > MAX_ADDRESS_CHARS
  const answer = await ask({
    ...(isLong ? { url: address, method: 'POST', form: asked } : { url: `${address}?${asked}` }),
    token,
    timeoutMs,
    signal,
  })
  const body = jsonOrNull(answer.text)
  const failed = failure.safeParse(body)
  if (failed.success && failed.data.errorType === 'bad_data') throw badQuery(text, failed.data.error)
  if (failed.success) throw new TelemetryError(`Prometheus could not answer \`${text}\`: ${failed.data.errorType}: ${failed.data.error}`)
  const read = success.safeParse(body)
  if (!read.success)
    throw new TelemetryError(`${new URL(url).host} answered ${answer.status}${said(answer.text)}: that is not Prometheus's API`)
  const [warning] = read.data.warnings ?? []
  // A federated store that lost a part of its data answers with success, a warning, and too little.
  if (warning !== undefined)
    throw new TelemetryError(`Prometheus answered \`${text}\` with a warning, so with part of the data: ${warning}`)
  return read.data.data
}

async function ask(request: JsonRequest) {
  try {
    return await fetchAnswer(request)
  } catch (error) {
    if (error instanceof NoAnswer) throw new TelemetryError(error.message, { cause: error, retryAfterMs: error.retryAfterMs })
    throw error
  }
}

function said(text: string): string {
  const line = text.slice(0, 120).replaceAll(/\s+/g, ' ').trim()
  return line === '' ? '' : ` (${line})`
}

function badQuery(text: string, why: string): UsageError {
  return new UsageError({
    where: '`telemetry`',
    found: `Prometheus refuses \`${text}\`: ${why}`,
    expected: 'a series selector of PromQL',
    remedy: 'Correct the query in the policy; Prometheus shows its own at /graph.',
  })
}
