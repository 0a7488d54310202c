import { readFileSync } from 'node:fs'

// biome-ignore lint/suspicious/noExplicitAny: payloads as GitHub publishes them, as JSON.
type Json = any

const published: { name: string; examples: Json[] }[] = JSON.parse(
  readFileSync(require.resolve('@octokit/webhooks-examples/api.github.com/index.json'), 'utf8'),
)

/** The first published payload of an event (and of its action), as a copy that a test may change. */
export function publishedPayload(event: string, action?: string): Json {
  const examples = published.find(({ name }) => name === event)?.examples ?? []
  const found = examples.find((one) => action === undefined || one.action === action)
  if (found === undefined) throw new Error(`GitHub publishes no payload of ${event} ${action ?? ''}`)
  return structuredClone(found)
}

export function pullRequestExample(): Json {
  return publishedPayload('pull_request', 'opened')
}
