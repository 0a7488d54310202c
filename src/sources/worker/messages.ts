import { z } from 'zod'
import type { ColdJob, InputsJob, RoundJob } from '../benchmark/jobs.ts'
import type { LoadJob } from '../benchmark/load/job.ts'
import type { ProbeJob } from '../probe/probe.ts'
import type { DataSpec, Limits, RowsToWrite, ScoringJob, TurnsToCount } from '../scored-rows.ts'
import type { DistributionJob } from '../tabular/distribution/profile.ts'
import { tableSchema } from '../tabular/schema/table-schema.ts'
import { type BenchmarkMessage, benchmarkMessages } from './benchmark-messages.ts'
import { type ColumnMessage, columnMessage, type ProfiledMessage, profiledMessage } from './distribution-messages.ts'
import type { TablesToSurvey } from './survey-tables.ts'

type WriteRows = Omit<RowsToWrite, 'rows'> & { readonly kind: 'write-rows'; readonly rows: readonly number[]; readonly out: string }
type CountTurns = Omit<TurnsToCount, 'rows' | 'turns'> & {
  readonly kind: 'count-turns'
  readonly rows: readonly number[]
  readonly turns: readonly number[]
}
type Survey = TablesToSurvey & { readonly kind: 'survey' }
type ProfileDistributions = DistributionJob & { readonly kind: 'profile-distributions' }
type Probe = ProbeJob & { readonly kind: 'probe' }

type ReadSchema = Pick<DataSpec, 'files' | 'format'> & {
  readonly kind: 'read-schema'
  readonly sketch: readonly string[]
  readonly largest?: readonly string[]
  readonly limits: Limits
}

/** What a worker can be asked for: to score rows, to write some of them to a file or to count them by the data's columns, to say what tables hold, to read a schema, to count two tables beside each other, to look at what a model answers, or to time models. */
export type Job =
  | ScoringJob
  | WriteRows
  | CountTurns
  | Survey
  | ReadSchema
  | ProfileDistributions
  | Probe
  | InputsJob
  | ColdJob
  | RoundJob
  | LoadJob

type Surroundings = {
  readonly runtimeFolder: string
  /** Of onnxruntime's intra-op pool and of DuckDB. */
  readonly threads: number
  /** The worker ends itself when this is no longer its parent. */
  readonly parentPid: number
}

/** What the parent writes to the worker's standard input, as one JSON document. */
export type WorkerJob = ScoringJob & Surroundings
export type WriteRowsJob = WriteRows & Surroundings
export type CountTurnsJob = CountTurns & Surroundings
export type SurveyJob = Survey & Surroundings
export type SchemaWorkerJob = ReadSchema & Surroundings
export type DistributionWorkerJob = ProfileDistributions & Surroundings
export type ProbeWorkerJob = Probe & Surroundings
export type BenchmarkWorkerJob = (InputsJob | ColdJob | RoundJob | LoadJob) & Surroundings

/** File descriptors of the worker beyond the standard three: frames, and the watchdog's last words (its thread may not interleave with frames). */
export const FRAMES_DESCRIPTOR = 3
export const WATCHDOG_DESCRIPTOR = 4

const arm = z.enum(['baseline', 'candidate', 'anchor'])
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const text = z.string().max(100_000)

/** What the worker is about to do; the parent times `load`, `run`, `look` and `call`, and a death is put down to the last one. */
const step = z.discriminatedUnion('step', [
  z.object({ kind: z.literal('step'), step: z.literal('open') }),
  z.object({ kind: z.literal('step'), step: z.literal('look'), at: z.enum(['schema', 'values']) }),
  z.object({ kind: z.literal('step'), step: z.literal('load'), arm }),
  z.object({ kind: z.literal('step'), step: z.literal('read'), batch: count }),
  z.object({ kind: z.literal('step'), step: z.literal('run'), arm, batch: count, firstRow: count, rows: count }),
  z.object({ kind: z.literal('step'), step: z.literal('call'), arm: arm.nullable(), rows: count }),
])
export type Step = z.infer<typeof step>

export const ARRAY_TYPES = { Float32Array, Float64Array, Int32Array, Uint8Array, Uint16Array, Uint32Array } as const
export type ArrayType = keyof typeof ARRAY_TYPES

