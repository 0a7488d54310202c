import { UsageError } from '../errors.ts'
import { type FilesRequest, findModelFiles, type ModelFiles } from '../gates/evaluate/model-files.ts'
import type { EvaluatePolicy } from '../gates/evaluate/policy.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { filesRequest } from './files-request.ts'
import type { Session } from './session.ts'

export type EvaluatedModel = { readonly model: ModelPolicy; readonly evaluate: EvaluatePolicy }

/** The models whose policy asks for an evaluation. @throws UsageError when none does: a gate that measures nothing is no gate */
export function evaluatedModels({ models, policyPath }: Session): EvaluatedModel[] {
  const asked = models.filter(({ evaluate }) => evaluate !== null)
  if (asked.length > 0) return asked.map(evaluatedModel)
  throw new UsageError({
    where: policyPath,
    found: `no \`evaluate\` block for ${models.map(({ name }) => name).join(', ')}`,
    expected: 'at least one model with metrics to judge',
    remedy: 'For example `evaluate: { metrics: { roc_auc: { margin: 0.005 } } }` in the model’s block.',
  })
}

export function evaluatedModel(model: ModelPolicy): EvaluatedModel {
  if (model.evaluate === null) throw new Error(`the policy asks for no evaluation of ${model.name}`)
  return { model, evaluate: model.evaluate }
}

/** The files that are compared for one of them: what the inputs name, else what the commits have. */
export function findFiles(session: Session, { model, evaluate }: EvaluatedModel, given: FilesRequest['given']): Promise<ModelFiles> {
  return findModelFiles(filesRequest(session, model, evaluate.anchor, given))
}
