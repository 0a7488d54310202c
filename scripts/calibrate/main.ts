// npm run calibrate -- evaluate|diff|rollout [--write] [--quick]: how often the judgements are wrong, by simulation, as Markdown tables.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { renderDiffTable } from './diff-table.ts'
import { type CalibratedGate, fillBlock } from './document.ts'
import { renderRolloutTables } from './rollout-table.ts'
import { runDiff } from './run-diff.ts'
import { runAll } from './run-parallel.ts'
import { runRollout } from './run-rollout.ts'
import { renderTables } from './tables.ts'

const USAGE = `Usage: npm run calibrate -- evaluate|diff|rollout [--write] [--quick]
  evaluate  how often the evaluate gate and each metric's check pass, fail and block
  diff      how often data that did not change fail or warn, and changes are found
  rollout   how often a canary that is as good is rolled back, a worse one found, and how long promotion takes
  --write   puts the tables into docs/calibration.md
  --quick   a tenth of the repeats, not for the docs`

const DOCUMENT = 'docs/calibration.md'
const QUICK_DIVISOR = 10

async function main(args: string[]): Promise<number> {
  const options = { write: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const gate = positionals.join()
  if ((gate !== 'evaluate' && gate !== 'diff' && gate !== 'rollout') || (values.write && values.quick)) {
    console.error(USAGE)
    return 2
  }
  const divisor = values.quick ? QUICK_DIVISOR : 1
  const progress = (text: string) => console.error(text)
  const tables = await tablesOf(gate, divisor, progress)
  console.log(tables)
  if (values.write) writeFileSync(DOCUMENT, fillBlock(readFileSync(DOCUMENT, 'utf8'), tables, gate))
  return 0
}

async function tablesOf(gate: CalibratedGate, divisor: number, progress: (text: string) => void): Promise<string> {
  switch (gate) {
    case 'evaluate':
      return renderTables(await runAll(divisor, progress))
    case 'diff':
      return renderDiffTable(await runDiff(divisor, progress))
    case 'rollout':
      return renderRolloutTables(await runRollout(divisor, progress))
  }
}

process.exitCode = await main(process.argv.slice(2))
