import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportDocument } from '../../src/commands/rollout/export.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { fakeWorld } from '../support/fake-world.ts'
import { alertingPolicy } from '../support/rollout/alerting-policy.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY, STABLE } from '../support/rollout/fake-service.ts'

const inputs: InputsOf<'export'> = {
  document: 'passport',
  policy: 'sluice.yml',
  model: null,
  repository: null,
  relay: null,
  digest: null,
  journal: 'journal.jsonl',
  githubToken: null,
  json: false,
}

async function exported({ journal }: FakeRollout, digest: string | null = null) {
  const world = fakeWorld()
  writeFileSync(join(world.cwd, 'sluice.yml'), alertingPolicy())
  writeFileSync(join(world.cwd, 'journal.jsonl'), journal.entries.map((line) => `${line}\n`).join(''))
  expect(await exportDocument({ ...inputs, digest }, world)).toBe(0)
  const stdout = world.published.at(-1)?.stdout
  return JSON.parse(stdout?.kind === 'text' ? stdout.text : '')
}

const TWO_STEPS = { steps: ['5%', '50%'], bake: '1m', settle: '5m' }

async function until(state: string): Promise<FakeRollout> {
  const rollout = new FakeRollout({ lease: true }, TWO_STEPS)
  rollout.start()
  await rollout.until([state])
  return rollout
}

const revert = { kind: 'command', command: 'revert', why: 'by hand', to: { digest: STABLE, reference: null, commit: null } } as const

test('of the model that was promoted last, or of one by its digest', async () => {
  const rollout = await until('promoted')
  const passport = await exported(rollout)
  expect(passport.predicate).toMatchObject({ model: 'income', environment: 'production', candidate: { sha256: CANARY } })
  expect(await exported(rollout, CANARY)).toEqual(passport)
})

test.each([
  ['nothing was promoted', 'baking', null, false, 'no promotion of income that stands'],
  ['another model is asked for', 'promoted', 'e'.repeat(64), false, 'eeeeeeeeeeee, which no rollout of income promoted'],
  ['its way back is open', 'settling', null, false, 'whose way back is still open'],
  ['it was taken back', 'promoted', null, true, 'no promotion of income that stands'],
  ['it was taken back, and is named', 'promoted', CANARY, true, 'a promotion that was taken back at 2026-'],
] as const)('there is none where %s', async (_, state, digest, isReverted, message) => {
  const rollout = await until(state)
  if (isReverted) rollout.write(revert, 'r1')
  await expect(exported(rollout, digest)).rejects.toThrow(message)
})
