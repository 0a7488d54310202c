import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetchCommit, requireFetched } from '../../../src/sources/git/fetch-commit.ts'
import { openRepository, type Repository } from '../../../src/sources/git/repository.ts'
import { pullRequestRemote, Sandbox, shallowCheckout } from './temporary-repository.ts'

const sandbox = new Sandbox()
let commits: ReturnType<typeof pullRequestRemote>
let repository: Repository
let tree: string

beforeAll(async () => {
  commits = pullRequestRemote(sandbox, { base: { model: 'v1' }, main: { other: 'x' }, head: { model: 'v2' } })
  sandbox.repository('repo')
  sandbox.write('repo/models/a b.onnx', 'with a space')
  symlinkSync('a b.onnx', sandbox.path('repo/models/current.onnx'))
  symlinkSync('/etc/hostname', sandbox.path('repo/models/outside.onnx'))
  tree = sandbox.commit('repo', { 'models/-x': 'dash', 'modèles/ü.onnx': 'utf8', 'models/:(top)x': 'magic', top: 't' })
  repository = await open('repo')
})
afterAll(() => sandbox.remove())

async function open(folder: string, options = {}): Promise<Repository> {
  const opened = await openRepository(sandbox.path(folder), { environment: sandbox.environment, ...options })
  if (opened === null) throw new Error('no repository')
  return opened
}

test('a folder outside any repository is none', async () => {
  mkdirSync(sandbox.path('plain'))
  const environment = { ...sandbox.environment, GIT_CEILING_DIRECTORIES: sandbox.folder }
  expect(await openRepository(sandbox.path('plain'), { environment })).toBeNull()
})

test('variables of a surrounding git hook do not lead to another repository', async () => {
  const environment = { ...sandbox.environment, GIT_DIR: sandbox.path('remote.git'), GIT_INDEX_FILE: '/nowhere' }
  expect((await open('repo', { environment })).root).toBe(sandbox.path('repo'))
})

test('without git: what to install, and when', async () => {
  const environment = { ...sandbox.environment, PATH: sandbox.path('plain') }
  await expect(openRepository(sandbox.path('repo'), { environment })).rejects.toThrow(
    /Install git in the job container before actions\/checkout/,
  )
})

