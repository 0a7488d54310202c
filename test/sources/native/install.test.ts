import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findRuntime, type InstallOptions, installRuntime } from '../../../src/sources/native/install.ts'
import { packageVersion } from '../../../src/sources/native/load.ts'

jest.setTimeout(120_000)
const { platform, arch } = process

/** Packages of the right names as tarballs on disk, and a lock that names them: the real npm installs them without a network. */
function manifest(tamper = false): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-manifest-'))
  const tarballs = {
    'onnxruntime-node': tarball(folder, 'onnxruntime-node', [
      `bin/napi-v6/${platform}/${arch}/a.node`,
      'bin/napi-v6/plan9/x64/b.node',
      `bin/napi-v6/${platform}/vax/c.node`,
    ]),
    '@duckdb/node-api': tarball(folder, '@duckdb/node-api', ['lib/index.js']),
  }
  const dependencies = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]))
  const locked = Object.entries(tarballs).map(([name, path]) => {
    const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`
    return [`node_modules/${name}`, { version: '1.0.0', resolved: `file:${path}`, integrity }]
  })
  const root = { name: 'runtime', version: '1.0.0', dependencies }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(root))
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ ...root, lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(locked) } }),
  )
  if (tamper) tarball(folder, 'onnxruntime-node', ['bin/napi-v6/evil.node'])
  return folder
}

function tarball(folder: string, name: string, files: readonly string[]): string {
  const work = mkdtempSync(join(folder, 'pack-'))
  for (const file of files) {
    mkdirSync(dirname(join(work, 'package', file)), { recursive: true })
    writeFileSync(join(work, 'package', file), 'x')
  }
  writeFileSync(join(work, 'package/package.json'), JSON.stringify({ name, version: '1.0.0' }))
  const path = join(folder, `${name.replace(/\W/g, '-')}.tgz`)
  spawnSync('tar', ['-czf', path, '-C', work, 'package'])
  return path
}

function options(changes: Partial<InstallOptions> = {}): InstallOptions {
  return {
    manifestFolder: manifest(),
    cacheFolder: mkdtempSync(join(tmpdir(), 'sluice-cache-')),
    env: process.env,
    signal: new AbortController().signal,
    ...changes,
  }
}

test('the first use installs what the lock names, keeps the own platform, and the second finds it', async () => {
  const announced: string[] = []
  const given = options({ onInstall: (folder) => announced.push(folder) })
  expect(await findRuntime(given)).toBeNull()
  const folder = await installRuntime(given)
  expect(await findRuntime(given)).toBe(folder)
  expect(packageVersion(folder, 'onnxruntime-node')).toBe('1.0.0')
  expect(packageVersion(folder, '@duckdb/node-api')).toBe('1.0.0')
  const binaries = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6')
  expect(existsSync(join(binaries, platform, arch, 'a.node'))).toBe(true)
  expect(readdirSync(join(binaries, platform))).toEqual([arch])
  expect(readdirSync(dirname(folder))).toEqual([expect.stringMatching(new RegExp(`^[0-9a-f]{16}-${platform}-${arch}$`))])
  expect(await installRuntime(given)).toBe(folder)
  expect(announced).toEqual([folder])
})

test('installers may race: all get one whole folder', async () => {
  const given = options()
  const folders = await Promise.all([installRuntime(given), installRuntime(given), installRuntime(given)])
  expect(new Set(folders).size).toBe(1)
  expect(readdirSync(dirname(folders[0] ?? ''))).toHaveLength(1)
})

test('a folder that was restored by halves is replaced, a draft left by a killed installer removed', async () => {
  const given = options()
  const folder = await installRuntime(given)
  writeFileSync(join(folder, 'node_modules/onnxruntime-node/package.json'), '{}')
  const abandoned = join(dirname(folder), 'x.tmp')
  const fresh = join(dirname(folder), 'y.tmp')
  for (const path of [abandoned, fresh]) mkdirSync(path)
  utimesSync(abandoned, 0, 0)
  expect(await installRuntime(given)).toBe(folder)
  expect(packageVersion(folder, 'onnxruntime-node')).toBe('1.0.0')
  expect([existsSync(abandoned), existsSync(fresh)]).toEqual([false, true])
})

test('other bytes than the lock says are refused, and nothing is left', async () => {
  const given = options({ manifestFolder: manifest(true) })
  await expect(installRuntime(given)).rejects.toMatchObject({
    reasonCode: 'RUNTIME_NOT_READY',
    message: expect.stringContaining('EINTEGRITY'),
    remedy: expect.stringContaining('SLUICE_RUNTIME'),
  })
  expect(readdirSync(join(given.cacheFolder, 'sluice-runtime'))).toEqual([])
})

test('abort ends npm and leaves nothing', async () => {
  const abort = new AbortController()
  const given = options({ signal: abort.signal, onInstall: () => setTimeout(() => abort.abort(new Error('cancelled')), 100) })
  await expect(installRuntime(given)).rejects.toThrow('cancelled')
  expect(readdirSync(join(given.cacheFolder, 'sluice-runtime'))).toEqual([])
})

test('a prepared folder is taken as it is', async () => {
  const prepared = await installRuntime(options())
  expect(await installRuntime(options({ prepared, cacheFolder: '/nowhere' }))).toBe(prepared)
})

test('a prepared folder without the packages is a mistake of the caller', async () => {
  const prepared = mkdtempSync(join(tmpdir(), 'sluice-prepared-'))
  await expect(installRuntime(options({ prepared }))).rejects.toMatchObject({
    name: 'UsageError',
    where: '--runtime (SLUICE_RUNTIME)',
    found: expect.stringContaining('without node_modules/@duckdb/node-api and node_modules/onnxruntime-node'),
  })
})
