import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealEntries } from '../../src/rollout/chain.ts'
import { replay } from '../../src/rollout/replay.ts'
import { bakingAtFive, minutes } from '../support/rollout/baking.ts'
import { Scene } from '../support/rollout/command-scene.ts'

// Whatever comes from outside, what a tick writes can be read again: one entry that cannot be, and nobody goes on from the journal.

jest.setTimeout(60_000)

const LONG = 'every one of the targets says something; '.repeat(300)

test('an entry that could not be read again is not sealed, and its field is named', () => {
  const body = { kind: 'command', command: 'abort', why: 'by hand', to: null } as const
  expect(() => sealEntries([], [{ at: Number.NaN, by: 'a test', rollout: 'r1', body }])).toThrow('it could not be read again')
  expect(() => sealEntries([], [{ at: 0, by: 'a test', rollout: 'r1', body: { ...body, command: 'dance' as 'abort' } }])).toThrow(
    'body.command',
  )
})

test('a note of thousands of characters at the start is cut', async () => {
  const scene = new Scene()
  scene.verdict()
  scene.service.telemetry.preflight = async () => [LONG]
  await scene.rollout({ watch: '0s' })
  const [start] = (await scene.journal()).entries
  expect(start?.body.kind === 'start' ? start.body.notes[0] : null).toBe(`${LONG.slice(0, 3999)}…`)
  expect(readFileSync(join(scene.world.cwd, 'journal.jsonl'), 'utf8').split('\n')[0]?.length).toBeLessThan(9000)
})

test('long words and thousands of events from telemetry and target leave a journal that can be read and replayed', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  const { telemetry, target } = rollout.service
  const ports = {
    telemetry: {
      ...telemetry,
      read: async (cursor: Parameters<typeof telemetry.read>[0]) => {
        const read = await telemetry.read(cursor)
        return { ...read, windows: read.windows.map((window) => ({ ...window, events: Array.from({ length: 3000 }, () => LONG) })) }
      },
    },
    target: Object.assign(Object.create(target), { read: async () => ({ ...(await target.read()), shareBp: null, mixed: LONG }) }),
  }
  rollout.service.pass(60_000)
  await rollout.tick(ports)
  expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'TARGET_MIXED'])
  expect(replay(rollout.entries).filter(({ same }) => !same)).toEqual([])
  const events = rollout.entries.flatMap(({ body }) =>
    body.kind === 'step' && body.observations.telemetry !== null && 'windows' in body.observations.telemetry
      ? body.observations.telemetry.windows.map((window) => window.events.at(-1))
      : [],
  )
  expect(events).toContain('and 2001 more')
})

test.each([
  ['negative failures', { stable: { requests: 100, failures: -5 }, canary: { requests: 10, failures: 0 } }, '-5'],
  ['more failures than requests', { stable: { requests: 1, failures: 0 }, canary: { requests: 10, failures: 11 } }, 'more failures (11)'],
  ['a number that is none', { stable: { requests: Number.NaN, failures: 0 }, canary: { requests: 1, failures: 0 } }, 'NaN'],
])('%s in a window: it is not evaluable and says why, and the rollout goes on', async (_, arms, why) => {
  const rollout = await bakingAtFive()
  const { telemetry } = rollout.service
  const read: typeof telemetry.read = async (cursor) => {
    const reading = await telemetry.read(cursor)
    const wrong = { kind: 'rate', arms } as const
    return {
      ...reading,
      windows: reading.windows.map((window) => ({ ...window, requests: null, readings: { ...window.readings, errors: wrong } })),
    }
  }
  for (let ticks = 0; rollout.state === 'baking' && ticks < 20; ticks++) {
    rollout.service.pass(60_000)
    await rollout.tick({ telemetry: { ...telemetry, read } })
  }
  expect([rollout.state, rollout.history.current?.held?.reason]).toEqual(['held', 'NO_LIVE_DATA'])
  expect(rollout.journal.entries.join('\n')).toContain(`"kind":"not-evaluable","why":"${why}`)
})

test('a share that cannot be is a target that cannot be read, and nothing rises on it', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  const { target } = rollout.service
  rollout.service.pass(60_000)
  await rollout.tick({
    target: Object.assign(Object.create(target), { read: async () => ({ ...(await target.read()), shareBp: 20_000 }) }),
  })
  expect(rollout.history.current?.held).toMatchObject({ reason: 'TARGET_UNREADABLE', message: expect.stringContaining('shareBp') })
})

test('an entry that cannot be written stops the tick before it touches the target, and the journal stays as it was', async () => {
  const rollout = await bakingAtFive({}, { bake: '1m' })
  await minutes(rollout, 3)
  const writes = rollout.service.writes.length
  const { entries } = rollout.journal
  const states = async () => {
    for (let minute = 0; minute < 60; minute++) {
      rollout.service.pass(60_000)
      await rollout.tick({}, { by: 7 as unknown as string })
    }
  }
  await expect(states()).rejects.toMatchObject({ kind: 'unwritable' })
  expect([rollout.service.writes.length, rollout.journal.entries]).toEqual([writes, entries])
})

test('the way back does not wait for an entry that cannot be written', async () => {
  const rollout = await bakingAtFive()
  rollout.service.failCanary(1)
  for (let minute = 0; minute < 10 && rollout.service.shareBp > 0; minute++) {
    rollout.service.pass(60_000)
    await rollout.tick({}, { by: 7 as unknown as string }).catch(() => {})
  }
  expect(rollout.service.shareBp).toBe(0)
})
