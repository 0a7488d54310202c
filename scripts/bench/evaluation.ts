import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EvaluateRequest, evaluateModel } from '../../src/gates/evaluate/evaluate-model.ts'
import type { DeclaredSubject } from '../../src/gates/evaluate/evaluated-model.ts'
import { evaluateSection } from '../../src/gates/evaluate/policy.ts'
import { scoreRows } from '../../src/sources/worker/score-rows.ts'
import { planFromArgument } from './bench-plan.ts'
import { type Cost, type Moment, now } from './cost.ts'

const SAMPLE_MS = 5

/** The evaluation as `sluice evaluate` does it, from the resolved files to the judgement. */
const plan = planFromArgument()
const subject: DeclaredSubject = {
  kind: 'onnx',
  reference: plan.candidate,
  inputs: { x: plan.features },
  output: null,
  activation: null,
}
const request: EvaluateRequest = {
  model: {
    name: 'mlp',
    task: 'binary-classification',
    subject,
    positiveLabel: 1,
    data: { evaluation: [plan.data], label: plan.label, id: null, group: null, weight: null, query: null },
  },
  evaluate: evaluateSection.parse({
    metrics: { roc_auc: { margin: '0.005' }, log_loss: { margin: '0.005' }, accuracy: { margin: '0.5pp' } },
    'batch-size': plan.batchRows,
  }),
  files: {
    candidate: fileAt(plan.candidate),
    baseline: fileAt(plan.baseline),
    baselineSubject: subject,
    anchor: null,
    data: [{ files: [{ ...fileAt(plan.baseline), path: plan.data }], reference: plan.data, sha256: '', format: 'parquet' }],
    notes: [],
  },
  policyUnchanged: false,
  keepTurned: false,
  score: (job) =>
    scoreRows(job, {
      onProgress: () => clearInterval(sampling),
      runtimeFolder: plan.runtimeFolder,
      entry: {
        execPath: process.execPath,
        args: [...process.execArgv, join(import.meta.dirname, 'evaluation-worker.js'), process.argv[2] ?? ''],
      },
      threads: plan.threads,
      signal: new AbortController().signal,
    }),
}

/** What this process has used by when, until rows come: starting the worker and waiting for its start are not the work. */
const moments: Moment[] = [now()]
const sampling = setInterval(() => moments.push(now()), SAMPLE_MS)
const { judgement, comparisons } = await evaluateModel(request)
const end = now()
const worker: { readonly start: Moment; readonly cost: Cost } = JSON.parse(readFileSync(plan.workerCost, 'utf8'))
const begun = moments.findLast(({ wallMs }) => wallMs <= worker.start.wallMs) ?? moments[0]
const parentCpuMs = end.cpuMs - (begun?.cpuMs ?? 0)
const judged = comparisons.flatMap(({ metric, measured }) =>
  measured.kind === 'measured' ? [`${metric} ${measured.baseline?.toFixed(4)} → ${measured.candidate.toFixed(4)}`] : [],
)
if (judged.length !== 3) throw new Error(`measured only: ${judged.join(', ')}`)
console.log(
  JSON.stringify({
    // From the worker's first read to the judgement, in both processes.
    evaluation: { wallMs: end.wallMs - worker.start.wallMs, cpuMs: worker.cost.cpuMs + parentCpuMs },
    scoring: worker.cost,
    judged: `${judgement.verdict}: ${judged.join(', ')}`,
  }),
)

function fileAt(path: string) {
  const bytes = readFileSync(path)
  return { reference: path, path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
}
