import { escapeMarkdown } from '../../report/escape-markdown.ts'
import type { Right } from '../../rollout/policy/comments.ts'
import { PERMISSIONS, type People, PeopleError } from '../../rollout/ports.ts'

/**
 * Why somebody may not do something; null: they may. The repository is asked each time, never the event: its `author_association` is who
 * they were, and says nothing of permissions.
 */
export async function whyMayNot(login: string, right: Right, people: People): Promise<string | null> {
  const { permission, users, teams } = right
  if (permission === 'nobody') return 'the policy gives this command to nobody'
  try {
    const has = await people.permissionOf(login)
    if (PERMISSIONS.indexOf(has) < PERMISSIONS.indexOf(permission))
      return `it needs the permission \`${permission}\` in this repository, and \`${has}\` is what there is`
    if (users.length === 0 && teams.length === 0) return null
    if (users.some((one) => one.toLowerCase() === login.toLowerCase())) return null
    for (const team of teams) if (await people.isMember(team, login)) return null
    return 'the policy names who may, by login or team'
  } catch (error) {
    if (!(error instanceof PeopleError)) throw error
    return `it cannot be told who may (${escapeMarkdown(error.message)})`
  }
}
