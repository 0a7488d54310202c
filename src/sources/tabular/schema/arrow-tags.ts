import type { Field } from 'apache-arrow/fb/field'
import { Message } from 'apache-arrow/fb/message'
import { MessageHeader } from 'apache-arrow/fb/message-header'
import { Schema } from 'apache-arrow/fb/schema'
import { ByteBuffer } from 'flatbuffers'
import type { ColumnTag } from './table-schema.ts'

/** Deeper than any table that people write. */
const MOST_LEVELS = 32
/** An entry of a vector takes so many bytes at least. */
const ENTRY_BYTES = 4
const CONTINUATION = 0xffff_ffff

/**
 * The metadata of fields in an Arrow schema, as writers put it into Parquet under `ARROW:schema`: an encapsulated IPC message in base64
 * (Arrow columnar format, "Encapsulated message format").
 *
 * @throws RangeError when it is damaged: the accessors believe every offset and every length
 */
export function arrowTags(base64: string): readonly ColumnTag[] {
  const bytes = Buffer.from(base64, 'base64')
  const start = bytes.readUInt32LE(0) === CONTINUATION ? 8 : 4
  // Where bytes are missing the accessors read zeros, and columns would seem to have no tags.
  if (bytes.readUInt32LE(start - 4) > bytes.length - start) throw new RangeError('cut off')
  const message = Message.getRootAsMessage(new ByteBuffer(bytes.subarray(start)))
  const schema = message.headerType() === MessageHeader.Schema ? message.header(new Schema()) : null
  if (!(schema instanceof Schema)) throw new RangeError('no schema')
  // Offsets may form a circle in a damaged schema: what all fields together take cannot exceed the bytes.
  let left = bytes.length / ENTRY_BYTES
  const counted = (length: number) => {
    left -= length
    if (left < 0) throw new RangeError('more entries than bytes')
    return length
  }
  const entries = <Entry>(length: number, at: (index: number) => Entry | null) =>
    Array.from({ length: counted(length) }, (_, index) => at(index)).filter((entry) => entry !== null)
  const tagsOf = (field: Field, above: readonly string[]): ColumnTag[] => {
    if (above.length >= MOST_LEVELS) throw new RangeError('nested too deep')
    const path = [...above, field.name() ?? '']
    const own = entries(field.customMetadataLength(), (index) => field.customMetadata(index))
    const children = entries(field.childrenLength(), (index) => field.children(index))
    return [
      ...own.map((pair) => ({ column: path.join('.'), key: pair.key() ?? '', value: pair.value() ?? '' })),
      ...children.flatMap((child) => tagsOf(child, path)),
    ]
  }
  return entries(schema.fieldsLength(), (index) => schema.fields(index)).flatMap((field) => tagsOf(field, []))
}
