import type { ColumnType } from './table-schema.ts'

/** DuckDB's numbers of its types (duckdb.h, `duckdb_type`), as the results of a query state them. */
const SIMPLE: Readonly<Record<number, ColumnType>> = {
  1: { kind: 'boolean' },
  2: { kind: 'integer', bits: 8, signed: true },
  3: { kind: 'integer', bits: 16, signed: true },
  4: { kind: 'integer', bits: 32, signed: true },
  5: { kind: 'integer', bits: 64, signed: true },
  6: { kind: 'integer', bits: 8, signed: false },
  7: { kind: 'integer', bits: 16, signed: false },
  8: { kind: 'integer', bits: 32, signed: false },
  9: { kind: 'integer', bits: 64, signed: false },
  10: { kind: 'float', bits: 32 },
  11: { kind: 'float', bits: 64 },
  12: { kind: 'timestamp', unit: 'us', utc: false },
  13: { kind: 'date' },
  14: { kind: 'time' },
  16: { kind: 'integer', bits: 128, signed: true },
  17: { kind: 'text' },
  18: { kind: 'bytes' },
  20: { kind: 'timestamp', unit: 's', utc: false },
  21: { kind: 'timestamp', unit: 'ms', utc: false },
  22: { kind: 'timestamp', unit: 'ns', utc: false },
  23: { kind: 'text' },
  27: { kind: 'uuid' },
  30: { kind: 'time' },
  31: { kind: 'timestamp', unit: 'us', utc: true },
  32: { kind: 'integer', bits: 128, signed: false },
}

const DECIMAL = 19
const LIST = 24
const STRUCT = 25
const MAP = 26
const ARRAY = 33

/** A type of a result in the form that `DuckDBType.toJson()` gives. */
export function typeOf(json: unknown): ColumnType {
  const { typeId, alias, width, scale, valueType, keyType, length, entryNames, entryTypes } = fieldsOf(json)
  if (alias === 'JSON') return { kind: 'json' }
  switch (typeId) {
    case DECIMAL:
      return { kind: 'decimal', precision: numberOr(width, 0), scale: numberOr(scale, 0) }
    case LIST:
      return { kind: 'list', element: typeOf(valueType), length: null }
    case ARRAY:
      return { kind: 'list', element: typeOf(valueType), length: numberOr(length, 0) }
    case MAP:
      return { kind: 'map', key: typeOf(keyType), value: typeOf(valueType) }
    case STRUCT:
      return { kind: 'struct', fields: fieldsOfStruct(entryNames, entryTypes) }
    default:
      return (typeof typeId === 'number' ? SIMPLE[typeId] : undefined) ?? { kind: 'other', name: `type ${String(typeId)} of DuckDB` }
  }
}

function fieldsOf(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? Object.fromEntries(Object.entries(json)) : {}
}

function fieldsOfStruct(names: unknown, types: unknown): readonly { name: string; type: ColumnType }[] {
  if (!Array.isArray(names) || !Array.isArray(types)) return []
  return names.map((name, index) => ({ name: String(name), type: typeOf(types[index]) }))
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
