import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appendSummary, fitSummary } from '../../src/host/summary.ts'

const TABLE = '| a |\n|---|\n| 1 |'

test.each([
  // what                                    markdown                             room  kept blocks
  ['all of it', `# Pass\n\n${TABLE}`, 1000, ['# Pass', TABLE]],
  ['whole blocks: never half a table', `# Pass\n\n${TABLE}\n\n${'x'.repeat(500)}`, 200, ['# Pass', TABLE]],
  ['bytes, not characters', `# Pass\n\n${'é'.repeat(80)}`, 150, ['# Pass']],
])('keeps %s', (_, markdown, room, blocks) => {
  const fitted = fitSummary(markdown, room)
  expect(Buffer.byteLength(fitted)).toBeLessThan(room)
  expect(fitted.split('\n\n').slice(0, blocks.length)).toEqual(blocks)
  expect(fitted.includes('The rest did not fit')).toBe(fitted !== markdown)
})

test('nothing, when not even the notice fits: a summary over the limit is refused whole, with what others wrote', () => {
  expect(fitSummary('# Pass\n\n'.repeat(100), 50)).toBe('')
})

const folder = mkdtempSync(join(tmpdir(), 'sluice-summary-'))

test.each([
  ['in a folder that is not there', join(folder, 'nowhere', 'summary.md')],
  ['that is a folder', folder],
])('a file %s: said, not thrown', async (_, file) => {
  expect(await appendSummary('# Pass', file)).toMatch(/^The step's summary could not be written into /)
})
