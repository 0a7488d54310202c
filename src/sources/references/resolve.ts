import { basename, dirname, posix, resolve as resolveFrom } from 'node:path'
import { UsageError } from '../../errors.ts'
import type { ResolvedFile } from '../scored-rows.ts'
import { resolveArtifact } from './artifact.ts'
import { expandGit, resolveGit } from './git.ts'
import { splitGlob } from './glob.ts'
import { resolveHttps } from './https.ts'
import { notFound } from './not-found.ts'
import type { Reference } from './parse.ts'
import { expandPath, readsOutside, resolveBeside, resolvePath } from './path.ts'
import { resolveRun } from './run.ts'
import { type Asked, DEFAULT_LIMITS, type Sources } from './sources.ts'
import { digestSet } from './store.ts'

/** Files of one reference, with one digest over them; of a single file it is the file's own. */
export type ResolvedSet = {
  readonly reference: string
  readonly files: readonly [ResolvedFile, ...ResolvedFile[]]
  readonly sha256: string
  readonly bytes: number
}

/** References to files: path, sha256, bytes. The same reference is fetched once a run. */
export interface ReferenceResolver {
  /** One file: a model, a file of predictions. @throws UsageError for a glob */
  resolve(reference: Reference, asked: Asked): Promise<ResolvedFile>
  /** All files of a glob in byte order of their names, or the one file. */
  resolveAll(reference: Reference, asked: Asked): Promise<ResolvedSet>
  /**
   * A model and the side files that it reads (ONNX external data), in one folder; the model is the first. Its path can differ
   * from what `resolve` gave, and the digest covers the side files: weights can change while the model's own bytes do not.
   * @param siblings relative to the model's folder, as the model file names them: hostile text
   */
  resolveTogether(reference: Reference, siblings: readonly string[], asked: Asked): Promise<ResolvedSet>
  /** Where the policy's relative paths start: in the checkout (null), or in a commit's files, written out once a run. */
  folderAt(commit: string | null): Promise<string>
}

type Given = Pick<Sources, 'folder' | 'repository' | 'cache' | 'scratch' | 'environment'>

export function createResolver(given: Given & Partial<Sources>): ReferenceResolver {
  return new Resolver({ fetch: globalThis.fetch, ...DEFAULT_LIMITS, ...given })
}

class Resolver implements ReferenceResolver {
  readonly #sources: Sources
  readonly #known = new Map<string, Promise<ResolvedFile>>()
  readonly #trees = new Map<string, Promise<void>>()

  constructor(sources: Sources) {
    this.#sources = sources
  }

  async folderAt(commit: string | null): Promise<string> {
    const { folder, repository, scratch } = this.#sources
    if (commit === null || repository === null) return folder
    const tree = resolveFrom(scratch, 'trees', commit)
    const written = this.#trees.get(commit) ?? repository.writeTree(commit, tree)
    this.#trees.set(commit, written)
    await written
    return resolveFrom(tree, (await repository.pathInTree(folder)) ?? '')
  }

  async resolve(reference: Reference, asked: Asked): Promise<ResolvedFile> {
    if ('glob' in reference && reference.glob) {
      const [only, ...others] = await this.#expand(reference, asked)
      if (only !== undefined && others.length === 0 && only.path === reference.path) return this.#once(only, asked)
      throw new UsageError({
        where: asked.where,
        found: `the glob \`${reference.text}\``,
        expected: `one file for the ${asked.role}`,
        remedy: 'Globs are for data; name the file.',
      })
    }
    return this.#once(reference, asked)
  }

