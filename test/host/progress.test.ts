import { createProgress, type Phase } from '../../src/host/progress.ts'

/** A clock that moves only when told; every interval fires as the clock passes it. */
function watch(rewritable: boolean) {
  let time = 0
  let tick = () => {}
  let interval = 0
  const printed: string[] = []
  const progress = createProgress({
    stderr: { write: (text) => printed.push(text) },
    rewritable,
    now: () => time,
    every: (milliseconds, callback) => {
      interval = milliseconds
      tick = callback
      return () => {
        tick = () => {}
      }
    },
  })
  const pass = (milliseconds: number) => {
    for (const end = time + milliseconds; time + interval <= end; ) {
      time += interval
      tick()
    }
  }
  return { start: (title: string): Phase => progress.start(title), pass, printed }
}

test('work under two seconds says nothing', () => {
  const { start, pass, printed } = watch(false)
  const phase = start('scoring')
  pass(1_999)
  phase.end()
  expect(printed).toEqual([])
})

test('where lines stay there is at most one in ten seconds, with share and time left', () => {
  const { start, pass, printed } = watch(false)
  const phase = start('scoring')
  phase.advance(10, 100)
  pass(11_000)
  phase.advance(50, 100)
  pass(11_000)
  phase.end()
  pass(60_000)
  expect(printed).toEqual(['scoring: 10 %, about 18 s left\n', 'scoring: 50 %, about 12 s left\n', 'scoring: 50 %, about 22 s left\n'])
})

test('a terminal rewrites its line and clears it at the end', () => {
  const { start, pass, printed } = watch(true)
  const phase = start('loading')
  pass(2_250)
  phase.end()
  expect(printed).toEqual(['\r\u001b[Kloading: 2 s so far', '\r\u001b[Kloading: 2 s so far', '\r\u001b[K'])
})

test('hours and minutes read as such', () => {
  const { start, pass, printed } = watch(false)
  const phase = start('scoring')
  phase.advance(1, 9_001)
  pass(2_000)
  phase.advance(1, 100)
  pass(10_000)
  expect(printed).toEqual(['scoring: 0 %, about 5.0 h left\n', 'scoring: 1 %, about 20 min left\n'])
})
