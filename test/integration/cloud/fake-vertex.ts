import type { Answer, Request } from './json-server.ts'

const NAME = 'projects/p/locations/europe-west4/endpoints/123'

/** One endpoint of Vertex AI: a PATCH with a mask, and an etag that must be the current one. */
export class FakeVertex {
  static readonly endpoint = NAME
  trafficSplit: Record<string, number> = { '111': 100 }
  labels: Record<string, string> = { team: 'risk' }
  deployedModels = [
    { id: '111', displayName: 'blue', model: 'projects/p/locations/europe-west4/models/1' },
    { id: '222', displayName: 'green', model: 'projects/p/locations/europe-west4/models/2' },
  ]
  /** Said of a stale etag. */
  staleStatus: 'ABORTED' | 'FAILED_PRECONDITION' = 'ABORTED'
  #changes = 0

  get etag(): string {
    return `AMEw9yN${this.#changes}=`
  }

  handle({ method, path, query, headers, body }: Request): Answer {
    if (headers.authorization !== 'Bearer google-token') return refused(401, 'UNAUTHENTICATED', 'no')
    if (path !== `/v1/${NAME}`) return refused(404, 'NOT_FOUND', path)
    if (method === 'GET') return { status: 200, body: this.#resource() }
    if (method !== 'PATCH') return refused(405, 'UNIMPLEMENTED', method)
    const mask = query.get('updateMask')?.split(',') ?? []
    const given = Object.keys(body).filter((name) => name !== 'etag')
    if (mask.length === 0 || mask.sort().join() !== given.sort().join() || mask.some((name) => !['trafficSplit', 'labels'].includes(name)))
      return refused(400, 'INVALID_ARGUMENT', `mask ${mask}, body ${given}`)
    if (body['etag'] !== this.etag) return refused(this.staleStatus === 'ABORTED' ? 409 : 400, this.staleStatus, 'etag mismatch')
    return this.#patch(body)
  }

  #resource(): unknown {
    const { etag, trafficSplit, labels, deployedModels } = this
    return { name: NAME, displayName: 'fraud', etag, trafficSplit, labels, deployedModels }
  }

  #patch(body: Request['body']): Answer {
    const split = body['trafficSplit'] as Record<string, number>
    const labels = (body['labels'] ?? this.labels) as Record<string, string>
    const sum = Object.values(split).reduce((a, b) => a + b, 0)
    const known = Object.keys(split).every((id) => this.deployedModels.some((model) => model.id === id))
    if (!known || sum !== 100) return refused(400, 'INVALID_ARGUMENT', `trafficSplit sums to ${sum}`)
    if (!Object.entries(labels).every((pair) => pair.every((text) => /^[a-z0-9_-]{1,63}$/.test(text))))
      return refused(400, 'INVALID_ARGUMENT', 'labels')
    if (labels['team'] !== 'risk') return refused(400, 'INVALID_ARGUMENT', 'labels are replaced whole')
    this.trafficSplit = split
    this.labels = labels
    this.#changes++
    return { status: 200, body: this.#resource() }
  }
}

function refused(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code: status, message, status: code } } }
}
