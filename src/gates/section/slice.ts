import type { SliceSpec } from '../../sources/scored-rows.ts'
import { nearest } from './nearest.ts'
import { type JsonForm, type Parsed, quantity } from './quantity.ts'

const EXPECTED = 'a column (`sex`), `{ column: age, edges: [30, 45] }` or `{ name: new-hires, where: "tenure < 1" }`'
const TEXT: JsonForm = { type: 'string', minLength: 1 }

const FORM: JsonForm = {
  anyOf: [
    { ...TEXT, description: 'A column: a slice for each of its values.' },
    {
      type: 'object',
      properties: {
        column: TEXT,
        edges: { type: 'array', items: { type: 'number' }, minItems: 1, description: 'Rising; groups include their lower edge.' },
      },
      required: ['column', 'edges'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: { name: TEXT, where: { ...TEXT, description: 'A condition in SQL.' } },
      required: ['name', 'where'],
      additionalProperties: false,
    },
  ],
}

/** Rows that are judged by themselves: a column's values, ranges of a number, or a condition. */
export function slice() {
  return quantity(parseSlice, FORM, EXPECTED)
}

function parseSlice(raw: unknown): Parsed<SliceSpec> {
  if (isText(raw)) return accept({ kind: 'column', column: raw })
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return refuse(raw, 'Name a column; a number or a truth value goes in quotes.')
  const { column, edges, name, where, ...unknown } = Object.fromEntries(Object.entries(raw))
  const [wrong] = Object.keys(unknown)
  if (wrong !== undefined) return refuse(raw, unknownKey(wrong))
  if (column !== undefined) {
    if (name !== undefined || where !== undefined) return refuse(raw, 'Take `column` with `edges`, or `name` with `where`, not both.')
    if (!isText(column)) return refuse(raw, '`column` is the name of a column.')
    if (edges === undefined) return refuse(raw, `Add \`edges\`, or write the column alone: \`${column}\`.`)
    return isRising(edges) ? accept({ kind: 'edges', column, edges }) : refuse(raw, '`edges` are different numbers in rising order.')
  }
  if (edges !== undefined) return refuse(raw, 'Add the `column` that the edges cut.')
  if (!isText(name)) return refuse(raw, 'Add a `name` for the rows of that condition.')
  return isText(where) ? accept({ kind: 'where', name, where }) : refuse(raw, 'Add `where`, a condition in SQL such as "tenure < 1".')
}

function unknownKey(wrong: string): string {
  const near = nearest(wrong, ['column', 'edges', 'name', 'where'])
  return near === undefined ? `Remove \`${wrong}\`.` : `Did you mean \`${near}\` instead of \`${wrong}\`?`
}

/** What two slices of one policy may not share, and by which a slice is the same one in base and head. */
export function sliceIdentity(spec: SliceSpec): string {
  return spec.kind === 'where' ? spec.name : spec.kind === 'edges' ? `${spec.column} by edges` : spec.column
}

/** The same of a slice as the file writes it. */
export function identityOfSlice(raw: unknown): string {
  const parsed = parseSlice(raw)
  return parsed.ok ? sliceIdentity(parsed.value) : JSON.stringify(raw)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function isRising(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0) return false
  return value.every((edge, index) => typeof edge === 'number' && (index === 0 || edge > value[index - 1]))
}

function accept(value: SliceSpec): Parsed<SliceSpec> {
  return { ok: true, value }
}

function refuse(raw: unknown, remedy: string): Parsed<SliceSpec> {
  return { ok: false, problem: { found: JSON.stringify(raw) ?? 'nothing', expected: EXPECTED, remedy } }
}
