import type { Comparison } from '../../judge/comparison.ts'
import type { Figure } from '../../judge/figure.ts'
import { judge } from '../../judge/judge.ts'
import { type Judgement, unchanged } from '../../judge/judgement.ts'
import type { Flips, Verdict } from '../../judge/verdict.ts'
import type { RowsToWrite, ScoredRows, Scoring, ScoringJob } from '../../sources/scored-rows.ts'
import { compareAll } from './compare.ts'
import type { EvaluatedModel } from './evaluated-model.ts'
import { figuresOf } from './figures.ts'
import { flipFile } from './flip-file.ts'
import { turnsOf } from './flips.ts'
import type { DataFiles, ModelFiles } from './model-files.ts'
import type { EvaluatePolicy } from './policy.ts'
import { hasLimits, limitsWanted } from './propose-limits.ts'
import { type Reported, reportedMetrics } from './reported.ts'
import { type Measurement, measurementOf } from './sample.ts'
import { scoringJob } from './scoring-job.ts'
import { type CountTurns, searchFlips } from './search-flips.ts'

export type Evaluation = {
  readonly judgement: Judgement
  readonly comparisons: readonly Comparison[]
  readonly data: Verdict['subject']['data']
  readonly reported: readonly Reported[]
  readonly flips: Omit<Flips, 'file'> | null
  /** Rows of the first data set whose answer turned, for the flip file; null where there are none, or nobody asked. */
  readonly turned: RowsToWrite | null
  /** Of the first data set. */
  readonly figures: readonly Figure[]
  readonly notes: readonly string[]
  readonly environment: Scoring['environment'] | null
}

export type EvaluateRequest = {
  readonly model: EvaluatedModel
  readonly evaluate: EvaluatePolicy
  readonly files: ModelFiles
  readonly policyUnchanged: boolean
  /** Whether the rows whose answer turned are wanted, not only their number; not when left out. */
  readonly keepTurned?: boolean
  score(job: ScoringJob, title: string): Promise<Scoring>
  /** Counts answers that turned by the data's columns; when left out, only the declared slices are searched. */
  readonly countTurns?: CountTurns
}

/**
 * Measures and judges one model. On changed evaluation data both versions are judged, and all checks are one gate: the candidate
 * must hold on both.
 *
 * @throws MeasurementError, UsageError
 */
export async function evaluateModel(request: EvaluateRequest): Promise<Evaluation> {
  const { evaluate, files } = request
  if (isUnchanged(request)) return untouched(files)
  const parts: Part[] = []
  for (const [index, data] of files.data.entries()) {
    parts.push(await measurePart(request, data, index === 0 ? 'evaluation' : 'evaluation-changed'))
  }
  const comparisons = parts.flatMap((part) => part.comparisons)
  const [first] = parts
  return {
    judgement: judge(comparisons, evaluate),
    comparisons,
    data: parts.map(({ role, data, rows }) => ({ role, reference: data.reference, sha256: data.sha256, rows })),
    reported: first?.reported ?? [],
    flips: first?.flips ?? null,
    turned: first?.turned ?? null,
    figures: first?.figures ?? [],
    notes: [...files.notes, ...new Set(parts.flatMap((part) => part.notes))],
    environment: first?.environment ?? null,
  }
}

type Part = Pick<Evaluation, 'comparisons' | 'reported' | 'flips' | 'turned' | 'figures' | 'notes'> & {
  readonly role: Comparison['data']
  readonly data: DataFiles
  readonly rows: number
  readonly environment: Scoring['environment']
}

async function measurePart(request: EvaluateRequest, data: DataFiles, role: Comparison['data']): Promise<Part> {
  const { model, evaluate, files, score } = request
  const job = scoringJob(model, evaluate, files, data)
  const title = role === 'evaluation' ? `Scoring ${model.name}` : `Scoring ${model.name} on the changed data`
  const { scored, notes, environment } = await score(job, title)
  const measurement = measurementOf(model.task, scored)
  if (files.baseline === null && !hasLimits(evaluate)) throw limitsWanted(model.name, measurement, evaluate)
  const compared = compareAll(measurement, scored.slices, evaluate, role)
  const found = role === 'evaluation' ? await flipsOf(request, measurement, scored, job) : { flips: null, turned: null, notes: [] }
  return {
    role,
    data,
    rows: scored.rows,
    comparisons: compared.comparisons,
    reported: reportedMetrics(measurement, evaluate),
    flips: found.flips,
    turned: found.turned,
    figures: role === 'evaluation' ? figuresOf(measurement, scored.classes) : [],
    notes: [...notes, ...compared.notes, ...found.notes],
    environment,
  }
}

type FoundFlips = Pick<Part, 'flips' | 'turned' | 'notes'>

/** Of the first data set: those of the changed data are not shown. */
async function flipsOf(request: EvaluateRequest, measurement: Measurement, scored: ScoredRows, job: ScoringJob): Promise<FoundFlips> {
  const turns = turnsOf(measurement)
  if (turns === null) return { flips: null, turned: null, notes: [] }
  const { flips, notes } = await searchFlips(turns, scored, job, request.countTurns ?? null)
  const isWanted = request.keepTurned === true && flips.toRight + flips.toWrong > 0
  return { flips, turned: isWanted ? flipFile(turns, scored, job) : null, notes }
}

/** Same bytes, same data, same policy (design §4): nothing is loaded. Of a command or an endpoint nobody knows that it is the same. */
function isUnchanged({ files, policyUnchanged }: EvaluateRequest): boolean {
  if (files.candidate.call !== undefined) return false
  return policyUnchanged && files.data.length === 1 && files.candidate.sha256 === files.baseline?.sha256
}

function untouched({ data, notes }: ModelFiles): Evaluation {
  const [{ reference, sha256 }] = data
  return {
    judgement: unchanged(),
    comparisons: [],
    data: [{ role: 'evaluation', reference, sha256, rows: 0 }],
    reported: [],
    flips: null,
    turned: null,
    figures: [],
    notes,
    environment: null,
  }
}
