import { z } from 'zod'

const atLeastZero = z.number().min(0)
const count = z.int().min(0)

/** What came of one window: requests sent by a schedule that does not wait for answers. */
export const windowMeasurement = z.object({
  /** Requests a second, as planned. */
  rate: z.number().positive(),
  planned: count,
  answered: count,
  /** Answered by an error, or not at all: their latency counts as infinite. */
  failed: count,
  /** From the time at which each request was meant to be sent to its answer, by bucket; without the failed ones. */
  counts: z
    .array(z.tuple([count, count]))
    .max(50_000)
    .readonly(),
  /** The same from the moment each was really sent. */
  serviceCounts: z
    .array(z.tuple([count, count]))
    .max(50_000)
    .readonly(),
  /** Of the model or server alone, from the moment a request was really sent; the mean. */
  serviceMs: atLeastZero,
  /** Work that came over work that could be done meanwhile: at 1 and above a queue grows without end. null where it is not known. */
  utilisation: atLeastZero.nullable(),
  /** From the last request's time to the last answer. */
  drainMs: atLeastZero,
  /** How late the harness itself sent what it could have sent in time: the mean. Part of every latency. */
  lateMs: atLeastZero,
  /** One of the errors. */
  error: z.string().max(2000).nullable(),
})
export type WindowMeasurement = z.infer<typeof windowMeasurement>

/** One arm under load in a fresh process: its windows in the order in which they were driven. */
export const loadMeasurement = z.object({
  windows: z.array(windowMeasurement).max(100).readonly(),
  /** Of one request, as sent: a served model's data may have fewer than were asked for. */
  rows: z.int().min(1),
  /** One request after the other, before the windows: the median. */
  aloneMs: atLeastZero,
  /** The fastest of them. */
  fastestMs: atLeastZero,
  /** Most resident memory of the process, all instances together. */
  peakBytes: count,
})
export type LoadMeasurement = z.infer<typeof loadMeasurement>
