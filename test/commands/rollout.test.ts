import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explain } from '../../src/commands/rollout/explain.ts'
import { hold, resume } from '../../src/commands/rollout/hold-resume.ts'
import type { RolloutPorts } from '../../src/commands/rollout/ports.ts'
import { replay } from '../../src/commands/rollout/replay.ts'
import { status } from '../../src/commands/rollout/status.ts'
import { abort, rollback } from '../../src/commands/rollout/take-back.ts'
import { TargetError } from '../../src/rollout/ports.ts'
import { DIGEST, POLICY, Scene } from '../support/rollout/command-scene.ts'
import { STABLE } from '../support/rollout/fake-service.ts'

jest.setTimeout(60_000)

test('a healthy model is watched to the end: promoted, exit 0, verdict pass with the time line', async () => {
  const scene = new Scene()
  scene.verdict()
  expect(await scene.rollout()).toBe(0)
  expect(scene.file).toMatchObject({
    verdict: 'pass',
    reasonCode: 'PROMOTED',
    gate: 'rollout',
    rollout: { state: 'promoted', steps: [0.01, 0.05, 0.25, 0.5] },
  })
  expect(scene.file.rollout?.timeline.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['start', 'arm', 'shift', 'promote', 'settle', 'finish']),
  )
  expect(scene.last?.outputs).toMatchObject({ state: 'promoted', weight: '0', step: '4', 'next-tick-at': '' })
  expect(scene.service.models.stable).toBe(DIGEST)
})

test('the call that promotes writes the passport and names it; a later one, of which nothing is new, does not', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout()
  const { files, outputs } = scene.last ?? {}
  const file = join(scene.all.out, 'income.passport.json')
  const predicate = join(scene.all.out, 'income.passport.predicate.json')
  expect(JSON.parse(outputs?.['passports'] ?? '')).toEqual([{ name: 'income', digest: DIGEST, file, predicate }])
  const statement = JSON.parse(files?.get('income.passport.json') ?? '')
  expect(JSON.parse(files?.get('income.passport.predicate.json') ?? '')).toEqual(statement.predicate)
  const verdictFile = readFileSync(join(scene.all.out, 'income.evaluate.verdict.json'))
  expect(statement).toMatchObject({
    subject: [{ name: 'income', digest: { sha256: DIGEST } }],
    predicate: { verdicts: [{ gate: 'evaluate', verdict: 'pass', fileSha256: createHash('sha256').update(verdictFile).digest('hex') }] },
  })
  await scene.rollout()
  expect([scene.last?.outputs['state'], scene.last?.outputs['passports'], [...(scene.last?.files.keys() ?? [])]]).toEqual([
    'promoted',
    undefined,
    ['income.rollout.verdict.json', 'report.md'],
  ])
})

test('ten times the failures: rolled back by this call, exit 3; the next call finds it finished, exit 0', async () => {
  const scene = new Scene({ failureRate: { stable: 0.02, canary: 0.2 } })
  scene.verdict()
  expect(await scene.rollout()).toBe(3)
  expect(scene.file).toMatchObject({ verdict: 'fail', reasonCode: 'WORSE_THAN_MARGIN', rollout: { state: 'rolled-back', share: 0 } })
  expect(scene.text).toContain('errors is proven worse than allowed')
  expect(await scene.rollout()).toBe(0)
  expect(scene.last?.outputs).toMatchObject({ state: 'rolled-back' })
  expect(scene.service.models.stable).toBe(STABLE)
})

test('status, explain and replay answer from the journal', async () => {
  const scene = new Scene()
  scene.verdict()
  expect(await scene.rollout({ watch: '0s' })).toBe(0)
  expect(await status({ ...scene.all, format: 'text', update: null, badge: null }, scene.world, scene.outside)).toBe(0)
  expect(scene.text).toMatch(/income in production: baking[\s\S]*99 % stable[\s\S]*sluice abort --model income/)
  expect(await explain(scene.all, scene.world, scene.outside)).toBe(0)
  expect(scene.text).toContain('then: set the share to 1 %')
  expect(await replay(scene.all, scene.world, scene.outside)).toBe(0)
  expect(scene.text).toMatch(/^2 of 2 decisions come out the same/)
})

test('hold keeps the share, resume goes on, abort ends it verified', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout({ watch: '0s' })
  expect(await hold(scene.all, scene.world, scene.outside)).toBe(0)
  await scene.rollout({ watch: '1h' })
  expect([scene.last?.outputs['state'], scene.service.shareBp]).toEqual(['held', 100])
  expect(await resume(scene.all, scene.world, scene.outside)).toBe(0)
  await scene.rollout({ watch: '3m' })
  expect(scene.service.shareBp).toBeGreaterThan(100)
  expect(await abort(scene.all, scene.world, scene.outside)).toBe(0)
  expect([scene.last?.outputs, scene.service.shareBp]).toMatchObject([{}, 0])
  expect(scene.file).toMatchObject({ verdict: 'warn', reasonCode: 'ABORTED', rollout: { state: 'aborted' } })
  await expect(abort(scene.all, scene.world, scene.outside)).rejects.toThrow('finished: aborted')
})

test('a promotion is taken back to the model that was live before', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout()
  expect(await rollback({ ...scene.all, to: STABLE }, scene.world, scene.outside)).toBe(0)
  expect([scene.service.models.stable, scene.service.shareBp]).toEqual([STABLE, 0])
  await expect(rollback(scene.all, scene.world, scene.outside)).rejects.toThrow('rolled-back')
})

