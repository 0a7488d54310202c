import { type Row, selectRows, textOf } from '../query.ts'
import { quoteTexts } from '../sql.ts'
import type { Table } from '../table.ts'
import { arrowTags } from './arrow-tags.ts'
import { sparkTags } from './spark-tags.ts'
import type { ColumnTag } from './table-schema.ts'

export type ParquetTags = { readonly tags: readonly ColumnTag[]; readonly notes: readonly string[] }

/** Where writers keep what people say of columns: Parquet itself has no place for it. */
const READERS: Readonly<Record<string, (text: string) => readonly ColumnTag[]>> = {
  'ARROW:schema': arrowTags,
  'org.apache.spark.sql.parquet.row.metadata': sparkTags,
}
/** Of the writer's own: where a field stands in the file. */
const PRIVATE = /^PARQUET:/

/** Tags of columns that every file of the table states. */
export async function parquetTags({ connection, files }: Table): Promise<ParquetTags> {
  const rows = await selectRows(
    connection,
    `SELECT file_name AS file, decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${quoteTexts(files.map(({ path }) => path))})
     WHERE key IN (${Object.keys(READERS)
       .map((key) => `'${key}'::BLOB`)
       .join(', ')})`,
  )
  const notes = new Set<string>()
  const byFile = files.map((file) => {
    const own = rows.filter((row) => textOf(row, 'file') === file.path)
    return new Map(own.flatMap((row) => tagsIn(row, file.reference, notes)).map((tag) => [JSON.stringify(tag), tag]))
  })
  const [first = new Map<string, ColumnTag>(), ...others] = byFile
  const shared = [...first].filter(([text]) => others.every((other) => other.has(text)))
  return { tags: shared.map(([, tag]) => tag), notes: [...notes] }
}

function tagsIn(row: Row, file: string, notes: Set<string>): readonly ColumnTag[] {
  const key = textOf(row, 'key') ?? ''
  try {
    return (READERS[key]?.(textOf(row, 'value') ?? '') ?? []).filter((tag) => !PRIVATE.test(tag.key))
  } catch {
    // Values do not depend on it, and a damaged remark must not keep anybody from comparing them.
    notes.add(`${file}: the metadata ${key} cannot be read, so that what it says of columns was not compared.`)
    return []
  }
}
