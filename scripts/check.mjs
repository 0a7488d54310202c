// npm run check: everything about the code that needs no test run. All steps run, each with its time; any failure fails the whole.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, compile } from './build.mjs'
import { refreshDocs } from './docs.mjs'

const root = join(import.meta.dirname, '..')

const STEPS = [
  ['format and lint', () => run('node_modules/@biomejs/biome/bin/biome', ['ci', '--colors=off', '--error-on-warnings', '.'])],
  ['types', () => compile()],
  ['types of the tests', () => run('node_modules/typescript/bin/tsc', ['-p', 'test/tsconfig.json'])],
  ['import rules', () => run('node_modules/jest/bin/jest.js', ['test/contract/imports.test.ts', '--selectProjects', 'unit', '--silent'])],
  ['generated docs', checkDocs],
  ['bundle', checkBundle],
]

let failed = 0
for (const [name, step] of STEPS) {
  const startedAt = performance.now()
  let problem = null
  try {
    await step()
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
  if (problem !== null) {
    failed += 1
    console.log(problem.replaceAll(/^/gm, '       '))
  }
}
console.log(failed === 0 ? `check: all ${STEPS.length} steps are well` : `check: ${failed} of ${STEPS.length} steps failed`)
process.exitCode = failed === 0 ? 0 : 1

function run(script, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${stdout}${stderr}`.trim())
}

async function checkDocs() {
  const stale = await refreshDocs({ write: false })
  if (stale.length > 0) throw new Error(`stale: ${stale.join(', ')}. Run 'npm run docs' and commit.`)
}

/** Two builds must agree with each other (reproducible) and with what is committed (fresh). */
async function checkBundle() {
  const folder = mkdtempSync(join(root, 'build', 'bundle-'))
  try {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')]
    await bundle(first)
    await bundle(second)
    const unlike = differingFiles(first, second)
    if (unlike.length > 0) throw new Error(`two builds differ in ${unlike.join(', ')}`)
    const stale = differingFiles(first, join(root, 'dist'))
    if (stale.length > 0) throw new Error(`dist/ is stale in ${stale.join(', ')}. Run 'npm run build' and commit.`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function differingFiles(one, other) {
  const names = [...new Set([...list(one), ...list(other)])].sort()
  return names.filter((name) => read(one, name)?.compare(read(other, name) ?? Buffer.alloc(0)) !== 0)
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder) : []
}

function read(folder, name) {
  const file = join(folder, name)
  return existsSync(file) ? readFileSync(file) : undefined
}
