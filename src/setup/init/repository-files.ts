import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file below the folder that was looked through; `path` with `/`. */
export type RepositoryFile = { readonly path: string; readonly bytes: number }
export type Listing = { readonly files: readonly RepositoryFile[]; readonly isCut: boolean }

/** A repository with more files than this is not read to its end; it is said, and a flag names the files instead. */
const MOST_FILES = 50_000
/** Others' code, build output and what Sluice wrote itself; folders that begin with a dot are left out too. */
const FOREIGN_FOLDERS = new Set(['node_modules', '__pycache__', 'venv', 'env', 'site-packages', 'vendor', 'mlruns', 'sluice-out'])

/** Every file below a folder, in byte order. Folders reached by a symlink are left out: they may form a ring. */
export function listRepository(folder: string): Listing {
  const files: RepositoryFile[] = []
  const queue = ['']
  for (let below = queue.shift(); below !== undefined; below = queue.shift()) {
    for (const entry of readFolder(join(folder, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !FOREIGN_FOLDERS.has(entry.name)) queue.push(path)
        continue
      }
      if (files.length >= MOST_FILES) return { files, isCut: true }
      const bytes = sizeOf(join(folder, path))
      if (bytes !== null) files.push({ path, bytes })
    }
  }
  return { files, isCut: false }
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** null for what is no plain file: a broken link, a socket. */
function sizeOf(path: string): number | null {
  try {
    const { size, isFile } = statFacts(path)
    return isFile ? size : null
  } catch {
    return null
  }
}

function statFacts(path: string): { size: number; isFile: boolean } {
  const stat = statSync(path)
  return { size: stat.size, isFile: stat.isFile() }
}
