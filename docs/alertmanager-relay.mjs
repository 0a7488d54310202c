// For Alertmanager older than 0.32, which cannot write GitHub's payload itself: receives its webhooks and starts the workflows by
// `repository_dispatch`. Node 20 or newer, no packages:
//   GITHUB_TOKEN_FILE=/etc/sluice/token GITHUB_REPOSITORY=acme/models node alertmanager-relay.mjs
// It listens on loopback: whoever reaches it can roll a model back, so put it beside Alertmanager, and nowhere else.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { GITHUB_TOKEN_FILE = '', GITHUB_REPOSITORY = '', GITHUB_API_URL = 'https://api.github.com', PORT = '9095' } = process.env
const MOST_BYTES = 1024 * 1024
const EVENTS = ['rollback', 'tick']

if (GITHUB_TOKEN_FILE === '' || !/^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY)) {
  console.error('Set GITHUB_TOKEN_FILE, and GITHUB_REPOSITORY as owner/name.')
  process.exit(2)
}

/** One dispatch for each event, model, environment and, of a rollback, arm of the alerts that fire. */
function dispatchesOf({ alerts = [] }) {
  const found = new Map()
  for (const { status, labels = {}, annotations = {} } of alerts) {
    const { sluice_event: event, sluice_model: model = '', sluice_environment: environment = '', sluice_arm: arm = '' } = labels
    if (status !== 'firing' || !EVENTS.includes(event)) continue
    const client_payload = { model, environment, arm, summary: annotations.summary ?? '' }
    const of = [event, model, environment, ...(event === 'rollback' ? [arm] : [])]
    found.set(JSON.stringify(of), { event_type: `sluice-${event}`, client_payload })
  }
  return [...found.values()]
}

/** The token is read each time, so that it can be exchanged while the relay runs. */
async function dispatch(body) {
  const answer = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/dispatches`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${readFileSync(GITHUB_TOKEN_FILE, 'utf8').trim()}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${body.event_type}: ${(await answer.text()).slice(0, 300)}`)
}

async function bodyOf(request) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new Error('a body of more than a mebibyte')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

const server = createServer(async (request, response) => {
  try {
    const dispatches = dispatchesOf(await bodyOf(request))
    for (const body of dispatches) await dispatch(body)
    response.writeHead(204).end()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    // Alertmanager sends again after an answer of 5xx.
    response.writeHead(502).end()
  }
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on 127.0.0.1:${server.address().port}`))
