import { parseArgs } from 'node:util'
import { benchEvaluate } from './bench-evaluate.ts'

const USAGE = `Usage: npm run bench -- evaluate [--rows 1000000,5000000] [--rounds 5] [--keep]

  --rows    rows of the data sets, smallest first
  --rounds  how often the floor and the evaluation are measured, in turns
  --keep    leave the data in the temporary folder and use them again next time`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000000,5000000' },
    rounds: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rows = values.rows.split(',').map(Number)
const rounds = Number(values.rounds)
const [gate] = positionals
if (values.help) console.log(USAGE)
else if (gate !== 'evaluate' || positionals.length > 1 || ![...rows, rounds].every((count) => Number.isInteger(count) && count > 0)) {
  console.error(USAGE)
  process.exitCode = 2
} else await benchEvaluate({ rows, rounds, keep: values.keep })
