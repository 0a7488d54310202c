import type { CheckAnnotation, CheckRun, Published } from '../../../report/ports.ts'
import type { Place } from './client.ts'

/** Limits of the API; texts are in UTF-16 units, which is never more than the characters it counts. */
const ANNOTATIONS_A_CALL = 50
const MAX_SUMMARY = 65_535
const MAX_TITLE = 255
const MAX_MESSAGE = 16_000

/** One check run for a run of the workflow and its commit: a second report of the same run updates the first one's. */
export async function keepCheck(check: CheckRun, runId: number, { client, owner, repo }: Place): Promise<Published> {
  const externalId = `sluice:${runId}`
  const known = await client.paginate(client.rest.checks.listForRef, {
    owner,
    repo,
    ref: check.headSha,
    check_name: check.name,
    filter: 'all',
    per_page: 100,
  })
  const own = known.find(({ external_id }) => external_id === externalId)
  const [first = [], ...others] = batches(check.annotations)
  const common = { owner, repo, name: check.name, status: 'completed', conclusion: check.conclusion } as const
  const details = { external_id: externalId, ...(check.detailsUrl === null ? {} : { details_url: check.detailsUrl }) }
  const output = (annotations: readonly CheckAnnotation[]) => ({
    title: cut(check.title, MAX_TITLE),
    summary: cut(check.summary, MAX_SUMMARY),
    annotations: annotations.map(annotationOf),
  })
  const { data } =
    own === undefined
      ? await client.rest.checks.create({ ...common, ...details, head_sha: check.headSha, output: output(first) })
      : await client.rest.checks.update({ ...common, ...details, check_run_id: own.id, output: output(first) })
  // Each further call adds its annotations to those that are there.
  for (const batch of others) await client.rest.checks.update({ ...common, check_run_id: data.id, output: output(batch) })
  return { url: data.html_url ?? '' }
}

function annotationOf({ path, line, level, title, message }: CheckAnnotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: cut(title, MAX_TITLE),
    message: cut(message, MAX_MESSAGE),
  }
}

function batches(annotations: readonly CheckAnnotation[]): (readonly CheckAnnotation[])[] {
  const count = Math.ceil(annotations.length / ANNOTATIONS_A_CALL)
  return Array.from({ length: count }, (_, index) => annotations.slice(index * ANNOTATIONS_A_CALL, (index + 1) * ANNOTATIONS_A_CALL))
}

/** Never between the two halves of a character. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
