import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findNpm } from '../../../src/sources/native/find-npm.ts'
import { loadDuckdb, loadOnnxruntime } from '../../../src/sources/native/load.ts'
import { currentPlatform, requireSupported } from '../../../src/sources/native/platform.ts'

test.each([
  // platform  arch      libc     refused because
  ['linux', 'x64', 'glibc', null],
  ['linux', 'arm64', 'glibc', null],
  ['darwin', 'arm64', null, null],
  ['win32', 'x64', null, null],
  ['linux', 'x64', 'musl', 'musl'],
  ['darwin', 'x64', null, 'darwin-x64'],
  ['freebsd', 'x64', null, 'freebsd-x64'],
] as const)('%s %s %s', (platform, arch, libc, because) => {
  const check = () => requireSupported({ platform, arch, libc })
  if (because === null) expect(check).not.toThrow()
  else expect(check).toThrow(expect.objectContaining({ reasonCode: 'RUNTIME_NOT_READY', message: expect.stringContaining(because) }))
})

test('this machine is supported', () => {
  expect(() => requireSupported(currentPlatform())).not.toThrow()
})

function file(path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  return path
}

test('npm is the one that came with Node, also when Node was started through a link', () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-npm-'))
  const node = file(join(root, 'node/bin/node'))
  const cli = file(join(root, 'node/lib/node_modules/npm/bin/npm-cli.js'))
  file(join(root, 'path/npm'))
  symlinkSync(node, join(root, 'linked-node'))
  expect(findNpm(node, join(root, 'path'))).toEqual({ file: node, args: [join(root, 'node/bin/../lib/node_modules/npm/bin/npm-cli.js')] })
  expect(findNpm(join(root, 'linked-node'), undefined)).toEqual({ file: join(root, 'linked-node'), args: [cli] })
})

test('else the first on PATH, else none', () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-npm-'))
  const node = file(join(root, 'bin/node'))
  const npm = file(join(root, 'path/npm'))
  expect(findNpm(node, `${join(root, 'empty')}:${join(root, 'path')}`)).toEqual({ file: npm, args: [] })
  expect(findNpm(node, join(root, 'empty'))).toBeNull()
})

test('a folder that lacks a package, or whose package does not load, says so', () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-load-'))
  expect(() => loadDuckdb(root)).toThrow(
    expect.objectContaining({ reasonCode: 'RUNTIME_NOT_READY', message: expect.stringContaining('has no node_modules/@duckdb/node-api') }),
  )
  mkdirSync(join(root, 'node_modules/onnxruntime-node'), { recursive: true })
  writeFileSync(join(root, 'node_modules/onnxruntime-node/index.js'), 'throw new Error("wrong ELF class")')
  expect(() => loadOnnxruntime(root)).toThrow(
    expect.objectContaining({ reasonCode: 'RUNTIME_NOT_READY', message: expect.stringContaining('wrong ELF class') }),
  )
})
