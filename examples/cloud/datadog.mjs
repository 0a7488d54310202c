#!/usr/bin/env node
// Counts by the minute from Datadog as a telemetry of `sluice rollout`. README.md says what it needs.
import { ask, needed, refusal, serve } from './contract.mjs'

const MINUTE_MS = 60_000
const DELAY_MS = Number(process.env.DATADOG_DELAY_MS ?? 3 * MINUTE_MS)
const MOST_WINDOWS = 500
/** Datadog answers with 1500 points at most, and takes wider steps for a longer range. */
const MOST_RANGE_MS = 24 * 60 * MINUTE_MS
const floor = (atMs) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS
const NO_DATA = 'no data of either arm'

/** Sums by the minute, by the minute's begin; a minute without a point is not there, which is not 0. */
async function minutesOf(query, fromMs, toMs) {
  const url = process.env.DATADOG_URL ?? `https://api.${process.env.DD_SITE ?? 'datadoghq.com'}`
  // as_count makes counts of what is stored as rates; the rollup keeps Datadog from widening the steps of a long range.
  const counted = `${query}.as_count().rollup(sum, 60)`
  const asked = new URLSearchParams({ from: String(fromMs / 1000), to: String(toMs / 1000), query: counted })
  const headers = { 'dd-api-key': needed('DD_API_KEY'), 'dd-application-key': needed('DD_APP_KEY') }
  const { json, headers: answered } = await ask(`${url}/api/v1/query?${asked}`, { headers }).catch(asTelemetry)
  const date = Date.parse(answered.get('date') ?? '')
  if (json.status !== 'ok' || Number.isNaN(date)) throw refusal('unavailable', `Datadog could not answer \`${counted}\`: ${json.error || 'no reason given'}`)
  if (json.series.length > 1) throw refusal('wrong-query', `\`${query}\` gives ${json.series.length} series: one arm must be one series, so \`sum:\` and no \`by\``)
  const [series] = json.series
  if (series !== undefined && series.interval !== MINUTE_MS / 1000) throw refusal('unavailable', `Datadog answered in steps of ${series.interval} s`)
  const points = (series?.pointlist ?? []).filter(([atMs, value]) => value !== null && atMs >= fromMs && atMs < toMs)
  return { minutes: new Map(points), nowMs: date }
}

function asTelemetry(error) {
  throw error.kind === 'refused' && /answered 400/.test(error.message) ? refusal('wrong-query', error.message) : refusal('unavailable', error.message, error.retryAfterMs)
}

function queriesOf(guardrails, arms) {
  return guardrails.map((guardrail) => {
    const { name, kind, requests, failures } = guardrail
    if (kind !== 'rate') throw refusal('wrong-query', `${name}: Datadog has percentiles, which are no counts; publish "slower than 200 ms" as a count and make it a rate`)
    for (const query of [requests, failures])
      if (!/^sum:[^ ]+\{[^}]*\{\{arm\}\}[^}]*\}$/.test(query)) throw refusal('wrong-query', `${name}: \`${query}\` is not sum:metric{…{{arm}}…} alone`)
    const of = (query) => ({ stable: query.replaceAll('{{arm}}', arms.stable), canary: query.replaceAll('{{arm}}', arms.canary) })
    return { name, requests: of(requests), failures: of(failures) }
  })
}

/** Both series of both arms of each guardrail, each query asked once. */
async function load({ guardrails, arms }, fromMs, toMs) {
  const asked = new Map()
  const of = (query) => asked.get(query) ?? asked.set(query, minutesOf(query, fromMs, toMs)).get(query)
  const series = []
  for (const { name, requests, failures } of queriesOf(guardrails, arms)) {
    const part = async (arm) => ({ requests: (await of(requests[arm])).minutes, failures: (await of(failures[arm])).minutes })
    series.push({ name, arms: { stable: await part('stable'), canary: await part('canary') } })
  }
  const all = await Promise.all(asked.values())
  const times = all.flatMap(({ minutes }) => [...minutes.keys()])
  return { series, nowMs: Math.max(...all.map(({ nowMs }) => nowMs)), newestMs: times.length === 0 ? null : Math.max(...times) + MINUTE_MS }
}

