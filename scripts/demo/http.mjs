import { createServer, request } from 'node:http'

/** No answer of the demo takes so long, on any machine. */
const LIMIT_MS = 10_000

/** A server of this machine alone, on a free port where none is given. @returns `{ url, close }` */
export async function listen(handle, port = 0) {
  const server = createServer(handle)
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

/** @returns `{ status, text }`; status 0 when there was no answer, with the reason as text */
export function ask(url, { agent, method = 'GET', body = null } = {}) {
  return new Promise((resolve) => {
    const asking = request(url, { agent, method, timeout: LIMIT_MS, headers: { 'content-type': 'application/json' } }, (answer) => {
      const chunks = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.once('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') }))
      answer.once('error', ({ message }) => resolve({ status: 0, text: message }))
    })
    asking.once('timeout', () => asking.destroy(new Error(`no answer within ${LIMIT_MS / 1000} s`)))
    asking.once('error', ({ message }) => resolve({ status: 0, text: message }))
    asking.end(body)
  })
}

export async function readBody(incoming) {
  const chunks = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

export function send(response, status, document) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}
