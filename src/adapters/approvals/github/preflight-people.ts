import { type Problem, UsageError } from '../../../errors.ts'
import { PublishingRefused } from '../../../report/ports.ts'
import { PeopleError, type Permission } from '../../../rollout/ports.ts'
import { isAtLeast } from '../../../rollout/who-may.ts'
import { openPlace } from '../../publishing/github/open-place.ts'
import type { Ahead } from './preflight.ts'

/** Whoever the policy names is there and has the permission that an answer needs; the token can read the teams. */
export async function checkPeople(ahead: Ahead): Promise<readonly string[]> {
  await checkTeams(ahead)
  const { rule, where } = ahead
  return checkPermissions(rule.users ?? [], { who: 'named in `users`', where: `${where}.users`, areAll: rule.teams === null }, ahead)
}

/**
 * @param who what they are asked as, in words
 * @param areAll nobody else could answer
 * @throws UsageError where nobody could answer
 */
export async function checkPermissions(
  logins: readonly string[],
  { who, where, areAll }: { readonly who: string; readonly where: string; readonly areAll: boolean },
  ahead: Ahead,
): Promise<string[]> {
  const { permission: asked } = ahead.rule
  const all = await Promise.all(logins.map(async (login) => ({ login, permission: await permissionOf(login, where, ahead) })))
  const short = all.filter(({ permission }) => !isAtLeast(permission, asked))
  if (areAll && all.length > 0 && short.length === all.length)
    throw new UsageError({
      where,
      found: short.map(({ login, permission }) => `${login}, ${who}, with ${permission}`).join('; '),
      expected: `at least one with ${asked}: nobody could answer`,
      remedy: 'Give them the permission in the repository, or ask for less by `permission`.',
    })
  return short.map(({ login, permission }) => `@${login} is ${who}, but has only ${permission}: ${asked} is asked.`)
}

async function permissionOf(login: string, where: string, { people }: Ahead): Promise<Permission> {
  try {
    return await people.permissionOf(login)
  } catch (error) {
    if (!(error instanceof PeopleError)) throw error
    throw new UsageError({
      where,
      found: `${login}: ${error.message}`,
      expected: 'logins that GitHub knows',
      remedy: 'Correct the login, or the permissions of the token.',
    })
  }
}

async function checkTeams({ rule, where, teamsToken, token, ...options }: Ahead): Promise<void> {
  if (rule.teams === null) return
  // The job's own token sees no team, but one that was given in its place may.
  const { place, asked } = await openPlace({ ...options, token: teamsToken ?? token }, '')
  const { client, owner } = place
  for (const team of rule.teams) {
    try {
      await asked(`The team ${owner}/${team}`, 'members: read', () => client.rest.teams.getByName({ org: owner, team_slug: team }))
    } catch (error) {
      if (!(error instanceof PublishingRefused)) throw error
      throw new UsageError(unreadable(team, error, { where, owner, hasToken: teamsToken !== null }))
    }
  }
}

type About = { readonly where: string; readonly owner: string; readonly hasToken: boolean }

function unreadable(team: string, error: PublishingRefused, { where, owner, hasToken }: About): Problem {
  if (hasToken)
    return {
      where: `${where}.teams`,
      found: `${team}: ${error.message}`,
      expected: `teams of ${owner} that SLUICE_TEAMS_TOKEN may read`,
      remedy: 'Correct the slug, or give the token `Members: read` of the organisation.',
    }
  return {
    where: 'the environment variable SLUICE_TEAMS_TOKEN',
    found: 'nothing in it',
    expected: `a token that may read the team ${owner}/${team}: no token of a job may`,
    remedy: 'Pass the token of an app or a person with `Members: read` of the organisation, or name `users` in place of `teams`.',
  }
}
