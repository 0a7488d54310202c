import type { ColumnType } from '../../../sources/tabular/schema/table-schema.ts'

/** A type as people write it: `int32`, `decimal(10,2)`, `timestamp[us, UTC]`, `list<float32>[8]`. */
export function typeInWords(type: ColumnType): string {
  switch (type.kind) {
    case 'integer':
      return `${type.signed ? '' : 'u'}int${type.bits}`
    case 'float':
      return `float${type.bits}`
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'timestamp':
      return `timestamp[${type.unit}${type.utc ? ', UTC' : ''}]`
    case 'list':
      return `list<${typeInWords(type.element)}>${type.length === null ? '' : `[${type.length}]`}`
    case 'struct':
      return `struct<${type.fields.map(({ name, type: field }) => `${JSON.stringify(name)}: ${typeInWords(field)}`).join(', ')}>`
    case 'map':
      return `map<${typeInWords(type.key)}, ${typeInWords(type.value)}>`
    case 'other':
      return type.name
    default:
      return type.kind
  }
}
