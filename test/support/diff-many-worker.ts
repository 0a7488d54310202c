import { readFileSync, writeSync } from 'node:fs'
import { MeasurementError } from '../../src/errors.ts'
import { diffTwoTables } from '../../src/gates/diff/diff-two-files.ts'
import { diffSection } from '../../src/gates/diff/policy.ts'
import type { ColumnProfile, DistributionProfile } from '../../src/sources/tabular/distribution/profile.ts'
import type { TableSchema } from '../../src/sources/tabular/schema/table-schema.ts'
import { distributionJob } from '../../src/sources/worker/distribution-job.ts'
import { type WorkerMessage, workerMessage } from '../../src/sources/worker/messages.ts'
import { schemaJob } from '../../src/sources/worker/schema-job.ts'

/**
 * Compares many files with one, in one process, by the worker's own jobs and with every message read as the parent reads it: a
 * process for each of hundreds of files would take minutes. A line a file on standard output; who reads it sees where it died.
 */
type Asked = {
  readonly runtimeFolder: string
  readonly base: string
  readonly files: readonly string[]
  readonly format: 'parquet' | 'csv'
}
export type Answer =
  | { readonly file: string; readonly kind: 'answered'; readonly verdict: string; readonly shared: number; readonly rows: number }
  | { readonly file: string; readonly kind: 'refused'; readonly reasonCode: string; readonly message: string; readonly remedy: string }
  | { readonly file: string; readonly kind: 'fault'; readonly message: string }

const { runtimeFolder, base, files, format }: Asked = JSON.parse(readFileSync(0, 'utf8'))
let schemaOfBase: TableSchema | null = null
const surroundings = { runtimeFolder, threads: 1, parentPid: process.ppid }
for (const file of files) writeSync(1, `${JSON.stringify(await answerFor(file))}\n`)

async function answerFor(file: string): Promise<Answer> {
  let found: DistributionProfile | null = null
  try {
    const { judgement } = await diffTwoTables(
      { reference: dataSet(base), current: dataSet(file) },
      {
        diff: diffSection.parse({ drift: { 'min-rows': 50 } }),
        today: '2026-11-24',
        readers: {
          readSchema: async (job) => {
            // The base is the same every time; what is read of it costs as much as the damaged file.
            const isBase = job.files[0]?.path === base && job.sketch.length === 0
            if (isBase && schemaOfBase !== null) return schemaOfBase
            const schema = schemaOf(await heard((send) => schemaJob({ kind: 'read-schema', ...job, ...surroundings }, send)))
            if (isBase) schemaOfBase = schema
            return schema
          },
          profile: async (job) => {
            found = profileOf(await heard((send) => distributionJob({ kind: 'profile-distributions', ...job, ...surroundings }, send)))
            return found
          },
        },
      },
    )
    return { file, kind: 'answered', verdict: judgement.verdict, ...countsOf(found) }
  } catch (error) {
    if (error instanceof MeasurementError)
      return { file, kind: 'refused', reasonCode: error.reasonCode, message: error.message, remedy: error.remedy }
    return { file, kind: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** Rows that the base has too, and rows at all. */
function countsOf(profile: DistributionProfile | null): { shared: number; rows: number } {
  return { shared: profile?.equalRows?.shared.found ?? 0, rows: profile?.rows.current ?? 0 }
}

function dataSet(path: string) {
  return { files: [{ reference: path, path, sha256: '0'.repeat(64), bytes: 1 }], format, reference: path, sha256: '0'.repeat(64) }
}

async function heard(work: (send: (message: unknown) => void) => Promise<void>): Promise<WorkerMessage[]> {
  const messages: WorkerMessage[] = []
  await work((message) => messages.push(workerMessage.parse(JSON.parse(JSON.stringify(message)))))
  return messages
}

function schemaOf(messages: readonly WorkerMessage[]): TableSchema {
  for (const message of messages) if (message.kind === 'schema') return message.schema
  throw new Error('no schema came')
}

function profileOf(messages: readonly WorkerMessage[]): DistributionProfile {
  const columns: ColumnProfile[] = messages.flatMap((message) => (message.kind === 'column' ? [message.column] : []))
  for (const message of messages) if (message.kind === 'profiled') return { rows: message.rows, equalRows: message.equalRows, columns }
  throw new Error('no profile came')
}
