import { z } from 'zod'
import { collectPackages, type Entry, type Lockfile } from './lockfile.ts'

const versioned = z.looseObject({ version: z.string() }).partial()
const npmLock = z.looseObject({ lockfileVersion: z.number(), packages: z.record(z.string(), versioned) })
type Nested = { readonly version?: string | undefined; readonly dependencies?: Readonly<Record<string, Nested>> | undefined }
const nested: z.ZodType<Nested> = z.lazy(() => z.looseObject({ version: z.string(), dependencies: z.record(z.string(), nested) }).partial())
const npmLockOne = z.looseObject({ lockfileVersion: z.number(), dependencies: z.record(z.string(), nested) })
const pipfileLock = z.looseObject({ _meta: z.looseObject({}), default: z.record(z.string(), versioned) })

/** package-lock.json and npm-shrinkwrap.json of all three formats, and Pipfile.lock. @throws Error for anything else */
export function parseJsonLock(text: string): Lockfile {
  const document: unknown = JSON.parse(text)
  const npm = npmLock.safeParse(document)
  if (npm.success) return lockfileOf(Object.entries(npm.data.packages).flatMap(([path, one]) => entryOf(nameOf(path), one.version)))
  const first = npmLockOne.safeParse(document)
  if (first.success) return lockfileOf(walk(first.data.dependencies))
  const pipfile = pipfileLock.safeParse(document)
  if (pipfile.success)
    return lockfileOf(Object.entries(pipfile.data.default).flatMap(([name, one]) => entryOf(name, one.version?.replace(/^==/, ''))))
  throw new Error('it is neither a package-lock.json nor a Pipfile.lock')
}

function lockfileOf(entries: readonly Entry[]): Lockfile {
  return { packages: collectPackages(entries), images: [], notes: [] }
}

/** The last name of `node_modules/a/node_modules/@b/c`; the project itself and its workspaces are no packages. */
function nameOf(path: string): string | null {
  const at = path.lastIndexOf('node_modules/')
  return at === -1 ? null : path.slice(at + 'node_modules/'.length)
}

function entryOf(name: string | null, version: string | undefined): Entry[] {
  return name === null || version === undefined ? [] : [{ name, version, written: version }]
}

function walk(dependencies: Readonly<Record<string, Nested>>): Entry[] {
  return Object.entries(dependencies).flatMap(([name, { version, dependencies: inner = {} }]) => [
    ...entryOf(name, version),
    ...walk(inner),
  ])
}
