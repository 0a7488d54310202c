import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { digestOf, openEntries } from '../../src/rollout/chain.ts'
import { type PassportParts, passportOf } from '../../src/rollout/passport/passport.ts'
import { renderJson } from '../../src/rollout/passport/render-json.ts'
import { type Passport, PREDICATE_TYPE } from '../../src/rollout/passport/schema.ts'
import { promotionsOf } from '../../src/rollout/promotions.ts'
import { replay } from '../../src/rollout/replay.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY, STABLE } from '../support/rollout/fake-service.ts'

const NAMES = { model: 'income', environment: 'production' }

function partsOf({ journal, entries }: FakeRollout): PassportParts {
  const promotion = promotionsOf(entries).at(-1)
  if (promotion === undefined) throw new Error('nothing was promoted')
  return { ...NAMES, lines: journal.entries, entries, promotion }
}

async function promoted(written = {}): Promise<FakeRollout> {
  const rollout = new FakeRollout({ lease: true }, written)
  rollout.start()
  await rollout.until(['promoted'])
  return rollout
}

describe('a promoted model', () => {
  let rollout: FakeRollout
  let passport: Passport
  beforeAll(async () => {
    rollout = await promoted()
    passport = passportOf(partsOf(rollout))
  })

  test('is the one subject, by its digest, and the published schema takes it', () => {
    expect(passport).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'income', digest: { sha256: CANARY } }],
      predicateType: PREDICATE_TYPE,
      predicate: { candidate: { sha256: CANARY, reference: 'git:v2:models/m.onnx', commit: 'd'.repeat(40) }, previous: { sha256: STABLE } },
    })
    const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'passport.schema.json'), 'utf8'))
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    expect([validate(JSON.parse(renderJson(passport))), validate.errors]).toEqual([true, null])
    expect(validate({ ...passport, subject: [] })).toBe(false)
  })

  test('has each share that was left upwards, with what was counted and excluded', () => {
    const { steps, exclusionAt } = passport.predicate.canary
    expect(steps.map(({ share }) => share)).toEqual([0.01, 0.05, 0.25, 0.5])
    for (const [index, step] of steps.entries()) {
      const errors = step.guardrails.find(({ name }) => name === 'errors')
      expect(errors?.critical).toBe(true)
      expect(errors?.exclusionLogE).toBeGreaterThanOrEqual(exclusionAt)
      expect(step.windows).toBeGreaterThan(0)
      expect(step.from < step.to && step.to <= (steps[index + 1]?.from ?? '9')).toBe(true)
    }
    expect(steps.map(({ guardrails }) => guardrails[0]?.ratio)).toEqual([10, 4, 2, 1])
    expect(steps.at(-1)?.guardrails[0]?.excluded).toBe('excluded: worse than the margin')
  })

  test('counts no more requests than were served while the share stood, in its proportion', () => {
    for (const { share, requests } of passport.predicate.canary.steps) {
      const { stable, canary } = requests ?? { stable: 0, canary: 0 }
      expect(canary / (canary + stable)).toBeCloseTo(share, 2)
    }
  })

  test('names the line of the journal that anybody replays it from', () => {
    const { ref, firstEntry, lastEntry, sha256 } = passport.predicate.journal
    expect([ref, firstEntry]).toEqual(['refs/sluice/income/production', 1])
    const lines = rollout.journal.entries.slice(0, lastEntry)
    expect(digestOf(lines.at(-1) ?? '')).toBe(sha256)
    const replayed = replay(openEntries(lines))
    expect(replayed.length).toBe(lastEntry - 1)
    expect(replayed.filter(({ same }) => !same)).toEqual([])
  })

  test('is the same, byte for byte, whatever the journal says afterwards', async () => {
    const before = renderJson(passport)
    rollout.service.models = { stable: CANARY, canary: 'e'.repeat(64) }
    rollout.start('e'.repeat(64))
    for (let ticks = 0; ticks < 5; ticks++) await rollout.tick().then(() => rollout.service.pass(60_000))
    expect(rollout.entries.length).toBeGreaterThan(passport.predicate.journal.lastEntry)
    const [promotion] = promotionsOf(rollout.entries)
    if (promotion === undefined) throw new Error('no promotion')
    const anew = { ...NAMES, lines: rollout.journal.entries, entries: openEntries(rollout.journal.entries), promotion }
    expect(renderJson(passportOf(anew))).toBe(before)
  })
})

test('who was asked, what they saw, what they answered and where it was read', async () => {
  const rollout = new FakeRollout({ lease: true }, { approval: { before: ['50%'] } })
  rollout.approvals = {
    preflight: async () => [],
    read: async ({ askedAtMs }) =>
      rollout.service.nowMs - askedAtMs < 120_000
        ? { kind: 'pending', by: null, why: 'nobody has answered' }
        : { kind: 'approved', by: 'alice', why: 'the approvals of run 7' },
  }
  rollout.start()
  await rollout.until(['promoted'])
  const { approvals } = passportOf(partsOf(rollout)).predicate
  expect(approvals).toEqual([
    expect.objectContaining({ before: 0.5, decision: 'granted', way: 'environment', by: 'alice', read: 'the approvals of run 7' }),
  ])
  const [approval] = approvals
  expect(approval?.shown).toContain('errors: excluded: worse than the margin')
  expect(Date.parse(approval?.decidedAt ?? '') - Date.parse(approval?.askedAt ?? '')).toBeGreaterThanOrEqual(120_000)
})

test('what was promoted and taken back is known as that', async () => {
  const rollout = await promoted()
  expect(promotionsOf(rollout.entries)).toEqual([expect.objectContaining({ takenBackMs: null, finishedMs: expect.any(Number) })])
  rollout.write({ kind: 'command', command: 'revert', why: 'by hand', to: { digest: STABLE, reference: null, commit: null } }, 'r1')
  expect(promotionsOf(rollout.entries)).toEqual([expect.objectContaining({ takenBackMs: rollout.service.nowMs })])
})

test('a no stands beside the yes that came after it', async () => {
  const rollout = new FakeRollout({ lease: true }, { approval: { before: ['50%'] } })
  let kind: 'refused' | 'approved' = 'refused'
  rollout.approvals = { preflight: async () => [], read: async () => ({ kind, by: 'bob', why: `bob has ${kind}` }) }
  rollout.start()
  await rollout.until(['held'])
  kind = 'approved'
  rollout.command('resume')
  await rollout.until(['promoted'])
  const { approvals } = passportOf(partsOf(rollout)).predicate
  expect(approvals.map(({ decision, by, read }) => [decision, by, read])).toEqual([
    ['refused', 'bob', 'bob has refused'],
    ['granted', 'bob', 'bob has approved'],
  ])
  expect(new Set(approvals.map(({ request }) => request)).size).toBe(2)
})
