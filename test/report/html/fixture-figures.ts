import { type Figure, figureSchema } from '../../../src/judge/figure.ts'
import type { Verdict } from '../../../src/judge/verdict.ts'

const points = (of: (x: number) => number) =>
  Array.from({ length: 21 }, (_, index): [number, number] => [index / 20, Number(of(index / 20).toFixed(4))])

/** One figure of each kind, with round numbers. */
export const FIGURES: readonly Figure[] = [
  {
    kind: 'curves',
    title: 'ROC curve',
    caption: 'Higher is better.',
    x: { label: 'false positive rate', from: 0, to: 1 },
    y: { label: 'true positive rate', from: 0, to: 1 },
    series: [
      { name: 'baseline', arm: 'baseline', points: points((x) => x ** 0.3), marks: false },
      { name: 'candidate', arm: 'candidate', points: points((x) => x ** 0.4), marks: false },
    ],
    reference: {
      name: 'chance',
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  },
  {
    kind: 'curves',
    title: 'Calibration',
    caption: 'Tenths of the rows.',
    x: { label: 'mean score', from: 0, to: 1 },
    y: { label: 'share of positives', from: 0, to: 1 },
    series: [{ name: 'candidate', arm: 'candidate', points: points((x) => x ** 1.2).filter((_, index) => index % 2 === 1), marks: true }],
    reference: null,
  },
  {
    kind: 'matrix',
    title: 'Confusion matrices',
    caption: 'Rows by true and predicted class.',
    rowLabel: 'true',
    columnLabel: 'predicted',
    labels: ['no', 'yes'],
    panels: [
      {
        name: 'baseline',
        arm: 'baseline',
        cells: [
          [11_000, 1_400],
          [1_200, 2_681],
        ],
      },
      {
        name: 'candidate',
        arm: 'candidate',
        cells: [
          [11_100, 1_300],
          [1_100, 2_781],
        ],
      },
    ],
  },
  {
    kind: 'bars',
    title: 'Share of rows by group',
    caption: 'Baseline and candidate data.',
    x: 'group',
    y: 'share of rows',
    labels: ['young', 'middle', 'old', 'a group with a name that is far too long for a plot'],
    groups: [
      { name: 'baseline', arm: 'baseline', values: [0.2, 0.5, 0.25, 0.05] },
      { name: 'candidate', arm: 'candidate', values: [0.3, 0.4, null, 0.08] },
    ],
  },
  {
    kind: 'heatmap',
    title: 'Drift',
    caption: 'In units of the margin.',
    rowLabel: 'column',
    columnLabel: 'measure',
    rows: ['age', 'hours'],
    columns: ['ks', 'nulls'],
    cells: [
      [
        { value: 0.9, text: '2.1 fail' },
        { value: -0.2, text: '−0.2' },
      ],
      [null, { value: null, text: 'not judged' }],
    ],
  },
  {
    kind: 'timeline',
    title: 'Evidence of harm',
    caption: 'At 100 it goes back.',
    y: { label: 'e-value', scale: 'log' },
    series: [
      {
        name: 'all together',
        arm: 'candidate',
        points: [
          { at: '2026-11-28T12:10:00Z', value: 1 },
          { at: '2026-11-28T12:20:00Z', value: 30, lower: 10, upper: 90 },
          { at: '2026-11-28T12:30:00Z', value: 400, lower: 200, upper: null },
        ],
      },
      { name: 'errors', arm: 'other', points: [{ at: '2026-11-28T12:20:00Z', value: 0.01 }] },
    ],
    limits: [{ name: 'rolls back', value: 100 }],
    events: [
      { at: '2026-11-28T12:10:00Z', label: '1', tone: 'none' },
      { at: '2026-11-28T12:30:00Z', label: '2', tone: 'fail' },
      { at: '2026-11-28T12:30:01Z', label: '3', tone: 'fail' },
    ],
  },
].map((figure) => figureSchema.parse(figure))

export function withFigures(verdicts: readonly Verdict[], figures: readonly Figure[]): Verdict[] {
  return verdicts.map((verdict) => ({ ...verdict, figures: [...figures] }))
}
