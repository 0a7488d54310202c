#!/usr/bin/env node
// What the policy runs as `target` and as `telemetry`: hands the question on stdin to whoever routes the requests, and its answer to stdout.
// The demo's proxy speaks both contracts itself (docs/contracts); yours has an API of its own, and this file is where it would be called.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'

const [, , contract] = process.argv
const proxy = process.env.DEMO_PROXY
if (proxy === undefined) {
  console.error('ask.mjs: found no DEMO_PROXY; expected the address of the proxy, which `npm run demo -- rollout` starts and names.')
  process.exit(1)
}

const asking = request(`${proxy}/${contract}`, { method: 'POST', timeout: 20_000 }, (answer) => answer.pipe(process.stdout))
asking.on('timeout', () => asking.destroy(new Error('no answer within 20 s')))
asking.on('error', (error) => {
  console.error(`ask.mjs: ${proxy}: ${error.message}`)
  process.exitCode = 1
})
asking.end(readFileSync(0))
