import type { Rule } from './rule.ts'

/** Columns and types of two data sets (Parquet, CSV, JSON lines). */
export const SCHEMA_RULES = {
  COLUMN_REMOVED: {
    title: 'A column is gone',
    severity: 'breaking',
    breaks: ['forward'],
    example: '`fnlwgt` (required) is no longer in the file.',
    why: 'Models that are live read the column by its name and fail, or are fed a default.',
    remedy: 'Keep the column until no live model reads it; deprecate it first.',
  },
} as const satisfies Record<string, Rule>
