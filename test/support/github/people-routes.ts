import { missing, type Route } from './answers.ts'
import { type State, user } from './state.ts'

/** A custom role has a name of its own in `role`, and the permission that it is built on. */
export type StoredPerson = { login: string; permission: 'admin' | 'write' | 'read' | 'none'; role?: string }
export type StoredTeam = { slug: string; members: Record<string, 'active' | 'pending'> }

/** Who may do what, and who belongs to what. No token of a job has the permission that teams need. */
export const PEOPLE_ROUTES: Readonly<Record<string, Route>> = {
  'get /repos/{owner}/{repo}/collaborators/{username}/permission': {
    needs: [['metadata', 'read']],
    answer({ operation }, state) {
      const person = state.people.find(({ login }) => same(login, operation.parameters['username']))
      if (person === undefined) return missing()
      const { login, permission, role = permission } = person
      return { status: 200, body: { permission, role_name: role, user: { ...user(login), role_name: role } } }
    },
  },
  'get /orgs/{org}/teams/{team_slug}': {
    needs: [['members', 'read']],
    answer({ operation, api }, state) {
      const team = find(state, operation.parameters['team_slug'])
      return team === undefined ? missing() : { status: 200, body: teamJson(state, team, api) }
    },
  },
  'get /orgs/{org}/teams/{team_slug}/memberships/{username}': {
    needs: [['members', 'read']],
    answer({ operation, api }, state) {
      const team = find(state, operation.parameters['team_slug'])
      const [, membership] = Object.entries(team?.members ?? {}).find(([login]) => same(login, operation.parameters['username'])) ?? []
      if (membership === undefined) return missing()
      return { status: 200, body: { url: `${api}/memberships`, role: 'member', state: membership } }
    },
  },
}

function find({ teams }: State, slug: string | undefined): StoredTeam | undefined {
  return teams.find((one) => one.slug === slug)
}

/** Logins are the same in any case. */
function same(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase()
}

function teamJson({ repository }: State, { slug, members }: StoredTeam, api: string) {
  const url = `${api}/teams/1`
  const [login = ''] = repository.split('/')
  const organization = { ...user(login), type: 'Organization', repos_url: '', events_url: '', hooks_url: '', issues_url: '' }
  return {
    ...{ id: 1, node_id: 'T_1', name: slug, slug, description: null, privacy: 'closed', permission: 'pull', type: 'organization', url },
    ...{ html_url: url, members_url: `${url}/members{/member}`, repositories_url: `${url}/repos`, parent: null },
    ...{ created_at: '2026-11-24T00:00:00Z', updated_at: '2026-11-24T00:00:00Z' },
    members_count: Object.keys(members).length,
    repos_count: 1,
    organization: {
      ...{ ...organization, public_members_url: '', members_url: '', description: null },
      ...{ has_organization_projects: true, has_repository_projects: true, public_repos: 1, public_gists: 0, followers: 0, following: 0 },
      ...{ created_at: '2026-11-24T00:00:00Z', updated_at: '2026-11-24T00:00:00Z', archived_at: null },
    },
  }
}
