import { basename } from 'node:path'
import type { Lockfile } from './lockfile.ts'
import { parseConda } from './parse-conda.ts'
import { parseDockerfile } from './parse-dockerfile.ts'
import { parseJsonLock } from './parse-json-lock.ts'
import { parseRequirements } from './parse-requirements.ts'
import { parseTomlLock } from './parse-toml-lock.ts'

/** By the file's name; the first that matches. */
const PARSERS: readonly (readonly [RegExp, (text: string) => Lockfile])[] = [
  [/^(.*\.)?(dockerfile|containerfile)(\..*)?$/i, parseDockerfile],
  [/^(poetry|uv|pdm)\.lock$|\.toml$/i, parseTomlLock],
  [/\.ya?ml$|^pixi\.lock$/i, parseConda],
  [/\.json$|^pipfile\.lock$/i, parseJsonLock],
  [/\.(txt|in|pip)$/i, parseRequirements],
]

/** What can be read, for messages and the policy's documentation. */
export const LOCKFILE_KINDS =
  'requirements*.txt, poetry.lock, uv.lock, pdm.lock, pylock.toml, Pipfile.lock, environment.yml, conda-lock.yml, pixi.lock, package-lock.json or a Dockerfile'

/** @throws Error for a name that tells no format, and for text that is not of it */
export function parseLockfile(path: string, text: string): Lockfile {
  const parse = PARSERS.find(([pattern]) => pattern.test(basename(path)))?.[1]
  if (parse === undefined) throw new Error(`its name tells no format; known are ${LOCKFILE_KINDS}`)
  return parse(text)
}
