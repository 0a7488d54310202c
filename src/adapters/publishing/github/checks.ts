import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckAnnotation, CheckRun, Published } from '../../../report/ports.ts'
import type { Place } from './client.ts'
import { cutText } from './cut-text.ts'
import { isUncertain } from './refusals.ts'

/** Limits of the API; texts are in UTF-16 units, which is never less than the characters it counts. */
const ANNOTATIONS_A_CALL = 50
const MAX_SUMMARY = 65_535
const MAX_TITLE = 255
/** 64 KB, at four bytes a character. */
const MAX_MESSAGE = 16_000
const MOST_ATTEMPTS = 3

type Known = { readonly id: number; readonly url: string; readonly annotated: number }

/**
 * One check run for a run of the workflow and its commit: a second report of the same run updates the first one's. Only one that carries
 * annotations is left behind: GitHub adds to those and never takes one away; a new run of the same name takes its place.
 */
export async function keepCheck(check: CheckRun, runId: number, place: Place): Promise<Published> {
  const externalId = `sluice:${runId}`
  const before = await listOwn(check, externalId, place)
  const blank = before.find(({ annotated }) => annotated === 0)
  let kept = blank === undefined ? await create(check, externalId, before, place) : { ...blank, annotated: 0 }
  if (blank !== undefined) kept = await update(check, kept, place)
  // Each further call adds its annotations to those that are there.
  while (kept.annotated < check.annotations.length) kept = await update(check, kept, place)
  return { url: kept.url }
}

/** A creation without an answer may have happened: it is looked for before it is tried again. */
async function create(check: CheckRun, externalId: string, before: readonly Known[], place: Place): Promise<Known> {
  const { client, owner, repo, pauseMs, signal } = place
  for (let attempt = 1; ; attempt++) {
    try {
      const sent = check.annotations.slice(0, ANNOTATIONS_A_CALL)
      const { data } = await client.rest.checks.create({
        owner,
        repo,
        head_sha: check.headSha,
        external_id: externalId,
        ...fieldsOf(check, sent),
      })
      return { id: data.id, url: data.html_url ?? '', annotated: sent.length }
    } catch (error) {
      if (!isUncertain(error) || attempt === MOST_ATTEMPTS) throw error
      await sleep(pauseMs * attempt, undefined, { signal })
      const made = (await listOwn(check, externalId, place)).find(({ id }) => before.every((one) => one.id !== id))
      if (made !== undefined) return made
    }
  }
}

async function update(check: CheckRun, kept: Known, { client, owner, repo }: Place): Promise<Known> {
  const sent = check.annotations.slice(kept.annotated, kept.annotated + ANNOTATIONS_A_CALL)
  // Sent twice, annotations stand there twice: such a call is not tried again.
  const request = sent.length === 0 ? {} : { request: { retries: 0 } }
  const { data } = await client.rest.checks.update({ owner, repo, check_run_id: kept.id, ...fieldsOf(check, sent), ...request })
  return { id: kept.id, url: data.html_url ?? kept.url, annotated: kept.annotated + sent.length }
}

/** Newest first. */
async function listOwn(check: CheckRun, externalId: string, { client, owner, repo }: Place): Promise<readonly Known[]> {
  const query = { owner, repo, ref: check.headSha, check_name: check.name, filter: 'all', per_page: 100 } as const
  const all = await client.paginate(client.rest.checks.listForRef, query)
  return all
    .filter(({ external_id }) => external_id === externalId)
    .map(({ id, html_url, output }) => ({ id, url: html_url ?? '', annotated: output.annotations_count }))
    .sort((a, b) => b.id - a.id)
}

function fieldsOf(check: CheckRun, annotations: readonly CheckAnnotation[]) {
  return {
    name: check.name,
    status: 'completed',
    conclusion: check.conclusion,
    ...(check.detailsUrl === null ? {} : { details_url: check.detailsUrl }),
    output: {
      title: cutText(check.title, MAX_TITLE),
      summary: cutText(check.summary, MAX_SUMMARY),
      annotations: annotations.map(annotationOf),
    },
  } as const
}

function annotationOf({ path, line, level, title, message }: CheckAnnotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: cutText(title, MAX_TITLE),
    message: cutText(message, MAX_MESSAGE),
  }
}
