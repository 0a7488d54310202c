import { PublishingRefused } from '../../../report/ports.ts'
import { ForeignAnswer } from './client.ts'

export type Asked = {
  /** Begins a sentence: "A comment". */
  readonly what: string
  /** The line of `permissions:` that it needs. */
  readonly needs: string
  readonly apiUrl: string
  /** Said where a permission is missing: who never gets it, as a sentence after another one. */
  readonly never: string
}

export const NOT_FROM_A_FORK = ' A pull request from a fork never gets it: report by `workflow_run`, as action-templates/ shows.'

/** What stands in the way, in words that a workflow's author can act on. */
export function refusal(error: unknown, { what, needs, apiUrl, never }: Asked): PublishingRefused {
  if (error instanceof PublishingRefused) return error
  const refuse = (message: string, remedy: string) => new PublishingRefused(message, remedy, { cause: error })
  const said = wordsOf(error)
  const status = statusOf(error)
  const host = URL.canParse(apiUrl) ? new URL(apiUrl).host : apiUrl
  if (isForeign(error)) return refuse(`${host} answered ${said}, which GitHub's API does not`, 'Check `GITHUB_API_URL` and the proxy.')
  if (isTimeout(error)) return refuse(`${host} did not answer in time`, 'Run the job again; https://www.githubstatus.com tells of faults.')
  if (status === null)
    return refuse(`${host} could not be reached: ${said}`, 'Check the network of the runner and `GITHUB_API_URL`, and run the job again.')
  const limit = limitOf(error)
  if (limit !== null) return refuse(`GitHub's rate limit is used up (${status})`, limit)
  switch (status) {
    case 401:
      return refuse('the token is refused (401)', 'Give `github-token` a valid token; one of the job expires with it.')
    case 403:
      if (/\blocked\b/i.test(said)) return refuse(`the conversation is locked (403)`, 'Unlock it, or read the report in the summary.')
      return refuse(`${what} needs \`${needs}\`, which the token lacks (403: ${said})`, permissionRemedy(error, needs, never))
    case 404:
      return refuse(
        `${what} was asked for at a place that is not there, or that the token may not see (404)`,
        permissionRemedy(error, needs, never),
      )
    case 410:
      return refuse(`this repository has them switched off (410: ${said})`, 'Set `comment: never`, or switch issues on in its settings.')
    case 422:
      return refuse(
        `GitHub finds the request invalid (422: ${said})`,
        'Please report it: the report itself is in the summary and the artifact.',
      )
  }
  if (status >= 500)
    return refuse(`GitHub has a fault of its own (${status})`, 'Run the job again later; https://www.githubstatus.com tells.')
  return refuse(`GitHub refuses it (${status}: ${said})`, 'Run the job again.')
}

function permissionRemedy(error: unknown, needs: string, never: string): string {
  const accepted = headerOf(error, 'x-accepted-github-permissions')
  const others = accepted === null ? '' : ` GitHub would accept: ${accepted}.`
  return `Give the job \`permissions: ${needs}\`.${others}${never}`
}

/** What to do about a limit; null when there is none. */
function limitOf(error: unknown): string | null {
  const status = statusOf(error)
  if (status !== 403 && status !== 429) return null
  const after = headerOf(error, 'retry-after')
  if (after !== null) return `Run the job again in ${after} s.`
  if (headerOf(error, 'x-ratelimit-remaining') === '0') {
    const reset = Number(headerOf(error, 'x-ratelimit-reset'))
    return `Run the job again${Number.isFinite(reset) && reset > 0 ? ` after ${new Date(reset * 1000).toISOString()}` : ' in an hour'}.`
  }
  return status === 429 || /rate limit/i.test(wordsOf(error)) ? 'Run the job again in some minutes.' : null
}

/** For `.catch`: what is not there, or what the token may not see, is null; everything else is thrown on. */
export function nullIfMissing(error: unknown): null {
  if (statusOf(error) !== 404) throw error
  return null
}

/** Of a refused request; null when there was no answer at all. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error) || typeof error.status !== 'number') return null
  // Octokit calls a request that never got an answer an error 500.
  return 'response' in error && error.response !== undefined ? error.status : null
}

/** It may have been done all the same: no answer, or a fault after it was done. */
export function isUncertain(error: unknown): boolean {
  const status = statusOf(error)
  return status === null ? isRequest(error) : status >= 500
}

/** Octokit's error for whatever came of a request; others are faults of a program. */
function isRequest(error: unknown): boolean {
  return error instanceof Error && 'request' in error
}

/** Another program's page: a 2xx that is no JSON, or an error that is HTML. GitHub's own pages come with 5xx alone. */
function isForeign(error: unknown): boolean {
  if (error instanceof ForeignAnswer) return true
  const status = statusOf(error)
  return status !== null && status < 500 && isPage(error)
}

function headerOf(error: unknown, name: string): string | null {
  if (typeof error !== 'object' || error === null || !('response' in error)) return null
  const { response } = error
  if (typeof response !== 'object' || response === null || !('headers' in response)) return null
  const { headers } = response
  if (typeof headers !== 'object' || headers === null) return null
  const value: unknown = Reflect.get(headers, name)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** The innermost cause says most ("connect ECONNREFUSED …"); what a server says is cut, and a page is not read out. */
function wordsOf(error: unknown): string {
  if (isPage(error)) return 'a page instead of a message'
  if (!(error instanceof Error)) return String(error).slice(0, MAX_WORDS)
  const { cause } = error
  return cause instanceof Error ? wordsOf(cause) : (error.message.split('\n', 1)[0]?.slice(0, MAX_WORDS) ?? '')
}

const MAX_WORDS = 300

function isPage(error: unknown): boolean {
  return /^text\/html/i.test(headerOf(error, 'content-type') ?? '')
}

function isTimeout(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at.name === 'TimeoutError') return true
  return false
}
