import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { UsageError } from '../../../../errors.ts'
import type { Outside } from '../../../outside.ts'
import { type Cluster, type Context, type KubeconfigFile, kubeconfigFile, type User } from './kubeconfig-schema.ts'

/** An entry, and the folder that its relative paths start from. */
export type Entry<Value> = { readonly value: Value; readonly file: string; readonly folder: string }

export type Kubeconfig = {
  /** For messages. */
  readonly files: readonly string[]
  readonly currentContext: string | null
  readonly clusters: ReadonlyMap<string, Entry<Cluster>>
  readonly users: ReadonlyMap<string, Entry<User>>
  readonly contexts: ReadonlyMap<string, Entry<Context>>
}

/**
 * All files of KUBECONFIG, or ~/.kube/config, merged as kubectl does: of each name the first entry counts. A file of the list may be missing.
 *
 * @returns null where there is none at all
 * @throws UsageError for one that cannot be read or is none
 */
export async function readKubeconfig({ environment, cwd }: Pick<Outside, 'environment' | 'cwd'>): Promise<Kubeconfig | null> {
  const read = await Promise.all(placesOf(environment, cwd).map(async (file) => ({ file, content: await readOne(file) })))
  const found = read.flatMap(({ file, content }) => (content === null ? [] : [{ file, content, folder: dirname(file) }]))
  if (found.length === 0) return null
  const clusters = new Map<string, Entry<Cluster>>()
  const users = new Map<string, Entry<User>>()
  const contexts = new Map<string, Entry<Context>>()
  for (const { content, file, folder } of found) {
    for (const { name, cluster } of content.clusters ?? []) addFirst(clusters, name, { value: cluster ?? {}, file, folder })
    for (const { name, user } of content.users ?? []) addFirst(users, name, { value: user ?? {}, file, folder })
    for (const { name, context } of content.contexts ?? []) addFirst(contexts, name, { value: context ?? {}, file, folder })
  }
  const currentContext = found.map(({ content }) => content['current-context'] ?? '').find((name) => name !== '') ?? null
  return { files: found.map(({ file }) => file), currentContext, clusters, users, contexts }
}

function placesOf(environment: Outside['environment'], cwd: string): string[] {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  if (listed.length > 0) return listed.map((path) => resolve(cwd, path))
  const home = environment['HOME'] ?? environment['USERPROFILE']
  return home === undefined ? [] : [join(home, '.kube', 'config')]
}

function addFirst<Value>(all: Map<string, Entry<Value>>, name: string, entry: Entry<Value>): void {
  if (!all.has(name)) all.set(name, entry)
}

async function readOne(file: string): Promise<KubeconfigFile | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw unreadable(file, `${error instanceof Error ? error.message : error}`)
  }
  const { parse } = await import('yaml')
  try {
    const parsed = kubeconfigFile.safeParse(parse(text) ?? {})
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw unreadable(file, `\`${issue?.path.join('.')}\`: ${issue?.message}`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    // The parser shows the line that it stumbled over, and that may be a key.
    throw unreadable(file, 'text that is no YAML')
  }
}

function unreadable(file: string, found: string): UsageError {
  return new UsageError({ where: file, found, expected: 'a kubeconfig', remedy: `Try \`kubectl --kubeconfig ${file} config view\`.` })
}
