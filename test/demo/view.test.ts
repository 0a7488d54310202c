import { Counts } from '../../scripts/demo/counts.mjs'
import { Split } from '../../scripts/demo/split.mjs'
import { startView } from '../../scripts/demo/view.mjs'

const CLEAR = '\r\u001B[K'

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

/** Ten seconds of traffic, of which the view sees the last three. */
async function shown(terminal: { isTTY: boolean; columns?: number }): Promise<string[]> {
  const written: string[] = []
  const split = new Split(async () => ({ identity: null, ready: true, why: null }))
  const counts = new Counts()
  await split.answer({ contract: 1, request: 'apply', shareBp: 2_500, expectedGeneration: null, leaseMs: null })
  const view = startView({ split, counts }, { ...terminal, write: (text: string) => written.push(text) })
  for (let second = 0; second < 10; second++) {
    for (let request = 0; request < 200; request++) counts.add(split.route(), request % 20 === 0 ? 500 : 200)
    jest.advanceTimersByTime(1_000)
  }
  view.say('shift → shifting. 5 % → 25 %.')
  view.stop()
  jest.advanceTimersByTime(10_000)
  return written
}

test('on a terminal one line is drawn again and again, never wider than it, and what is said stays above it', async () => {
  const written = await shown({ isTTY: true, columns: 80 })
  const lines = written.slice(0, -2)
  expect(lines.length).toBe(40)
  const widths = lines.map((line) => line.replace(CLEAR, '').length)
  expect([lines.every((line) => line.startsWith(CLEAR)), Math.max(...widths) < 80]).toEqual([true, true])
  expect(lines.at(-1)).toMatch(/ 10 s {2}canary {2}25 % ███░░░░░░░ of 200 req\/s, failing: stable +\d+ %, canary +\d+ %$/)
  expect(written.slice(-2)).toEqual([`${CLEAR}  10 s  shift → shifting. 5 % → 25 %.\n`, CLEAR])
})

test('elsewhere a plain line comes every five seconds', async () => {
  const written = await shown({ isTTY: false })
  expect(written).toEqual([
    expect.stringMatching(/^ {3}5 s {2}canary {2}25 % [^\n]*\n$/),
    expect.stringMatching(/^ {2}10 s {2}canary {2}25 % [^\n]*\n$/),
    '  10 s  shift → shifting. 5 % → 25 %.\n',
  ])
  expect(written.join('')).not.toContain('\u001B')
})