const array = z.object({
  /** `label`, `weight`, `cluster`, `query`, `slice.0`, `arm.baseline`. */
  name: z.string().regex(/^(label|weight|cluster|query|slice\.\d{1,4}|arm\.(baseline|candidate|anchor))$/),
  type: z.enum(['Float32Array', 'Float64Array', 'Int32Array', 'Uint8Array', 'Uint16Array', 'Uint32Array']),
  /** Numbers a row. */
  width: count.max(100_000),
})
export type ArrayHeader = z.infer<typeof array>

/** After it the worker reads the next one; it does not say so again. */
const batch = z.object({
  kind: z.literal('batch'),
  batch: count,
  rows: count,
  rowsTotal: count,
  arrays: z.array(array).max(10_100),
})

const summary = z.object({
  kind: z.literal('finished'),
  rows: count,
  classes: z.array(text).readonly(),
  slices: z.array(z.object({ name: text, groups: z.array(text).readonly() })).readonly(),
  clusters: count,
  queries: count,
  notes: z.array(text).readonly(),
  environment: z.object({ onnxruntime: text.nullable(), duckdb: text, cpu: text, features: z.array(text).readonly() }),
})
export type Finished = z.infer<typeof summary>

const written = z.object({ kind: z.literal('written') })
export type Written = z.infer<typeof written>

const turnsCounted = z.object({
  kind: z.literal('turns-counted'),
  groups: z.array(z.object({ of: text, slice: text, rows: count, toWrong: count, toRight: count })).readonly(),
  columns: count,
  left: count,
})
export type TurnsCounted = z.infer<typeof turnsCounted>

const columnSurvey = z.object({
  name: text,
  type: text,
  kind: z.enum(['integer', 'float', 'boolean', 'text', 'other']),
  nulls: count,
  distinct: count,
  values: z.array(text).readonly().nullable(),
  range: z.object({ min: z.number(), max: z.number(), whole: z.boolean() }).nullable(),
})
const surveyed = z.object({
  kind: z.literal('surveyed'),
  tables: z
    .array(
      z.union([
        z.object({ survey: z.object({ rows: count, rowsLookedAt: count, columns: z.array(columnSurvey).readonly() }) }),
        z.object({ problem: z.object({ reasonCode: text, message: text, remedy: text }) }),
      ]),
    )
    .readonly(),
})
export type Surveyed = z.infer<typeof surveyed>

const schema = z.object({ kind: z.literal('schema'), schema: tableSchema })
export type SchemaMessage = z.infer<typeof schema>

/** The numbers of all outputs follow as doubles, in this order. */
const probed = z.object({
  kind: z.literal('probed'),
  rows: count,
  madeUp: z.array(text).readonly(),
  outputs: z.array(z.object({ name: text, element: text, rows: count, width: count })).readonly(),
  onnxruntime: text,
  notes: z.array(text).readonly(),
})
export type ProbedMessage = z.infer<typeof probed>

const problem = z.object({ where: text, found: text, expected: text, remedy: text })
const failure = z.discriminatedUnion('error', [
  z.object({
    kind: z.literal('failed'),
    error: z.literal('measurement'),
    reasonCode: z.string().regex(/^[A-Z_]{3,40}$/),
    message: text,
    remedy: text,
  }),
  z.object({ kind: z.literal('failed'), error: z.literal('usage'), problems: z.tuple([problem], problem) }),
  z.object({ kind: z.literal('failed'), error: z.literal('fault'), message: text, stack: text }),
])
export type Failure = z.infer<typeof failure>

/** Every header that the parent accepts; anything else ends the worker. */
export const workerMessage = z.discriminatedUnion('kind', [
  step,
  batch,
  summary,
  written,
  turnsCounted,
  surveyed,
  schema,
  columnMessage,
  profiledMessage,
  probed,
  ...benchmarkMessages,
  failure,
])
export type WorkerMessage = z.infer<typeof workerMessage>
export type BatchMessage = z.infer<typeof batch>
/** What carries a result, or a part of one. */
export type ResultMessage =
  | BatchMessage
  | Finished
  | Written
  | TurnsCounted
  | Surveyed
  | SchemaMessage
  | ColumnMessage
  | ProfiledMessage
  | ProbedMessage
  | BenchmarkMessage

/** The watchdog's last words. */
export const watchdogMessage = z.object({ residentBytes: count })