function counted({ arms }, fromMs, toMs) {
  const within = (minutes) => [...minutes].filter(([atMs]) => atMs >= fromMs && atMs < toMs)
  const sum = (minutes) => within(minutes).reduce((all, [, value]) => all + value, 0)
  if (within(arms.stable.requests).length + within(arms.canary.requests).length === 0) return { kind: 'not-evaluable', why: NO_DATA }
  const of = ({ requests, failures }) => ({ requests: sum(requests), failures: sum(failures) })
  const counts = { stable: of(arms.stable), canary: of(arms.canary) }
  const wrong = Object.values(counts).flatMap(Object.values).find((value) => !Number.isSafeInteger(value) || value < 0)
  // Counts are whole; what is not was sampled, or is no count.
  return wrong === undefined ? { kind: 'rate', arms: counts } : { kind: 'not-evaluable', why: `Datadog counts ${wrong}, which is no count` }
}

function windowsOf({ series, nowMs, newestMs }, windowMs, atMs) {
  const windows = []
  // A window is over when Datadog has had time to take it in, and has something that is newer than its begin.
  const untilMs = Math.min(nowMs - DELAY_MS, newestMs ?? 0)
  for (let fromMs = atMs; fromMs + windowMs <= untilMs && windows.length < MOST_WINDOWS; fromMs += windowMs) {
    const readings = Object.fromEntries(series.map((one) => [one.name, counted(one, fromMs, fromMs + windowMs)]))
    const first = Object.values(readings)[0]
    const requests = first?.kind === 'rate' ? { stable: first.arms.stable.requests, canary: first.arms.canary.requests } : null
    windows.push({ fromMs, toMs: fromMs + windowMs, requests, readings, events: [] })
  }
  return windows
}

async function readFrom(request, atMs) {
  if (request.windowMs % MINUTE_MS !== 0) throw refusal('wrong-query', 'Datadog is asked by the minute: `window` must be whole minutes')
  const loaded = await load(request, atMs, Math.min(floor(Date.now()) + 5 * MINUTE_MS, atMs + MOST_RANGE_MS))
  const windows = windowsOf(loaded, request.windowMs, atMs)
  return { windows, cursor: { atMs: windows.at(-1)?.toMs ?? atMs }, newestMs: loaded.newestMs }
}

await serve({
  async preflight(request) {
    const { series } = await load(request, floor(Date.now()) - MOST_RANGE_MS, floor(Date.now()))
    const missing = series.find(({ arms }) => arms.stable.requests.size === 0)
    if (missing !== undefined) throw refusal('wrong-query', `${missing.name}: no requests of the stable arm in the last day`)
    // A misspelt query has no points, as one has that never failed: it would be healthy for ever.
    const never = series.find(({ arms }) => arms.stable.failures.size + arms.canary.failures.size === 0)
    if (never !== undefined) throw refusal('wrong-query', `${never.name}: no failures of either arm in the last day; correct the query, or publish a 0`)
    const silent = series.filter(({ arms }) => arms.canary.requests.size === 0)
    return { notes: silent.map(({ name }) => `${name}: no data of the canary yet; whether its tag is right is seen at the first share`) }
  },

  async read(request) {
    if (request.cursor !== null) return readFrom(request, request.cursor.atMs)
    const { newestMs, nowMs } = await load(request, floor(Date.now()) - 15 * MINUTE_MS, floor(Date.now()) + 5 * MINUTE_MS)
    if (newestMs === null) throw refusal('unavailable', 'Datadog has no data of any guardrail in the last 15 minutes')
    return { windows: [], cursor: { atMs: floor(nowMs - DELAY_MS) }, newestMs }
  },

  async history(request) {
    return readFrom(request, floor(Date.now() - DELAY_MS) - request.windows * request.windowMs)
  },
})
