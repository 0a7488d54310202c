import { ARMS, type ByArm, TargetError } from '../../../rollout/ports.ts'
import type { DeployedModel, SageMakerApi } from './api.ts'
import type { Look } from './view.ts'

/** In the container's environment of the SageMaker model: who creates the model writes it, and nobody can change it afterwards. */
export const DIGEST_VARIABLE = 'SLUICE_MODEL_SHA256'

/**
 * Which model each arm serves: endpoint configuration → model → digest. Configurations and models of SageMaker never change after they
 * were created, so what was read once is kept.
 */
export class DeployedIdentity {
  readonly #api: SageMakerApi
  readonly #configs = new Map<string, ReadonlyMap<string, string>>()
  readonly #digests = new Map<string, string | null>()

  constructor(api: SageMakerApi) {
    this.#api = api
  }

  /** null where it cannot be told: while another configuration is being deployed, or where the model says no digest. */
  async of({ endpoint, variants }: Look): Promise<ByArm<string | null>> {
    if (endpoint.pendingConfig !== null || endpoint.config === '') return { stable: null, canary: null }
    const names = await this.#namesIn(endpoint.config)
    const [stable = null, canary = null] = await Promise.all(ARMS.map((arm) => this.#digestOf(names.get(variants[arm].name) ?? '')))
    return { stable, canary }
  }

  async #namesIn(config: string): Promise<ReadonlyMap<string, string>> {
    const known = this.#configs.get(config)
    if (known !== undefined) return known
    const names = await unlessGone(this.#api.modelNames(config), new Map<string, string>())
    this.#configs.set(config, names)
    return names
  }

  async #digestOf(model: string): Promise<string | null> {
    if (model === '') return null
    const known = this.#digests.get(model)
    if (known !== undefined) return known
    const digest = await unlessGone(this.#api.model(model).then(digestOf), null)
    this.#digests.set(model, digest)
    return digest
  }
}

/** The variable first; else a whole part of the path of the only artifact that is a SHA-256, as content-addressed stores name them. */
export function digestOf({ environment, dataUrls }: DeployedModel): string | null {
  const written = environment[DIGEST_VARIABLE]?.toLowerCase().replace(/^sha256:/, '')
  if (written !== undefined) return /^[0-9a-f]{64}$/.test(written) ? written : null
  const [url, ...more] = dataUrls
  if (url === undefined || more.length > 0) return null
  const digests = url.split('/').filter((part) => /^[0-9a-f]{64}$/.test(part))
  return digests.length === 1 ? (digests[0] ?? null) : null
}

/** What an endpoint was made from may have been deleted while it goes on serving. */
async function unlessGone<Value>(reading: Promise<Value>, gone: Value): Promise<Value> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof TargetError && error.kind === 'refused' && /could not find/i.test(error.message)) return gone
    throw error
  }
}
