import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** What a service refuses, as AWS words it: 400 with `__type`, unless said otherwise. */
export class AwsRefusal extends Error {
  readonly type: string
  readonly status: number

  constructor(type: string, message: string, status = 400) {
    super(message)
    this.type = type
    this.status = status
  }
}

type Body = Readonly<Record<string, unknown>>

/** One API of AWS in JSON: what its actions answer. */
export type FakeService = {
  /** Of the credential scope, such as `monitoring`. */
  readonly scope: string
  /** Of `X-Amz-Target`, before the dot. */
  readonly prefix: string
  readonly contentType: string
  act(action: string, body: Body): unknown
  /** Its own clock, where answers are dated by it. */
  clockMs?(): number
}

export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection ends: before anything is done, or after it was. */
  | { readonly kind: 'cut-before' | 'cut-after' | 'hang-before' | 'hang-after' }

export type FakeAws = {
  readonly url: string
  /** Every action, in order. */
  readonly calls: { readonly action: string; readonly body: Body }[]
  /** Asked before each call; null: nothing is wrong. */
  onCall: (action: string, body: Body) => Fault | null
  close(): Promise<void>
}

export const REGION = 'eu-central-1'

/** Signed requests alone are answered, as AWS does: the wrong service, region or protocol is an error here too. */
export async function startFakeAws(services: readonly FakeService[]): Promise<FakeAws> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(fake, services, request, response, Buffer.concat(chunks).toString('utf8')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const fake: FakeAws = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    calls: [],
    onCall: () => null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

function answer(fake: FakeAws, services: readonly FakeService[], request: IncomingMessage, response: ServerResponse, text: string): void {
  try {
    const { service, action } = addressed(services, request)
    const body: Body = JSON.parse(text)
    fake.calls.push({ action, body })
    const fault = fake.onCall(action, body)
    if (fault?.kind === 'answer') return void send(response, fault.status, fault.body, fault.headers ?? {})
    if (fault?.kind === 'cut-before') return void request.socket.destroy()
    if (fault?.kind === 'hang-before') return
    const answered = JSON.stringify(service.act(action, body))
    if (fault?.kind === 'cut-after') return void request.socket.destroy()
    if (fault?.kind === 'hang-after') return
    const dated = service.clockMs === undefined ? {} : { date: new Date(service.clockMs()).toUTCString() }
    send(response, 200, answered, { 'content-type': service.contentType, ...dated })
  } catch (error) {
    if (!(error instanceof AwsRefusal)) return void send(response, 500, `<html>${String(error)}</html>`, { 'content-type': 'text/html' })
    send(response, error.status, JSON.stringify({ __type: error.type, message: error.message }), {})
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
  response.end(body)
}

function addressed(services: readonly FakeService[], { method, url, headers }: IncomingMessage): { service: FakeService; action: string } {
  const authorization = headers.authorization ?? ''
  const [, region, scope] = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, /.exec(authorization) ?? []
  if (region === undefined) throw new AwsRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token', 403)
  const [prefix = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.')
  const service = services.find((one) => one.scope === scope)
  if (service === undefined || region !== REGION || !/Signature=[0-9a-f]{64}$/.test(authorization))
    throw new AwsRefusal(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region and service, not ${scope} in ${region}`,
      403,
    )
  if (method !== 'POST' || url !== '/' || prefix !== service.prefix || headers['content-type'] !== service.contentType)
    throw new AwsRefusal('UnknownOperationException', `${method} ${url} ${prefix}.${action} ${headers['content-type']}`, 404)
  return { service, action }
}

/** Throws for a key that the action does not have: a misspelt one would otherwise be a request for something else. */
export function onlyKeys(
  value: unknown,
  keys: Readonly<Record<string, 'string' | 'number' | 'object' | 'boolean'>>,
  required: readonly string[],
): void {
  if (typeof value !== 'object' || value === null)
    throw new AwsRefusal('SerializationException', 'Start of structure or map found where not expected')
  for (const [name, given] of Object.entries(value)) {
    if (keys[name] === undefined) throw new AwsRefusal('SerializationException', `there is no ${name}`)
    if (typeof given !== keys[name]) throw new AwsRefusal('SerializationException', `${name} is a ${typeof given}`)
  }
  for (const name of required) {
    if (!(name in value))
      throw new AwsRefusal(
        'ValidationException',
        `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
      )
  }
}
