import { markdownTable } from 'markdown-table'
import { usdPerMillion } from '../cost/money.ts'
import { bestUnder, hasTail, paretoFront, type SweepPoint } from './pareto.ts'
import { pasteSettings } from './paste-settings.ts'

/** How good a model is, as the evaluation found it. */
export type Quality = { readonly metric: string; readonly value: number; readonly outcome: string }

export type SweptModel = {
  readonly model: string
  readonly points: readonly SweepPoint[]
  /** Of the first data set; empty where the policy asks for no evaluation. */
  readonly quality: readonly Quality[]
  readonly notTried: number
  readonly refused: readonly string[]
}

export type SweepReport = {
  readonly name: string
  readonly models: readonly SweptModel[]
  readonly limit: { readonly key: string; readonly maxMs: number | null; readonly underLoad: boolean; readonly callsNeeded: number }
  readonly priceUsdPerHour: number | null
  readonly utilisation: number
  /** Requests a second under `load` and the rows of each; null where the policy asks for none. */
  readonly load: { readonly rate: number; readonly rowsPerRequest: number } | null
}

/** A model that the evaluation fails, or cannot judge, is no advice however fast it is. */
function isFit({ quality }: SweptModel): boolean {
  return quality.every(({ outcome, value }) => outcome !== 'fail' && Number.isFinite(value))
}

function unfit(models: readonly SweptModel[]): string[] {
  const names = models.filter((model) => !isFit(model)).map(({ model }) => cell(model))
  return names.length === 0 ? [] : [`Not advised, because the evaluation fails or could not judge them: ${names.join(', ')}.`]
}

/** The Pareto front over all models, the best setting of each, and what to paste. */
export function renderSweep(report: SweepReport): string {
  const { models, limit } = report
  const all = models.flatMap(({ points }) => points)
  const front = paretoFront(all)
  return [
    `## ${report.name}: settings`,
    `${all.length} settings were tried${limit.maxMs === null ? '' : `; the limit is ${limit.key} ≤ ${limit.maxMs} ms`}. Nothing beats these ${front.length} in ${limit.key}, throughput and memory at once:`,
    tableOf(front, report),
    ...(models.length > 1 ? ['The best setting of each model:', bestTable(report)] : []),
    ...(limit.underLoad ? [WITHOUT_A_QUEUE] : []),
    ...models.flatMap((model) => remarksOn(model, report)),
    ...unfit(models),
    pasteSettings(
      bestUnder(
        models.filter(isFit).flatMap(({ points }) => points),
        limit.maxMs,
      ),
      report,
    ),
  ].join('\n\n')
}

function tableOf(points: readonly SweepPoint[], report: SweepReport): string {
  const rows = [...points].sort((a, b) => (a.tailMs ?? 0) - (b.tailMs ?? 0)).map((point) => [...rowOf(point, report)])
  return markdownTable([headerOf(report), ...rows], { alignDelimiters: false })
}

function headerOf({ limit, priceUsdPerHour }: SweepReport): string[] {
  const money = priceUsdPerHour === null ? [] : ['USD per million']
  return [
    'model',
    'rows',
    'threads',
    'instances',
    'graph optimisation',
    'p50 (ms)',
    `${limit.key} (ms)`,
    'predictions/s',
    'peak memory (MiB)',
    ...money,
  ]
}

function rowOf(
  { model, setting, p50Ms, tailMs, perSecond, peakBytes }: SweepPoint,
  { priceUsdPerHour, utilisation }: SweepReport,
): string[] {
  const cost = priceUsdPerHour === null ? [] : [short(usdPerMillion({ priceUsdPerHour, capacity: perSecond, utilisation }))]
  const { rows, threads, instances, optimization } = setting
  return [
    cell(model),
    String(rows),
    String(threads),
    String(instances),
    optimization,
    p50Ms === null ? 'too few calls' : short(p50Ms),
    tailMs === null ? 'too few calls' : short(tailMs),
    short(perSecond),
    short(peakBytes / 2 ** 20),
    ...cost,
  ]
}

/** Models beside each other: what they cost and what they are worth. */
function bestTable(report: SweepReport): string {
  const metrics = [...new Set(report.models.flatMap(({ quality }) => quality.map(({ metric }) => metric)))]
  const rows = report.models.map(({ model, points, quality }) => {
    const best = bestUnder(points, report.limit.maxMs)
    const worth = metrics.map((metric) => {
      const found = quality.find((one) => one.metric === metric)
      return found === undefined ? '' : `${short(found.value)} (${found.outcome})`
    })
    return [
      ...(best === null
        ? [
            cell(model),
            ...headerOf(report)
              .slice(1)
              .map(() => 'none keeps the limit'),
          ]
        : rowOf(best, report)),
      ...worth,
    ]
  })
  return markdownTable([[...headerOf(report), ...metrics], ...rows], { alignDelimiters: false })
}

const WITHOUT_A_QUEUE =
  'Latencies here are those of calls alone, while all instances are busy. Under `load` the wait in the queue comes on top: only the benchmark itself tells whether a setting keeps the limit there.'

function remarksOn({ model, points, notTried, refused }: SweptModel, { limit }: SweepReport): string[] {
  const untold = points.filter((point) => !hasTail(point)).map(({ calls }) => calls)
  const range = [...new Set([Math.min(...untold), Math.max(...untold)])].join(' to ')
  return [
    ...(untold.length === 0
      ? []
      : [
          `${cell(model)}: ${untold.length} of ${points.length} settings made ${range} calls, and ${limit.key} takes ${limit.callsNeeded}: it is not told, and they are not compared. A longer \`time-budget\` would do.`,
        ]),
    ...(notTried === 0 ? [] : [`${cell(model)}: ${notTried} settings did not fit into \`time-budget\`.`]),
    ...(refused.length === 0 ? [] : [`${cell(model)} refused: ${[...new Set(refused)].map(cell).join('; ')}.`]),
  ]
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function cell(text: string): string {
  return text
    .replace(/[\p{Cc}]/gu, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('`', "'")
}
