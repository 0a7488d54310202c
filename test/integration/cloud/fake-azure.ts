import type { Answer, Request } from './json-server.ts'

const ID = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ml/onlineEndpoints/fraud'
/** What a PUT may say; all else is read-only, and refused so that nobody sends it back. */
const SETTABLE = ['authMode', 'compute', 'description', 'mirrorTraffic', 'publicNetworkAccess', 'properties', 'traffic']

/** One online endpoint of Azure Machine Learning behind ARM: a PUT takes a while, in which no other is taken. */
export class FakeAzure {
  static readonly id = ID
  updateMs = 60
  provisioningState = 'Succeeded'
  traffic: Record<string, number> = { blue: 100, green: 0 }
  tags: Record<string, string> = { team: 'risk' }
  deployments: Record<string, { provisioningState: string; environmentVariables: Record<string, string> }> = {
    blue: { provisioningState: 'Succeeded', environmentVariables: { SLUICE_MODEL_SHA256: 'a'.repeat(64) } },
    green: { provisioningState: 'Succeeded', environmentVariables: { SLUICE_MODEL_SHA256: 'b'.repeat(64) } },
  }
  #changes = 0
  #endsAtMs: number | null = null
  #ends: () => void = () => {}

  handle(request: Request, url: string): Answer {
    this.#settle()
    if (request.headers.authorization !== 'Bearer azure-token') return refused(401, 'InvalidAuthenticationToken', 'no')
    if (request.query.get('api-version') !== '2025-12-01') return refused(400, 'MissingApiVersionParameter', 'api-version')
    if (request.path === '/operation')
      return { status: 200, body: { status: this.provisioningState === 'Updating' ? 'InProgress' : 'Succeeded' } }
    if (request.path === ID && request.method === 'GET') return { status: 200, body: this.#resource() }
    if (request.path === ID && request.method === 'PUT') return this.#put(request.body, url)
    const name = request.path.startsWith(`${ID}/deployments/`) ? request.path.slice(ID.length + 13) : ''
    const deployment = this.deployments[name]
    if (deployment === undefined || request.method !== 'GET') return refused(404, 'ResourceNotFound', request.path)
    return { status: 200, body: { id: request.path, name, properties: deployment } }
  }

  #settle(): void {
    if (this.#endsAtMs === null || Date.now() < this.#endsAtMs) return
    this.#endsAtMs = null
    this.provisioningState = 'Succeeded'
    this.#ends()
    this.#changes++
  }

  #resource(): unknown {
    const { provisioningState, traffic, tags } = this
    return {
      ...{ id: ID, name: 'fraud', type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints' },
      ...{ location: 'westeurope', kind: 'Managed', identity: { type: 'SystemAssigned' }, tags },
      systemData: { lastModifiedAt: new Date(1_790_000_000_000 + this.#changes * 1000).toISOString() },
      properties: {
        authMode: 'Key',
        traffic,
        mirrorTraffic: {},
        provisioningState,
        scoringUri: 'https://x/score',
        swaggerUri: 'https://x/swagger',
      },
    }
  }

  #put(body: Request['body'], url: string): Answer {
    if (this.provisioningState === 'Updating') return refused(409, 'Conflict', 'There is already an operation in progress')
    const properties = body['properties'] as Record<string, unknown>
    const unknown = Object.keys(properties).filter((name) => !SETTABLE.includes(name))
    const missing = ['location', 'properties'].filter((name) => body[name] === undefined)
    if (unknown.length + missing.length > 0) return refused(400, 'BadArgument', [...unknown, ...missing].join())
    if ((body['tags'] as Record<string, string>)?.['team'] !== 'risk' || body['kind'] !== 'Managed' || properties['authMode'] !== 'Key')
      return refused(400, 'BadArgument', 'a PUT replaces the whole resource')
    const traffic = properties['traffic'] as Record<string, number>
    const sum = Object.values(traffic).reduce((a, b) => a + b, 0)
    const known = Object.entries(traffic).every(([name, percent]) => this.deployments[name] !== undefined && Number.isInteger(percent))
    if (!known || (sum !== 100 && sum !== 0)) return refused(400, 'BadArgument', `traffic sums to ${sum}`)
    this.provisioningState = 'Updating'
    this.#endsAtMs = Date.now() + this.updateMs
    this.#ends = () => {
      this.traffic = traffic
      this.tags = body['tags'] as Record<string, string>
    }
    return { status: 202, headers: { 'azure-asyncoperation': `${url}/operation?api-version=2025-12-01` } }
  }
}

function refused(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message, details: [] } } }
}