test('abort lowers the share although the journal is unreadable, and says that the journal does not know', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout({ watch: '0s' })
  writeFileSync(join(scene.world.cwd, 'journal.jsonl'), '{"v":1}\n')
  await expect(abort(scene.all, scene.world, scene.outside)).rejects.toMatchObject({
    reasonCode: 'JOURNAL_UNREADABLE',
    message: expect.stringContaining('The share is 0'),
  })
  expect(scene.service.shareBp).toBe(0)
})

test.each([
  ['no verdict', () => {}, 'no verdict of evaluate on income'],
  ['of another model', (scene: Scene) => scene.verdict({ sha256: 'f'.repeat(64) }), 'it judged ffffffffffff'],
  ['that failed', (scene: Scene) => scene.verdict({ verdict: 'fail' }), 'it is `fail`'],
  [
    'eight days old',
    (scene: Scene) => scene.verdict({ finishedAt: new Date(scene.service.nowMs - 8 * 86_400_000) }),
    'more than seven days ago',
  ],
])('nothing starts with a verdict: %s', async (_, prepare, message) => {
  const scene = new Scene()
  prepare(scene)
  await expect(scene.rollout()).rejects.toThrow(message)
  expect(scene.service.writes).toEqual([])
})

test.each([
  ['another model in the canary', (scene: Scene) => scene.serve('e'.repeat(64)), 'serves eeeeeeeeeeee'],
  ['traffic that somebody else moved', (scene: Scene) => scene.service.setByHand(500), '5 % of the traffic already'],
  ['a target that does not answer', (scene: Scene) => scene.service.failTarget('connection refused'), 'connection refused'],
])('nothing starts with %s', async (_, prepare, message) => {
  const scene = new Scene()
  scene.verdict()
  prepare(scene)
  await expect(scene.rollout()).rejects.toThrow(message)
  expect(scene.service.writes).toEqual([])
})

test('the plan stands in the verdict; where it cannot be decided and nobody can be asked, nothing starts', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout({ watch: '0s' })
  expect(scene.file.notes.join(' ')).toMatch(/At 1 %: 12 canary requests a window.*A healthy canary is decided within 6 h in 100 %/)
  const slow = new Scene({ rps: 1 })
  writeFileSync(
    join(slow.world.cwd, 'sluice.yml'),
    POLICY.replace('bake: 2m', 'bake: 2m\n      deadline: 30m\n      on-deadline: rollback'),
  )
  slow.verdict({ policy: POLICY.replace('bake: 2m', 'bake: 2m\n      deadline: 30m\n      on-deadline: rollback') })
  await expect(slow.rollout()).rejects.toThrow(/a rollout that a healthy model would finish in \d+ % of cases/)
  expect(slow.service.writes).toEqual([])
})

test('abort with a target that cannot be opened writes down that it ends; the next tick that reaches it takes it back', async () => {
  const scene = new Scene()
  scene.verdict()
  await scene.rollout({ watch: '0s' })
  const unreachable: RolloutPorts = { ...scene.outside, rest: () => Promise.reject(new TargetError('unavailable', 'connection refused')) }
  await expect(abort(scene.all, scene.world, unreachable)).rejects.toMatchObject({
    reasonCode: 'TARGET_UNREADABLE',
    remedy: expect.stringContaining('the next tick'),
  })
  expect(scene.service.shareBp).toBe(100)
  await scene.rollout({ watch: '0s' })
  await scene.rollout({ watch: '0s' })
  expect([scene.last?.outputs['state'], scene.service.shareBp]).toEqual(['aborted', 0])
})

test('an alert takes back what its arm serves: the candidate of an open rollout, and nothing else; repeats change nothing', async () => {
  const scene = new Scene()
  scene.verdict()
  const alert = (arm: string) => rollback({ ...scene.all, arm, why: 'Alert: it fails' }, scene.world, scene.outside)
  expect(await alert('canary')).toBe(0)
  expect(scene.text).toContain('no rollout is open')
  await scene.rollout({ watch: '0s' })
  expect(await alert('stable')).toBe(0)
  expect([scene.text, scene.service.shareBp]).toEqual([expect.stringContaining('stable serves the old model'), 100])
  await expect(alert('green')).rejects.toThrow('--arm: "green"; expected stable or canary')
  expect(await alert('canary')).toBe(0)
  expect([scene.last?.outputs['state'], scene.service.shareBp]).toEqual(['rolled-back', 0])
  expect(await alert('canary')).toBe(0)
  expect([scene.last?.outputs['state'], scene.service.shareBp]).toEqual(['none', 0])
})

test('after a promotion by swap the candidate serves from the other arm: an alert about the old model’s does not take it back', async () => {
  const scene = new Scene()
  scene.verdict()
  for (let ticks = 0; ticks < 200 && scene.last?.outputs['state'] !== 'settling'; ticks++) await scene.rollout({ watch: '1m' })
  expect(scene.service.swapped).toBe(true)
  const alert = (arm: string) => rollback({ ...scene.all, arm }, scene.world, scene.outside)
  expect(await alert('stable')).toBe(0)
  expect([scene.text, scene.service.models.stable]).toEqual([expect.stringContaining('canary the candidate'), DIGEST])
  expect(await alert('canary')).toBe(0)
  expect([scene.last?.outputs['state'], scene.service.models.stable]).toEqual(['rolled-back', STABLE])
})

test('a journal that is not there has nothing to decide again: a mistake of the call, and no success', async () => {
  const scene = new Scene()
  scene.verdict()
  await expect(replay({ ...scene.all, journal: 'typo.jsonl' }, scene.world, scene.outside)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining('typo.jsonl'),
  })
})
