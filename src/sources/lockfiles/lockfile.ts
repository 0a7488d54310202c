/** One package as a file pins it, or asks for it. */
export type LockedPackage = {
  /** Exact versions, more than one where the file has several (npm's nesting, markers of a platform); none where it asks for a range. */
  readonly versions: readonly string[]
  /** As a reader compares it: `1.22.0`, `>=1.20,<2`, `1.0.0 (git+https://…)`. */
  readonly written: string
}

/** What a stage of a Dockerfile starts from. */
export type BaseImage = {
  /** Without tag and digest, build arguments filled in. */
  readonly name: string
  readonly tag: string | null
  readonly digest: string | null
}

/** What a lock file, a list of requirements or a Dockerfile says about the environment that serves. */
export type Lockfile = {
  /** By normalised name. */
  readonly packages: ReadonlyMap<string, LockedPackage>
  readonly images: readonly BaseImage[]
  /** Sentences about lines that say nothing about a version. */
  readonly notes: readonly string[]
}

export type Entry = { readonly name: string; readonly version: string | null; readonly written: string }

/** As pip and PyPI compare names (PEP 503); npm's scoped names stay whole. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/** Entries of one name together, in a fixed order. */
export function collectPackages(entries: readonly Entry[]): ReadonlyMap<string, LockedPackage> {
  const byName = new Map<string, Entry[]>()
  for (const entry of entries) byName.set(normaliseName(entry.name), [...(byName.get(normaliseName(entry.name)) ?? []), entry])
  return new Map(
    [...byName].map(([name, all]) => [
      name,
      {
        versions: [...new Set(all.flatMap(({ version }) => (version === null ? [] : [version])))].sort(),
        written: [...new Set(all.map(({ written }) => written))].sort().join(', '),
      },
    ]),
  )
}
