import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileJournal } from '../../../src/adapters/journal/file-journal.ts'
import { GitJournal } from '../../../src/adapters/journal/git-journal.ts'
import type { Journal } from '../../../src/rollout/ports.ts'

// Both journals hold the same promises; git with a real git, a bare repository as the remote, and clones that race.

jest.setTimeout(120_000)

const root = mkdtempSync(join(tmpdir(), 'sluice-journal-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const environment = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' }
let made = 0

function git(folder: string, ...args: string[]): string {
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }
  return execFileSync('git', args, {
    cwd: folder,
    env: { ...environment, ...identity },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function makeRemote(): string {
  const folder = join(root, `remote-${made++}`)
  git(root, 'init', '--quiet', '--bare', '--initial-branch=main', folder)
  const seed = cloneOf(folder)
  for (const name of ['one', 'two', 'three']) git(seed, 'commit', '--quiet', '--allow-empty', '-m', name)
  git(seed, 'push', '--quiet', 'origin', 'HEAD:main')
  return folder
}

function cloneOf(remote: string, ...options: string[]): string {
  const folder = join(root, `clone-${made++}`)
  git(root, 'clone', '--quiet', ...options, `file://${remote}`, folder)
  return folder
}

const inClone = (folder: string) => new GitJournal({ place: { folder, environment }, model: 'income', environment: 'production' })

type Pair = () => readonly [Journal, Journal]
const PLACES: readonly (readonly [string, Pair])[] = [
  [
    'a file',
    () => {
      const path = join(root, `folder-${made++}`, 'journal.jsonl')
      return [new FileJournal(path), new FileJournal(path)]
    },
  ],
  [
    'a git ref',
    () => {
      const remote = makeRemote()
      return [inClone(cloneOf(remote)), inClone(cloneOf(remote))]
    },
  ],
  [
    'a git ref, shallow clones',
    () => {
      const remote = makeRemote()
      return [inClone(cloneOf(remote, '--depth=1')), inClone(cloneOf(remote, '--depth=1'))]
    },
  ],
  [
    'a branch, where the server refuses refs/sluice',
    () => {
      const remote = makeRemote()
      const hook = join(remote, 'hooks', 'update')
      writeFileSync(hook, '#!/bin/sh\ncase "$1" in refs/heads/*) exit 0;; esac\necho "only branches here" >&2\nexit 1\n')
      chmodSync(hook, 0o755)
      return [inClone(cloneOf(remote)), inClone(cloneOf(remote))]
    },
  ],
]

describe.each(PLACES)('%s', (_, open) => {
  test('is empty, then has what was appended, for everybody', async () => {
    const [mine, yours] = open()
    expect(await mine.read()).toEqual({ head: null, entries: [] })
    const first = await mine.append(null, ['{"a":1}', '{"b":"ü"}'])
    expect(await yours.read()).toEqual({ head: first, entries: ['{"a":1}', '{"b":"ü"}'] })
    const second = await yours.append(first, ['{"c":3}'])
    expect(await mine.read()).toEqual({ head: second, entries: ['{"a":1}', '{"b":"ü"}', '{"c":3}'] })
  })

  test('whoever read before the other wrote is refused, and nothing of his is kept', async () => {
    const [mine, yours] = open()
    const head = await mine.append(null, ['{"a":1}'])
    await expect(yours.append(null, ['{"x":0}'])).rejects.toMatchObject({ kind: 'conflict' })
    await yours.read()
    await mine.append(head, ['{"b":2}'])
    await expect(yours.append(head, ['{"x":1}'])).rejects.toMatchObject({ kind: 'conflict' })
    expect((await yours.read()).entries).toEqual(['{"a":1}', '{"b":2}'])
  })

  test('of many at once exactly one wins, each time', async () => {
    const [mine, yours] = open()
    let head: string | null = null
    for (let round = 0; round < 4; round++) {
      const known: string | null = head
      await Promise.all([mine.read(), yours.read()])
      const outcomes = await Promise.allSettled([mine.append(known, [`{"mine":${round}}`]), yours.append(known, [`{"yours":${round}}`])])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ kind: 'conflict' })
      head = (await mine.read()).head
    }
    expect((await yours.read()).entries).toHaveLength(4)
  })
})

test('a shallow clone stays shallow, a whole one whole; the working tree and branches are untouched', async () => {
  const remote = makeRemote()
  await inClone(cloneOf(remote)).append(null, ['{}'])
  for (const [options, isShallow] of [
    [['--depth=1'], 'true'],
    [[], 'false'],
  ] as const) {
    const folder = cloneOf(remote, ...options)
    const journal = inClone(folder)
    const { head } = await journal.read()
    await journal.append(head, ['{"more":1}'])
    expect(git(folder, 'rev-parse', '--is-shallow-repository').trim()).toBe(isShallow)
    expect(git(folder, 'status', '--porcelain')).toBe('')
    expect(git(folder, 'branch', '--all')).not.toContain('sluice')
  }
})

test('a remote that is gone is unavailable, never an empty journal', async () => {
  const remote = makeRemote()
  const journal = inClone(cloneOf(remote))
  await journal.append(null, ['{}'])
  rmSync(remote, { recursive: true })
  await expect(journal.read()).rejects.toMatchObject({ kind: 'unavailable' })
})

test('the lock of a killed process is taken over, that of a living one is not', async () => {
  const path = join(root, 'locked', 'journal.jsonl')
  const journal = new FileJournal(path)
  const head = await journal.append(null, ['{}'])
  writeFileSync(`${path}.lock`, '')
  await expect(journal.append(head, ['{"b":1}'])).rejects.toMatchObject({ kind: 'conflict' })
  utimesSync(`${path}.lock`, new Date(0), new Date(0))
  await journal.append(head, ['{"b":1}'])
  expect(existsSync(`${path}.lock`)).toBe(false)
  expect(readdirSync(join(root, 'locked'))).toEqual(['journal.jsonl'])
})

test('half a line is corrupt, not shorter', async () => {
  const path = join(root, 'half.jsonl')
  writeFileSync(path, '{"a":1}\n{"b"')
  await expect(new FileJournal(path).read()).rejects.toMatchObject({ kind: 'corrupt' })
})
