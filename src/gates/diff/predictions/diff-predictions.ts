import { MeasurementError } from '../../../errors.ts'
import { isReasonCode } from '../../../judge/reason-codes.ts'
import type { Answers } from '../../../metrics/sample.ts'
import type { Limits, ResolvedFile, Scoring, ScoringJob } from '../../../sources/scored-rows.ts'
import type { EvaluatedModel } from '../../evaluate/evaluated-model.ts'
import type { DataFiles } from '../../evaluate/model-files.ts'
import { scoringJob } from '../../evaluate/scoring-job.ts'
import { check, compareColumn } from '../distribution/compare-columns.ts'
import { drawColumns } from '../distribution/draw-columns.ts'
import type { DriftSettings } from '../distribution/request.ts'
import { type DiffPart, NOTHING_FOUND } from '../finding.ts'
import { profileOfAnswers } from './profile-answers.ts'

export type PredictionsRequest = {
  readonly model: EvaluatedModel
  readonly candidate: ResolvedFile
  readonly reference: DataFiles
  readonly current: DataFiles
  readonly drift: DriftSettings
  readonly limits: Limits
  /** Runs the model in the worker. */
  score(job: ScoringJob, title: string): Promise<Scoring>
}

/** A check's and a waiver's name for them. */
export const PREDICTIONS = 'predictions'
/** Of the permutations: another stream than those of the columns. */
const SEED = 20_261_125

/**
 * How the candidate's answers are distributed on both data sets. One model answers both, so that what moves them is the data: inputs may
 * each move by less than their margin and the answers by more.
 */
export async function diffPredictions(request: PredictionsRequest): Promise<DiffPart> {
  const { model, drift } = request
  if (model.subject.kind !== 'onnx') {
    const why =
      model.subject.kind === 'predictions'
        ? 'a file of predictions holds answers to the evaluation data only'
        : `it is compared of ONNX models, and this one is ${model.subject.kind === 'endpoint' ? 'an endpoint' : 'a command'}`
    return { ...NOTHING_FOUND, notes: [`The drift of predictions was not compared: ${why}.`] }
  }
  try {
    const before = await answersTo(request, request.reference, 'Predicting on the reference')
    const after = await answersTo(request, request.current, 'Predicting on the data')
    const profile = profileOfAnswers(PREDICTIONS, before, after)
    const comparisons = compareColumn(profile, drift, SEED)
    return { ...NOTHING_FOUND, comparisons, figures: drawColumns([profile]) }
  } catch (error) {
    if (!(error instanceof MeasurementError) || !isReasonCode(error.reasonCode)) throw error
    const measured = { kind: 'error', reasonCode: error.reasonCode, why: error.message } as const
    return { ...NOTHING_FOUND, comparisons: [check({ id: 'DRIFT', metric: 'drift', slice: PREDICTIONS, margin: 0, measured })] }
  }
}

async function answersTo({ model, candidate, limits, score }: PredictionsRequest, data: DataFiles, title: string): Promise<Answers> {
  const files = { candidate, baseline: null, baselineSubject: model.subject, anchor: null, notes: [] }
  const { scored } = await score(scoringJob(model, { slices: [], limits }, files, data), title)
  if (scored.arms.candidate === undefined) throw new Error('the candidate did not answer')
  return scored.arms.candidate
}
