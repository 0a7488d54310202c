import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/**
 * Where a file of the working tree stands in the repository, with `/`; null when it lies outside. The file itself may be gone
 * (deleted in the pull request), so symlinks are resolved only as far as folders exist: git's own root is free of them.
 */
export async function pathInRepository(root: string, folder: string, path: string): Promise<string | null> {
  const inside = relative(await realpath(root), await realFolder(resolve(folder, path)))
  if (inside === '' || isAbsolute(inside) || inside.split(sep).includes('..')) return null
  return inside.split(sep).join('/')
}

/** The path with the symlinks of its folders resolved; the last segment stays, as git names links and not their targets. */
async function realFolder(path: string): Promise<string> {
  const missing = [path.slice(dirname(path).length).replace(/^[\\/]/, '')]
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      return join(await realpath(folder), ...missing)
    } catch {
      if (folder === dirname(folder)) return path
      missing.unshift(folder.slice(dirname(folder).length).replace(/^[\\/]/, ''))
    }
  }
}
