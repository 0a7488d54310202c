import { Agent } from 'node:http'
import { Counts } from './counts.mjs'
import { ask, listen, readBody, send } from './http.mjs'
import { Split } from './split.mjs'

/**
 * A small proxy in this process: takes each request to one of two servers, counts their answers, and answers the questions of `ask.mjs` on a
 * port of its own.
 *
 * @param servers addresses by name @param controlPort where the questions are answered; 0: wherever is free
 */
export async function startProxy(servers, controlPort = 0) {
  const agent = new Agent({ keepAlive: true })
  const counts = new Counts()
  const split = new Split((name) => probe(servers[name], agent))
  const front = await listen(async (request, response) => {
    const body = await readBody(request)
    const server = split.route()
    const { status, text } = await ask(`${servers[server]}${request.url}`, { agent, method: request.method, body })
    counts.add(server, status === 0 ? 502 : status)
    response.writeHead(status === 0 ? 502 : status, { 'content-type': 'application/json', 'x-served-by': server }).end(text)
  })
  const contracts = { '/target': split, '/telemetry': counts }
  const control = await listen(async (request, response) => {
    const contract = contracts[request.url]
    if (contract === undefined) return send(response, 404, { error: `no ${request.url} here` })
    try {
      send(response, 200, await contract.answer(JSON.parse(await readBody(request))))
    } catch (error) {
      send(response, 400, { ok: false, kind: 'refused', message: `this is no document of the contract: ${error.message}` })
    }
  }, controlPort)
  return {
    url: front.url,
    controlUrl: control.url,
    split,
    counts,
    async close() {
      await Promise.all([front.close(), control.close()])
      agent.destroy()
    },
  }
}

/** By the server's own word, which model it has loaded. */
async function probe(url, agent) {
  const { status, text } = await ask(`${url}/version`, { agent })
  if (status !== 200) return { identity: null, ready: false, why: status === 0 ? text : `it answered ${status}` }
  return { identity: JSON.parse(text).sha256, ready: true, why: null }
}
