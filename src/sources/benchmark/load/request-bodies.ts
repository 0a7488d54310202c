import { MeasurementError } from '../../../errors.ts'
import type { Answers } from '../../../metrics/sample.ts'
import { EndpointClient } from '../../calls/endpoint-client.ts'
import { InferAnswerReader } from '../../calls/infer-answer-reader.ts'
import { fillTemplate, takesOneRow } from '../../calls/json-template.ts'
import { addressesOf, inferRequest } from '../../calls/open-inference.ts'
import { type PreparedCall, prepareCall } from '../../calls/prepare-call.ts'
import { type AskedRows, readJsonAnswer } from '../../calls/read-json-answer.ts'
import { loadDuckdb } from '../../native/load.ts'
import { planOutputs } from '../../onnx/plan-outputs.ts'
import { openTabular } from '../../tabular/open-tabular.ts'
import { scanTabular } from '../../tabular/scan-tabular.ts'
import type { LoadTarget } from './job.ts'

/** Different requests that are sent in turns. */
const MOST_BODIES = 128
const DATABASE_BYTES = 256 * 2 ** 20

type EndpointTarget = Extract<LoadTarget, { kind: 'endpoint' }>

/** What is sent to a served model, and what its answers are held against. */
export type EndpointRequests = {
  readonly url: string
  /** Sent in turns, as text: nothing is packed while it is timed. */
  readonly bodies: readonly string[]
  /** Of one request, as sent: the data may have fewer than were asked for. */
  readonly rows: number
  /** @throws MeasurementError when this is no answer to that request (`request` counts from 0, over the bodies and on) */
  check(document: unknown, request: number, what: string): void
}

/** Requests of so many rows of the evaluation data each, and answers read by what reads those of an evaluation. */
export async function requestBodies(target: EndpointTarget, asked: number, runtimeFolder: string): Promise<EndpointRequests> {
  const { label, subject, data, task, variables, positiveLabel } = target
  const table = await openTabular(loadDuckdb(runtimeFolder), data, { threads: 1, memoryLimitBytes: DATABASE_BYTES })
  try {
    const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }))
    const prepared = await prepareCall({ label, subject, task, data, columns, variables })
    const { feed } = prepared
    const wanted =
      feed.kind === 'rows'
        ? { rows: { candidate: feed.fields } }
        : { tensors: { candidate: feed.inputs.plans.map(({ tensor }) => tensor) } }
    const labels = positiveLabel === undefined ? {} : { positiveLabel }
    const batchRows = asked * MOST_BODIES
    const batches = scanTabular(table, { data, task, tensors: {}, predictions: {}, batchRows, ...labels, ...wanted })
    const { value: batch } = await batches.next()
    if (batch === undefined || !('tensors' in batch)) throw new Error('no rows for requests')
    const rows = feed.kind === 'rows' && takesOneRow(subject.request) ? 1 : Math.min(asked, batch.rows)
    const starts = Array.from({ length: Math.max(1, Math.min(MOST_BODIES, Math.floor(batch.rows / rows))) }, (_, index) => index * rows)
    const bodies = starts.map((start) =>
      feed.kind === 'rows'
        ? fillTemplate(subject.request, (batch.json.candidate ?? []).slice(start, start + rows))
        : inferRequest(feed.inputs.plans, batch.tensors.candidate ?? {}, start, rows, feed.asked),
    )
    const read = answerReader(prepared, target)
    return {
      url: feed.kind === 'rows' ? subject.url : addressesOf(subject.url).infer,
      bodies,
      rows,
      check(document, request, what) {
        const answers = read(document, { what, rows, firstRow: starts[request % starts.length] ?? 0 })
        if (!answers.values.every(Number.isFinite)) throw notFinite(label, what)
      },
    }
  } finally {
    table.close()
  }
}

function answerReader(
  prepared: PreparedCall,
  { label, subject, variables, task, positiveLabel }: EndpointTarget,
): (document: unknown, asked: AskedRows) => Answers {
  const plan = planOutputs(new Map([['candidate', prepared] as const]), task, positiveLabel).plans.get('candidate')
  if (plan === undefined) throw new Error('no plan of the answers')
  const client = new EndpointClient(label, subject, variables)
  if (prepared.feed.kind === 'rows') return (document, asked) => readJsonAnswer(document, asked, { client, subject, plan })
  const reader = new InferAnswerReader({ client, plan, output: prepared.feed.asked })
  return (document, asked) => reader.read(document, asked)
}

function notFinite(label: string, what: string): MeasurementError {
  return new MeasurementError(
    'OUTPUT_NOT_FINITE',
    `${label}: the answer to ${what} holds NaN, infinity or null`,
    'Send the same request by hand; a model that gives no number must not ship.',
  )
}
