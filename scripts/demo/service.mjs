import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startLoad } from './load.mjs'
import { startProxy } from './proxy.mjs'

const READY_MS = 60_000
const END_MS = 5_000
/** Seconds of traffic before anybody rolls out. */
const BEFORE_S = 3

/**
 * The service of the demo: one process a model, a proxy in front of them, and clients that send rows.
 *
 * @param runtime folder that onnxruntime is loaded from @param blue,green `{ model, failing }`: a file, and the share of answers that fail on purpose
 */
export async function startService({ runtime, blue, green, rows, perSecond, controlPort = 0 }) {
  const servers = [blue, green].map((one) => startServer(runtime, one))
  const started = await Promise.allSettled(servers.map(({ url }) => url))
  const endServers = () => Promise.all(servers.map(({ end }) => end()))
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed !== undefined) {
    await endServers()
    throw failed.reason
  }
  const [blueUrl, greenUrl] = started.map(({ value }) => value)
  const proxy = await startProxy({ blue: blueUrl, green: greenUrl }, controlPort)
  const load = startLoad(proxy.url, rows, perSecond)
  await someTraffic(proxy.counts, BEFORE_S * perSecond)
  return {
    proxy,
    servers: servers.map(({ pid }) => pid),
    async close() {
      await load.stop()
      await proxy.close()
      await endServers()
    },
  }
}

/** What was before is what a rollout is planned by. */
async function someTraffic(counts, answers) {
  const beganMs = Date.now()
  const served = () => counts.between('blue', beganMs - 1000, Date.now()).answers
  while (served() < answers && Date.now() - beganMs < READY_MS) await wait(100)
}

function startServer(runtime, { model, failing }) {
  const child = fork(join(import.meta.dirname, 'model-server.mjs'), [model, runtime, String(failing)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2_000)
  })
  const ended = once(child, 'exit')
  const url = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server of ${model} was not ready within ${READY_MS / 1000} s. ${said}`)), READY_MS)
    child.once('message', (message) => {
      clearTimeout(timer)
      resolve(message.url)
    })
    child.once('exit', (code, killedBy) => {
      clearTimeout(timer)
      reject(new Error(`the server of ${model} ended (${killedBy ?? `exit code ${code}`}). ${said}`))
    })
  })
  return { pid: child.pid, url, end: () => endServer(child, ended) }
}

async function endServer(child, ended) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  if (child.connected) child.disconnect()
  await ended
  clearTimeout(timer)
}
