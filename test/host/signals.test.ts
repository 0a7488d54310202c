import { EventEmitter } from 'node:events'
import { Interrupted, listenForSignals } from '../../src/host/signals.ts'

function listen() {
  const source = new EventEmitter()
  const exits: number[] = []
  let exited: (code: number) => void = () => {}
  const firstExit = new Promise<number>((resolve) => {
    exited = resolve
  })
  const interruption = listenForSignals(source as unknown as NodeJS.Process, (code) => {
    exits.push(code)
    exited(code)
  })
  return { source, exits, firstExit, interruption }
}

test.each([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s aborts the work, cleans up the newest first, and exits with %d', async (name, code) => {
  const { source, firstExit, interruption } = listen()
  const cleaned: string[] = []
  interruption.onCleanup(() => void cleaned.push('first'))
  interruption.onCleanup(async () => void cleaned.push('second'))
  const forget = interruption.onCleanup(() => void cleaned.push('taken back'))
  forget()
  interruption.onCleanup(() => {
    throw new Error('a cleanup that fails stops no other')
  })
  source.emit(name)
  expect(interruption.signal.reason).toBeInstanceOf(Interrupted)
  expect(await firstExit).toBe(code)
  expect(cleaned).toEqual(['second', 'first'])
})

test('a second signal exits at once, whatever still cleans', () => {
  const { source, exits, interruption } = listen()
  interruption.onCleanup(() => new Promise(() => {}))
  source.emit('SIGINT')
  expect(exits).toEqual([])
  source.emit('SIGTERM')
  expect(exits).toEqual([143])
})

test('a cleanup that hangs does not hold the exit', async () => {
  const { source, firstExit, interruption } = listen()
  interruption.onCleanup(() => new Promise(() => {}))
  source.emit('SIGINT')
  expect(await firstExit).toBe(130)
})
