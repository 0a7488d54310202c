import { evenly } from '../judge/evenly.ts'
import type { FigureOf } from '../judge/figure.ts'
import { wilsonInterval } from '../stats/proportions.ts'
import { drawnQuantile } from '../stats/sequential/describe.ts'
import type { Course, Point } from './course.ts'
import type { SeenWindow } from './entry.ts'
import { ARMS, type Arm } from './ports.ts'
import type { Rollout } from './rollout.ts'
import type { Guardrail } from './settings.ts'
import { timeOf } from './story.ts'
import { addTotals } from './totals.ts'

type Timeline = FigureOf<'timeline'>
type Series = Timeline['series'][number]

/** Bins of a plot of rates: fewer, wider ones have intervals that say something. */
const MOST_BINS = 30
/** e-values beyond are drawn at the edge: nothing is decided there any more. */
const [LEAST_LOG_E, MOST_LOG_E] = [Math.log(1e-3), Math.log(1e5)]
const MOST_EXCLUSIONS = 6
const MOST_EVENTS = 150
const MOST_POINTS = 190

/** What the time line of a rollout is drawn from: share, evidence, and both arms of each guardrail, with the decisions in each. */
export function figuresOf(course: Course): Timeline[] {
  const { decided, points } = course
  const rollout = decided
  if (rollout === null || points.length === 0) return []
  const events = eventsOf(course)
  const hasControl = rollout.settings.promotion === 'swap' && rollout.isPromotionBegun
  const common = { kind: 'timeline' as const, limits: [], events }
  return [
    {
      ...common,
      title: 'Share of the canary',
      caption: `As read back from the target. Numbered lines are the decisions of the time line.${hasControl ? ' After the promotion it is what the old model keeps, as control.' : ''}`,
      y: { label: 'share of traffic', scale: 'linear', unit: 'share' },
      series: [{ name: 'canary', arm: 'candidate', step: true, points: sharesOf(course) }],
    },
    { ...common, ...harmFigure(points, rollout) },
    ...exclusionFigure(points, rollout).map((figure) => ({ ...common, ...figure })),
    ...rollout.settings.guardrails.flatMap((guardrail) => armFigures(guardrail, course)).map((figure) => ({ ...common, ...figure })),
  ]
}

/** Numbered as in the time line's table. */
function eventsOf({ entries }: Course): Timeline['events'] {
  let number = 0
  return entries.flatMap(({ entry: { at, body } }) => {
    if (body.kind === 'step' && body.step.event === null && body.step.action === null && body.step.reason === null) return []
    number++
    const what = body.kind === 'step' ? body.step.event : body.kind === 'command' ? body.command : 'start'
    const tone = what === null ? 'none' : (TONES[what] ?? 'none')
    return number > MOST_EVENTS ? [] : [{ at: timeOf(at), label: String(number), tone }]
  })
}

const TONES: Readonly<Record<string, 'pass' | 'warn' | 'fail'>> = {
  breach: 'fail',
  abort: 'fail',
  rollback: 'fail',
  revert: 'fail',
  'roll-back': 'fail',
  hold: 'warn',
  lapse: 'warn',
  promote: 'pass',
  settle: 'pass',
  finish: 'pass',
}

function sharesOf({ entries }: Course): Series['points'] {
  const shares = entries.map(({ entry, history }) => ({ at: timeOf(entry.at), value: (history.current?.standsBp ?? 0) / 10_000 }))
  return evenly(shares, MOST_POINTS).map((one) => ({ ...one, lower: null, upper: null }))
}

function harmFigure(points: readonly Point[], { settings }: Rollout): Pick<Timeline, 'title' | 'caption' | 'y' | 'series' | 'limits'> {
  const merged = seriesOf('all together', 'candidate', points, ({ judged }) => judged.rollback)
  const each = settings.guardrails.map(({ name }) =>
    seriesOf(name, 'other', points, ({ judged }) => judged.guardrails.find((one) => one.name === name)?.rollback ?? null),
  )
  return {
    title: 'Evidence of harm',
    caption: `The e-value against "within the margins". At ${Math.round(1 / settings.falseRollbackRate)} the canary goes back; a healthy one ever gets there in at most ${settings.falseRollbackRate * 100} % of rollouts.`,
    y: { label: 'e-value', scale: 'log', unit: 'number' },
    series: each.length < 2 ? [merged] : [merged, ...each.slice(0, MOST_EXCLUSIONS)],
    limits: [{ name: 'rolls back', value: 1 / settings.falseRollbackRate }],
  }
}

