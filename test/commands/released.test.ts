import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitJournal } from '../../src/adapters/journal/git-journal.ts'
import { findReleased } from '../../src/commands/released.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import type { ModelPolicy } from '../../src/policy/policy.ts'
import { openRepository, type Repository } from '../../src/sources/git/repository.ts'
import { fakeRun } from '../support/fake-world.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY } from '../support/rollout/fake-service.ts'

// What a rollout promoted is found by another clone, from the ref of the remote alone.

jest.setTimeout(60_000)

const root = mkdtempSync(join(tmpdir(), 'sluice-released-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const environment = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' }
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env: environment, stdio: 'ignore' })

const POLICY = `version: 1
models:
  income:
    onnx: models/income.onnx
    task: binary-classification
    data: { evaluation: data/holdout.parquet, label: over_50k }
    rollout:
      target: { kind: command, run: ./target }
      telemetry: { kind: prometheus, url: "https://prometheus.example.com" }
      guardrails: { errors: { requests: r, failures: f, critical: true } }
`

function model(): ModelPolicy {
  const found = parsePolicy(POLICY, 'sluice.yml').models.get('income')
  if (found === undefined) throw new Error('no model')
  return found
}

async function clone(name: string): Promise<Repository> {
  git('clone', '--quiet', '--depth=1', `file://${root}/remote`, name)
  const repository = await openRepository(join(root, name), { environment })
  if (repository === null) throw new Error('no repository')
  return repository
}

test('nothing before the first rollout, then what was promoted; a remote that is gone is an error on a runner', async () => {
  git('init', '--quiet', '--bare', 'remote')
  const mine = await clone('mine')
  const here = { cwd: mine.root, run: null }
  expect(await findReleased(model(), { repository: mine }, here)).toEqual({
    kind: 'none',
    why: 'no model has been released by a rollout yet',
  })

  const rollout = new FakeRollout({ lease: true, rps: 2000 }, { steps: ['5%', '50%'], bake: '1m', settle: '1m' })
  rollout.start()
  await rollout.until(['promoted'])
  const journal = new GitJournal({ place: { folder: mine.root, environment }, model: 'income', environment: 'production' })
  await journal.append(null, rollout.journal.entries)

  const yours = await clone('yours')
  expect(await findReleased(model(), { repository: yours }, here)).toEqual({
    kind: 'released',
    reference: 'git:v2:models/m.onnx',
    sha256: CANARY,
  })

  rmSync(join(root, 'remote'), { recursive: true })
  expect(await findReleased(model(), { repository: yours }, here)).toMatchObject({
    kind: 'none',
    why: expect.stringContaining('cannot be read'),
  })
  await expect(findReleased(model(), { repository: yours }, { cwd: yours.root, run: fakeRun() })).rejects.toMatchObject({
    reasonCode: 'JOURNAL_UNREADABLE',
  })
})
