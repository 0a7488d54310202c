// npm run calibrate -- evaluate|diff|benchmark|rollout [--write] [--quick]: how often the judgements are wrong, by simulation, as Markdown tables.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { record } from './benchmark/record.ts'
import { readRecordings } from './benchmark/recordings.ts'
import { RESAMPLES, simulate } from './benchmark/simulate.ts'
import { renderBenchmarkTable } from './benchmark/table.ts'
import { renderDiffTable } from './diff-table.ts'
import { type CalibratedGate, fillBlock } from './document.ts'
import { renderRolloutTables } from './rollout-table.ts'
import { runDiff } from './run-diff.ts'
import { runEvaluate } from './run-evaluate.ts'
import { runRollout } from './run-rollout.ts'
import { renderTables } from './tables.ts'

const USAGE = `Usage: npm run calibrate -- evaluate|diff|benchmark|rollout [--write] [--quick]
       npm run calibrate -- benchmark --record 40 [--budget 60s]
  evaluate  how often the evaluate gate and each metric's check pass, fail and block
  diff      how often data that did not change fail or warn, and changes are found
  rollout   how often a canary that is as good is rolled back, a worse one found, and how long promotion takes
  benchmark how often the benchmark gate is wrong beside a busy neighbour, from recorded rounds
  --record  records so many more runs of each cell first, each as long as --budget: 40 take two hours
  --write   puts the tables into docs/calibration.md
  --quick   a tenth of the repeats, not for the docs`

const DOCUMENT = 'docs/calibration.md'
const QUICK_DIVISOR = 10

async function main(args: string[]): Promise<number> {
  const options = {
    write: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    record: { type: 'string' },
    budget: { type: 'string', default: '60s' },
  } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const gate = positionals.join()
  const runs = Number(values.record ?? 0)
  if (!isGate(gate) || (values.write && values.quick) || !Number.isInteger(runs) || runs < 0 || (runs > 0 && gate !== 'benchmark')) {
    console.error(USAGE)
    return 2
  }
  const divisor = values.quick ? QUICK_DIVISOR : 1
  const progress = (text: string) => console.error(text)
  if (runs > 0) await record({ runs, budget: values.budget }, progress)
  const tables = await tablesOf(gate, divisor, progress)
  console.log(tables)
  if (values.write) writeFileSync(DOCUMENT, fillBlock(readFileSync(DOCUMENT, 'utf8'), tables, gate))
  return 0
}

async function tablesOf(gate: CalibratedGate, divisor: number, progress: (text: string) => void): Promise<string> {
  switch (gate) {
    case 'evaluate':
      return renderTables(await runEvaluate(divisor, progress))
    case 'diff':
      return renderDiffTable(await runDiff(divisor, progress))
    case 'rollout':
      return renderRolloutTables(await runRollout(divisor, progress))
    case 'benchmark':
      return renderBenchmarkTable(simulate(readRecordings(), RESAMPLES / divisor))
  }
}

function isGate(text: string): text is CalibratedGate {
  return text === 'evaluate' || text === 'diff' || text === 'rollout' || text === 'benchmark'
}

process.exitCode = await main(process.argv.slice(2))
