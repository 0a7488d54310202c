import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileJournal } from '../../src/adapters/journal/file-journal.ts'
import type { RolloutPorts } from '../../src/commands/rollout/ports.ts'
import { status } from '../../src/commands/rollout/status.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'
import { alertingPolicy } from '../support/rollout/alerting-policy.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { STABLE } from '../support/rollout/fake-service.ts'

const inputs: InputsOf<'status'> = {
  ...{ policy: 'sluice.yml', model: null, journal: 'auto', githubToken: null, json: false },
  ...{ format: 'markdown', update: 'README.md', badge: 'badge.json' },
}
const README = '# Models\n\n<!-- sluice:status -->\n<!-- /sluice:status -->\n\nMore.\n'

class Scene {
  readonly world: FakeWorld = fakeWorld()
  readonly rollout = new FakeRollout({ lease: true }, { steps: ['5%', '50%'], bake: '1m', settle: '5m', approval: { before: ['50%'] } })

  constructor(readme = README) {
    this.rollout.approvals = {
      preflight: async () => [],
      read: async () => ({ kind: 'approved', by: 'alice', why: 'the approvals of run 7' }),
    }
    writeFileSync(join(this.world.cwd, 'sluice.yml'), alertingPolicy())
    writeFileSync(join(this.world.cwd, 'README.md'), readme)
  }

  async status(changes: Partial<InputsOf<'status'>> = {}): Promise<void> {
    const { journal, service } = this.rollout
    const path = join(this.world.cwd, 'journal.jsonl')
    writeFileSync(path, journal.entries.map((line) => `${line}\n`).join(''))
    const { target, telemetry, identity, clock } = service
    const outside: RolloutPorts = {
      clock,
      journal: async () => new FileJournal(path),
      rest: async () => ({ target, telemetry, identity, approvals: null, clock }),
    }
    expect(await status({ ...inputs, ...changes }, this.world, outside)).toBe(0)
  }

  read(name: string): string {
    return readFileSync(join(this.world.cwd, name), 'utf8')
  }
}

test('the block and the badge follow a rollout from its start to the promotion and the way back', async () => {
  const scene = new Scene()
  const { rollout } = scene
  await scene.status()
  expect([scene.read('README.md'), JSON.parse(scene.read('badge.json'))]).toEqual([
    expect.stringMatching(/^# Models\n\n[\s\S]*\| unknown \|.*no rollout yet \|[\s\S]*\n\nMore\.\n$/),
    expect.objectContaining({ color: 'lightgrey' }),
  ])
  rollout.start()
  await rollout.until(['baking'])
  await scene.status()
  expect(scene.read('README.md')).toContain('| `aaaaaaaaaaaa` | before the first rollout | | none: no rollout promoted it |')
  expect(scene.read('README.md')).toContain('income in production: `bbbbbbbbbbbb` has 5 % of the traffic')
  await rollout.until(['promoted'])
  await scene.status()
  expect(scene.read('README.md')).toMatch(
    /\| `bbbbbbbbbbbb` \(`git:v2:models\/m.onnx`\) \| `2026-11-28 12:\d\d` \| alice \(50 %[^|]*\) \| canary 5 % → 50 %, [\d,]+ canary requests; errors: excluded: worse than the margin;/,
  )
  expect(JSON.parse(scene.read('badge.json'))).toMatchObject({ message: 'bbbbbbbb live', color: 'brightgreen' })
  rollout.write({ kind: 'command', command: 'revert', why: 'by hand', to: { digest: STABLE, reference: null, commit: null } }, 'r1')
  await rollout.until(['rolled-back'])
  await scene.status()
  expect(scene.read('README.md')).toMatch(/\| `aaaaaaaaaaaa` \| `2026-11-28 12:\d\d` \| \| none: no rollout promoted it \|/)
})

test('nothing is written while nothing has happened', async () => {
  const scene = new Scene()
  scene.rollout.start()
  await scene.rollout.until(['promoted'])
  await scene.status()
  const files = ['README.md', 'badge.json'].map((name) => join(scene.world.cwd, name))
  const before = files.map((file) => [readFileSync(file, 'utf8'), statSync(file).ino])
  scene.rollout.service.pass(3_600_000)
  await scene.status()
  expect(files.map((file) => [readFileSync(file, 'utf8'), statSync(file).ino])).toEqual(before)
})

test('a stable arm that serves something else is said', async () => {
  const scene = new Scene()
  scene.rollout.start()
  await scene.rollout.until(['promoted'])
  scene.rollout.service.models = { stable: 'e'.repeat(64), canary: STABLE }
  await scene.status()
  expect(scene.read('README.md')).toContain('the stable arm serves `eeeeeeeeeeee`')
})

test('a file without markers is refused, and left as it is', async () => {
  const scene = new Scene('# Models\n')
  await expect(scene.status({ badge: null })).rejects.toThrow('--update: README.md without the two markers')
  await expect(scene.status({ update: 'OTHER.md', badge: null })).rejects.toThrow('no file OTHER.md')
  expect(scene.read('README.md')).toBe('# Models\n')
})
