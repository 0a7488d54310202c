import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { openRepository } from '../../../src/sources/git/repository.ts'
import { parseReference } from '../../../src/sources/references/parse.ts'
import { createResolver } from '../../../src/sources/references/resolve.ts'
import { Sandbox, shallowCheckout } from '../../sources/git/temporary-repository.ts'

// The real git-lfs, which fetches from a remote in a folder by itself: what a runner's checkout without `lfs: true` leaves, resolved.

jest.setTimeout(60_000)

const sandbox = new Sandbox()
const weights = (version: string) => `weights of ${version} `.repeat(50_000)
const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const asked = { role: 'candidate', where: 'sluice.yml:4:11' }
let runs = 0

beforeAll(() => {
  sandbox.repository('author')
  sandbox.git('author', 'lfs', 'install')
  sandbox.git('author', 'lfs', 'track', 'models/*.onnx')
  sandbox.commit('author', { 'models/income.onnx': weights('old') })
  const head = sandbox.commit('author', { 'models/income.onnx': weights('new'), 'models/lost.onnx': weights('lost') })
  sandbox.git('.', 'init', '--quiet', '--bare', 'remote.git')
  sandbox.git('author', 'remote', 'add', 'origin', `file://${sandbox.path('remote.git')}`)
  // Pushing takes the objects along, by the hook that `git lfs install` put there.
  sandbox.git('author', 'push', '--quiet', 'origin', 'main')
  const lost = digest(weights('lost'))
  rmSync(sandbox.path('remote.git/lfs/objects', lost.slice(0, 2), lost.slice(2, 4), lost))
  // As actions/checkout does it: without the filters of git-lfs, so that pointers lie in the work tree.
  sandbox.git('author', 'lfs', 'uninstall')
  shallowCheckout(sandbox, 'checkout', head, 2)
})
afterAll(() => sandbox.remove())

async function resolve(text: string) {
  const { environment } = sandbox
  const scratch = sandbox.path(`scratch${runs++}`)
  const repository = await openRepository(sandbox.path('checkout'), { environment })
  const resolver = createResolver({ folder: sandbox.path('checkout'), repository, cache: sandbox.path('cache'), scratch, environment })
  return resolver.resolve(parseReference(text, asked.where), asked)
}

test('the checkout holds pointers, and its own store nothing', () => {
  expect(readFileSync(sandbox.path('checkout/models/income.onnx'), 'utf8')).toMatch(
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:/,
  )
  expect(sandbox.git('checkout', 'lfs', 'ls-files')).toContain('- models/income.onnx')
})

test.each([
  ['of the work tree', 'models/income.onnx', 'new'],
  ['of the commit before', 'git:HEAD~1:models/income.onnx', 'old'],
])('a pointer %s: git-lfs brings the file', async (_, reference, version) => {
  const file = await resolve(reference)
  expect(digest(readFileSync(file.path))).toBe(digest(weights(version)))
  expect([file.sha256, file.bytes]).toEqual([digest(weights(version)), weights(version).length])
})

test('an object that the remote lost: the pointer, git-lfs’ own words, the remedy', async () => {
  const failure = resolve('models/lost.onnx')
  await expect(failure).rejects.toMatchObject({ reasonCode: 'LFS_POINTER', remedy: expect.stringContaining('git lfs pull') })
  await expect(failure).rejects.toThrow(`oid sha256:${digest(weights('lost'))}`)
  await expect(failure).rejects.toThrow(/git-lfs could not fetch it \(.*(not found|Not found|404|missing|exist)/i)
})
