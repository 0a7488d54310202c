import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Publication, publish } from '../../src/host/publish.ts'

function setUp(changes: Partial<Publication> = {}) {
  const out = join(mkdtempSync(join(tmpdir(), 'sluice-publish-')), 'sluice-out')
  const printed: string[] = []
  const publication: Publication = {
    out,
    files: new Map([
      ['income.evaluate.verdict.json', '{}\n'],
      ['report.md', '# Pass\n'],
    ]),
    markdown: '# Pass\n',
    stdout: { kind: 'text', text: 'Pass' },
    outputs: { verdict: 'pass' },
    annotations: [],
    ...changes,
  }
  const stdout = { write: (text: string) => void printed.push(text) }
  const log = { info: () => {} }
  const run = () => publish(publication, { stdout, log, isRunner: false, summaryFile: undefined, onCleanup: () => () => {} })
  return { run, out, printed }
}

test('on a terminal: the files, and the report with one line break at its end', async () => {
  const { run, out, printed } = setUp()
  await run()
  expect(readdirSync(out).sort()).toEqual(['income.evaluate.verdict.json', 'report.md'])
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toBe('# Pass\n')
  expect(printed).toEqual(['Pass\n'])
})

test('--json prints JSON and nothing else', async () => {
  const { run, printed } = setUp({ stdout: { kind: 'json', value: [{ verdict: 'pass' }] } })
  await run()
  expect(JSON.parse(printed.join(''))).toEqual([{ verdict: 'pass' }])
})

test('a model whose name would leave the folder is refused before anything is printed', async () => {
  const { run, printed } = setUp({ files: new Map([['../../evil.verdict.json', '{}']]) })
  await expect(run()).rejects.toThrow('no file name')
  expect(printed).toEqual([])
})
