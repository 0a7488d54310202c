import type { Figure } from '../../judge/figure.ts'
import { type Judgement, unchanged } from '../../judge/judgement.ts'
import type { DeclaredWaiver, Verdict } from '../../judge/verdict.ts'
import type { Probed, ProbeJob } from '../../sources/probe/probe.ts'
import type { Scoring, ScoringJob } from '../../sources/scored-rows.ts'
import type { EvaluatedModel } from '../evaluate/evaluated-model.ts'
import type { DataFiles } from '../evaluate/model-files.ts'
import type { Compatibility } from './apply-rules.ts'
import { compareSubject } from './compare-subject.ts'
import { concludeDiff } from './conclude-diff.ts'
import type { DiffFiles } from './diff-files.ts'
import { diffTables, type TableReaders, type TablesDiff } from './diff-tables.ts'
import { driftSettingsOf } from './drift-settings.ts'
import type { DiffPart } from './finding.ts'
import { type DiffPolicy, limitsOf } from './policy.ts'
import { diffPredictions } from './predictions/diff-predictions.ts'
import { relationOf } from './reference-relation.ts'
import { ruleOf } from './rules/registry.ts'
import { diffServing } from './serving/diff-serving.ts'
import type { DeclaredServing } from './serving/serving-files.ts'

/** What the gate takes from a model's block of the policy. */
export type DiffedModel = EvaluatedModel & {
  readonly serving: (DeclaredServing & { readonly onnxruntime: string | null }) | null
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
  /** Runs the candidate in the worker, for the drift of its predictions. */
  score(job: ScoringJob, title: string): Promise<Scoring>
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
  for (const reference of referencesOf(files))
    tables.push(await withPredictions(request, reference, await compare(request, reference, current)))
  const serving = diffServing(files.serving, model.serving?.onnxruntime ?? null)
  const subject = await compareSubject(request, current, serving.served)
  const parts = [...(subject === null ? [] : [subject]), serving, ...named(tables, referencesOf(files))]
  const { judgement, waivers } = concludeDiff(parts, {
    diff: { ...diff, minRows: diff.drift.minRows },
    compatibility: model.data.compatibility,
    today: request.today,
    dataDigest: current.sha256,
    looked: lookedAt(tables.length, subject !== null, files.serving.length > 0),
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

function isUnchanged({ files, policyUnchanged }: DiffRequest): boolean {
  const sameModel = files.candidate.sha256 === files.baseline?.sha256
  const sameServing = files.serving.every(({ before, after }) => before?.sha256 === after?.sha256)
  return policyUnchanged && sameModel && sameServing && files.data.length === 1 && files.references.length === 0
}

function untouched({ notes }: DiffFiles, current: DataFiles): Diff {
  const data = [{ role: 'evaluation', reference: current.reference, sha256: current.sha256, rows: 0 }]
  return { judgement: unchanged(), waivers: [], data, figures: [], reported: [], notes }
}

function lookedAt(tables: number, model: boolean, serving: boolean): string {
  const also = [...(model ? ['the contract of the model'] : []), ...(serving ? ['what serves it'] : [])].join(' and ')
  if (tables > 0) return `Schema and values of the data${also === '' ? '' : `, ${also}`} were compared.`
  const same = 'The data are those of the baseline, or there is no other to compare them with'
  return also === '' ? `${same}.` : `${same}; compared: ${also}.`
}

function dataOf(files: DiffFiles, current: DataFiles, tables: readonly TablesDiff[]): Verdict['subject']['data'] {
  const entry = (role: string, { reference, sha256 }: DataFiles, rows: number) => ({ role, reference, sha256, rows })
  const references = referencesOf(files)
  return [
    entry('evaluation', current, tables[0]?.rows.current ?? 0),
    ...references.map((reference, index) => entry('reference', reference, tables[index]?.rows.reference ?? 0)),
  ]
}
