import type { Figure } from '../../judge/figure.ts'
import { type Judgement, unchanged } from '../../judge/judge.ts'
import type { DeclaredWaiver, Verdict } from '../../judge/verdict.ts'
import type { Probed, ProbeJob } from '../../sources/probe/probe.ts'
import type { Limits } from '../../sources/scored-rows.ts'
import type { EvaluatedModel } from '../evaluate/evaluated-model.ts'
import type { DataFiles } from '../evaluate/model-files.ts'
import type { Compatibility } from './apply-rules.ts'
import { concludeDiff } from './conclude-diff.ts'
import type { DeclaredRuntime } from './contract/check-runtime.ts'
import type { DiffFiles } from './diff-files.ts'
import { diffSubject } from './diff-subject.ts'
import { diffTables, type TableReaders, type TablesDiff } from './diff-tables.ts'
import { driftSettingsOf } from './drift-settings.ts'
import type { DiffPart } from './finding.ts'
import type { DiffPolicy } from './policy.ts'

/** What the gate takes from a model's block of the policy. */
export type DiffedModel = EvaluatedModel & {
  readonly serving: { readonly onnxruntime: string | null } | null
  readonly data: { readonly time: string | null; readonly compatibility: Compatibility }
}

export type DiffRequest = {
  readonly model: DiffedModel
  readonly diff: DiffPolicy
  readonly files: DiffFiles
  readonly policyUnchanged: boolean
  /** As 2026-11-24, in UTC. */
  readonly today: string
  readonly readers: TableReaders
  /** Runs one model on a few rows in the worker process. */
  readonly probe: (job: ProbeJob) => Promise<Probed>
}

export type Diff = {
  readonly judgement: Judgement
  readonly waivers: readonly DeclaredWaiver[]
  readonly data: Verdict['subject']['data']
  readonly figures: readonly Figure[]
  readonly reported: Verdict['reported']
  readonly notes: readonly string[]
}

/** Measures and judges one model's data, contract and surroundings. @throws MeasurementError, UsageError */
export async function diffModel(request: DiffRequest): Promise<Diff> {
  const { model, diff, files } = request
  const current = currentOf(files)
  if (isUnchanged(request)) return untouched(files, current)
  const tables: TablesDiff[] = []
  for (const reference of referencesOf(files)) tables.push(await compare(request, reference, current))
  const subject = await compareSubject(request, current)
  const parts = [...(subject === null ? [] : [subject]), ...named(tables, referencesOf(files))]
  const { judgement, waivers } = concludeDiff(parts, {
    diff: { ...diff, minRows: diff.drift.minRows },
    compatibility: model.data.compatibility,
    today: request.today,
    dataDigest: current.sha256,
    looked: lookedAt(tables.length, subject !== null),
  })
  return {
    judgement,
    waivers,
    data: dataOf(files, current, tables),
    figures: parts.flatMap(({ figures }) => figures).slice(0, MOST_FIGURES),
    reported: parts.flatMap(({ reported }) => reported),
    notes: [...files.notes, ...new Set(parts.flatMap(({ notes }) => notes))],
  }
}

/** More than a reader looks at. */
const MOST_FIGURES = 12

/** Only an ONNX file states a contract; predictions are data, and their columns are looked at as such. */
async function compareSubject({ model, diff, files, readers, probe }: DiffRequest, current: DataFiles): Promise<DiffPart | null> {
  if (model.subject.kind !== 'onnx') return null
  const { label, id, group, weight, query } = model.data
  const before = files.baselineSubject.kind === 'onnx' ? files.baselineSubject.inputs : null
  return diffSubject({
    candidate: { file: files.candidate, inputs: model.subject.inputs },
    baseline: files.baseline === null ? null : { file: files.baseline, inputs: before },
    servingRuntimes: servingRuntimes(model),
    consumers: diff.consumers,
    data: {
      files: current.files,
      format: current.format,
      reserved: [label, id, group, weight, query].filter((name) => name !== null),
      schema: await readers.readSchema({ ...current, limits: limitsOf(diff), sketch: [] }),
    },
    limits: limitsOf(diff),
    probe,
  })
}

function servingRuntimes({ serving }: DiffedModel): readonly DeclaredRuntime[] {
  const declared = serving?.onnxruntime ?? null
  return declared === null ? [] : [{ version: declared, source: 'serving.onnxruntime' }]
}

function limitsOf({ timeLimit, memoryLimit }: DiffPolicy): Limits {
  return { batchRows: 4096, timeLimitMs: timeLimit, memoryLimitBytes: memoryLimit }
}

function compare({ model, diff, files, readers }: DiffRequest, reference: DataFiles, current: DataFiles): Promise<TablesDiff> {
  const { label, id, group, time } = model.data
  return diffTables({
    reference,
    current,
    relation: files.references.length > 0 ? 'training' : 'versions',
    roles: {
      label,
      ...(id === null ? {} : { id }),
      ...(group === null ? {} : { group }),
      ...(time === null ? {} : { time }),
      ...(model.task.endsWith('classification') ? { categories: [label] } : {}),
    },
    drift: driftSettingsOf(diff.drift),
    limits: limitsOf(diff),
    readers,
  })
}

/** The candidate's data; where they changed they come last. */
function currentOf({ data }: DiffFiles): DataFiles {
  return data.at(-1) ?? data[0]
}

/** What the policy names, else the same data as they were at the baseline; none where they did not change. */
function referencesOf({ references, data }: DiffFiles): readonly DataFiles[] {
  return references.length > 0 ? references : data.slice(0, -1)
}

/** With one reference everybody knows which; with several each finding says it. */
function named(tables: readonly TablesDiff[], references: readonly DataFiles[]): readonly DiffPart[] {
  if (references.length < 2) return tables
  return tables.map((table, index) => {
    const against = references[index]?.reference
    if (against === undefined) return table
    return { ...table, findings: table.findings.map((finding) => ({ against, ...finding })) }
  })
}

function isUnchanged({ files, policyUnchanged }: DiffRequest): boolean {
  const sameModel = files.candidate.sha256 === files.baseline?.sha256
  return policyUnchanged && sameModel && files.data.length === 1 && files.references.length === 0
}

function untouched({ notes }: DiffFiles, current: DataFiles): Diff {
  const data = [{ role: 'evaluation', reference: current.reference, sha256: current.sha256, rows: 0 }]
  return { judgement: unchanged(), waivers: [], data, figures: [], reported: [], notes }
}

function lookedAt(tables: number, model: boolean): string {
  if (tables > 0) return `Schema and values of the data${model ? ' and the contract of the model' : ''} were compared.`
  const same = 'The data are those of the baseline, or there is no other to compare them with'
  return model ? `${same}; the contract of the model was compared.` : `${same}.`
}

function dataOf(files: DiffFiles, current: DataFiles, tables: readonly TablesDiff[]): Verdict['subject']['data'] {
  const entry = (role: string, { reference, sha256 }: DataFiles, rows: number) => ({ role, reference, sha256, rows })
  const references = referencesOf(files)
  return [
    entry('evaluation', current, tables[0]?.rows.current ?? 0),
    ...references.map((reference, index) => entry('reference', reference, tables[index]?.rows.reference ?? 0)),
  ]
}
