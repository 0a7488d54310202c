import type { ColumnType } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { typeInWords } from './type-words.ts'

/** Above it a float32 no longer holds every whole number, in which most models take their features. */
const FLOAT32_NOTE = 'models take it as float32, which is exact to 2^24 = 16,777,216 only'

type Change = Pick<Finding, 'rule' | 'message'> & { readonly note?: string }

/** What the change of a column's type means for its readers; null for the same type. */
export function diffTypes(subject: string, before: ColumnType, after: ColumnType): Finding | null {
  const change = changeOf(before, after)
  if (change === null) return null
  const note = change.note === undefined ? '' : `; ${change.note}`
  return { rule: change.rule, subject, message: change.message, evidence: `${typeInWords(before)} → ${typeInWords(after)}${note}` }
}

function changeOf(before: ColumnType, after: ColumnType): Change | null {
  if (typeInWords(before) === typeInWords(after)) return null
  return (
    nestingChange(before, after) ??
    numberChange(before, after) ??
    momentChange(before, after) ??
    textChange(before, after) ?? { rule: 'TYPE_CHANGED', message: 'The type is another one.' }
  )
}

const NESTED = ['list', 'struct', 'map']

function nestingChange(before: ColumnType, after: ColumnType): Change | null {
  if (before.kind === 'list' && after.kind === 'list') {
    const inner = changeOf(before.element, after.element)
    if (inner !== null) return { ...inner, message: `Of the values in the list: ${inner.message}` }
    if (before.length === null || after.length === null) return null
    return { rule: 'SHAPE_CHANGED', message: 'The lists have another length in every row.' }
  }
  if (before.kind === 'struct' && after.kind === 'struct') return structChange(before.fields, after.fields)
  if (before.kind === after.kind && before.kind === 'map') return { rule: 'NESTING_CHANGED', message: 'Keys or values have another type.' }
  if (!NESTED.includes(before.kind) && !NESTED.includes(after.kind)) return null
  return { rule: 'NESTING_CHANGED', message: 'The column holds another kind of value.' }
}

type Fields = Extract<ColumnType, { kind: 'struct' }>['fields']

function structChange(before: Fields, after: Fields): Change | null {
  const names = (fields: Fields) => fields.map(({ name }) => name)
  const removed = names(before).filter((name) => !names(after).includes(name))
  const added = names(after).filter((name) => !names(before).includes(name))
  const listed = (some: readonly string[]) => some.map((name) => JSON.stringify(name)).join(', ')
  if (removed.length > 0) return { rule: 'NESTING_CHANGED', message: `The field ${listed(removed)} of the struct is gone.` }
  for (const { name, type } of before) {
    const other = after.find((field) => field.name === name)
    const inner = other === undefined ? null : changeOf(type, other.type)
    if (inner !== null) return { ...inner, message: `Of the field ${JSON.stringify(name)}: ${inner.message}` }
  }
  return added.length > 0
    ? { rule: 'COLUMN_ADDED_NULLABLE', message: `The struct has the new field ${listed(added)}.` }
    : { rule: 'COLUMN_REORDERED', message: 'The fields of the struct stand in another order.' }
}

function numberChange(before: ColumnType, after: ColumnType): Change | null {
  if (before.kind === 'integer' && after.kind === 'integer') {
    const isWider = before.signed === after.signed ? after.bits > before.bits : after.signed && after.bits > before.bits
    if (!isWider) return { rule: 'TYPE_NARROWED', message: 'The type holds fewer values.' }
    return { ...WIDENED, ...(after.bits > 32 ? { note: FLOAT32_NOTE } : {}) }
  }
  if (before.kind === 'float' && after.kind === 'float')
    return after.bits > before.bits ? WIDENED : { rule: 'TYPE_NARROWED', message: 'The type holds fewer digits.' }
  if (before.kind === 'decimal' && after.kind === 'decimal') {
    if (before.scale !== after.scale)
      return { rule: 'LOGICAL_TYPE_CHANGED', message: 'The decimals have another number of digits after the point.' }
    return after.precision > before.precision ? WIDENED : { rule: 'TYPE_NARROWED', message: 'The decimals hold fewer digits.' }
  }
  return null
}

const WIDENED: Change = { rule: 'TYPE_WIDENED', message: 'The type is wider.' }

function momentChange(before: ColumnType, after: ColumnType): Change | null {
  if (before.kind === 'timestamp' && after.kind === 'timestamp') {
    const message =
      before.utc === after.utc
        ? 'The timestamps are counted in another unit.'
        : after.utc
          ? 'Local times became UTC.'
          : 'The time zone is lost.'
    return { rule: 'LOGICAL_TYPE_CHANGED', message }
  }
  if (before.kind === 'timestamp' && after.kind === 'date') return { rule: 'TYPE_NARROWED', message: 'The time of day is lost.' }
  return before.kind === 'date' && after.kind === 'timestamp' ? WIDENED : null
}

const TEXTS = ['text', 'json', 'uuid']

function textChange(before: ColumnType, after: ColumnType): Change | null {
  if (!TEXTS.includes(before.kind) || !TEXTS.includes(after.kind)) return null
  return { rule: 'LOGICAL_TYPE_CHANGED', message: 'The text is declared as something else.' }
}
