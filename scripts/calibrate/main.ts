// npm run calibrate -- evaluate [--write] [--quick]: how often the judgements are wrong, by simulation, as Markdown tables.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { fillBlock } from './document.ts'
import { runAll } from './run-parallel.ts'
import { renderTables } from './tables.ts'

const USAGE = `Usage: npm run calibrate -- evaluate [--write] [--quick]
  evaluate  how often the evaluate gate and each metric's check pass, fail and block
  --write   puts the tables into docs/calibration.md
  --quick   a tenth of the repeats, not for the docs`

const DOCUMENT = 'docs/calibration.md'
const QUICK_DIVISOR = 10

async function main(args: string[]): Promise<number> {
  const options = { write: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  if (positionals.join() !== 'evaluate' || (values.write && values.quick)) {
    console.error(USAGE)
    return 2
  }
  const tables = renderTables(await runAll(values.quick ? QUICK_DIVISOR : 1, (text) => console.error(text)))
  console.log(tables)
  if (values.write) writeFileSync(DOCUMENT, fillBlock(readFileSync(DOCUMENT, 'utf8'), tables))
  return 0
}

process.exitCode = await main(process.argv.slice(2))
