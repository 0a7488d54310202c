import type { IdentityPolicy } from '../../rollout/policy/identity.ts'
import { type Arm, type ByArm, type Identity, TargetError } from '../../rollout/ports.ts'
import { fetchAnswer, type JsonAnswer, NoAnswer } from '../http/fetch-json.ts'
import { jsonOrNull } from '../json-or-null.ts'

export type HttpIdentityOptions = {
  readonly token: string | null
  readonly signal: AbortSignal
  /** What `{{arm}}` stands for now: a promotion by swap exchanges it, where the proxy does not route by role itself. */
  names(): Promise<ByArm<string>>
}

/** GET, and a digest out of the body, a JSON path or a header. */
export class HttpIdentity implements Identity {
  readonly #policy: IdentityPolicy
  readonly #options: HttpIdentityOptions

  constructor(policy: IdentityPolicy, options: HttpIdentityOptions) {
    this.#policy = policy
    this.#options = options
  }

  async probe(arm: Arm): Promise<string> {
    const { http, headers, timeout } = this.#policy
    const { token, signal, names } = this.#options
    const name = (await names())[arm]
    const url = http.replaceAll(PLACE, encodeURIComponent(name))
    const sent = Object.entries(headers).map(([header, value]) => [header, value.replaceAll(PLACE, name)] as const)
    try {
      const answer = await fetchAnswer({ url, headers: Object.fromEntries(sent), token, timeoutMs: timeout, signal })
      return digestIn(answer, this.#policy, `${url} (${arm})`)
    } catch (error) {
      if (error instanceof NoAnswer) throw new TargetError('unavailable', error.message, { cause: error, retryAfterMs: error.retryAfterMs })
      throw error
    }
  }
}

const PLACE = '{{arm}}'
const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/i

function digestIn(answer: JsonAnswer, policy: IdentityPolicy, where: string): string {
  if (answer.status !== 200) throw new TargetError('unavailable', `${where} answered ${answer.status}`)
  const said = saidIn(answer, policy)
  const digest = typeof said === 'string' ? SHA256.exec(said.trim())?.[1] : undefined
  if (digest !== undefined) return digest.toLowerCase()
  const place =
    policy.header === null ? (policy.json === null ? 'its answer' : `\`${policy.json}\` of its answer`) : `its header ${policy.header}`
  const found = said === undefined || said === null ? 'missing' : JSON.stringify(said).slice(0, 100)
  throw new TargetError('refused', `${where}: ${place} is ${found}, not the SHA-256 of a model`)
}

function saidIn({ text, headers }: JsonAnswer, { json, header }: IdentityPolicy): unknown {
  if (header !== null) return headers[header.toLowerCase()]
  if (json === null) return text
  return json
    .replace(/^\$\.?/, '')
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined),
      jsonOrNull(text),
    )
}
