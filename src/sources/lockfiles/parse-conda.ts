import { parse } from 'yaml'
import { z } from 'zod'
import { collectPackages, type Entry, type Lockfile } from './lockfile.ts'
import { parseRequirements } from './parse-requirements.ts'

const environment = z.looseObject({ dependencies: z.array(z.union([z.string(), z.looseObject({ pip: z.array(z.string()) }).partial()])) })
const condaLock = z.looseObject({
  package: z.array(z.looseObject({ name: z.string(), version: z.coerce.string(), manager: z.string().optional() })),
})
const pixiLock = z.looseObject({
  packages: z.array(z.looseObject({ conda: z.string(), pypi: z.string(), name: z.string(), version: z.coerce.string() }).partial()),
})

/** environment.yml, conda-lock.yml and pixi.lock. @throws Error for anything else */
export function parseConda(text: string): Lockfile {
  const document: unknown = parse(text)
  const locked = condaLock.safeParse(document)
  if (locked.success) return lockfileOf(locked.data.package.map(({ name, version }) => ({ name, version, written: version })))
  const pixi = pixiLock.safeParse(document)
  if (pixi.success) return lockfileOf(pixi.data.packages.flatMap(pixiEntry))
  const written = environment.safeParse(document)
  if (!written.success) throw new Error('it has neither `dependencies` nor `package`')
  return parseEnvironment(written.data.dependencies)
}

function parseEnvironment(dependencies: z.infer<typeof environment>['dependencies']): Lockfile {
  const conda = dependencies.flatMap((one) => (typeof one === 'string' ? [matchSpec(one)] : []))
  const pip = parseRequirements(dependencies.flatMap((one) => (typeof one === 'string' ? [] : (one.pip ?? []))).join('\n'))
  const installed = [...pip.packages].map(([name, { versions, written }]) => ({ name, version: versions[0] ?? null, written }))
  return { ...lockfileOf([...conda, ...installed]), notes: pip.notes }
}

function lockfileOf(entries: readonly Entry[]): Lockfile {
  return { packages: collectPackages(entries), images: [], notes: [] }
}

/** Conda's short form: `channel::name=1.2.3=build`, `name==1.2.3`, `name >=1.2,<2`; one `=` alone means "starts with". */
function matchSpec(spec: string): Entry {
  const [, name = spec, rest = ''] = /^(?:[^:\s]+::)?([A-Za-z0-9_.-]+)\s*(.*)$/.exec(spec.trim()) ?? []
  const exact = /^(?:==\s*([^=*\s,|]+)|=\s*([^=*\s,|]+)=[^=\s]+)$/.exec(rest)
  const version = exact?.[1] ?? exact?.[2] ?? null
  return { name, version, written: version ?? (rest === '' ? 'any version' : rest) }
}

/** A conda package is named by its file: `…/numpy-1.26.4-py311h64a7726_0.conda`. */
function pixiEntry({ conda, name, version }: z.infer<typeof pixiLock>['packages'][number]): Entry[] {
  if (name !== undefined && version !== undefined) return [{ name, version, written: version }]
  const file = /([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)$/.exec(conda ?? '')
  return file?.[1] === undefined || file[2] === undefined ? [] : [{ name: file[1], version: file[2], written: file[2] }]
}
