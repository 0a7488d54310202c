import { parse } from 'smol-toml'
import { z } from 'zod'
import { collectPackages, type Entry, type Lockfile } from './lockfile.ts'

const source = z
  .looseObject({ git: z.string(), url: z.string(), reference: z.string(), resolved_reference: z.string(), rev: z.string() })
  .partial()
const entry = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  source: source.optional(),
  vcs: z.looseObject({ url: z.string(), 'commit-id': z.string() }).partial().optional(),
})
const lock = z.union([z.looseObject({ package: z.array(entry) }), z.looseObject({ packages: z.array(entry) })])

/** poetry.lock, uv.lock, pdm.lock (`[[package]]`) and pylock.toml (`[[packages]]`, PEP 751). @throws Error for anything else */
export function parseTomlLock(text: string): Lockfile {
  const parsed = lock.safeParse(parse(text))
  if (!parsed.success) throw new Error('it has no [[package]]')
  const list = 'package' in parsed.data ? parsed.data.package : parsed.data.packages
  return { packages: collectPackages(entriesOf(z.array(entry).parse(list))), images: [], notes: [] }
}

function entriesOf(list: readonly z.infer<typeof entry>[]): Entry[] {
  return list.map(({ name, version, source: from, vcs }) => {
    // The commit is what is installed; the version of a source tree often stays the same.
    const place = from?.git ?? (from?.url !== undefined && from.resolved_reference !== undefined ? from.url : undefined) ?? vcs?.url
    const commit = from?.resolved_reference ?? from?.rev ?? vcs?.['commit-id']
    const origin = place === undefined ? '' : ` (${[place, commit].filter((part) => part !== undefined).join('#')})`
    return { name, version: version ?? null, written: `${version ?? 'no version'}${origin}` }
  })
}
