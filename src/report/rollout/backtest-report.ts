import { formatDuration } from '../../judge/format-number.ts'
import { escapeMarkdown, plainText } from '../escape-markdown.ts'
import { table } from '../markdown-table.ts'

type Outcome = 'rolled-back' | 'promoted' | 'undecided'
type Truth = 'healthy' | 'bad' | null

/** What a backtest found, as people read it. */
export type BacktestReport = {
  readonly model: string
  readonly environment: string
  readonly repeats: number
  readonly seed: number
  readonly falseRollbackRate: number
  readonly tested: readonly ReportedRelease[]
  readonly untested: readonly { readonly name: string; readonly truth: Truth; readonly why: string }[]
  readonly notes: readonly string[]
}

export type ReportedRelease = {
  readonly name: string
  readonly truth: Truth
  readonly runs: Readonly<Record<Outcome, number>>
  readonly outcome: Outcome
  readonly afterMs: readonly [least: number, median: number, longest: number]
  readonly share: number
  readonly message: string
}

const WORDS: Record<Outcome, string> = { 'rolled-back': 'rolled back', promoted: 'promoted', undecided: 'undecided' }
const MAX_MESSAGE_CHARS = 300

/** The answer in a sentence, then each release, then what the numbers cannot say. */
export function renderBacktest(report: BacktestReport, medium: 'markdown' | 'terminal'): string {
  const safe = (text: string) => (medium === 'markdown' ? escapeMarkdown(text, MAX_MESSAGE_CHARS) : plainText(text, MAX_MESSAGE_CHARS))
  const { model, environment, repeats, seed, tested, untested, notes } = report
  const lines = [
    `## Backtest: ${safe(model)} in ${safe(environment)}`,
    '',
    safe(headlineOf(report)),
    '',
    ...(tested.length === 0
      ? []
      : [releaseTable(tested, safe), '', `${repeats} runs of each release, seed ${seed}.${falseAlarmsOf(report)}`]),
    ...reasonsOf(tested, safe),
    ...list('Not judged:', untested.map(({ name, why }) => `${name}: ${why}`).map(safe)),
    ...list('What this does not say:', notes.map(safe)),
  ]
  return `${lines.join('\n')}\n`
}

/** `Would have rolled back 0 of 14 healthy releases, and 2026-10-03 after 6 min.` */
export function headlineOf({ tested }: Pick<BacktestReport, 'tested'>): string {
  const healthy = tested.filter(({ truth }) => truth === 'healthy')
  const bad = tested.filter(({ truth }) => truth === 'bad')
  const unknown = tested.filter(({ truth }) => truth === null)
  const parts = [
    ...(healthy.length === 0
      ? []
      : [`${healthy.filter(({ outcome }) => outcome === 'rolled-back').length} of ${healthy.length} healthy releases`]),
    ...bad.map(aboutBad),
  ]
  const others = (['rolled-back', 'promoted', 'undecided'] as const).flatMap((outcome) => {
    const count = unknown.filter((one) => one.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${WORDS[outcome]}`]
  })
  const sentences = [
    ...(parts.length === 0 ? [] : [`Would have rolled back ${parts.join(', and ')}.`]),
    ...(others.length === 0 ? [] : [`Of ${unknown.length} releases of which nobody says how they were: ${others.join(', ')}.`]),
    ...openOf(healthy),
  ]
  return sentences.length === 0 ? 'No release could be judged.' : sentences.join(' ')
}

function aboutBad({ name, outcome, afterMs }: ReportedRelease): string {
  if (outcome === 'rolled-back') return `${name} after ${formatDuration(afterMs[1])}`
  return outcome === 'promoted'
    ? `NOT ${name}, which it promotes after ${formatDuration(afterMs[1])}`
    : `not ${name}, of which it decides nothing`
}

function openOf(healthy: readonly ReportedRelease[]): string[] {
  const open = healthy.filter(({ outcome }) => outcome === 'undecided').length
  return open === 0 ? [] : [`${open} healthy ones stay undecided.`]
}

function releaseTable(tested: readonly ReportedRelease[], safe: (text: string) => string): string {
  const rows = tested.map(({ name, truth, outcome, afterMs, share, runs }) => {
    const all = runs['rolled-back'] + runs.promoted + runs.undecided
    return [
      safe(name),
      truth ?? '',
      WORDS[outcome],
      rangeOf(afterMs),
      `${Number((share * 100).toPrecision(4))} %`,
      `${runs[outcome]} of ${all}`,
    ]
  })
  return table(['release', 'truth', 'would be', 'after', 'at', 'runs'], rows, 'aligned')
}

/** Runs of one release have most of their requests in common: this is no rate, but many where one is allowed are a sign. */
function falseAlarmsOf({ tested, falseRollbackRate }: BacktestReport): string {
  const healthy = tested.filter(({ truth }) => truth === 'healthy')
  if (healthy.length === 0) return ''
  const sum = (of: (one: ReportedRelease) => number) => healthy.reduce((total, one) => total + of(one), 0)
  const all = sum(({ runs }) => runs['rolled-back'] + runs.promoted + runs.undecided)
  return ` Healthy ones roll back in ${sum(({ runs }) => runs['rolled-back'])} of ${all} runs; the policy allows ${Number((falseRollbackRate * 100).toPrecision(4))} %.`
}

/** Of every release that did not simply go up. */
function reasonsOf(tested: readonly ReportedRelease[], safe: (text: string) => string): string[] {
  const told = tested.filter(({ outcome }) => outcome !== 'promoted')
  return list(
    '',
    told.map(({ name, message }) => safe(`${name}: ${message}`)),
  )
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  return ['', ...(title === '' ? [] : [title, '']), ...items.map((item) => `* ${item}`)]
}

function rangeOf([least, median, longest]: ReportedRelease['afterMs']): string {
  return least === longest ? formatDuration(median) : `${formatDuration(median)} (${formatDuration(least)} to ${formatDuration(longest)})`
}
