// src/ → build/ (tsc) → dist/ (ncc): what the actions run. Deterministic, so that `npm run check` can compare a new build with
// the committed one. `--out folder` writes the bundle somewhere else.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { minifySync } from '@swc/core'
import { groupLicenses } from './licenses.mjs'

const MAX_BYTES = 6 * 1024 * 1024

const root = join(import.meta.dirname, '..')

/** TypeScript → JavaScript in build/, which scripts/run.mjs and scripts/docs.mjs run too. */
export function compile() {
  rmSync(join(root, 'build'), { recursive: true, force: true })
  node(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'])
}

/** @returns {number} bytes written */
export function bundle(out) {
  const fresh = `${out}.new`
  rmSync(fresh, { recursive: true, force: true })
  // No cache: it would make the result depend on earlier builds.
  const flags = ['--minify', '--no-cache', '--no-source-map-register', '--quiet', '--license', 'licenses.txt', '--target', 'es2022']
  node(['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', 'build/src/main.js', '--out', fresh, ...flags])
  minifyChunks(fresh)
  const licenses = join(fresh, 'licenses.txt')
  writeFileSync(licenses, groupLicenses(readFileSync(licenses, 'utf8'), root))
  // The bundle is an ES module wherever it is copied to.
  writeFileSync(join(fresh, 'package.json'), '{ "type": "module" }\n')
  const bytes = readdirSync(fresh).reduce((sum, name) => sum + statSync(join(fresh, name)).size, 0)
  if (bytes > MAX_BYTES) throw new Error(`the bundle has ${bytes} bytes, over the limit of ${MAX_BYTES}`)
  rmSync(out, { recursive: true, force: true })
  renameSync(fresh, out)
  return bytes
}

/** ncc minifies its entry file only. Licences stand in licenses.txt, so that comments may go. */
function minifyChunks(folder) {
  for (const name of readdirSync(folder).filter((file) => /^\d+\.index\.js$/.test(file))) {
    const file = join(folder, name)
    const { code } = minifySync(readFileSync(file, 'utf8'), { module: true, compress: true, mangle: true, format: { comments: false } })
    writeFileSync(file, code)
  }
}

function node(args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error) throw error
  if (status !== 0) throw new Error(`${args[0]} failed with exit code ${status}`)
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } })
  compile()
  const bytes = bundle(resolve(values.out))
  console.log(`build: ${(bytes / 1024).toFixed(0)} KiB in ${values.out}`)
}
