import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

export type Command = { readonly file: string; readonly args: readonly string[] }

/** npm's entry below the folder of a Node: `lib/` beside `bin/` in archives and on runners, the same folder on Windows. */
const NPM_CLI = [join('..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'), join('node_modules', 'npm', 'bin', 'npm-cli.js')]

/** The npm that came with this Node, started by this Node, because PATH may hold another pair; else the first npm on PATH. */
export function findNpm(execPath: string, path: string | undefined): Command | null {
  const folders = [dirname(execPath), dirname(realpathSync(execPath))]
  for (const cli of folders.flatMap((folder) => NPM_CLI.map((below) => join(folder, below)))) {
    if (existsSync(cli)) return { file: execPath, args: [cli] }
  }
  for (const folder of (path ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, process.platform === 'win32' ? 'npm.cmd' : 'npm')
    if (existsSync(file)) return { file, args: [] }
  }
  return null
}
