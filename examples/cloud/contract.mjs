// What the programs of this folder share: one request of the contract on stdin, one answer on stdout, and one way to ask an API.
import { readFileSync } from 'node:fs'

/** @param kind of docs/contracts: `conflict`, `refused` and `unavailable` promise that nothing was changed */
export function refusal(kind, message, retryAfterMs = null) {
  return Object.assign(new Error(message), { kind, retryAfterMs })
}

/** @param requests by name; what they return is the answer */
export async function serve(requests) {
  const answer = await answered(requests, readFileSync(0, 'utf8'))
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

async function answered(requests, text) {
  try {
    const { contract, request, ...rest } = JSON.parse(text)
    if (contract !== 1) throw refusal('refused', `contract ${contract} is not known`)
    if (!Object.hasOwn(requests, request)) throw refusal('refused', `request ${request} is not known`)
    return { ok: true, ...(await requests[request](rest)) }
  } catch (error) {
    const kind = error.kind ?? (error instanceof SyntaxError ? 'refused' : 'unknown-outcome')
    return { ok: false, kind, message: error.message || 'no reason given', retryAfterMs: error.retryAfterMs ?? null }
  }
}

export function requireShare(shareBp) {
  if (!Number.isInteger(shareBp) || shareBp < 0 || shareBp > 10_000) throw refusal('refused', `${shareBp} is no share`)
}

export function needed(name) {
  const value = process.env[name]
  if (value === undefined || value === '') throw refusal('refused', `the environment variable ${name} is not set`)
  return value
}

const TIMEOUT_MS = 15_000

/**
 * JSON from an API. Without an answer, or with one of 500 and above, nobody knows what became of a write.
 *
 * @returns status, headers and body; what the API refused is thrown
 */
export async function ask(url, { method = 'GET', headers = {}, body } = {}) {
  const unclear = method === 'GET' ? 'unavailable' : 'unknown-outcome'
  const sent = { method, headers: { accept: 'application/json', ...headers }, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }
  if (body !== undefined) Object.assign(sent, { body: JSON.stringify(body), headers: { ...sent.headers, 'content-type': 'application/json' } })
  let status, text, answered
  try {
    const response = await fetch(url, sent)
    ;({ status, headers: answered } = response)
    text = await response.text()
  } catch (error) {
    throw refusal(unclear, `${new URL(url).host}: ${error.cause?.message ?? error.message}`)
  }
  const retryAfterMs = /^\d+$/.test(answered.get('retry-after') ?? '') ? Number(answered.get('retry-after')) * 1000 : null
  const said = `${new URL(url).host} answered ${status}: ${text.slice(0, 300).replaceAll(/\s+/g, ' ')}`
  if (status === 409 || status === 412) throw refusal('conflict', said)
  if (status === 429) throw refusal('unavailable', said, retryAfterMs)
  if (status >= 500) throw refusal(unclear, said, retryAfterMs)
  if (status >= 400) throw refusal('refused', said)
  return { status, headers: answered, json: text === '' ? null : parsed(text, unclear, said) }
}

function parsed(text, unclear, said) {
  try {
    return JSON.parse(text)
  } catch {
    throw refusal(unclear, said)
  }
}
