import { renderReport } from '../../src/report/markdown-report.ts'
import { renderTerminalReport } from '../../src/report/terminal-report.ts'
import { compared, VERDICTS, verdictOf } from './fixture-verdicts.ts'

const MANY = Array.from({ length: 40 }, (_, index) => ({ ...VERDICTS['fail-one-slice'][0], model: `model-${index}` }))

/** Every table row of a table has as many cells as its header, every opened tag is closed. */
function expectWhole(markdown: string) {
  expect(markdown.split('<details>').length).toBe(markdown.split('</details>').length)
  expect((markdown.match(/<sub>/g) ?? []).length).toBe((markdown.match(/<\/sub>/g) ?? []).length)
  const lines = markdown.split('\n')
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('|')) continue
    const cells = (text: string) => text.replace(/\\\|/g, '').split('|').length
    if (lines[index - 1]?.startsWith('|')) expect(cells(line)).toBe(cells(lines[index - 1]))
    expect(line.endsWith('|')).toBe(true)
  }
}

test.each([1_000_000, 60_000, 20_000, 8_000, 3_000, 1_000, 300, 60])('within %p bytes nothing is cut through', (limit) => {
  for (const verdicts of [MANY, ...Object.values(VERDICTS)]) {
    const report = renderReport(verdicts, limit)
    expect(Buffer.byteLength(report)).toBeLessThanOrEqual(limit)
    expectWhole(report)
  }
})

test('the verdict and the worst check outlive everything else', () => {
  const report = renderReport(VERDICTS['too-long'], 1_500)
  expect(report).toMatch(/^## ⚠️ WARN: income, evaluate\n\n\*\*roc_auc on region=0 lower/)
  expect(report).toContain('This report was shortened to fit.')
})

test('a report that fits is not called shortened', () => {
  expect(renderReport(VERDICTS.pass)).not.toContain('shortened')
})

test('the worst model comes first', () => {
  const report = renderReport(VERDICTS['several-models'])
  expect(report.indexOf('FAIL: fraud')).toBeLessThan(report.indexOf('PASS: income'))
  const terminal = renderTerminalReport(VERDICTS['several-models'])
  expect(terminal.indexOf('FAIL  fraud')).toBeLessThan(terminal.indexOf('PASS  income'))
})

test('a blank line follows every summary, or GitHub shows the table as text', () => {
  const report = renderReport(VERDICTS['fail-one-slice'])
  expect(report.match(/<\/summary>/g)?.length).toBe(3)
  expect(report).not.toMatch(/<\/summary>\n[^\n]/)
})

test('every check of the policy appears, also what was not judged', () => {
  for (const text of [renderReport(VERDICTS['fail-one-slice']), renderTerminalReport(VERDICTS['fail-one-slice'])]) {
    expect(text).toContain('race=Other')
    expect(text).toContain('135 rows, 17 of the rarer class (at least 20 needed)')
  }
})

test('plots share one width and, within a metric, one scale', () => {
  const plots = [...renderReport(VERDICTS['fail-one-slice']).matchAll(/<br>`([^`]+)`/g)].map(([, plot]) => plot)
  expect(plots.length).toBe(15)
  expect(new Set(plots.map((plot) => Array.from(plot).length))).toEqual(new Set([25]))
})

test.each([
  // The scale runs from 0 to 0.03 (six margins) over 25 characters: 0.0125 apart is 10 columns.
  ['far beyond the scale', 0.9, 0.2, '┊···│···················›'],
])('%s', (_, baseline, candidate, plot) => {
  const report = renderReport([verdictOf([compared('roc_auc', null, { baseline, candidate, se: 0.001 })])])
  expect(report).toContain(`\`${plot}\``)
})

test('a terminal of 100 columns is not overrun by words, and colour changes none of them', () => {
  const options = { color: true, width: 100 }
  for (const [name, verdicts] of Object.entries(VERDICTS)) {
    const plain = renderTerminalReport(verdicts)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(renderTerminalReport(verdicts, options).replace(/\u001B\[[0-9;]*m/g, '')).toBe(plain)
    if (name === 'hostile') continue
    for (const line of plain.split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(100)
  }
})