function exclusionFigure(
  points: readonly Point[],
  { settings }: Rollout,
): Pick<Timeline, 'title' | 'caption' | 'y' | 'series' | 'limits'>[] {
  const criticals = settings.guardrails.filter(({ critical }) => critical).slice(0, MOST_EXCLUSIONS)
  const series = criticals.map(({ name }) =>
    seriesOf(name, 'other', points, ({ judged }) => judged.guardrails.find((one) => one.name === name)?.exclusion ?? null),
  )
  if (!series.some((one) => one.points.length > 0)) return []
  return [
    {
      title: 'Evidence that harm is excluded',
      caption: `The e-value against "worse than this step must exclude", which asks for more with every step. Where all critical guardrails are above ${Math.round(1 / settings.falsePromotionRate)}, the step is proven.`,
      y: { label: 'e-value', scale: 'log', unit: 'number' },
      series,
      limits: [{ name: 'proven', value: 1 / settings.falsePromotionRate }],
    },
  ]
}

function seriesOf(name: string, arm: Series['arm'], points: readonly Point[], logE: (point: Point) => number | null): Series {
  const drawn = points.flatMap((point) => {
    const value = logE(point)
    if (value === null) return []
    return [{ at: timeOf(point.atMs), value: Math.exp(Math.min(MOST_LOG_E, Math.max(LEAST_LOG_E, value))), lower: null, upper: null }]
  })
  return { name, arm, step: false, points: evenly(drawn, MOST_POINTS) }
}

type Bin = { readonly atMs: number; readonly totals: ReturnType<typeof addTotals> }

/** Both arms of a guardrail over time: rates with intervals, each quantile of a latency between the edges that bound it. */
function armFigures(guardrail: Guardrail, { windows }: Course): Omit<Timeline, 'kind' | 'limits' | 'events'>[] {
  const { name, spec, unit } = guardrail
  const bins = binned(windows)
  const drawn = (measure: (bin: Bin, arm: Arm) => Omit<Series['points'][number], 'at'> | null) =>
    ARMS.map(
      (arm): Series => ({
        name: arm,
        arm: arm === 'stable' ? 'baseline' : 'candidate',
        step: false,
        points: bins.flatMap((bin) => {
          const value = measure(bin, arm)
          return value === null ? [] : [{ at: timeOf(bin.atMs), ...value }]
        }),
      }),
    )
  const span = bins.length < windows.length ? ` Each point sums several windows.` : ''
  switch (spec.kind) {
    case 'rate':
      return [
        {
          title: `${name}: share of requests`,
          caption: `Bands are 95 % intervals of each point by itself.${span}`,
          y: { label: 'share of requests', scale: 'linear', unit: 'share' },
          series: drawn(({ totals }, arm) => rateOf(totals[name], arm)),
        },
      ]
    case 'latency':
      return spec.quantiles.map((quantile) => ({
        title: `${name}: p${Number((quantile * 100).toPrecision(4))}`,
        caption: `On a straight line within its bucket; bands reach to the bucket edges that bound it (95 %).${span}`,
        y: { label: unit === undefined ? 'latency' : `latency, ${unit}`, scale: 'linear' as const, unit: 'number' as const },
        series: drawn(({ totals }, arm) => quantileIn(totals[name], arm, quantile)),
      }))
    case 'mean':
      return [
        {
          title: `${name}: mean`,
          caption: `Of each point's requests.${span}`,
          y: { label: name, scale: 'linear', unit: 'number' },
          series: drawn(({ totals }, arm) => meanIn(totals[name], arm)),
        },
      ]
  }
}

type Total = Bin['totals'][string] | undefined

function rateOf(total: Total, arm: Arm) {
  if (total?.kind !== 'rate' || total.arms[arm].requests === 0) return null
  const { requests, failures } = total.arms[arm]
  const [lower, upper] = wilsonInterval(failures, requests, 0.95)
  return { value: failures / requests, lower, upper }
}

function quantileIn(total: Total, arm: Arm, quantile: number) {
  return total?.kind === 'histogram' ? drawnQuantile(total.arms[arm].counts, total.edges, quantile) : null
}

function meanIn(total: Total, arm: Arm) {
  if (total?.kind !== 'mean' || total.arms[arm].count === 0) return null
  return { value: total.arms[arm].sum / total.arms[arm].count, lower: null, upper: null }
}

function binned(windows: readonly SeenWindow[]): Bin[] {
  const size = Math.max(1, Math.ceil(windows.length / MOST_BINS))
  const bins: Bin[] = []
  for (let from = 0; from < windows.length; from += size) {
    const some = windows.slice(from, from + size)
    const totals = some.reduce((sum: Bin['totals'], { readings }) => addTotals(sum, evaluable(readings)), {})
    bins.push({ atMs: some.at(-1)?.toMs ?? 0, totals })
  }
  return bins
}

function evaluable(readings: SeenWindow['readings']): SeenWindow['readings'] {
  return Object.fromEntries(Object.entries(readings).filter(([, { kind }]) => kind !== 'not-evaluable'))
}
