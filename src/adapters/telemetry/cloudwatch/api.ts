import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import { UsageError } from '../../../errors.ts'
import { TelemetryError } from '../../../rollout/ports.ts'
import { type AwsPlace, clientOptions } from '../../aws/connection.ts'
import { type AwsFault, describeFault, valueAt } from '../../aws/faults.ts'
import { nameOf, type Series } from './metric.ts'

export const MINUTE_MS = 60_000
/** GetMetricData takes no more metrics at once. */
const MOST_METRICS = 500
/** A page holds 100,800 values; more pages than this are a fault of the other side. */
const MOST_PAGES = 50

/** By the minute's begin, epoch milliseconds; a minute without data is not there, which is not 0. */
export type Minutes = ReadonlyMap<number, number>

export type MetricData = {
  /** By `nameOf` of the series; each that was asked for is there. */
  readonly minutes: ReadonlyMap<string, Minutes>
  /** By the clock of CloudWatch, epoch milliseconds. */
  readonly nowMs: number
}

export interface CloudWatchApi {
  /** Values of whole minutes that begin at `fromMs` or after, and before `toMs`. */
  read(series: readonly Series[], fromMs: number, toMs: number): Promise<MetricData>
}

export function openCloudWatchApi(place: AwsPlace, signal: AbortSignal): CloudWatchApi {
  const client = new CloudWatchClient(clientOptions(place, 3))
  return {
    async read(series, fromMs, toMs) {
      const distinct = [...new Map(series.map((one) => [nameOf(one), one] as const)).entries()]
      const minutes = new Map<string, Minutes>()
      let nowMs = Number.NEGATIVE_INFINITY
      for (let first = 0; first < distinct.length; first += MOST_METRICS) {
        const some = distinct.slice(first, first + MOST_METRICS)
        const read = await readSome(
          client,
          some.map(([, one]) => one),
          { fromMs, toMs, signal },
        )
        for (const [index, [name]] of some.entries()) minutes.set(name, read.minutes[index] ?? new Map())
        nowMs = Math.max(nowMs, read.nowMs)
      }
      return { minutes, nowMs }
    },
  }
}

type Range = { readonly fromMs: number; readonly toMs: number; readonly signal: AbortSignal }

/** @throws TelemetryError unless all of it is there: a part of the data is never judged */
async function readSome(client: CloudWatchClient, series: readonly Series[], { fromMs, toMs, signal }: Range) {
  const MetricDataQueries = series.map(({ metric, stat }, index) => ({
    Id: idOf(index),
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: metric.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
      },
      Period: MINUTE_MS / 1000,
      Stat: stat,
    },
  }))
  const asked = { MetricDataQueries, StartTime: new Date(fromMs), EndTime: new Date(toMs), ScanBy: 'TimestampAscending' as const }
  const minutes = series.map(() => new Map<number, number>())
  const complete = new Set<string>()
  let nowMs = Number.NEGATIVE_INFINITY
  let token: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await ask(client, token === undefined ? asked : { ...asked, NextToken: token }, signal)
    nowMs = answer.atMs
    addPage(answer.output, series, minutes, complete)
    token = answer.output.NextToken
    if (token !== undefined && token !== '') continue
    const missing = series.findIndex((_, index) => !complete.has(idOf(index)))
    if (missing === -1) return { minutes, nowMs }
    throw new TelemetryError(`CloudWatch gave part of the data of ${nameIn(series, missing)}, and no way to the rest`)
  }
  throw new TelemetryError(`CloudWatch answered with more than ${MOST_PAGES} pages`)
}

function addPage(
  { MetricDataResults, Messages }: GetMetricDataCommandOutput,
  series: readonly Series[],
  minutes: readonly Map<number, number>[],
  complete: Set<string>,
): void {
  const [message] = Messages ?? []
  if (message !== undefined)
    throw new TelemetryError(`CloudWatch answered with a message, so with part of the data: ${message.Code}: ${message.Value}`)
  for (const { Id, Timestamps = [], Values = [], StatusCode, Messages: own } of MetricDataResults ?? []) {
    const index = series.findIndex((_, candidate) => idOf(candidate) === Id)
    if (index === -1 || Id === undefined) throw new TelemetryError(`CloudWatch answered about ${Id}, which was not asked`)
    if (StatusCode === 'Forbidden')
      throw new TelemetryError(`CloudWatch forbids ${nameIn(series, index)}: ${own?.[0]?.Value ?? 'no reason given'}`)
    if (StatusCode === 'Complete') complete.add(Id)
    else complete.delete(Id)
    if (Timestamps.length !== Values.length)
      throw new TelemetryError(`CloudWatch answered ${Values.length} values for ${Timestamps.length} times`)
    for (const [position, time] of Timestamps.entries()) {
      const atMs = time.getTime()
      if (atMs % MINUTE_MS !== 0) throw new TelemetryError(`CloudWatch answered a value of ${time.toISOString()}, which begins no minute`)
      minutes[index]?.set(atMs, Values[position] ?? Number.NaN)
    }
  }
}

function idOf(index: number): string {
  return `m${index}`
}

function nameIn(series: readonly Series[], index: number): string {
  const found = series[index]
  return found === undefined ? 'a metric' : nameOf(found)
}

type Asked = ConstructorParameters<typeof GetMetricDataCommand>[0]

async function ask(client: CloudWatchClient, asked: Asked, signal: AbortSignal) {
  let date: unknown
  const command = new GetMetricDataCommand(asked)
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      date = valueAt(result.response, 'headers', 'date')
      return result
    },
    { step: 'deserialize', name: 'dateOfAnswer', priority: 'low' },
  )
  try {
    const output = await client.send(command, { abortSignal: signal })
    const atMs = Date.parse(String(date))
    if (Number.isNaN(atMs)) throw new TelemetryError('CloudWatch answered without its date')
    return { output, atMs }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof TelemetryError) throw error
    throw failure(describeFault(error, 'GetMetricData'))
  }
}

function failure({ kind, message, retryAfterMs }: AwsFault): Error {
  if (kind !== 'invalid') return new TelemetryError(message, { retryAfterMs })
  return new UsageError({
    where: '`guardrails`',
    found: message,
    expected: 'metrics that CloudWatch can look for',
    remedy: 'Correct namespace, name and dimensions in the policy; `aws cloudwatch list-metrics` shows them.',
  })
}
