import { escapeMarkdown } from '../../report/escape-markdown.ts'
import type { Right } from '../../rollout/policy/comments.ts'
import { type People, PeopleError } from '../../rollout/ports.ts'
import { lackOf } from '../../rollout/who-may.ts'

/**
 * Why somebody may not do something; null: they may. The repository is asked each time, never the event: its `author_association` is who
 * they were, and says nothing of permissions.
 */
export async function whyMayNot(login: string, right: Right, people: People): Promise<string | null> {
  const { permission } = right
  if (permission === 'nobody') return 'the policy gives this command to nobody'
  try {
    const lack = await lackOf(login, { ...right, permission }, people)
    if (lack === null) return null
    if (lack.of === 'name') return 'the policy names who may, by login or team'
    return `it needs the permission \`${permission}\` in this repository, and \`${lack.has}\` is what there is`
  } catch (error) {
    if (!(error instanceof PeopleError)) throw error
    return `it cannot be told who may (${escapeMarkdown(error.message)})`
  }
}