  async resolveAll(reference: Reference, asked: Asked): Promise<ResolvedSet> {
    if (!('glob' in reference && reference.glob)) return setOf(reference.text, await this.#once(reference, asked), [])
    const [first, ...others] = await this.#expand(reference, asked)
    if (first === undefined) throw notFound(reference.text, asked, 'the folder', reference.path, [])
    const named = async (one: PathLike) => ({ name: nameIn(reference.path, one.path), file: await this.#once(one, asked) })
    const model = await named(first)
    const rest = []
    for (const one of others) rest.push(await named(one))
    return setOf(reference.text, model.file, rest, model.name)
  }

  async resolveTogether(reference: Reference, siblings: readonly string[], asked: Asked): Promise<ResolvedSet> {
    const model = await this.resolve(reference, asked)
    const names = [...new Set(siblings)].sort().map((name) => requireInside(name, asked))
    if (names.length === 0) return setOf(reference.text, model, [])
    switch (reference.kind) {
      case 'path':
      case 'run': {
        const original = reference.kind === 'path' ? resolveFrom(this.#sources.folder, reference.path) : model.path
        const together = await resolveBeside(model, original, names, asked, this.#sources)
        return setOf(
          reference.text,
          together.model,
          together.siblings.map((file, at) => ({ name: names[at] ?? file.reference, file })),
        )
      }
      case 'git': {
        const files = []
        for (const name of names) {
          const path = posix.join(posix.dirname(reference.path), name)
          files.push({
            name,
            file: await this.#once({ ...reference, path, glob: false, text: `git:${reference.revision}:${path}` }, asked),
          })
        }
        return setOf(reference.text, model, files)
      }
      case 'https':
      case 'artifact':
      case 'released':
        throw new UsageError({
          where: asked.where,
          found: `\`${reference.text}\`, a model with its weights in other files (${names.join(', ')})`,
          expected: 'a model in one file: an address with a digest names only one',
          remedy: 'Export the model with its weights inside, or fetch the folder by `run:`.',
        })
    }
  }

  async #expand(reference: PathLike, asked: Asked): Promise<readonly PathLike[]> {
    const paths =
      reference.kind === 'path' ? await expandPath(reference.path, asked, this.#sources) : await expandGit(reference, asked, this.#sources)
    return paths.map((path) =>
      reference.kind === 'path'
        ? { kind: 'path', path, text: path, glob: false }
        : { kind: 'git', revision: reference.revision, path, text: `git:${reference.revision}:${path}`, glob: false },
    )
  }

  /** Two arms that name the same file share one fetch. */
  #once(reference: Reference, asked: Asked): Promise<ResolvedFile> {
    const known = this.#known.get(reference.text)
    if (known !== undefined) return known
    const fetched = this.#fetch(reference, asked)
    this.#known.set(reference.text, fetched)
    return fetched
  }

  #fetch(reference: Reference, asked: Asked): Promise<ResolvedFile> {
    switch (reference.kind) {
      case 'path':
        return resolvePath(reference.text, reference.path, asked, this.#sources)
      case 'git':
        return resolveGit(reference, asked, this.#sources)
      case 'https':
        return resolveHttps(reference, asked, this.#sources)
      case 'run':
        return resolveRun(reference.text, reference.command, asked, this.#sources)
      case 'artifact':
        return resolveArtifact(reference, asked, this.#sources)
      case 'released':
        return Promise.reject(
          notYet(reference.text, asked, 'the rollout action, which records what is live', 'Name a file, such as `git:<tag>:<path>`.'),
        )
    }
  }
}

type PathLike = Extract<Reference, { glob: boolean }>

function notYet(text: string, { where }: Asked, comesWith: string, remedy: string): UsageError {
  return new UsageError({ where, found: `\`${text}\``, expected: `another kind of reference: this one comes with ${comesWith}`, remedy })
}

/** A path of a set, from the folder before its first wildcard: the same in the working tree and in a commit. */
function nameIn(glob: string, path: string): string {
  const { folder } = splitGlob(glob)
  return folder === '' ? path : path.slice(folder.length + 1)
}

function setOf(
  reference: string,
  first: ResolvedFile,
  rest: readonly { name: string; file: ResolvedFile }[],
  name = basename(first.path),
): ResolvedSet {
  if (rest.length === 0) return { reference, files: [first], sha256: first.sha256, bytes: first.bytes }
  const members = [{ name, file: first }, ...rest]
  const digest = digestSet(members.map((member) => ({ name: member.name, sha256: member.file.sha256, bytes: member.file.bytes })))
  return { reference, files: [first, ...rest.map(({ file }) => file)], ...digest }
}

/** Only names below the model's folder; `..` is refused even where it would come back. */
function requireInside(name: string, asked: Asked): string {
  const segments = name.split('/')
  if (name === '' || /[\\\0\r\n:]/.test(name) || segments.includes('..') || segments[0] === '' || dirname(name) === name)
    throw readsOutside(name, asked)
  return segments.filter((segment) => segment !== '.' && segment !== '').join('/')
}
