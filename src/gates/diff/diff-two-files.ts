import type { Probed, ProbeJob } from '../../sources/probe/probe.ts'
import type { ResolvedFile } from '../../sources/scored-rows.ts'
import { concludeDiff } from './conclude-diff.ts'
import type { Diff } from './diff-model.ts'
import { diffSubject } from './diff-subject.ts'
import { type DataSet, diffTables, type TableReaders } from './diff-tables.ts'
import { driftSettingsOf } from './drift-settings.ts'
import type { DiffPolicy } from './policy.ts'

export type TwoFiles = { readonly reference: DataSet; readonly current: DataSet }

export type TwoFilesOptions = {
  readonly diff: DiffPolicy
  /** As 2026-11-24, in UTC. */
  readonly today: string
  readonly readers: TableReaders
}

export type TwoModels = {
  readonly reference: ResolvedFile
  readonly current: ResolvedFile
  /** Runs one model on a few made-up rows in the worker process. */
  readonly probe: (job: ProbeJob) => Promise<Probed>
}

/** Two ONNX models as two versions of the same, without a policy: what changed for those who call it. */
export async function diffTwoModels(
  { reference, current, probe }: TwoModels,
  { diff, today }: Omit<TwoFilesOptions, 'readers'>,
): Promise<Diff> {
  const part = await diffSubject({
    candidate: { file: current, inputs: null },
    baseline: { file: reference, inputs: null },
    servingRuntimes: [],
    served: [],
    consumers: [],
    data: null,
    limits: { batchRows: 4096, timeLimitMs: diff.timeLimit, memoryLimitBytes: diff.memoryLimit },
    probe,
  })
  const { judgement, waivers } = concludeDiff([part], {
    diff: { ...diff, minRows: diff.drift.minRows },
    compatibility: 'full',
    today,
    dataDigest: null,
    looked: 'Inputs, outputs, the file as a whole and the answers to made-up inputs were compared.',
  })
  return { judgement, waivers, data: [], figures: [], reported: [], notes: part.notes }
}

/** Two data sets as two versions of the same, without a policy: nobody has said which column is the label. */
export async function diffTwoTables({ reference, current }: TwoFiles, { diff, today, readers }: TwoFilesOptions): Promise<Diff> {
  const limits = { batchRows: 4096, timeLimitMs: diff.timeLimit, memoryLimitBytes: diff.memoryLimit }
  const drift = driftSettingsOf(diff.drift)
  const tables = await diffTables({ reference, current, relation: 'versions', roles: {}, drift, today, limits, readers })
  const { judgement, waivers } = concludeDiff([tables], {
    diff: { ...diff, minRows: drift.minRows },
    compatibility: 'full',
    today,
    dataDigest: current.sha256,
    looked: 'Schema and values were compared.',
  })
  const entry = (role: string, { reference: name, sha256 }: DataSet, rows: number) => ({ role, reference: name, sha256, rows })
  return {
    judgement,
    waivers,
    data: [entry('current', current, tables.rows.current), entry('reference', reference, tables.rows.reference)],
    figures: tables.figures,
    reported: tables.reported,
    notes: tables.notes,
  }
}
