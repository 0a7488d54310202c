import { z } from 'zod'

/**
 * What one round of the benchmark measures, in the form in which the worker sends it. Latencies are summarised where they are
 * measured, so that a round has the same size however many calls it timed.
 */

/** `control` is the baseline a second time, in a session of its own: what it differs by is the machine's doing. */
export const benchArm = z.enum(['baseline', 'candidate', 'control'])
export type BenchArm = z.infer<typeof benchArm>

const finite = z.number()
const atLeastZero = z.number().min(0)
const count = z.int().min(0)

export const callTimings = z.object({
  calls: count,
  /** In milliseconds, in the order of `quantilesAsked`. */
  quantiles: z.array(atLeastZero).max(100).readonly(),
  meanMs: atLeastZero,
  /** Of the whole process, all threads, in milliseconds. null where it was not measured. */
  cpuMsPerCall: atLeastZero.nullable(),
  /** Median over the cycles of ln(this arm's median / the baseline's): neighbours in time are compared, so that drift cancels. */
  logRatioToBaseline: finite.nullable(),
  counts: z
    .array(z.tuple([count, count]))
    .max(50_000)
    .readonly(),
  warmUp: z.object({ calls: count, stable: z.boolean() }),
})
export type CallTimings = z.infer<typeof callTimings>

export const batchTimings = z.object({
  rows: count.min(1),
  /** Which quantiles `quantiles` holds, ascending. */
  quantilesAsked: z.array(z.number().gt(0).lt(1)).max(100).readonly(),
  arms: z.object({ baseline: callTimings.optional(), candidate: callTimings.optional(), control: callTimings.optional() }),
})
export type BatchTimings = z.infer<typeof batchTimings>

export const machineFacts = z.object({
  cpu: z.string().max(1000),
  features: z.array(z.string().max(100)).max(100).readonly(),
  /** CPUs that this process may use. */
  allowedCpus: count,
  /** The CPUs that the measurement was held to; null where the platform does not let one, or all are used. */
  pinnedTo: z.array(count).max(10_000).readonly().nullable(),
  threads: count,
  /** Share of the time that the hypervisor gave to others; null where it is not told. */
  stealShare: z.number().min(0).max(1).nullable(),
  /** Of the control group, in cores and bytes; null for no limit. */
  cpuLimit: z.number().positive().nullable(),
  memoryLimitBytes: count.nullable(),
})
export type MachineFacts = z.infer<typeof machineFacts>

/** What the measuring itself costs, in milliseconds a call. */
export const overheadFacts = z.object({
  /** Of reading the clock twice: contained in every latency. */
  clockMs: atLeastZero,
  /** Of JavaScript around the native call: not contained in any. */
  wrapperMs: atLeastZero,
  /** Whether the native call alone was timed; else the latency has a turn of the event loop in it. */
  nativeCallTimed: z.boolean(),
})

/** One fresh process in which the arms take turns. */
export const roundMeasurement = z.object({
  loadingOrder: z.array(benchArm).max(3).readonly(),
  batches: z.array(batchTimings).max(1000).readonly(),
  machine: machineFacts,
  overhead: overheadFacts,
})
export type RoundMeasurement = z.infer<typeof roundMeasurement>

/** One fresh process with one model alone: what its start and its memory cost. */
export const coldMeasurement = z.object({
  createMs: atLeastZero,
  firstCallMs: atLeastZero,
  /** Resident memory before the model was loaded, after its calls, and the most of all; null where /proc is missing. */
  baseBytes: count,
  steadyBytes: count,
  peakBytes: count,
  /** Over the second half of the calls, after a garbage collection on both sides. */
  grownBytes: z.int(),
  grownCalls: count,
  batches: z
    .array(z.object({ rows: count.min(1), callMs: atLeastZero }))
    .max(1000)
    .readonly(),
  machine: machineFacts,
  onnxruntime: z.string().max(100).nullable(),
})
export type ColdMeasurement = z.infer<typeof coldMeasurement>
