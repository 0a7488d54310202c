import { z } from 'zod'

/**
 * What a plot needs, carried by the verdict because a report job has nothing else. The kinds are general, so that a gate adds a figure
 * without adding drawing code. Lengths are capped: figures come from untrusted runs, and a verdict file stays well under 1 MB.
 */

/** In characters: axis, series, class and column names. */
const MAX_NAME = 200
export const MAX_POINTS = 200
export const MAX_SERIES = 8
/** Rows and columns of a matrix that a person can read. */
export const MAX_CLASSES = 30
export const MAX_BARS = 60
const MAX_CELLS = 2_000
export const MAX_FIGURES = 40

const name = z.string().max(MAX_NAME)
/** Of a plot's number: some that are finite cannot be drawn (their difference overflows). */
const LARGEST = 1e300
const number = z.number().min(-LARGEST).max(LARGEST)
const count = z.number().min(0).max(LARGEST)
const point = z.tuple([number, number])
const axis = z.object({ label: name, from: number.nullable().default(null), to: number.nullable().default(null) })

/** The arm decides colour and stroke, the same in every figure. */
const arm = z.enum(['baseline', 'candidate', 'other']).default('other')

const about = {
  title: name,
  caption: z.string().max(1_000).default('').describe('One or two sentences: how to read it.'),
}

const curves = z.object({
  kind: z.literal('curves'),
  ...about,
  x: axis,
  y: axis,
  series: z
    .array(
      z.object({
        name,
        arm,
        points: z.array(point).max(MAX_POINTS).describe('[x, y], in the order in which they are joined'),
        marks: z.boolean().default(false).describe('Points are shown too: there are few of them, each measured.'),
      }),
    )
    .max(MAX_SERIES),
  reference: z
    .object({ name, points: z.array(point).max(MAX_POINTS) })
    .nullable()
    .default(null)
    .describe('A line to compare with: chance, perfect calibration, a limit.'),
})

const matrix = z.object({
  kind: z.literal('matrix'),
  ...about,
  rowLabel: name,
  columnLabel: name,
  labels: z.array(name).max(MAX_CLASSES).describe('Of rows and columns alike'),
  panels: z
    .array(z.object({ name, arm, cells: z.array(z.array(count).max(MAX_CLASSES)).max(MAX_CLASSES) }))
    .max(2)
    .describe('cells[row][column]'),
})

const bars = z.object({
  kind: z.literal('bars'),
  ...about,
  x: name,
  y: name,
  labels: z.array(name).max(MAX_BARS).describe('Categories, or bins in their order'),
  groups: z.array(z.object({ name, arm, values: z.array(number.nullable()).max(MAX_BARS) })).max(MAX_SERIES),
})

const heatmap = z
  .object({
    kind: z.literal('heatmap'),
    ...about,
    rowLabel: name,
    columnLabel: name,
    rows: z.array(name).max(MAX_CELLS),
    columns: z.array(name).max(MAX_CLASSES),
    cells: z
      .array(
        z
          .array(z.object({ value: number.nullable().describe('Colour: 0 is neutral, ±1 is full'), text: name }).nullable())
          .max(MAX_CLASSES),
      )
      .max(MAX_CELLS),
  })
  .refine(({ rows, columns }) => rows.length * columns.length <= MAX_CELLS, { message: `more than ${MAX_CELLS} cells` })

const timeline = z.object({
  kind: z.literal('timeline'),
  ...about,
  y: z.object({ label: name, scale: z.enum(['linear', 'log']).default('linear'), unit: z.enum(['number', 'share']).default('number') }),
  series: z
    .array(
      z.object({
        name,
        arm,
        step: z.boolean().default(false).describe('It stays until the next point, as a share does.'),
        points: z
          .array(
            z.object({
              at: z.iso.datetime(),
              value: number,
              lower: number.nullable().default(null),
              upper: number.nullable().default(null),
            }),
          )
          .max(MAX_POINTS),
      }),
    )
    .max(MAX_SERIES),
  limits: z
    .array(z.object({ name, value: number }))
    .max(MAX_SERIES)
    .default([])
    .describe('Lines that decide when they are crossed.'),
  events: z
    .array(z.object({ at: z.iso.datetime(), label: z.string().max(20), tone: z.enum(['pass', 'warn', 'fail', 'none']) }))
    .max(MAX_POINTS)
    .default([]),
})

export const figureSchema = z.discriminatedUnion('kind', [curves, matrix, bars, heatmap, timeline])

export type Figure = z.infer<typeof figureSchema>
export type FigureOf<K extends Figure['kind']> = Extract<Figure, { kind: K }>
