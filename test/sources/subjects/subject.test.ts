import { openRepository, type Repository } from '../../../src/sources/git/repository.ts'
import { baselineReference, candidateReference } from '../../../src/sources/subjects/subject.ts'
import { Sandbox } from '../git/temporary-repository.ts'

const sandbox = new Sandbox()
let repository: Repository
let commit: string
const DIGEST = 'a'.repeat(64)

beforeAll(async () => {
  sandbox.repository('repo')
  commit = sandbox.commit('repo', { 'team/models/v1.onnx': 'one', 'team/data/a.parquet': 'a', 'team/data/b.parquet': 'b' })
  // The policy stands in a folder of the repository, and its paths start there.
  const opened = await openRepository(sandbox.path('repo/team'), { environment: sandbox.environment })
  if (opened === null) throw new Error('no repository')
  repository = opened
})
afterAll(() => sandbox.remove())

const at = (text: string | null, where = 'sluice.yml:4:11') => (text === null ? null : { text, where })

test.each([
  ['the input wins', '--candidate', 'new.onnx', 'models/v1.onnx', 'working-tree', 'new.onnx'],
  ['a path in the checkout is itself', 'sluice.yml:4:11', null, 'models/v1.onnx', 'working-tree', 'models/v1.onnx'],
  ['a path at a commit is git: from the root', 'sluice.yml:4:11', null, './models/v1.onnx', 'commit', 'git:{}:team/models/v1.onnx'],
  ['what is released, when nothing is given', '--candidate', null, 'models/v1.onnx', 'released', 'released'],
  ['an address is the same everywhere', 'sluice.yml:4:11', null, `https://h/m#sha256=${DIGEST}`, 'commit', `https://h/m#sha256=${DIGEST}`],
  ['a file outside the repository has one version', 'sluice.yml:4:11', null, '/models/v1.onnx', 'commit', '/models/v1.onnx'],
] as const)('candidate: %s', async (_, where, input, policy, revision, expected) => {
  const chosen = await candidateReference(
    at(input, '--candidate'),
    { text: policy, where: 'sluice.yml:4:11' },
    revision === 'commit' ? { commit } : revision,
    repository,
  )
  expect([chosen.reference.text, chosen.where]).toEqual([expected.replace('{}', commit), where])
})

test.each([
  ['the input wins', 'old.onnx', null, 'models/v2.onnx', 'old.onnx'],
  ['the path that the policy had there, not the new one', null, 'models/v1.onnx', 'models/v2.onnx', 'git:{}:team/models/v1.onnx'],
  ['no policy there: the path of the head', null, null, 'models/v1.onnx', 'git:{}:team/models/v1.onnx'],
  ['a glob of data', null, null, 'data/*.parquet', 'git:{}:team/data/*.parquet'],
  ['the address that the policy had there', null, `https://h/old#sha256=${DIGEST}`, 'models/v1.onnx', `https://h/old#sha256=${DIGEST}`],
  ['a commit named in the policy stays', null, null, 'git:v1.0:models/v1.onnx', 'git:v1.0:models/v1.onnx'],
])('baseline: %s', async (_, input, base, head, expected) => {
  const chosen = await baselineReference(at(input, '--baseline'), at(base), { text: head, where: 'x' }, { commit }, repository)
  expect(chosen).toMatchObject({ kind: 'found', reference: { text: expected.replace('{}', commit) } })
})

test.each([
  ['no commit', 'models/v1.onnx', false, 'no commit to compare with'],
  ['a new file', 'models/v2.onnx', true, '`team/models/v2.onnx` does not exist at'],
  ['a glob that matches nothing there', 'data/*.csv', true, '`team/data/*.csv` does not exist at'],
  ['a file outside the repository', '../../v1.onnx', true, 'outside the repository'],
  ['an address that only the head names', `https://h/m#sha256=${DIGEST}`, true, 'is the candidate itself'],
  ['a command that only the head names', 'run:make {out}', true, 'is the candidate itself'],
])('no baseline: %s', async (_, head, hasCommit, why) => {
  const chosen = await baselineReference(null, null, { text: head, where: 'x' }, hasCommit ? { commit } : null, repository)
  expect(chosen).toEqual({ kind: 'absent', reasonCode: 'NO_BASELINE', why: expect.stringContaining(why) })
})
