import type { Answers } from '../../metrics/sample.ts'
import type { Batch } from '../tabular/batch.ts'

/** One subject at work: rows in, answers out. An ONNX model, a command, an endpoint. */
export interface Arm {
  answer(batch: Batch): Promise<Answers>
  /** After the last batch. @throws MeasurementError for what only all rows together tell */
  conclude(): void | Promise<void>
  /** What became known of it only by asking it, for the report. */
  notes?(): readonly string[]
  close(): Promise<void>
}
