import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderReport } from '../../src/report/markdown-report.ts'
import { renderTerminalReport } from '../../src/report/terminal-report.ts'
import { VERDICTS } from './fixture-verdicts.ts'

/** The reports as files that one can open. After a wanted change: `UPDATE_GOLDEN=1 npx jest test/report`, then read the diff. */
const GOLDEN = join(__dirname, '../golden')
const TOO_LONG_BYTES = 6_000

function expectGolden(name: string, text: string) {
  const file = join(GOLDEN, name)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text)
  expect(existsSync(file)).toBe(true)
  expect(text).toBe(readFileSync(file, 'utf8'))
}

test.each(Object.entries(VERDICTS))('%s in Markdown', (name, verdicts) => {
  expectGolden(`${name}.md`, renderReport(verdicts, name === 'too-long' ? TOO_LONG_BYTES : undefined))
})

test.each(Object.entries(VERDICTS).filter(([name]) => name !== 'too-long'))('%s on a terminal', (name, verdicts) => {
  expectGolden(`${name}.txt`, renderTerminalReport(verdicts))
})
