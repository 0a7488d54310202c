import { MAX_CLASSES, MAX_FIGURES, MAX_POINTS } from '../../src/judge/figure.ts'
import { parseVerdict, renderVerdict } from '../../src/judge/verdict.ts'
import { VERDICTS } from '../report/fixture-verdicts.ts'
import { FIGURES, withFigures } from '../report/html/fixture-figures.ts'

const [curves, , matrix, bars, heatmap] = FIGURES
const read = (figures: unknown) => parseVerdict(JSON.stringify({ ...VERDICTS.pass[0], figures }), 'x.json').figures

test('figures survive the file', () => {
  const [verdict] = withFigures(VERDICTS.pass, FIGURES)
  expect(verdict && parseVerdict(renderVerdict(verdict), 'x.json').figures).toEqual(FIGURES)
})

test('a verdict of a writer that draws nothing has none', () => {
  expect(read(undefined)).toEqual([])
})

const points = (count: number) => Array.from({ length: count }, (_, index) => [index, index])
const series = (of: object) => [{ name: 'a', arm: 'candidate', ...of }]

test.each([
  ['as many points as a drawing takes', [{ ...curves, series: series({ points: points(MAX_POINTS) }) }], true],
  ['one point more', [{ ...curves, series: series({ points: points(MAX_POINTS + 1) }) }], false],
  ['a point with three numbers', [{ ...curves, series: series({ points: [[1, 2, 3]] }) }], false],
  ['a number as text', [{ ...curves, series: series({ points: [['1', 2]] }) }], false],
  ['a number that cannot be drawn', [{ ...curves, series: series({ points: [[0, 1.7e308]] }) }], false],
  ['an arm that no one knows', [{ ...curves, series: series({ arm: 'red;}', points: [] }) }], false],
  ['a name longer than a line', [{ ...curves, title: 'x'.repeat(201) }], false],
  ['a kind of a newer version', [{ ...curves, kind: 'pie' }], false],
  ['too many classes', [{ ...matrix, labels: points(MAX_CLASSES + 1).map(String) }], false],
  ['a negative count', [{ ...matrix, panels: [{ name: 'a', cells: [[-1]] }] }], false],
  ['more bars than can be read', [{ ...bars, labels: points(61).map(String) }], false],
  ['more cells than can be read', [{ ...heatmap, rows: points(1_001).map(String) }], false],
  ['more figures than a page', Array.from({ length: MAX_FIGURES + 1 }, () => curves), false],
])('%s', (_, figures, accepted) => {
  if (accepted) expect(read(figures).length).toBe(figures.length)
  else expect(() => read(figures)).toThrow(/figures/)
})