test('a repository of another owner: how to declare it safe', async () => {
  mkdirSync(sandbox.path('fake'))
  sandbox.write('fake/git', '#!/bin/sh\necho "fatal: detected dubious ownership in repository at \'/w\'" >&2\nexit 128\n')
  chmodSync(sandbox.path('fake/git'), 0o755)
  const environment = { ...sandbox.environment, PATH: `${sandbox.path('fake')}:${process.env['PATH']}` }
  await expect(openRepository(sandbox.path('repo'), { environment })).rejects.toThrow(/git config --global --add safe.directory "/)
})

test.each([
  ['a plain file', 'top', 't'],
  ['a space', 'models/a b.onnx', 'with a space'],
  ['a symlink inside the tree', 'models/current.onnx', 'with a space'],
  ['a symlink out of the tree', 'models/outside.onnx', null],
  ['a dash first', 'models/-x', 'dash'],
  ['what looks like pathspec magic', 'models/:(top)x', 'magic'],
  ['not ASCII', 'modèles/ü.onnx', 'utf8'],
  ['a folder', 'models', null],
  ['absent', 'nope', null],
])('reads %s', async (_, path, content) => {
  expect(await repository.readText(tree, path)).toBe(content)
})

test('lists below a folder, whatever the names', async () => {
  expect(await repository.listFiles(tree, 'models')).toEqual([
    'models/-x',
    'models/:(top)x',
    'models/a b.onnx',
    'models/current.onnx',
    'models/outside.onnx',
  ])
  expect(await repository.listFiles(tree, 'modèles')).toEqual(['modèles/ü.onnx'])
})

test.each([['--all'], ['-h'], [''], ['a\nb']])('the revision %j never reaches git', async (revision) => {
  await expect(repository.revParse(revision)).rejects.toThrow(/cannot be empty or begin with `-`/)
})

test('a newline in a path cannot ask a second question', async () => {
  await expect(repository.findFile(tree, `top\n${tree}:models/-x`)).rejects.toThrow(/not a path/)
})

test('merge base, parents and changed paths', async () => {
  const full = await open('author')
  expect(await full.parents(commits.merge)).toEqual([commits.main, commits.head])
  expect(await full.mergeBase(commits.main, commits.head)).toBe(commits.fork)
  expect(await full.changedPaths(commits.fork, commits.head)).toEqual(['model'])
})

test('a full clone stays whole when a commit is fetched into it', async () => {
  sandbox.git('.', 'clone', '--quiet', '--single-branch', `file://${sandbox.path('remote.git')}`, 'full')
  const full = await open('full')
  expect(await full.fetchCommit(commits.head)).toEqual({ kind: 'fetched' })
  expect(await full.fetchCommit(commits.head)).toEqual({ kind: 'present' })
  expect(await full.isShallow()).toBe(false)
})

test('two fetches into one shallow checkout do not collide', async () => {
  shallowCheckout(sandbox, 'two', commits.merge)
  const shallow = await open('two')
  const outcomes = await Promise.all([commits.main, commits.head, commits.main].map((commit) => shallow.fetchCommit(commit)))
  expect(outcomes.map(({ kind }) => kind)).toEqual(['fetched', 'fetched', 'present'])
})

test.each([
  ['a branch', 'main', () => commits.main],
  ['an annotated tag: its commit', 'v1', () => commits.fork],
  ['neither', 'nope', () => null],
])('the remote tip of %s', async (_, name, expected) => {
  sandbox.git('remote.git', 'tag', '--force', '-a', '-m', 'one', 'v1', commits.fork)
  const folder = `tip-${name}`
  shallowCheckout(sandbox, folder, commits.merge)
  expect(await (await open(folder)).remoteTip(name)).toBe(expected())
})

describe('a commit that cannot be fetched', () => {
  const absent = 'b'.repeat(40)
  let server: Server
  const asked: (string | undefined)[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.headers.authorization)
      response.writeHead(request.url?.startsWith('/broken') ? 500 : 401, { 'www-authenticate': 'Basic realm="x"' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  test.each([
    ['no remote', null, 'no-remote', /fetch-depth: 0/],
    ['a remote without it', () => `file://${sandbox.path('remote.git')}`, 'gone', /force push/],
    ['credentials refused', () => `${address()}/private`, 'refused', /permissions: contents: read/],
    ['a broken server', () => `${address()}/broken`, 'failed', /Try again|git fetch/],
  ])('%s', async (what, remote, kind, remedy) => {
    const folder = `unfetched-${what.replaceAll(' ', '-')}`
    sandbox.repository(folder)
    sandbox.commit(folder, { a: 'a' })
    if (remote !== null) sandbox.git(folder, 'remote', 'add', 'origin', remote())
    const outcome = await (await open(folder)).fetchCommit(absent)
    expect(outcome.kind).toBe(kind)
    expect(() => requireFetched(outcome, absent, 'is the baseline')).toThrow(remedy)
  })

  test('the token is tried second, alone, and never shown', async () => {
    sandbox.repository('token')
    sandbox.git('token', 'remote', 'add', 'origin', `${address()}/private`)
    sandbox.git('token', 'config', `http.${address()}/.extraheader`, 'AUTHORIZATION: basic cGVyc2lzdGVk')
    asked.length = 0
    const place = (await open('token')).place
    const outcome = await fetchCommit(place, absent, null, { server: address(), value: 'ghs_secret' })
    expect(asked).toEqual(['basic cGVyc2lzdGVk', `basic ${Buffer.from('x-access-token:ghs_secret').toString('base64')}`])
    expect(JSON.stringify(outcome)).not.toContain('ghs_secret')
  })
})

test.each([
  ['relative', 'a.onnx', 'models/a.onnx'],
  ['up and down', '../models/./a.onnx', 'models/a.onnx'],
  ['of a folder that is gone', 'gone/deep/a.onnx', 'models/gone/deep/a.onnx'],
  ['a symlink names itself', 'current.onnx', 'models/current.onnx'],
  ['outside', '../../a.onnx', null],
  ['a folder whose name begins with dots', '../..a/x', '..a/x'],
])('the path in the tree: %s', async (_, path, expected) => {
  expect(await (await open('repo/models')).pathInTree(path)).toBe(expected)
})

test('the path in the tree of an absolute path through a symlink', async () => {
  symlinkSync(sandbox.path('repo'), sandbox.path('link'))
  expect(await repository.pathInTree(sandbox.path('link/models/a.onnx'))).toBe('models/a.onnx')
})
