import { PERMISSIONS, type People, PeopleError, type Permission } from '../../rollout/ports.ts'
import type { ClientOptions } from '../publishing/github/client.ts'
import { openPlace } from '../publishing/github/open-place.ts'
import { nullIfMissing } from '../publishing/github/refusals.ts'

export type GitHubPeopleOptions = ClientOptions & {
  /** `owner/name`; its owner is the organisation of the teams. */
  readonly repository: string
  /** May read the organisation's members, which no token of a job may (`SLUICE_TEAMS_TOKEN`); null: only `token` is there. */
  readonly teamsToken: string | null
}

/** Nobody waits longer for one question. */
const QUESTION_MS = 20_000
const ATTEMPT_MS = 8_000

/** Who somebody is, by GitHub's API. Nothing is remembered: a right that was taken away since counts no more. */
export class GitHubPeople implements People {
  readonly #options: GitHubPeopleOptions

  constructor(options: GitHubPeopleOptions) {
    this.#options = { attemptMs: ATTEMPT_MS, totalMs: QUESTION_MS, ...options }
  }

  async permissionOf(login: string): Promise<Permission> {
    const { place, asked } = await openPlace(this.#options, '')
    const { client, owner, repo } = place
    return orPeopleError(`the permission of @${login} cannot be told`, () =>
      asked(`The permission of @${login}`, 'metadata: read', async () => {
        const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: login })
        return permissionOf(data)
      }),
    )
  }

  async isMember(team: string, login: string): Promise<boolean> {
    const { teamsToken, token, ...options } = this.#options
    const { place, asked } = await openPlace({ ...options, token: teamsToken ?? token }, teamsToken === null ? NEVER : '')
    const { client, owner } = place
    return orPeopleError(`whether @${login} is in the team ${owner}/${team} cannot be told`, () =>
      asked(`The team ${owner}/${team}`, 'members: read', async () => {
        const membership = { org: owner, team_slug: team, username: login }
        const found = await client.rest.teams.getMembershipForUserInOrg(membership).catch(nullIfMissing)
        // An invitation that nobody has accepted is no membership.
        if (found !== null) return found.data.state === 'active'
        // A team that is not there, or that this token may not see, says nothing about its members.
        await client.rest.teams.getByName({ org: owner, team_slug: team })
        return false
      }),
    )
  }
}

const NEVER = ' No token of a job may read teams: name one of an app or a person with `Members: read` in the variable SLUICE_TEAMS_TOKEN.'

async function orPeopleError<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    const remedy = error instanceof Error && 'remedy' in error ? `. ${String(error.remedy)}` : ''
    throw new PeopleError(`${what}: ${error instanceof Error ? error.message : String(error)}${remedy}`, { cause: error })
  }
}

/**
 * GitHub's `permission` knows four levels (`maintain` counts as `write` there, `triage` as `read`); `role_name` tells them apart. A custom
 * role has a name of its own, and counts as what it is built on.
 */
function permissionOf({ permission, role_name: role }: { readonly permission: string; readonly role_name: string }): Permission {
  if (role === 'maintain' && permission === 'write') return 'maintain'
  if (role === 'triage' && permission === 'read') return 'triage'
  return PERMISSIONS.find((one) => one === permission) ?? 'none'
}
