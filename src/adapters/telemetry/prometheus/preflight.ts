import { type Problem, UsageError } from '../../../errors.ts'
import { ARMS } from '../../../rollout/ports.ts'
import type { Loaded } from './load-signals.ts'
import { SPLIT } from './queries.ts'
import { isZeroFailures } from './readings.ts'
import type { LoadedSignal, Timeline } from './timelines.ts'

/** With fewer the two arms' samples, which are taken at different moments, cover different times. */
const LEAST_SCRAPES = 5

/** What must be there before traffic moves, in both arms. @returns notes for people; @throws UsageError with everything that is missing */
export function checkSignals({ signals, timelines }: Loaded, windowMs: number): string[] {
  const problems = signals.flatMap(problemsOf)
  const spacingMs = Math.max(0, ...[...timelines.values()].map(spacingOf))
  if (spacingMs * LEAST_SCRAPES > windowMs * TOLERANCE) {
    problems.push({
      where: '`telemetry.window`',
      found: `windows of ${windowMs / 1000} s with a sample every ${spacingMs / 1000} s`,
      expected: `at least ${LEAST_SCRAPES} samples a window`,
      remedy: `Write \`window: ${Math.ceil((spacingMs * LEAST_SCRAPES) / 1000)}s\` or more, or scrape more often.`,
    })
  }
  const [first, ...rest] = problems
  if (first !== undefined) throw new UsageError(first, ...rest)
  return [...zeroNotes(signals), ...restartNotes([...timelines.values()])]
}

/** Scrapes jitter. */
const TOLERANCE = 1.05

function problemsOf(signal: LoadedSignal): Problem[] {
  const { name, parts, kind } = signal.queries
  const where = name === SPLIT ? '`telemetry.requests`' : `\`guardrails.${name}\``
  if (signal.broken !== null) {
    return [
      { where, found: signal.broken, expected: 'each series once, in one arm', remedy: 'Add a label to the query that tells them apart.' },
    ]
  }
  return parts.flatMap((part) =>
    ARMS.flatMap((arm): Problem[] => {
      const columns = signal.columns[arm].get(part.name) ?? []
      if (columns.length === 0 && !isZeroFailures(signal, arm, part.name)) {
        const remedy =
          part.name === 'failures'
            ? 'Let the service create the counter of failures with 0 at its start, or correct the query.'
            : `Correct the query or \`telemetry.arms\`: Prometheus has no such series${arm === 'canary' ? ', or the canary is not scraped yet' : ''}.`
        return [{ where, found: `no series ${part.selectors[arm]}`, expected: `series of the ${arm} arm`, remedy }]
      }
      if (kind !== 'histogram' || columns.some(({ labels }) => labels['le'] === '+Inf')) return []
      return [
        {
          where,
          found: `no bucket le="+Inf" of ${part.selectors[arm]}`,
          expected: 'a classic histogram',
          remedy: 'Name the `…_bucket` series.',
        },
      ]
    }),
  )
}

/** The usual distance of two samples: the median, in milliseconds. */
function spacingOf({ times }: Timeline): number {
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
}

function zeroNotes(signals: readonly LoadedSignal[]): string[] {
  return signals.flatMap((signal) =>
    ARMS.filter((arm) => isZeroFailures(signal, arm, 'failures') && (signal.columns[arm].get('failures') ?? []).length === 0).map(
      (arm) => `${signal.queries.name}: no failures of the ${arm} arm yet, which counts as 0`,
    ),
  )
}

/** Of hundreds of targets nobody reads more names. */
const MOST_NAMED = 5

function restartNotes(timelines: readonly Timeline[]): string[] {
  const without = timelines.filter(({ startedAt }) => startedAt.size === 0).map(({ target }) => target)
  if (without.length === 0) return []
  const more = without.length - MOST_NAMED
  const names = `${without.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more targets` : ''}`
  return [`${names} without a start time (process_start_time_seconds): a restart is seen only when a counter falls`]
}
