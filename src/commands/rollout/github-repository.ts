import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import { originOf } from '../../sources/git/origin.ts'
import { openWorkingRepository } from '../session.ts'

export type GitHubRepository = { readonly apiUrl: string; readonly name: string }

const NAME = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/

/** The repository whose workflows are started: as given, that of the run, or that of the remote. @throws UsageError when nobody says */
export async function gitHubRepository(given: string | null, world: World): Promise<GitHubRepository> {
  const { run } = world
  const apiUrl = run?.apiUrl ?? PUBLIC
  if (given !== null && NAME.test(given))
    return { apiUrl: run === null ? ((await ofRemote(world))?.apiUrl ?? apiUrl) : apiUrl, name: given }
  const found = given !== null ? null : run === null ? await ofRemote(world) : { apiUrl, name: run.repository }
  if (found !== null) return found
  throw new UsageError({
    where: '--repository',
    found: given === null ? 'nothing, and no remote `origin` on a GitHub' : JSON.stringify(given),
    expected: 'a repository as owner/name',
    remedy: 'Name the repository that has the workflows.',
  })
}

const PUBLIC = 'https://api.github.com'

async function ofRemote(world: World): Promise<GitHubRepository | null> {
  const repository = await openWorkingRepository({ githubToken: null }, world)
  if (repository === null) return null
  const origin = await originOf(repository.place)
  return origin === null ? null : parseRemote(origin)
}

/** `https://github.com/acme/models.git`, `git@github.com:acme/models.git`, `ssh://git@ghe.example.com/acme/models`. */
export function parseRemote(url: string): GitHubRepository | null {
  const match = /^(?:https?:\/\/(?:[^/@]*@)?|ssh:\/\/(?:[^/@]*@)?|[^/@:]+@)([^/:]+)(?::\d+)?[/:]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url)
  const [, host = '', name = ''] = match ?? []
  if (!NAME.test(name)) return null
  return { apiUrl: host === 'github.com' ? PUBLIC : host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`, name }
}
