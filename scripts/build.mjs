// src/ → build/ (tsc) → dist/ (ncc): what the actions run. Deterministic, so that `npm run check` can compare a new build with
// the committed one. `--out folder` writes the bundle somewhere else.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { minifySync } from '@swc/core'
import ncc from '@vercel/ncc'
import { groupLicenses } from './licenses.mjs'

const MAX_BYTES = 6 * 1024 * 1024

const root = join(import.meta.dirname, '..')

/** TypeScript → JavaScript in build/, which scripts/run.mjs and scripts/docs.mjs run too. */
export function compile() {
  rmSync(join(root, 'build'), { recursive: true, force: true })
  node(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'])
}

/** @returns {Promise<number>} bytes written */
export async function bundle(out) {
  const fresh = `${out}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  // CommonJS, although the source is not: Node 20 starts its loader of ES modules only when asked, and that takes a quarter of its own
  // start. No cache: it would make the result depend on earlier builds.
  const options = { esm: false, cache: false, sourceMapRegister: false, quiet: true, target: 'es2022', license: 'licenses.txt' }
  const { code, assets } = await ncc(join(root, 'build', 'src', 'main.js'), options)
  for (const [name, { source }] of Object.entries(assets)) writeFileSync(join(fresh, name), name.endsWith('.js') ? minify(source) : source)
  writeFileSync(join(fresh, 'index.js'), minify(code))
  const licenses = join(fresh, 'licenses.txt')
  writeFileSync(licenses, groupLicenses(readFileSync(licenses, 'utf8'), root))
  // The bundle is CommonJS wherever it is copied to.
  writeFileSync(join(fresh, 'package.json'), '{ "type": "commonjs" }\n')
  const bytes = readdirSync(fresh).reduce((sum, name) => sum + statSync(join(fresh, name)).size, 0)
  if (bytes > MAX_BYTES) throw new Error(`the bundle has ${bytes} bytes, over the limit of ${MAX_BYTES}`)
  rmSync(out, { recursive: true, force: true })
  renameSync(fresh, out)
  return bytes
}

/** Licences stand in licenses.txt, so that comments may go. */
function minify(source) {
  return minifySync(source.toString(), { module: false, compress: true, mangle: true, format: { comments: false } }).code
}

function node(args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error) throw error
  if (status !== 0) throw new Error(`${args[0]} failed with exit code ${status}`)
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } })
  compile()
  const bytes = await bundle(resolve(values.out))
  console.log(`build: ${(bytes / 1024).toFixed(0)} KiB in ${values.out}`)
}
