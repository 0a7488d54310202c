import type { Figure } from '../../judge/figure.ts'
import { type Judgement, unchanged } from '../../judge/judge.ts'
import type { DeclaredWaiver, Verdict } from '../../judge/verdict.ts'
import type { Limits, Scoring, ScoringJob } from '../../sources/scored-rows.ts'
import type { EvaluatedModel } from '../evaluate/evaluated-model.ts'
import type { DataFiles } from '../evaluate/model-files.ts'
import type { Compatibility } from './apply-rules.ts'
import { concludeDiff } from './conclude-diff.ts'
import type { DiffFiles } from './diff-files.ts'
import { diffTables, type TableReaders, type TablesDiff } from './diff-tables.ts'
import { driftSettingsOf } from './drift-settings.ts'
import type { DiffPart } from './finding.ts'
import type { DiffPolicy } from './policy.ts'
import { diffPredictions } from './predictions/diff-predictions.ts'
import { relationOf } from './reference-relation.ts'
import { ruleOf } from './rules/registry.ts'

/** What the gate takes from a model's block of the policy. */
export type DiffedModel = EvaluatedModel & {
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
  /** Runs the candidate in the worker, for the drift of its predictions. */
  score(job: ScoringJob, title: string): Promise<Scoring>
  /** What the other parts found: the model's contract, what serves it. */
  readonly others: readonly DiffPart[]
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
  const { model, diff, files, others } = request
  const current = currentOf(files)
  if (isUnchanged(request)) return untouched(files, current)
  const tables: TablesDiff[] = []
  for (const reference of referencesOf(files))
    tables.push(await withPredictions(request, reference, await compare(request, reference, current)))
  const parts = [...named(tables, referencesOf(files)), ...others]
  const { judgement, waivers } = concludeDiff(parts, {
    diff: { ...diff, minRows: diff.drift.minRows },
    compatibility: model.data.compatibility,
    today: request.today,
    dataDigest: current.sha256,
    looked: lookedAt(tables.length, others.length),
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

/** Data that break their readers break the model too; that they do is found already. */
async function withPredictions(request: DiffRequest, reference: DataFiles, tables: TablesDiff): Promise<TablesDiff> {
  const { model, diff, files, score } = request
  const broken = tables.findings.some(({ rule, severity }) => (severity ?? ruleOf(rule).severity) === 'breaking')
  const unread = tables.comparisons.some(({ measured }) => measured.kind === 'error')
  if (diff.drift.predictions === 'none' || broken || unread) return tables
  const predictions = await diffPredictions({
    model,
    candidate: files.candidate,
    reference,
    current: currentOf(files),
    drift: driftSettingsOf(diff.drift),
    limits: limitsOf(diff),
    score,
  })
  return {
    ...tables,
    comparisons: [...tables.comparisons, ...predictions.comparisons],
    figures: [...predictions.figures, ...tables.figures],
    notes: [...tables.notes, ...predictions.notes],
  }
}

function limitsOf({ timeLimit, memoryLimit }: DiffPolicy): Limits {
  return { batchRows: 4096, timeLimitMs: timeLimit, memoryLimitBytes: memoryLimit }
}

function compare({ model, diff, files, readers, today }: DiffRequest, reference: DataFiles, current: DataFiles): Promise<TablesDiff> {
  const { label, id, group, time } = model.data
  return diffTables({
    reference,
    current,
    relation: files.references.length > 0 ? relationOf(reference.reference, model.data.evaluation) : 'versions',
    roles: {
      label,
      ...(id === null ? {} : { id }),
      ...(group === null ? {} : { group }),
      ...(time === null ? {} : { time }),
      ...(model.task.endsWith('classification') ? { categories: [label] } : {}),
    },
    drift: driftSettingsOf(diff.drift),
    today,
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

function isUnchanged({ files, policyUnchanged, others }: DiffRequest): boolean {
  const sameModel = files.candidate.sha256 === files.baseline?.sha256
  return policyUnchanged && sameModel && files.data.length === 1 && files.references.length === 0 && others.length === 0
}

function untouched({ notes }: DiffFiles, current: DataFiles): Diff {
  const data = [{ role: 'evaluation', reference: current.reference, sha256: current.sha256, rows: 0 }]
  return { judgement: unchanged(), waivers: [], data, figures: [], reported: [], notes }
}

function lookedAt(tables: number, others: number): string {
  const also = others > 0 ? ', and the model and what serves it' : ''
  if (tables > 0) return `Schema and values of the data were compared${also}.`
  return `The data are byte for byte those of the baseline${also === '' ? ': there was nothing to compare' : `; compared were the model and what serves it`}.`
}

function dataOf(files: DiffFiles, current: DataFiles, tables: readonly TablesDiff[]): Verdict['subject']['data'] {
  const entry = (role: string, { reference, sha256 }: DataFiles, rows: number) => ({ role, reference, sha256, rows })
  const references = referencesOf(files)
  return [
    entry('evaluation', current, tables[0]?.rows.current ?? 0),
    ...references.map((reference, index) => entry('reference', reference, tables[index]?.rows.reference ?? 0)),
  ]
}
