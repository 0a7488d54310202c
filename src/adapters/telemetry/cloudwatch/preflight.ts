import { type Problem, UsageError } from '../../../errors.ts'
import { minutesIn } from './counts.ts'
import { nameOf, type Series } from './metric.ts'
import type { Question } from './questions.ts'
import { type Counting, readingOf } from './readings.ts'

/**
 * The stable arm's metrics must be there and fit together. CloudWatch knows nothing of a metric before its first value, so an arm that never
 * had a request cannot be told from one that is misspelt: of the canary it is said, and the check of the split finds it at the first share.
 *
 * @returns notes for people; @throws UsageError with everything that is missing
 */
export function checkMetrics(questions: readonly Question[], counting: Counting): string[] {
  const problems = questions.flatMap((question) => problemsOf(question, counting))
  const [first, ...rest] = problems
  if (first !== undefined) throw new UsageError(first, ...rest)
  return [...silentNotes(questions, counting), ...rangeNotes(questions)]
}

function problemsOf(question: Question, counting: Counting): Problem[] {
  const where = `\`guardrails.${question.name}\``
  const missing = seriesNeeded(question, 'stable', counting.sparse).filter((series) => isSilent(series, counting))
  if (missing.length > 0) {
    return missing.map((series) => ({
      where,
      found: `no data of ${nameOf(series)} in the last hour`,
      expected: 'traffic in the stable arm, under all its dimensions',
      remedy: 'Correct the metric or `telemetry.arms`: `aws cloudwatch list-metrics` shows each with its dimensions.',
    }))
  }
  const reading = readingOf(question, counting)
  if (reading.kind !== 'not-evaluable') return []
  return [
    {
      where,
      found: reading.why,
      expected: 'counts that fit together',
      remedy: 'See docs/telemetry/cloudwatch.md for what each kind needs.',
    },
  ]
}

function seriesNeeded(question: Question, arm: 'stable' | 'canary', sparse: boolean): Series[] {
  switch (question.kind) {
    case 'rate':
      return sparse ? [question.arms[arm].requests] : [question.arms[arm].requests, question.arms[arm].failures]
    case 'histogram':
      return [question.arms[arm].total]
    case 'mean':
      return [question.arms[arm].count, question.arms[arm].sum, question.arms[arm].sumOfSquares]
  }
}

function isSilent(series: Series, { data, span }: Counting): boolean {
  return minutesIn(data, series, span).size === 0
}

function silentNotes(questions: readonly Question[], counting: Counting): string[] {
  return questions
    .filter((question) => seriesNeeded(question, 'canary', counting.sparse).every((series) => isSilent(series, counting)))
    .map(({ name }) => `${name}: no data of the canary yet; whether its name is right is seen at the first share`)
}

function rangeNotes(questions: readonly Question[]): string[] {
  return questions
    .filter(({ kind }) => kind === 'histogram')
    .map(({ name }) => `${name}: CloudWatch interpolates counts within ranges; an edge is as sharp as its own buckets`)
}
