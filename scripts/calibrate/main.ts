// npm run calibrate -- evaluate|diff [--write] [--quick]: how often the judgements are wrong, by simulation, as Markdown tables.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { renderDiffTable } from './diff-table.ts'
import { fillBlock } from './document.ts'
import { runDiff } from './run-diff.ts'
import { runAll } from './run-parallel.ts'
import { renderTables } from './tables.ts'

const USAGE = `Usage: npm run calibrate -- evaluate|diff [--write] [--quick]
  evaluate  how often the evaluate gate and each metric's check pass, fail and block
  diff      how often data that did not change fail or warn, and changes are found
  --write   puts the tables into docs/calibration.md
  --quick   a tenth of the repeats, not for the docs`

const DOCUMENT = 'docs/calibration.md'
const QUICK_DIVISOR = 10

async function main(args: string[]): Promise<number> {
  const options = { write: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const gate = positionals.join()
  if ((gate !== 'evaluate' && gate !== 'diff') || (values.write && values.quick)) {
    console.error(USAGE)
    return 2
  }
  const divisor = values.quick ? QUICK_DIVISOR : 1
  const progress = (text: string) => console.error(text)
  const tables = gate === 'diff' ? renderDiffTable(await runDiff(divisor, progress)) : renderTables(await runAll(divisor, progress))
  console.log(tables)
  if (values.write) writeFileSync(DOCUMENT, fillBlock(readFileSync(DOCUMENT, 'utf8'), tables, gate))
  return 0
}

process.exitCode = await main(process.argv.slice(2))
