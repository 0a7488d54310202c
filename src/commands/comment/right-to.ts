import { type CommentRights, commentsSection, type Right } from '../../rollout/policy/comments.ts'
import type { LiveModel } from '../rollout/ports.ts'

/** Whom a model's policy lets give a command. */
export function rightTo(name: keyof CommentRights): (live: Pick<LiveModel, 'model'>) => Right {
  return ({ model }) => (model.comments ?? commentsSection.parse({}))[name]
}

/** Who may answer a request is said once, where requests are configured. */
export function rightToPromote({ rollout }: Pick<LiveModel, 'rollout'>): Right {
  const { approval } = rollout
  return { permission: approval?.permission ?? 'maintain', users: approval?.users ?? [], teams: approval?.teams ?? [] }
}
