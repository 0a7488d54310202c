import { exchange } from '../../../src/adapters/command/exchange.ts'

const place = { folder: '.', environment: process.env, signal: new AbortController().signal }
const failing = (script: string) => exchange(`'${process.execPath}' -e '${script}'`, {}, 20_000, place)

test('of a command that throws deep within, its message is told, and not the end of its stack alone', async () => {
  const answer = await failing(
    'Error.stackTraceLimit = 100; const deep = (n) => { if (n === 0) throw new Error("the route models/income is not there"); deep(n - 1) }; deep(40)',
  )
  expect(answer).toMatchObject({ kind: 'failed', why: expect.stringContaining('Error: the route models/income is not there') })
})

test('what is said last is told where no line is a message', async () => {
  const answer = await failing('console.error("x".repeat(2000) + " no such route"); process.exit(3)')
  expect(answer).toMatchObject({ kind: 'failed', why: expect.stringMatching(/exit code 3 \(it said: x+ no such route\)$/) })
})
