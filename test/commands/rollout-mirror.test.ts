import { RolloutMirror } from '../../src/commands/rollout/mirror.ts'
import type { LiveModel } from '../../src/commands/rollout/ports.ts'
import { type Mirror, type MirroredDeployment, PublishingRefused } from '../../src/report/ports.ts'
import { fakeRun, fakeWorld } from '../support/fake-world.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import type { ServiceOptions } from '../support/rollout/fake-service.ts'

const LIVE = { model: { name: 'income' }, rollout: { environment: 'production' } } as unknown as LiveModel

class Scene {
  readonly rollout: FakeRollout
  readonly world = fakeWorld({ run: fakeRun() })
  readonly shown: MirroredDeployment[] = []
  readonly mirror: RolloutMirror
  opened = 0

  constructor(options: ServiceOptions, show?: Mirror['show']) {
    this.rollout = new FakeRollout(options)
    const open = async (): Promise<Mirror> => {
      this.opened++
      return { show: show ?? (async (one) => void this.shown.push(one)) }
    }
    this.mirror = new RolloutMirror(LIVE, open, this.world)
    this.rollout.start()
  }

  async until(state: string): Promise<void> {
    for (let ticks = 0; ticks < 400; ticks++) {
      const { history } = await this.rollout.tick()
      this.mirror.tell(history.current)
      await this.mirror.finish()
      if (history.current?.state === state) return
      this.rollout.service.pass(60_000)
    }
    throw new Error(`never ${state}`)
  }
}

test('promoted: in progress with each share, then success', async () => {
  const scene = new Scene({})
  await scene.until('promoted')
  expect(scene.shown.map(({ state, description }) => `${state}: ${description}`)).toEqual([
    'in_progress: baking, canary at 1 %',
    'in_progress: baking, canary at 5 %',
    'in_progress: baking, canary at 25 %',
    'in_progress: baking, canary at 50 %',
    'in_progress: settling, canary at 1 %',
    'success: promoted',
  ])
  expect(new Set(scene.shown.map(({ rollout, commit }) => `${rollout} ${commit}`))).toEqual(new Set([`r1 ${'d'.repeat(40)}`]))
})

test('rolled back by a breach: failure, with what was found; taken back by a person: inactive', async () => {
  const broken = new Scene({ failureRate: { stable: 0.02, canary: 0.2 } })
  await broken.until('rolled-back')
  expect(broken.shown.at(-1)).toMatchObject({ state: 'failure', description: expect.stringContaining('errors is proven worse') })
  for (const command of ['abort', 'rollback'] as const) {
    const scene = new Scene({})
    await scene.rollout.tick()
    scene.rollout.command(command)
    await scene.until(command === 'abort' ? 'aborted' : 'rolled-back')
    expect(scene.shown.at(-1)?.state).toBe('inactive')
  }
})

test('what cannot be shown is said once, tried no more, and changes no decision', async () => {
  const refused = new PublishingRefused('A deployment needs `deployments: write`', 'Give the job `permissions: deployments: write`.')
  const scene = new Scene({}, () => Promise.reject(refused))
  await scene.until('promoted')
  const said = scene.world.lines.filter((line) => line.includes('deployments: write'))
  expect(said).toHaveLength(1)
  expect(scene.opened).toBe(1)
})

test('no decision waits for it: while one state is written, only the last of the others is kept', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const seen: string[] = []
  const scene = new Scene({}, async ({ description }) => {
    seen.push(description)
    await gate
  })
  for (let ticks = 0; ticks < 8; ticks++) {
    const { history } = await scene.rollout.tick()
    scene.mirror.tell(history.current)
    scene.rollout.service.pass(60_000)
  }
  expect(seen).toHaveLength(1)
  release()
  await scene.mirror.finish()
  expect(seen).toHaveLength(2)
  expect(seen[1]).not.toContain('canary at 1 %')
})
