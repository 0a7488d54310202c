import type { FilesRequest } from '../gates/evaluate/model-files.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { Session } from './session.ts'

/** What every gate asks for the files of one model: what the inputs name, else what the commits have. */
export function filesRequest(session: Session, model: ModelPolicy, anchor: string, given: FilesRequest['given']): FilesRequest {
  const { chosen, repository, resolver, policy, baselinePolicy } = session
  const modelBefore = baselinePolicy?.models.get(model.name) ?? null
  const released = () => session.released(model.name)
  return { model, anchor, released, modelBefore, where: policy.where, chosen, repository, resolver, given }
}
