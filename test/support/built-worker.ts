import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { transformSync } from '@swc/core'

const root = resolve(__dirname, '../..')
const RELATIVE_IMPORT = /(from\s*|import\s*\()(['"])(\.{1,2}\/[^'"]*)\.ts\2/g

/**
 * A worker must be a real process, and a process needs JavaScript: the sources that `entry` reaches, translated file by file
 * into a folder named by their contents, inside the repository so that packages are found. Test files may race for it.
 *
 * @returns path of the translated entry
 */
export function buildProgram(entry: string): string {
  const files = new Map<string, string>()
  collect(resolve(root, entry), files)
  const hash = createHash('sha256')
  for (const [path, code] of files) hash.update(path).update(code)
  const folder = join(root, 'node_modules', '.cache', `sluice-test-${hash.digest('hex').slice(0, 16)}`)
  if (!existsSync(folder)) write(folder, files)
  return join(folder, entry.replace(/\.ts$/, '.js'))
}

function collect(path: string, files: Map<string, string>): void {
  if (files.has(path)) return
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    filename: path,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'es6' },
  })
  files.set(path, code.replace(RELATIVE_IMPORT, '$1$2$3.js$2'))
  for (const [, , , imported] of code.matchAll(RELATIVE_IMPORT)) collect(resolve(dirname(path), `${imported}.ts`), files)
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  const draft = `${folder}.${randomBytes(4).toString('hex')}`
  for (const [path, code] of files) {
    const target = join(draft, path.slice(root.length).replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, code)
  }
  writeFileSync(join(draft, 'package.json'), '{"type":"module"}')
  try {
    renameSync(draft, folder)
  } catch {
    rmSync(draft, { recursive: true })
  }
}
