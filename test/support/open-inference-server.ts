import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/** What an inference request of the Open Inference Protocol v2 must look like; the real servers refuse the rest as well. */
const inferRequest = z.strictObject({
  id: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      shape: z.array(z.int().min(0)),
      datatype: z.enum(['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64', 'FP16', 'FP32', 'FP64', 'BYTES']),
      parameters: z.record(z.string(), z.unknown()).optional(),
      data: z.array(z.union([z.number(), z.string(), z.boolean()])),
    }),
  ),
  outputs: z.array(z.object({ name: z.string() })).optional(),
})
export type InferRequest = z.infer<typeof inferRequest>

type Tensor = { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }
export type ServedModel = {
  readonly version: string
  /** Empty: as MLServer answers when nothing is configured. */
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
  /** One row of the only input → the answer, one number or several. */
  answer(row: readonly (number | string | boolean)[]): readonly (number | null)[]
}

export type Intercept = (request: IncomingMessage, response: ServerResponse, body: string, count: number) => boolean

/** A server of the Open Inference Protocol v2 on loopback: metadata, inference, and the errors of the real ones (mlserver 1.7.1). */
export class OpenInferenceServer {
  readonly requests: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
  readonly #server: Server
  readonly #models: Map<string, ServedModel>
  /** Answers in the place of the server; true when it has. */
  intercept: Intercept = () => false

  constructor(models: Readonly<Record<string, ServedModel>>) {
    this.#models = new Map(Object.entries(models))
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => this.#answer(request, response, Buffer.concat(chunks).toString('utf8')))
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  serve(name: string, model: ServedModel): void {
    this.#models.set(name, model)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = request.url ?? ''
    this.requests.push({ url, headers: request.headers, body })
    if (this.intercept(request, response, body, this.requests.length)) return
    const [, name = '', version, action] = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/infer)?$/.exec(url) ?? []
    const model = this.#models.get(name)
    if (url === '/v2') json(response, 200, { name: 'test-server', version: '1.0', extensions: [] })
    else if (model === undefined || (version !== undefined && version !== model.version))
      json(response, 404, { error: `Model ${name} not found` })
    else if (action === undefined) {
      const { inputs, outputs } = model
      json(response, 200, { name, versions: [model.version], platform: 'test', inputs, outputs })
    } else infer(response, name, model, body)
  }
}

function infer(response: ServerResponse, name: string, model: ServedModel, body: string): void {
  const parsed = inferRequest.safeParse(parse(body))
  if (!parsed.success) {
    json(response, 422, { error: parsed.error.issues[0]?.message })
    return
  }
  const [input] = parsed.data.inputs
  const [rows = 0, ...sizes] = input?.shape ?? []
  const width = sizes.reduce((product, size) => product * size, 1)
  // mlserver and kserve answer 500 in plain text to a wrong name or shape.
  if (input === undefined || input.data.length !== rows * width) {
    plain(response, 500, 'Internal Server Error')
    return
  }
  const answers = Array.from({ length: rows }, (_, row) => model.answer(input.data.slice(row * width, (row + 1) * width)))
  const outputs = [
    { name: model.outputs[0]?.name ?? 'scores', datatype: 'FP32', shape: [rows, answers[0]?.length ?? 1], data: answers.flat() },
  ]
  json(response, 200, { model_name: name, model_version: model.version, id: 'x', outputs })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

export function json(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}

export function plain(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text)
}
