import { fillTemplate, takesOneRow } from '../../calls/json-template.ts'
import { addressesOf, inferRequest } from '../../calls/open-inference.ts'
import { prepareCall } from '../../calls/prepare-call.ts'
import { loadDuckdb } from '../../native/load.ts'
import { openTabular } from '../../tabular/open-tabular.ts'
import { scanTabular } from '../../tabular/scan-tabular.ts'
import type { LoadTarget } from './job.ts'

/** Different requests that are sent in turns. */
const MOST_BODIES = 128
const DATABASE_BYTES = 256 * 2 ** 20

type EndpointTarget = Extract<LoadTarget, { kind: 'endpoint' }>

/** Requests of so many rows of the evaluation data each, as text: nothing is packed while it is timed. */
export async function requestBodies(
  target: EndpointTarget,
  rows: number,
  runtimeFolder: string,
): Promise<{ url: string; bodies: string[] }> {
  const { label, subject, data, task, variables } = target
  const table = await openTabular(loadDuckdb(runtimeFolder), data, { threads: 1, memoryLimitBytes: DATABASE_BYTES })
  try {
    const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }))
    const { feed } = await prepareCall({ label, subject, task, data, columns, variables })
    const batchRows = rows * MOST_BODIES
    const asked =
      feed.kind === 'rows'
        ? { rows: { candidate: feed.fields } }
        : { tensors: { candidate: feed.inputs.plans.map(({ tensor }) => tensor) } }
    const batches = scanTabular(table, { data, task, tensors: {}, predictions: {}, batchRows, ...asked })
    const { value: batch } = await batches.next()
    if (batch === undefined || !('tensors' in batch)) throw new Error('no rows for requests')
    const size = feed.kind === 'rows' && takesOneRow(subject.request) ? 1 : Math.min(rows, batch.rows)
    const starts = Array.from({ length: Math.max(1, Math.min(MOST_BODIES, Math.floor(batch.rows / size))) }, (_, index) => index * size)
    const bodies = starts.map((start) =>
      feed.kind === 'rows'
        ? fillTemplate(subject.request, (batch.json.candidate ?? []).slice(start, start + size))
        : inferRequest(feed.inputs.plans, batch.tensors.candidate ?? {}, start, size, feed.asked),
    )
    return { url: feed.kind === 'rows' ? subject.url : addressesOf(subject.url).infer, bodies }
  } finally {
    table.close()
  }
}
