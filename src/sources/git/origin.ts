import { type GitPlace, runGit } from './run-git.ts'

/** Address of the remote `origin`; null where there is none. */
export async function originOf(place: GitPlace): Promise<string | null> {
  const { code, stdout } = await runGit(place, ['remote', 'get-url', 'origin'])
  return code === 0 ? stdout.trim() : null
}
