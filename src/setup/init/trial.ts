import { MeasurementError, UsageError } from '../../errors.ts'
import { type Evaluation, evaluateModel } from '../../gates/evaluate/evaluate-model.ts'
import type { DataFiles } from '../../gates/evaluate/model-files.ts'
import type { EvaluatePolicy } from '../../gates/evaluate/policy.ts'
import type { Comparison } from '../../judge/comparison.ts'
import { formatPlain } from '../../judge/format-number.ts'
import { parsePolicy } from '../../policy/load.ts'
import type { ModelPolicy } from '../../policy/policy.ts'
import type { ResolvedFile, Scoring, ScoringJob } from '../../sources/scored-rows.ts'
import { guessed } from './guess.ts'
import { holesOf, type Proposal } from './proposal.ts'
import { type MetricProposal, metricsToDoubt, metricsToTry, proposeMetrics, unmeasuredMetrics } from './propose-metrics.ts'
import { renderPolicyFile } from './render-policy.ts'

/** What a first run of the model showed. */
export type Trial = {
  readonly proposal: Proposal
  readonly metrics: readonly MetricProposal[]
  /** Reference of the version that it was compared with; null: there is none, or none that runs. */
  readonly comparedWith: string | null
  readonly rows: number | null
  /** Why it does not run as it was guessed. */
  readonly problem: string | null
  /** What looks wrong although it ran. */
  readonly doubts: readonly string[]
}

export type TrialWorld = {
  resolve(reference: string): Promise<ResolvedFile>
  resolveData(reference: string): Promise<DataFiles>
  /** The file as earlier commits have it, newest first, as references. */
  earlierVersions(path: string): Promise<readonly string[]>
  score(job: ScoringJob, title: string): Promise<Scoring>
}

/** A model that hangs must not keep a person waiting; one that needs longer is left to `time-limit`. */
const TIME_LIMIT_MS = 20_000
/** Broken candidates lie about in many repositories; after two the model is measured alone. */
const MOST_VERSIONS = 2

type Subject = {
  readonly proposal: Proposal
  readonly model: ModelPolicy
  readonly evaluate: EvaluatePolicy
  readonly data: DataFiles
  readonly candidate: ResolvedFile
}

/** Runs the model on its data, alone and beside another version, so that margins come from rows instead of from habit. */
export async function tryOut(proposal: Proposal, world: TrialWorld): Promise<Trial> {
  const { task } = proposal
  const nothing = {
    proposal,
    metrics: task.value === null ? [] : unmeasuredMetrics(task.value),
    comparedWith: null,
    rows: null,
    doubts: [],
  }
  if (task.value === null || holesOf(proposal).length > 0) return { ...nothing, problem: null }
  try {
    const subject = await subjectOf(proposal, world)
    const alone = await run(subject, null, world)
    const pair = await runBesideVersion(subject, world)
    return {
      proposal,
      metrics: proposeMetrics(task.value, alone.comparisons, pair?.evaluation.comparisons ?? null),
      comparedWith: pair?.reference ?? null,
      rows: alone.data[0]?.rows ?? null,
      problem: null,
      doubts: doubtsAbout(alone.comparisons, proposal),
    }
  } catch (error) {
    if (error instanceof UsageError) return { ...nothing, problem: error.message }
    if (!(error instanceof MeasurementError)) throw error
    const activation = likelyActivation(error, proposal)
    if (activation !== null)
      return tryOut(
        { ...proposal, activation: guessed(activation, 'the scores are no probabilities; if they are logits, this makes some') },
        world,
      )
    return { ...nothing, problem: `${error.message}. ${error.remedy}` }
  }
}

async function subjectOf(proposal: Proposal, world: TrialWorld): Promise<Subject> {
  const { task, evaluation, name } = proposal
  if (task.value === null || evaluation.value === null) throw new Error(`${name} has holes`)
  const text = renderPolicyFile([
    { proposal, metrics: [...metricsToTry(task.value), ...metricsToDoubt(task.value)], slices: [], problem: null },
  ])
  const model = parsePolicy(text, 'the proposed policy').models.get(name)
  if (model?.evaluate === undefined || model.evaluate === null) throw new Error(`the proposed policy has no ${name}`)
  const evaluate = { ...model.evaluate, limits: { ...model.evaluate.limits, timeLimitMs: TIME_LIMIT_MS } }
  return { proposal, model, evaluate, data: await world.resolveData(evaluation.value), candidate: await world.resolve(proposal.path) }
}

function run({ model, evaluate, data, candidate }: Subject, baseline: ResolvedFile | null, { score }: TrialWorld): Promise<Evaluation> {
  const files = { candidate, baseline, baselineSubject: model.subject, anchor: null, data: [data] as const, notes: [] }
  return evaluateModel({ model, evaluate, files, policyUnchanged: false, score })
}

/** Versions of about the same size first: a retrained model is, a toy or a broken export is not. */
async function runBesideVersion(subject: Subject, world: TrialWorld): Promise<{ reference: string; evaluation: Evaluation } | null> {
  const { proposal, candidate } = subject
  const far = (bytes: number) => Math.abs(Math.log((bytes + 1) / (proposal.bytes + 1)))
  const near = proposal.versions.toSorted((a, b) => far(a.bytes) - far(b.bytes)).slice(0, MOST_VERSIONS)
  for (const reference of [...(await world.earlierVersions(proposal.path)), ...near.map(({ path }) => path)]) {
    try {
      const version = await world.resolve(reference)
      if (version.sha256 === candidate.sha256) continue
      return { reference, evaluation: await run(subject, version, world) }
    } catch (error) {
      // A version that cannot be measured tells nothing about this one.
      if (!(error instanceof MeasurementError || error instanceof UsageError)) throw error
    }
  }
  return null
}

function likelyActivation({ reasonCode }: MeasurementError, { kind, activation, task }: Proposal): 'sigmoid' | 'softmax' | null {
  if (reasonCode !== 'OUTPUT_NOT_PROBABILITY' || kind !== 'onnx' || activation !== null) return null
  return task.value === 'multiclass-classification' ? 'softmax' : 'sigmoid'
}

/** A model that answers the other way round, or not better than a coin or the mean, was probably not asked what it answers. */
function doubtsAbout(comparisons: readonly Comparison[], { label, positive }: Proposal): string[] {
  const measuredAt = (id: string) => {
    const measured = comparisons.find((one) => one.id === id)?.measured
    return measured?.kind === 'measured' ? measured.candidate : null
  }
  const auc = measuredAt('roc_auc.min')
  const explained = measuredAt('r2.min')
  if (auc !== null && auc < FAR_BELOW_CHANCE) {
    return [
      `roc_auc is ${formatPlain(auc, 3)}, worse than chance: the positive label is probably not ${positive?.value}, but the other value`,
    ]
  }
  if (auc !== null && auc < HARDLY_ABOVE_CHANCE)
    return [`roc_auc is ${formatPlain(auc, 3)}, no better than chance: is ${label.value} what the model predicts?`]
  if (explained === null || explained > 0) return []
  return [`r2 is ${formatPlain(explained, 3)}, no better than always answering the mean: is ${label.value} what the model predicts?`]
}

/** A roc_auc of 0.5 is a coin's. */
const FAR_BELOW_CHANCE = 0.45
const HARDLY_ABOVE_CHANCE = 0.55
