import { openRepository, type Repository } from '../../../src/sources/git/repository.ts'
import { chooseSubjects, type Occasion } from '../../../src/sources/subjects/choose.ts'
import { pullRequestRemote, Sandbox, shallowCheckout } from '../git/temporary-repository.ts'

const sandbox = new Sandbox()
const ZEROS = '0'.repeat(40)
let commits: ReturnType<typeof pullRequestRemote>
let folders = 0

beforeAll(() => {
  commits = pullRequestRemote(sandbox, { base: { model: 'v1' }, main: { other: 'x' }, head: { model: 'v2' } })
})
afterAll(() => sandbox.remove())

async function checkout(commit: string, depth = 1): Promise<Repository> {
  const folder = `checkout${folders++}`
  shallowCheckout(sandbox, folder, commit, depth)
  return open(folder)
}

async function open(folder: string): Promise<Repository> {
  const repository = await openRepository(sandbox.path(folder), { environment: sandbox.environment })
  if (repository === null) throw new Error('no repository')
  return repository
}

const given = { candidate: false, baseline: false }
const payloads = () => ({
  pull_request: { pull_request: { base: { sha: commits.main }, head: { sha: commits.head } } },
  merge_group: { merge_group: { base_sha: commits.main, head_sha: commits.merge } },
  repository: { default_branch: 'main' },
})
function occasion(repository: Repository, name: string, payload: unknown, sha: string, ref = 'refs/heads/main'): Occasion {
  return { event: { name, sha, ref, payload }, repository, given }
}

describe('pull_request', () => {
  test('the merge commit at depth 1: its first parent is fetched, though it is not here', async () => {
    const repository = await checkout(commits.merge)
    expect(await repository.revParse(commits.main)).toBeNull()
    const chosen = await chooseSubjects(occasion(repository, 'pull_request', payloads().pull_request, commits.merge))
    const main = { commit: commits.main }
    expect(chosen).toEqual({ candidate: 'working-tree', baseline: main, policies: { base: main, head: 'working-tree' }, notes: [] })
    expect(await repository.revParse(commits.main)).toBe(commits.main)
    expect(await repository.isShallow()).toBe(true)
  })

  test('the head at depth 1: deepened to the merge base; the policy is that of the tip', async () => {
    const repository = await checkout(commits.head)
    const chosen = await chooseSubjects(occasion(repository, 'pull_request', payloads().pull_request, commits.merge))
    expect(chosen.baseline).toEqual({ commit: commits.fork })
    expect(chosen.policies).toEqual({ base: { commit: commits.main }, head: 'working-tree' })
    expect(chosen.notes.join()).toContain('merge base')
  })

  test('the head, with a history too long to reach the fork: the tip of the base, and it says so', async () => {
    let tip = commits.fork
    for (let n = 0; n < 60; n += 1) tip = sandbox.git('author', 'commit-tree', '-p', tip, '-m', `${n}`, `${tip}^{tree}`)
    sandbox.git('author', 'push', '--quiet', sandbox.path('remote.git'), `${tip}:refs/heads/long`)
    const payload = { pull_request: { base: { sha: tip }, head: { sha: commits.head } } }
    const chosen = await chooseSubjects(occasion(await checkout(commits.head), 'pull_request', payload, commits.merge))
    expect(chosen.baseline).toEqual({ commit: tip })
    expect(chosen.notes.join()).toMatch(/No merge base .* `fetch-depth: 0`/)
  })

  test('a head that is itself a merge commit is not taken for the pull request merged', async () => {
    sandbox.git('author', 'checkout', '--quiet', '-b', 'merging', commits.head)
    sandbox.git('author', 'merge', '--quiet', '--no-ff', '-m', 'take main in', 'main')
    const head = sandbox.git('author', 'rev-parse', 'HEAD')
    sandbox.git('author', 'push', '--quiet', sandbox.path('remote.git'), 'merging')
    const payload = { pull_request: { base: { sha: commits.main }, head: { sha: head } } }
    const chosen = await chooseSubjects(occasion(await checkout(head), 'pull_request', payload, commits.merge))
    expect(chosen.baseline).toEqual({ commit: commits.main })
  })

  test.each(['pull_request', 'pull_request_target'])('%s with the base checked out would compare it with itself: refused', async (name) => {
    const repository = await checkout(commits.main)
    await expect(chooseSubjects(occasion(repository, name, payloads().pull_request, commits.main))).rejects.toThrow(
      /holds nothing of the pull request/,
    )
  })

  test('an older commit of the base is refused as well', async () => {
    const repository = await checkout(commits.fork)
    await expect(chooseSubjects(occasion(repository, 'pull_request_target', payloads().pull_request, commits.fork))).rejects.toThrow(
      /holds nothing of the pull request/,
    )
  })
})

