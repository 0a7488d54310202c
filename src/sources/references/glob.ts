import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Globs as a shell has them, the same in the working tree and in a commit (git's and Node's own disagree): `*` and `?` within a
 * name, `**` over folders, `[a-z]`, `[!a-z]`, `{one,other}`. A leading dot must be written.
 */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path)
}

/** The folders before the first segment with a wildcard, and the rest. */
export function splitGlob(path: string): { readonly folder: string; readonly pattern: string } {
  const segments = path.split('/')
  const first = segments.findIndex(isGlob)
  const at = first === -1 ? segments.length - 1 : first
  return { folder: segments.slice(0, at).join('/'), pattern: segments.slice(at).join('/') }
}

/** Those of `names` that match, in byte order: the same order on every machine. */
export function matchGlob(pattern: string, names: readonly string[]): readonly string[] {
  const expression = new RegExp(`^(?:${expandBraces(pattern).map(toExpression).join('|')})$`, 's')
  return names.filter((name) => expression.test(name)).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
}

/** Files below a folder, relative to it, with `/`. Folders reached by a symlink are left out: they may form a ring. */
export async function listFolder(folder: string, deep: boolean): Promise<readonly string[]> {
  const names: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) names.push(entry.name)
    else if (deep && entry.name !== '.git' && entry.name !== 'node_modules') {
      for (const name of await listFolder(join(folder, entry.name), deep)) names.push(`${entry.name}/${name}`)
    }
  }
  return names
}

/** `a{b,c}d` is `abd` and `acd`; braces without a comma are themselves. Innermost first. */
function expandBraces(pattern: string): readonly string[] {
  const found = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern)
  if (found === null) return [pattern]
  const [, before = '', choices = '', after = ''] = found
  return choices.split(',').flatMap((choice) => expandBraces(`${before}${choice}${after}`))
}

function toExpression(pattern: string): string {
  const segments = pattern.split('/')
  return segments
    .map((segment, at) => {
      const last = at === segments.length - 1
      if (segment === '**') return last ? '(?:[^./][^/]*/)*[^./][^/]*' : '(?:[^./][^/]*/)*'
      return (/^[*?[]/.test(segment) ? '(?!\\.)' : '') + segment.replace(TOKENS, translate) + (last ? '' : '/')
    })
    .join('')
}

const TOKENS = /\*+|\?|\[(!?)(\]?[^\]/]*)\]|[\\^$.|+()[\]{}]/g

function translate(token: string, negated?: string, members?: string): string {
  if (token.startsWith('*')) return '[^/]*'
  if (token === '?') return '[^/]'
  if (members === undefined || members === '') return `\\${token}`
  return `[${negated === '!' ? '^/' : ''}${members.replace(/[\\\][^]/g, '\\$&')}]`
}
