import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = join(__dirname, '..', '..', 'dist', 'index.js')

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-compiled-'))
})

/** What `sluice version` says; it must say the same whatever lies in the folder of compiled code. */
function version(changes: Readonly<Record<string, string>> = {}): string {
  const env = { PATH: process.env['PATH'], HOME: home, ...changes }
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, 'version'], { env, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.replace(/^runner: .*$/m, '')
}

const cache = () => join(home, '.cache', 'sluice')

function compiledFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => join(parentPath, name)).filter((file) => file.includes('compiled-'))
}

test('compiled code is kept for the next call, and not written again', () => {
  const first = version()
  const kept = compiledFiles(cache())
  expect(kept.length).toBeGreaterThan(0)
  expect(version()).toBe(first)
  expect(compiledFiles(cache())).toEqual(kept)
})

test('damaged files are compiled anew', () => {
  const first = version()
  for (const file of compiledFiles(cache())) truncateSync(file, 100)
  expect(version()).toBe(first)
  for (const file of compiledFiles(cache())) writeFileSync(file, 'no code')
  expect(version()).toBe(first)
})

test('what other builds left is removed', () => {
  const old = join(cache(), 'compiled-0123456789abcdef', 'v20.0.0-x64')
  mkdirSync(old, { recursive: true })
  writeFileSync(join(old, '1.index.js'), 'old')
  version()
  // Node's own cache, from 22.1 on, is keyed by each file, and leaves older builds to whoever cleans ~/.cache.
  if (Number(process.versions.node.split('.')[0]) < 22) expect(existsSync(old)).toBe(false)
})

test("a runner keeps it in the job's own folder, where no other job has written", () => {
  const temporary = join(home, 'temporary')
  mkdirSync(temporary)
  version({ GITHUB_ACTIONS: 'true', RUNNER_TEMP: temporary, RUNNER_TOOL_CACHE: join(home, 'tool') })
  expect(compiledFiles(temporary).length).toBeGreaterThan(0)
  expect([...compiledFiles(cache()), ...compiledFiles(join(home, 'tool'))]).toEqual([])
})

test('a folder that cannot be made costs nothing but time, and the cache can be switched off', () => {
  const first = version({ NODE_DISABLE_COMPILE_CACHE: '1' })
  expect(compiledFiles(cache())).toEqual([])
  writeFileSync(join(home, '.cache'), 'a file where the folder should be')
  expect(version()).toBe(first)
})
