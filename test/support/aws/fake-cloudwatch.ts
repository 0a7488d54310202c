import { AwsRefusal, type FakeService, onlyKeys } from './fake-aws.ts'

const MINUTE_MS = 60_000
const RANGE = /^TC\((-?[\d.]*):(-?[\d.]*)\)$/

type Query = {
  Id: string
  MetricStat: {
    Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: string }[] }
    Period: number
    Stat: string
  }
}
type Result = {
  Id: string
  Label: string
  Timestamps: number[]
  Values: number[]
  StatusCode: string
  Messages?: { Code: string; Value: string }[]
}

/** Values by how many samples had them. */
type Samples = Map<number, number>

/**
 * GetMetricData of raw samples: sums, numbers of samples, and trimmed counts, which it interpolates as CloudWatch does. Data arrive late, and
 * come in pages.
 */
export class FakeCloudWatch implements FakeService {
  readonly scope = 'monitoring'
  readonly prefix = 'GraniteServiceVersion20100801'
  readonly contentType = 'application/x-amz-json-1.0'
  nowMs = Date.UTC(2026, 10, 28, 12)
  /** Later than a minute's end. */
  arrivesAfterMs = 0
  /** Values in one page. */
  pageSize = 100_800
  interpolates = true
  /** What the last page says of a metric, by its name. */
  status: Record<string, string> = {}
  messages: { Code: string; Value: string }[] = []
  readonly #data = new Map<string, Map<number, Samples>>()

  clockMs(): number {
    return this.nowMs
  }

  /** @param atMs any time of the minute */
  put(name: string, variant: string, atMs: number, value: number, count = 1): void {
    const key = keyOf('AWS/SageMaker', name, [
      ['EndpointName', 'fraud'],
      ['VariantName', variant],
    ])
    const minutes = this.#data.get(key) ?? new Map<number, Samples>()
    this.#data.set(key, minutes)
    const minute = Math.floor(atMs / MINUTE_MS) * MINUTE_MS
    const samples = minutes.get(minute) ?? new Map<number, number>()
    minutes.set(minute, samples)
    if (count > 0) samples.set(value, (samples.get(value) ?? 0) + count)
  }

  act(action: string, body: Readonly<Record<string, unknown>>): unknown {
    if (action !== 'GetMetricData') throw new AwsRefusal('UnknownOperationException', action, 404)
    onlyKeys(body, { MetricDataQueries: 'object', StartTime: 'number', EndTime: 'number', NextToken: 'string', ScanBy: 'string' }, [
      'MetricDataQueries',
      'StartTime',
      'EndTime',
    ])
    const queries = body['MetricDataQueries'] as Query[]
    const [from, to] = [Number(body['StartTime']) * 1000, Number(body['EndTime']) * 1000]
    checkQueries(queries, from, to)
    const results = queries.map((query) => this.#result(query, from, to))
    return { ...this.#page(results, Number(body['NextToken'] ?? 0)), Messages: this.messages }
  }

  #result({ Id, MetricStat: { Metric, Stat } }: Query, from: number, to: number): Result {
    const dimensions = (Metric.Dimensions ?? []).map(({ Name, Value }): [string, string] => [Name, Value])
    const minutes = this.#data.get(keyOf(Metric.Namespace, Metric.MetricName, dimensions)) ?? new Map<number, Samples>()
    const seen = [...minutes]
      .filter(([atMs]) => atMs >= from && atMs < to && atMs + MINUTE_MS + this.arrivesAfterMs <= this.nowMs)
      .sort(([a], [b]) => a - b)
    const Values = seen.map(([, samples]) => this.#statistic(Stat, samples))
    return {
      Id,
      Label: Metric.MetricName,
      Timestamps: seen.map(([atMs]) => atMs / 1000),
      Values,
      StatusCode: this.status[Metric.MetricName] ?? 'Complete',
    }
  }

  #statistic(stat: string, samples: Samples): number {
    const all = [...samples]
    if (stat === 'Sum') return all.reduce((sum, [value, count]) => sum + value * count, 0)
    if (stat === 'SampleCount') return all.reduce((sum, [, count]) => sum + count, 0)
    const [, lower = '', upper = ''] = RANGE.exec(stat) ?? []
    const upTo = (edge: string, open: number) =>
      edge === '' ? open : all.reduce((sum, [value, count]) => sum + count * this.#below(value, Number(edge)), 0)
    const total = all.reduce((sum, [, count]) => sum + count, 0)
    return upTo(upper, total) - upTo(lower, 0)
  }

  /** Part of a sample that is counted as at most this: within a bucket of a tenth of its value nobody knows where it was. */
  #below(value: number, edge: number): number {
    if (!this.interpolates) return value <= edge ? 1 : 0
    const bucket = Math.floor(Math.log(value) / Math.log(1.1))
    const [from, to] = [1.1 ** bucket, 1.1 ** (bucket + 1)]
    return Math.min(1, Math.max(0, (edge - from) / (to - from)))
  }

  /** The first results first, until the page is full; what does not fit is partial, and continued. */
  #page(results: readonly Result[], from: number): { MetricDataResults: Result[]; NextToken?: string } {
    let skipped = from
    let room = this.pageSize
    const MetricDataResults = results.map((result): Result => {
      const start = Math.min(skipped, result.Values.length)
      skipped -= start
      const end = Math.min(result.Values.length, start + room)
      room -= end - start
      const StatusCode = end < result.Values.length ? 'PartialData' : result.StatusCode
      return { ...result, Timestamps: result.Timestamps.slice(start, end), Values: result.Values.slice(start, end), StatusCode }
    })
    const total = results.reduce((sum, { Values }) => sum + Values.length, 0)
    return { MetricDataResults, ...(from + this.pageSize < total ? { NextToken: String(from + this.pageSize) } : {}) }
  }
}

function keyOf(namespace: string, name: string, dimensions: readonly (readonly [string, string])[]): string {
  return JSON.stringify([namespace, name, [...dimensions].sort()])
}

function checkQueries(queries: readonly Query[], from: number, to: number): void {
  const invalid = (why: string) => new AwsRefusal('ValidationError', why)
  if (!(from < to)) throw invalid('The parameter EndTime must be greater than StartTime.')
  if (queries.length > 500) throw invalid('The collection MetricDataQueries must not have a size greater than 500.')
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length)
    throw invalid('The values for parameter id in MetricDataQueries are not unique')
  for (const query of queries) {
    onlyKeys(query, { Id: 'string', MetricStat: 'object', ReturnData: 'boolean' }, ['Id', 'MetricStat'])
    onlyKeys(query.MetricStat, { Metric: 'object', Period: 'number', Stat: 'string' }, ['Metric', 'Period', 'Stat'])
    const { Period, Stat } = query.MetricStat
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(query.Id)) throw invalid(`The value ${query.Id} for parameter Id is not matching the pattern`)
    if (Period % 60 !== 0) throw invalid('period must be 1, 5, 10, 20, 30 or a multiple of 60')
    if (Stat !== 'Sum' && Stat !== 'SampleCount' && !RANGE.test(Stat)) throw invalid(`The parameter Stat ${Stat} is not valid`)
  }
}
