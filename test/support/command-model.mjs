// A model as a program: a row as JSON a line in, an answer as JSON a line out. Its argument says what is wrong with it.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const [fault = 'none'] = process.argv.slice(2)
const score = ({ age }) => age / 100
const say = (answer) => process.stdout.write(`${typeof answer === 'string' ? answer : JSON.stringify(answer)}\n`)

if (fault === 'memory') globalThis.hoard = Buffer.alloc(600 * 2 ** 20, 1)
if (fault === 'child') {
  // Lives in the group, and would live on for a minute.
  spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
}
const rows = []
let count = 0
for await (const line of createInterface({ input: process.stdin })) {
  const row = JSON.parse(line)
  count++
  if (fault === 'to-end') rows.push(row)
  else if (count === 3) answerThird(row)
  else say(fault === 'object' ? { row_id: row.row_id, score: score(row) } : score(row))
}
for (const row of rows) say(score(row))
if (fault === 'exit-code') process.exitCode = 3
if (fault === 'one-more') say(0.5)

function answerThird(row) {
  switch (fault) {
    case 'crash':
      console.error('out of luck')
      return process.exit(7)
    case 'killed':
      return process.kill(process.pid, 'SIGSEGV')
    case 'stop':
      return process.exit(0)
    case 'hang':
    case 'child':
      return setTimeout(() => {}, 60_000)
    case 'memory':
      return setTimeout(() => say(score(row)), 1000)
    case 'no-json':
      return say('Warning: something')
    case 'nan':
      return say('NaN')
    case 'null':
      return say(null)
    case 'text':
      return say('"high"')
    case 'wider':
      return say([0.1, 0.9])
    case 'probability':
      return say(1.5)
    case 'twice':
      say(score(row))
      return say(score(row))
    case 'other-row':
      return say({ row_id: 'r99', score: 0.1 })
    case 'environment':
      console.error(JSON.stringify(process.env))
      return process.exit(1)
    case 'object':
      return say({ row_id: row.row_id, score: score(row) })
    default:
      return say(score(row))
  }
}
