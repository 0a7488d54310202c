import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MeasurementError } from '../../errors.ts'
import { loadDuckdb } from '../native/load.ts'
import { checkExternalData } from '../onnx/external-data.ts'
import { narrowToHalves } from '../onnx/float-values.ts'
import { type MatchedInputs, matchInputs } from '../onnx/match-inputs.ts'
import { type ModelFacts, modelFacts } from '../onnx/model-facts.ts'
import { readModelFile } from '../onnx/model-file.ts'
import { cutZipMaps } from '../onnx/zip-map.ts'
import type { OnnxSubject } from '../scored-rows.ts'
import { openFeatures } from '../tabular/feature-part.ts'
import { openTabular } from '../tabular/open-tabular.ts'
import { numberOf, selectRow } from '../tabular/query.ts'
import { readParts } from '../tabular/read-parts.ts'
import type { Table } from '../tabular/table.ts'
import { type HeldTensor, writeHeldInputs } from './held-inputs.ts'
import type { InputsJob, PreparedArm, PreparedArms } from './jobs.ts'
import { makeInputs } from './made-inputs.ts'

/** DuckDB's share of the process's memory. */
const DATABASE_SHARE = 0.4
const ARMS = ['baseline', 'candidate'] as const
type Arm = (typeof ARMS)[number]

type Parsed = {
  readonly arm: Arm
  readonly label: string
  readonly subject: OnnxSubject
  readonly facts: ModelFacts
  readonly model: string
  readonly weightsFolder: string | null
}

/**
 * Reads what the calls will be made of and writes it beside the models: the first rows of the evaluation data where their columns fit
 * the inputs, else numbers made to fit. Models are parsed here and run nowhere.
 *
 * @throws MeasurementError LFS_POINTER, MODEL_NOT_LOADED, MODEL_READS_OUTSIDE, INPUT_NOT_MATCHED, DATA_INVALID
 */
export async function prepareInputs(
  job: InputsJob & { readonly runtimeFolder: string; readonly threads: number },
  announce: (arm: Arm) => void,
): Promise<PreparedArms> {
  const notes: string[] = []
  const parsed = ARMS.flatMap((arm): Parsed[] => {
    const subject = job.arms[arm]
    if (subject === undefined) return []
    announce(arm)
    return [parseArm(arm, subject, job, notes)]
  })
  const held = job.source === 'made' ? made(parsed, job) : await fromData(parsed, job, notes)
  const arms = parsed.map(({ arm, label, subject, model, weightsFolder, facts }): [Arm, PreparedArm] => {
    const inputs = join(job.folder, `${arm}.inputs`)
    const own = held.get(arm) ?? { tensors: [], fixedRows: null }
    writeHeldInputs(inputs, own.tensors)
    const output = subject.output !== undefined && facts.outputs.some(({ name }) => name === subject.output) ? subject.output : null
    return [arm, { label, model, weightsFolder, inputs, fixedRows: own.fixedRows, output, modelBytes: subject.file.bytes }]
  })
  return { arms: Object.fromEntries(arms), notes }
}

function parseArm(arm: Arm, subject: OnnxSubject, { folder }: InputsJob, notes: string[]): Parsed {
  const label = `${arm} (${subject.file.reference})`
  const file = readModelFile(subject.file.path, label)
  checkExternalData(file)
  const cut = cutZipMaps(file)
  if (cut === null) return { arm, label, subject, facts: modelFacts(file), model: file.path, weightsFolder: null }
  notes.push(cut.note)
  const model = join(folder, `${arm}.onnx`)
  writeFileSync(model, cut.file.bytes)
  return { arm, label, subject, facts: modelFacts(cut.file), model, weightsFolder: dirname(file.path) }
}

type Held = ReadonlyMap<Arm, { readonly tensors: readonly HeldTensor[]; readonly fixedRows: number | null }>

function made(parsed: readonly Parsed[], { dimensions, rows }: InputsJob): Held {
  return new Map(parsed.map(({ arm, label, facts }) => [arm, makeInputs({ label, inputs: facts.inputs, dimensions, rows })]))
}

async function fromData(
  parsed: readonly Parsed[],
  job: InputsJob & { readonly runtimeFolder: string; readonly threads: number },
  notes: string[],
): Promise<Held> {
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const table = await openTabular(loadDuckdb(job.runtimeFolder), job.data, options)
  try {
    const matched = matchAll(parsed, table, job, notes)
    return matched === null ? made(parsed, job) : await readRows(matched, table, job, notes)
  } finally {
    table.close()
  }
}

/** null: they do not fit, and numbers may be made instead. Both arms are fed alike: from the data, or neither. */
function matchAll(
  parsed: readonly Parsed[],
  table: Table,
  { reserved, source }: InputsJob,
  notes: string[],
): Map<Arm, MatchedInputs> | null {
  const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }))
  try {
    const matched = parsed.map(({ arm, label, facts, subject }) => {
      const mapping = subject.inputs === undefined ? {} : { mapping: subject.inputs }
      return [arm, matchInputs({ model: label, facts, columns, reserved, ...mapping })] as const
    })
    notes.push(...matched.flatMap(([, { notes: own }]) => own))
    return new Map(matched)
  } catch (cause) {
    if (source === 'data' || !(cause instanceof MeasurementError) || cause.reasonCode !== 'INPUT_NOT_MATCHED') throw cause
    notes.push(`The inputs are made up, not rows of the evaluation data: ${cause.message}.`)
    return null
  }
}

/** Parquet says it in its footer. */
async function rowsOf(table: Table): Promise<number> {
  return table.rows ?? numberOf(await selectRow(table.connection, `SELECT count(*) AS rows FROM ${table.source()}`), 'rows')
}

async function readRows(matched: ReadonlyMap<Arm, MatchedInputs>, table: Table, job: InputsJob, notes: string[]): Promise<Held> {
  const features = openFeatures(table, Object.fromEntries([...matched].map(([arm, { plans }]) => [arm, plans.map(({ tensor }) => tensor)])))
  const rows = Math.min(job.rows, await rowsOf(table))
  if (rows === 0)
    throw new MeasurementError('DATA_INVALID', `${job.data.files[0]?.reference} has no rows`, 'Name evaluation data that has rows.')
  const reader = await readParts(table, table.source(), [features.part], features.claims)
  await reader.read(rows)
  const tensors = features.part.end()
  reader.close()
  notes.push(`Inputs: the first ${rows} rows of the evaluation data, in turns.`)
  return new Map(
    [...matched].map(([arm, { plans, fixedRows }]) => {
      const own = plans.map(({ tensor, trailing, narrowed }): HeldTensor => {
        const data = tensors[arm]?.[tensor.name] ?? []
        if (narrowed && data instanceof Float32Array)
          return { name: tensor.name, type: 'float16', dims: trailing, rows, data: narrowToHalves(data) }
        return { name: tensor.name, type: tensor.type, dims: trailing, rows, data }
      })
      return [arm, { tensors: own, fixedRows }] as const
    }),
  )
}
