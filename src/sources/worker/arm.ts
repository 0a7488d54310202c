import type { Answers } from '../../metrics/sample.ts'
import type { Batch } from '../tabular/batch.ts'

/** One subject at work: rows in, answers out. ONNX models now; commands and endpoints later. */
export interface Arm {
  answer(batch: Batch): Promise<Answers>
  /** After the last batch. @throws MeasurementError for what only all rows together tell */
  conclude(): void
  close(): Promise<void>
}
