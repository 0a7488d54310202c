import type { Answers, Task } from '../metrics/sample.ts'

/** The arms of one evaluation; `anchor` is the last released model. */
export type ArmName = 'baseline' | 'candidate' | 'anchor'

/** A declared slice: its groups, and the group of each row (NO_GROUP = in none). Group names: `sex=Female`, `age<30`, `30<=age<45`, `new-hires`. */
export type SliceColumn = { readonly name: string; readonly groups: readonly string[]; readonly code: Uint16Array }
export const NO_GROUP = 0xffff

/** What all subjects (onnx, predictions, command, endpoint) end in: one entry a row, both arms on the same rows. */
export type ScoredRows = {
  readonly rows: number
  /** Binary: 0/1 of positive-label. Multiclass: class index. Regression: the value. Ranking: relevance. */
  readonly label: Uint8Array | Int32Array | Float64Array
  readonly arms: Partial<Record<ArmName, Answers>>
  readonly weight: Float64Array | null
  /** Dense codes of data.group, or of data.id where ids repeat; null when all rows are independent. */
  readonly cluster: Uint32Array | null
  readonly clusters: number
  readonly query: Uint32Array | null
  readonly queries: number
  /** Class names in the order of the answers' columns (classification). */
  readonly classes: readonly string[]
  readonly slices: readonly SliceColumn[]
}

/** A file that a reference named, after resolving. */
export type ResolvedFile = { readonly reference: string; readonly path: string; readonly sha256: string; readonly bytes: number }

/** How a command or an endpoint is reached: the text for the shell or the address, and the folder that a command starts in. */
export type FoundCall = { readonly text: string; readonly folder: string }

/** A model of one arm. Of a command or an endpoint (`call`) the path may be empty, and the digest is of what is declared. */
export type FoundModel = ResolvedFile & { readonly call?: FoundCall }

/** How a model that answers is fed and read. */
export type SubjectReading = {
  /** Input name → columns; absent: matched by input name, or one tensor from the model's `columns` metadata. */
  readonly inputs?: Readonly<Record<string, readonly string[]>>
  readonly output?: string
  readonly activation?: 'sigmoid' | 'softmax'
}

export type OnnxSubject = SubjectReading & { readonly kind: 'onnx'; readonly file: ResolvedFile }
export type PredictionsSubject = { readonly kind: 'predictions'; readonly file: ResolvedFile; readonly columns?: readonly string[] }

/** A program that reads a row as JSON a line, and answers with JSON a line. */
export type CommandSubject = SubjectReading & {
  readonly kind: 'command'
  /** As messages and verdicts show it. */
  readonly reference: string
  /** For `sh -c`. */
  readonly command: string
  readonly folder: string
  readonly process: 'once' | 'each-batch'
  /** Names of the variables that it gets beside the worker's own. */
  readonly environment: readonly string[]
}

/** A served model. `${NAME}` in a header stands for a variable of the job. */
export type EndpointSubject = SubjectReading & {
  readonly kind: 'endpoint'
  readonly reference: string
  readonly url: string
  readonly protocol: 'open-inference' | 'json'
  readonly headers: Readonly<Record<string, string>>
  readonly request: string
  readonly answers: string | null
  readonly rowsPerRequest: number
  readonly timeoutMs: number
  readonly retries: number
}
export type CalledSubject = CommandSubject | EndpointSubject
export type Subject = OnnxSubject | PredictionsSubject | CalledSubject

export type SliceSpec =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'edges'; readonly column: string; readonly edges: readonly number[] }
  | { readonly kind: 'where'; readonly name: string; readonly where: string }

export type DataSpec = {
  /** Local paths after resolving; a glob became its sorted files. */
  readonly files: readonly ResolvedFile[]
  readonly format: 'parquet' | 'csv' | 'json'
  readonly label: string
  readonly id?: string
  readonly group?: string
  readonly weight?: string
  readonly query?: string
  readonly slices: readonly SliceSpec[]
}

export type Limits = {
  /** Rows of one `run()`, the same in all arms. */
  readonly batchRows: number
  /** Longest time for loading a model or for one batch of one model. */
  readonly timeLimitMs: number
  /** The key of the policy that raises it; `time-limit` when left out. */
  readonly timeLimitKey?: 'time-limit' | 'time-budget'
  /** Resident memory of the worker process. */
  readonly memoryLimitBytes: number
}

export type ScoringJob = {
  readonly task: Task
  readonly data: DataSpec
  readonly positiveLabel?: string | number | boolean
  readonly arms: Partial<Record<ArmName, Subject>>
  readonly limits: Limits
  /** Values of the environment variables that commands and endpoints name: filled in where the job is handed to the worker. */
  readonly variables?: Readonly<Record<string, string>>
}

/** Facts for the verdict's `environment` and the report. `notes` are sentences ("ZipMap was cut from …"). */
export type Scoring = {
  readonly scored: ScoredRows
  readonly notes: readonly string[]
  readonly environment: {
    readonly onnxruntime: string | null
    readonly duckdb: string
    readonly cpu: string
    readonly features: readonly string[]
  }
}

/** Rows of the data to be written to a file, with columns beside them. */
export type RowsToWrite = {
  readonly data: Pick<DataSpec, 'files' | 'format'>
  /** 0-based over all files, ascending. */
  readonly rows: Uint32Array
  /** One value for each of `rows`; numbers are written as doubles, unless they are whole by their meaning. */
  readonly extra: readonly { readonly name: string; readonly values: readonly number[] | readonly string[]; readonly whole?: true }[]
  readonly limits: Limits
}

/** Rows whose answer turned, to be counted by what the data's columns hold. */
export type TurnsToCount = {
  readonly data: Pick<DataSpec, 'files' | 'format'>
  /** 0-based over all files, ascending. */
  readonly rows: Uint32Array
  /** One for each of `rows`: 1 where the answer turned right, −1 where it turned wrong. */
  readonly turns: Int8Array
  /** Columns that are not looked at. */
  readonly skip: readonly string[]
  /** Smaller groups are not counted. */
  readonly minRows: number
  readonly limits: Limits
}

/** The rows of one group, such as `sex=Female` or `30<=age<45`, whose answer turned. */
export type TurnGroup = {
  /** The declared slice or the column that it is a part of. */
  readonly of: string
  readonly slice: string
  readonly rows: number
  readonly toWrong: number
  readonly toRight: number
}

export type CountedTurns = {
  readonly groups: readonly TurnGroup[]
  /** How many columns were counted by, and how many more are there that were not looked at because they are too many. */
  readonly columns: number
  readonly left: number
}
