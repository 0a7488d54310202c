import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { benchBenchmark } from './bench-benchmark.ts'
import { benchEvaluate } from './bench-evaluate.ts'
import { benchStartup } from './bench-startup.ts'

const USAGE = `Usage: npm run bench -- evaluate [--rows 1000000,5000000] [--rounds 5] [--keep]
       npm run bench -- startup [--rounds 25] [--program dist/index.js]
       npm run bench -- benchmark [--rounds 10] [--python path]

  --rows     rows of the data sets, smallest first
  --rounds   how often both sides are measured, in turns
  --keep     leave the data in the temporary folder and use them again next time
  --program  the bundle to start
  --python   an interpreter that has onnxruntime, to compare with`

const BUNDLE = join(import.meta.dirname, '..', '..', '..', 'dist', 'index.js')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '1000000,5000000' },
    rounds: { type: 'string' },
    keep: { type: 'boolean', default: false },
    program: { type: 'string', default: BUNDLE },
    python: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [what] = positionals
const rows = values.rows.split(',').map(Number)
const rounds = Number(values.rounds ?? (what === 'startup' ? 25 : what === 'benchmark' ? 10 : 5))
if (values.help) console.log(USAGE)
else if (positionals.length !== 1 || ![...rows, rounds].every((count) => Number.isInteger(count) && count > 0)) refuse()
else if (what === 'evaluate') await benchEvaluate({ rows, rounds, keep: values.keep })
else if (what === 'startup') process.exitCode = benchStartup({ rounds, program: resolve(values.program) }) ? 0 : 1
else if (what === 'benchmark') process.exitCode = (await benchBenchmark({ rounds, python: values.python ?? null })) ? 0 : 1
else refuse()

function refuse(): void {
  console.error(USAGE)
  process.exitCode = 2
}
