import { Agent } from 'node:http'
import { ask } from './http.mjs'

const BEAT_MS = 20
/** A machine that falls behind gets less load, not a queue. */
const MOST_OPEN = 100

/** Sends rows to the proxy at an even rate until it is stopped. */
export function startLoad(url, rows, perSecond) {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN })
  const open = new Set()
  const began = performance.now()
  let sent = 0
  const beat = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1000)
    for (; sent < due; sent++) {
      if (open.size >= MOST_OPEN) continue
      const asked = ask(`${url}/predict`, { agent, method: 'POST', body: rows[sent % rows.length] })
      open.add(asked)
      void asked.finally(() => open.delete(asked))
    }
  }, BEAT_MS)
  return {
    async stop() {
      clearInterval(beat)
      await Promise.all(open)
      agent.destroy()
    },
  }
}
