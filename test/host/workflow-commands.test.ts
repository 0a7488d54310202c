import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { annotate } from '../../src/host/annotations.ts'
import { setOutputs } from '../../src/host/outputs.ts'
import { workflowCommand } from '../../src/host/workflow-commands.ts'

const HOSTILE = ['plain', '100 %0A', 'two\r\nlines', 'a:b,c::d', '::add-mask::x', 'ghadelimiter_', '', '日本\u2028\u202e', '\u001b[0m']

/** @actions/core is an ES module with subpath exports, which Jest does not load: asked in a Node of its own. */
const ASK_CORE = `
import { error, setOutput, setSecret } from '@actions/core'
import { readFileSync, writeFileSync } from 'node:fs'
const write = process.stdout.write
let printed = ''
const printedBy = (act) => { printed = ''; process.stdout.write = (text) => { printed += text; return true }; act(); process.stdout.write = write; return printed }
const writtenBy = (act) => { writeFileSync(process.env.GITHUB_OUTPUT, 'before=1\\n'); act(); return readFileSync(process.env.GITHUB_OUTPUT, 'utf8') }
console.log(JSON.stringify(JSON.parse(process.argv[1]).map((text) => ({
  annotation: printedBy(() => error(text, { title: text, file: text, startLine: 3, startColumn: 7 })),
  mask: printedBy(() => setSecret(text)),
  output: writtenBy(() => setOutput('verdict', text)),
}))))`

const file = join(mkdtempSync(join(tmpdir(), 'sluice-output-')), 'output')
writeFileSync(file, '')
const answer = execFileSync(process.execPath, ['--input-type=module', '-e', ASK_CORE, JSON.stringify(HOSTILE)], {
  cwd: join(__dirname, '..', '..'),
  env: { ...process.env, GITHUB_OUTPUT: file },
  encoding: 'utf8',
})
const core: readonly { annotation: string; mask: string; output: string }[] = JSON.parse(answer)

test.each(HOSTILE)('annotations and masks are printed as @actions/core prints them: %j', (text) => {
  const expected = core[HOSTILE.indexOf(text)]
  const printed: string[] = []
  annotate([{ level: 'error', title: text, message: text, file: text, line: 3, column: 7 }], { write: (line) => void printed.push(line) })
  expect(printed.join('')).toBe(expected?.annotation)
  expect(workflowCommand('add-mask', {}, text)).toBe(expected?.mask)
})

test.each(HOSTILE)('outputs are written as @actions/core writes them: %j', (text) => {
  writeFileSync(file, 'before=1\n')
  setOutputs({ verdict: text }, file)
  const alike = (written: string) => written.replaceAll(/ghadelimiter_[0-9a-f-]{36}/g, 'DELIMITER')
  expect(alike(readFileSync(file, 'utf8'))).toBe(alike(core[HOSTILE.indexOf(text)]?.output ?? ''))
})
