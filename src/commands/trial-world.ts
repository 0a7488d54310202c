import { dirname, join, resolve } from 'node:path'
import { formatOf } from '../gates/evaluate/data-format.ts'
import type { World } from '../host/world.ts'
import type { TrialWorld } from '../setup/init/trial.ts'
import type { Repository } from '../sources/git/repository.ts'
import { runGit } from '../sources/git/run-git.ts'
import { parseReference } from '../sources/references/parse.ts'
import { createResolver } from '../sources/references/resolve.ts'
import { makeScratch, score } from './session.ts'

type Inputs = { readonly policy: string; readonly runtime: string | null }

/** A model that is not committed is compared with HEAD's; one that is, with the commits before that changed it. */
const MOST_EARLIER = 3

/** Files and native work for trying a model out, as a gate would have them. */
export function openTrialWorld(inputs: Inputs, repository: Repository | null, world: World): TrialWorld {
  const folder = dirname(resolve(world.cwd, inputs.policy))
  const resolver = createResolver({
    folder,
    repository,
    cache: join(world.environment.cacheFolder, 'references'),
    scratch: makeScratch(world),
    environment: world.environment.forChildren,
    signal: world.signal,
  })
  return {
    resolve: (reference) => resolver.resolve(parseReference(reference, reference), { role: 'model', where: reference }),
    async resolveData(reference) {
      const set = await resolver.resolveAll(parseReference(reference, reference), { role: 'evaluation data', where: reference })
      return { files: set.files, reference: set.reference, sha256: set.sha256, format: formatOf(set.files, reference) }
    },
    earlierVersions: (path) => earlierVersions(repository, join(folder, path)),
    score: (job, title) => score(job, title, inputs, world),
  }
}

async function earlierVersions(repository: Repository | null, file: string): Promise<readonly string[]> {
  const path = (await repository?.pathInTree(file)) ?? null
  if (repository === null || path === null) return []
  const { code, stdout } = await runGit({ ...repository.place, folder: repository.root }, [
    'log',
    '--format=%H',
    '--diff-filter=AM',
    `--max-count=${MOST_EARLIER}`,
    '--',
    path,
  ])
  return code === 0 ? stdout.split('\n').flatMap((commit) => (commit === '' ? [] : [`git:${commit}:${path}`])) : []
}