describe('other events', () => {
  test('merge_group: its head against its base', async () => {
    const repository = await checkout(commits.merge)
    const chosen = await chooseSubjects(occasion(repository, 'merge_group', payloads().merge_group, commits.merge))
    expect(chosen).toMatchObject({
      candidate: 'working-tree',
      baseline: { commit: commits.main },
      policies: { base: { commit: commits.main } },
    })
  })

  test('merge_group with something else checked out: its head by name', async () => {
    const repository = await checkout(commits.main)
    const chosen = await chooseSubjects(occasion(repository, 'merge_group', payloads().merge_group, commits.merge))
    expect(chosen.candidate).toEqual({ commit: commits.merge })
    expect(chosen.policies.head).toEqual({ commit: commits.merge })
  })

  test.each([
    ['the commit before it', () => commits.fork, () => ({ commit: commits.fork }), /^$/],
    ['a new branch has none', () => ZEROS, () => null, /created the branch/],
    ['a force push lost it', () => 'b'.repeat(40), () => null, /is gone \(a force push\)/],
  ])('push: %s', async (_, before, baseline, note) => {
    const repository = await checkout(commits.main)
    const chosen = await chooseSubjects(occasion(repository, 'push', { before: before() }, commits.main))
    expect(chosen).toMatchObject({ candidate: 'working-tree', baseline: baseline(), policies: { base: null, head: 'working-tree' } })
    expect(chosen.notes.join()).toMatch(note)
  })

  test('push with a baseline given: nothing is fetched for it', async () => {
    const repository = await checkout(commits.main)
    const event = { name: 'push', sha: commits.main, ref: 'refs/heads/main', payload: { before: commits.fork } }
    const chosen = await chooseSubjects({ event, repository, given: { candidate: false, baseline: true } })
    expect(chosen.baseline).toBeNull()
    expect(await repository.revParse(commits.fork)).toBeNull()
  })

  test.each([
    ['schedule on the default branch', 'schedule', () => commits.main, 'refs/heads/main', () => 'working-tree'],
    [
      'dispatch on a branch: the policy of the default branch',
      'workflow_dispatch',
      () => commits.head,
      'refs/heads/feature',
      () => ({ commit: commits.main }),
    ],
  ])('%s', async (_, name, sha, ref, policy) => {
    const repository = await checkout(sha())
    const chosen = await chooseSubjects(occasion(repository, name, { repository: { default_branch: 'main' } }, sha(), ref))
    expect(chosen).toMatchObject({ candidate: 'released', baseline: null, policies: { base: null, head: policy() } })
  })

  test.each([
    ['pull_request', {}, 'pull_request'],
    ['pull_request', { pull_request: { base: { sha: '--upload-pack=x' }, head: { sha: 'x' } } }, 'pull_request.base.sha'],
    ['push', { before: 1 }, 'before'],
    ['schedule', { repository: null }, 'repository'],
  ])('%s with a payload that lacks or garbles %j names the field %s', async (name, payload, field) => {
    const repository = await checkout(commits.merge)
    await expect(chooseSubjects(occasion(repository, name, payload, commits.merge))).rejects.toThrow(`\`${field}\``)
  })

  test('an event without a repository says what is missing', async () => {
    const event = { name: 'pull_request', sha: commits.merge, ref: '', payload: payloads().pull_request }
    await expect(chooseSubjects({ event, repository: null, given })).rejects.toThrow(/install git before it/)
  })
})

describe('a terminal', () => {
  const terminal = (repository: Repository | null) => chooseSubjects({ event: null, repository, given })

  test('outside git: nothing to compare with', async () => {
    expect(await terminal(null)).toMatchObject({ candidate: 'working-tree', baseline: null })
  })

  test('before the first commit: nothing to compare with', async () => {
    sandbox.repository('empty')
    expect(await terminal(await open('empty'))).toMatchObject({ candidate: 'working-tree', baseline: null })
  })

  test('without a remote: HEAD', async () => {
    sandbox.repository('alone')
    const head = sandbox.commit('alone', { model: 'v1' })
    expect(await terminal(await open('alone'))).toMatchObject({
      baseline: { commit: head },
      policies: { base: null, head: 'working-tree' },
    })
  })

  test('on a branch: where it left the remote, also when the branch is pushed', async () => {
    sandbox.git('.', 'clone', '--quiet', '--branch', 'feature', `file://${sandbox.path('remote.git')}`, 'clone')
    const chosen = await terminal(await open('clone'))
    expect(chosen.baseline).toEqual({ commit: commits.fork })
    expect(chosen.notes).toEqual([expect.stringContaining('origin/main')])
  })

  test('on the default branch as it is at the remote: HEAD', async () => {
    sandbox.git('.', 'clone', '--quiet', `file://${sandbox.path('remote.git')}`, 'clone-main')
    expect((await terminal(await open('clone-main'))).baseline).toEqual({ commit: commits.main })
  })

  test('with no origin/HEAD: the upstream of the branch', async () => {
    sandbox.git('.', 'clone', '--quiet', `file://${sandbox.path('remote.git')}`, 'clone-without')
    sandbox.git('clone-without', 'remote', 'set-head', 'origin', '--delete')
    sandbox.commit('clone-without', { model: 'v3' })
    const chosen = await terminal(await open('clone-without'))
    expect(chosen.baseline).toEqual({ commit: commits.main })
    expect(chosen.notes).toEqual([expect.stringContaining('origin/main')])
  })
})
