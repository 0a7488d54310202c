import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type CoreStub = {
  readonly url: string
  /** What each token may do: `get`, `list`, `patch` of `plural` or `plural/status`; null: everything. Answers are cached for some ten seconds. */
  readonly tokens: Map<string, readonly string[] | null>
  close(): Promise<void>
}

/**
 * The few answers of a core API server that the one for custom resources asks it for: who a token is, and what it may do. With it 401 and 403
 * are the server's own.
 */
export async function startCoreStub(): Promise<CoreStub> {
  const tokens = new Map<string, readonly string[] | null>()
  const server = createServer(async (request, response) => {
    const { url = '', method } = request
    const body = await text(request)
    const send = (object: object) => {
      response.writeHead(method === 'POST' ? 201 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(object))
    }
    if (url.includes('watch=true')) {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
    } else if (url.includes('tokenreviews')) {
      const { token } = JSON.parse(body).spec
      send({
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        status: { authenticated: tokens.has(token), user: { username: token, groups: ['system:authenticated'] } },
      })
    } else if (url.includes('subjectaccessreviews')) {
      const { user, resourceAttributes } = JSON.parse(body).spec
      const { verb, resource, subresource } = resourceAttributes ?? {}
      const may = tokens.get(user)
      const allowed = may === null || may?.includes(`${verb} ${resource}${subresource ? `/${subresource}` : ''}`) === true
      send({ apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', status: { allowed } })
    } else {
      send({ apiVersion: 'v1', kind: 'ServiceList', metadata: { resourceVersion: '1' }, items: [] })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
