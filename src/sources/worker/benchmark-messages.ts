import { z } from 'zod'
import { loadMeasurement } from '../benchmark/load/measurements.ts'
import { coldMeasurement, roundMeasurement } from '../benchmark/measurements.ts'

const text = z.string().max(100_000)

const preparedArm = z.object({
  label: text,
  model: text,
  weightsFolder: text.nullable(),
  inputs: text,
  fixedRows: z.int().min(1).nullable(),
  output: text.nullable(),
  modelBytes: z.int().min(0),
})

export const inputsMessage = z.object({
  kind: z.literal('benchmark-inputs'),
  arms: z.object({ baseline: preparedArm.optional(), candidate: preparedArm.optional() }),
  notes: z.array(text).max(1000).readonly(),
})

/** A batch size that the model has answered; the next one may be its last. */
export const coldBatchMessage = z.object({ kind: z.literal('benchmark-batch'), rows: z.int().min(1), callMs: z.number().min(0) })
export const coldMessage = z.object({ kind: z.literal('benchmark-cold'), cold: coldMeasurement })
export const roundMessage = z.object({ kind: z.literal('benchmark-round'), round: roundMeasurement })

export const loadMessage = z.object({ kind: z.literal('benchmark-load'), load: loadMeasurement })

export const benchmarkMessages = [inputsMessage, coldBatchMessage, coldMessage, roundMessage, loadMessage] as const
export type BenchmarkMessage = z.infer<(typeof benchmarkMessages)[number]>
