import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { benchBenchmark } from './bench-benchmark.ts'
import { benchDiff } from './bench-diff.ts'
import { benchEvaluate } from './bench-evaluate.ts'
import { benchRollout } from './bench-rollout.ts'
import { benchStartup } from './bench-startup.ts'

const USAGE = `Usage: npm run bench -- evaluate [--rows 1000000,5000000] [--rounds 5] [--keep]
       npm run bench -- diff [--rows 1000000,10000000] [--rounds 3] [--keep]
       npm run bench -- startup [--rounds 25] [--program dist/index.js]
       npm run bench -- rollout [--rounds 25] [--program dist/index.js]
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
    rows: { type: 'string' },
    rounds: { type: 'string' },
    keep: { type: 'boolean', default: false },
    program: { type: 'string', default: BUNDLE },
    python: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
// As the product's workers have it: everything that is compared runs without the telemetry of onnxruntime's Linux builds.
process.env['ORT_DISABLE_TELEMETRY'] = '1'
const [what] = positionals
const DEFAULTS: Readonly<Record<string, { rows: string; rounds: number }>> = {
  evaluate: { rows: '1000000,5000000', rounds: 5 },
  diff: { rows: '1000000,10000000', rounds: 3 },
  startup: { rows: '1', rounds: 25 },
  rollout: { rows: '1', rounds: 25 },
  benchmark: { rows: '1', rounds: 10 },
}
const preset = DEFAULTS[what ?? '']
const rows = (values.rows ?? preset?.rows ?? '').split(',').map(Number)
const rounds = Number(values.rounds ?? preset?.rounds)
if (values.help) console.log(USAGE)
else if (positionals.length !== 1 || ![...rows, rounds].every((count) => Number.isInteger(count) && count > 0)) refuse()
else if (what === 'evaluate') await benchEvaluate({ rows, rounds, keep: values.keep })
else if (what === 'diff') await benchDiff({ rows, rounds, keep: values.keep })
else if (what === 'startup') process.exitCode = benchStartup({ rounds, program: resolve(values.program) }) ? 0 : 1
else if (what === 'rollout') process.exitCode = (await benchRollout({ rounds, program: resolve(values.program) })) ? 0 : 1
else if (what === 'benchmark') process.exitCode = (await benchBenchmark({ rounds, python: values.python ?? null })) ? 0 : 1
else refuse()

function refuse(): void {
  console.error(USAGE)
  process.exitCode = 2
}
