#!/usr/bin/env node
// Two deployments of one managed online endpoint of Azure Machine Learning as a target of `sluice rollout`. README.md says what it needs.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, needed, refusal, requireShare, serve } from './contract.mjs'

const MANAGEMENT = process.env.AZURE_MANAGEMENT_URL ?? 'https://management.azure.com'
const VERSION = 'api-version=2025-12-01'
/** Tags are written in the same PUT as the traffic: a promotion is one write. */
const ROLES_TAG = 'sluice-roles'
const MOVING = ['Creating', 'Updating', 'Deleting']
const WAIT_MS = Number(process.env.AZURE_WAIT_MS ?? 600_000)
/** A read does not wait for a long change, but for the end of a short one. */
const READ_WAIT_MS = Math.min(20_000, WAIT_MS)
const POLL_MS = Math.min(2000, WAIT_MS / 10)

const urlOf = (more = '') => `${MANAGEMENT}${needed('AZURE_ENDPOINT_ID')}${more}?${VERSION}`
let token
const headers = () => ({ authorization: `Bearer ${(token ??= process.env.AZURE_ACCESS_TOKEN || tokenOfCli())}` })

/** azure/login with OIDC leaves a session that the CLI reads. */
function tokenOfCli() {
  const asked = ['account', 'get-access-token', '--resource', MANAGEMENT, '--query', 'accessToken', '--output', 'tsv']
  return execFileSync('az', asked, { encoding: 'utf8' }).trim()
}

async function look(waitMs) {
  for (const until = Date.now() + waitMs; ; await sleep(POLL_MS)) {
    const { json: endpoint } = await ask(urlOf(), { headers: headers() })
    const isMoving = MOVING.includes(endpoint.properties.provisioningState)
    if (!isMoving || Date.now() >= until) return { endpoint, isMoving, ...rolesOf(endpoint) }
  }
}

function rolesOf({ tags = {} }) {
  const [blue, green] = [needed('SLUICE_STABLE'), needed('SLUICE_CANARY')]
  const [, stable = blue, promoted = null] = /^stable=(\S+) promoted=(\S+)$/.exec(tags[ROLES_TAG] ?? '') ?? []
  if (stable !== blue && stable !== green) throw refusal('refused', `the tag ${ROLES_TAG} names ${stable}, which is neither ${blue} nor ${green}`)
  return { stable, canary: stable === blue ? green : blue, swapped: stable === green, promoted }
}

function generationOf({ endpoint }) {
  const { traffic, provisioningState } = endpoint.properties
  const facts = [Object.entries(traffic ?? {}).sort(), endpoint.tags?.[ROLES_TAG] ?? null, endpoint.systemData?.lastModifiedAt ?? null, provisioningState]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

/** Percents of traffic sum to 100, or nobody is served. */
function shareOf({ endpoint, stable, canary, isMoving }) {
  const traffic = endpoint.properties.traffic ?? {}
  const others = Object.entries(traffic).filter(([name, percent]) => percent > 0 && name !== stable && name !== canary)
  if (isMoving) return { shareBp: null, mixed: `the endpoint is ${endpoint.properties.provisioningState}` }
  if (others.length > 0) return { shareBp: null, mixed: `deployment ${others[0][0]} of no arm has ${others[0][1]}% of the traffic` }
  const [ofStable = 0, ofCanary = 0] = [traffic[stable], traffic[canary]]
  if (ofStable + ofCanary !== 100) return { shareBp: null, mixed: `the traffic sums to ${ofStable + ofCanary}%` }
  return { shareBp: ofCanary * 100, mixed: null }
}

async function armOf(name) {
  try {
    const { json } = await ask(urlOf(`/deployments/${name}`), { headers: headers() })
    const { provisioningState, environmentVariables = {} } = json.properties
    const digest = environmentVariables?.SLUICE_MODEL_SHA256 ?? ''
    const ready = provisioningState === 'Succeeded'
    return { identity: /^[0-9a-f]{64}$/.test(digest) ? digest : null, ready, why: ready ? null : `deployment ${name} is ${provisioningState}` }
  } catch (error) {
    if (error.kind !== 'refused') throw error
    return { identity: null, ready: false, why: error.message.slice(0, 500) }
  }
}

async function write(seen, traffic, tags = {}) {
  const { location, identity, kind, sku, tags: before, properties } = seen.endpoint
  // The whole resource is put; what only Azure writes (scoringUri, provisioningState, …) is left out of it. PATCH cannot change traffic.
  const { authMode, compute, description, mirrorTraffic, publicNetworkAccess, properties: own } = properties
  const settings = { authMode, compute, description, mirrorTraffic, publicNetworkAccess, properties: own, traffic }
  const body = { location, identity, kind, sku, tags: { ...before, ...tags }, properties: settings }
  const { headers: answered } = await ask(urlOf(), { method: 'PUT', headers: headers(), body })
  await ended(answered.get('azure-asyncoperation'))
}

/** The token goes nowhere but to Azure's own address. */
async function ended(operation) {
  const until = Date.now() + WAIT_MS
  const isOurs = operation !== null && new URL(operation).origin === new URL(MANAGEMENT).origin
  for (; Date.now() < until; await sleep(POLL_MS)) {
    const status = isOurs
      ? (await ask(operation, { headers: headers() }).catch(unclear)).json.status
      : (await ask(urlOf(), { headers: headers() }).catch(unclear)).json.properties.provisioningState
    if (status === 'Succeeded') return
    if (status === 'Failed' || status === 'Canceled') throw refusal('unknown-outcome', `Azure says that the change ${status.toLowerCase()}`)
  }
  throw refusal('unknown-outcome', `the change was accepted, and had not ended after ${WAIT_MS / 1000} s`)
}

function unclear(error) {
  throw refusal('unknown-outcome', error.message)
}

/** What leads back waits for a change that is under way; a raise leaves it to the next tick. */
async function lookToWrite(expectedGeneration) {
  const seen = await look(expectedGeneration === null ? WAIT_MS : 0)
  if (expectedGeneration !== null && generationOf(seen) !== expectedGeneration) throw refusal('conflict', 'somebody changed the endpoint since it was read')
  if (seen.isMoving) throw refusal('unavailable', `the endpoint is ${seen.endpoint.properties.provisioningState}`)
  return seen
}

await serve({
  capabilities: () => ({ lease: false, promotion: 'swap', smallestStepBp: 100, stepBp: 100, compareAndSwap: false }),

  async read() {
    const seen = await look(READ_WAIT_MS)
    const [stable, canary] = await Promise.all([armOf(seen.stable), armOf(seen.canary)])
    const { shareBp, mixed } = shareOf(seen)
    const effectiveBp = canary.ready ? shareBp : 0
    const { swapped } = seen
    return { shareBp, effectiveBp, mixed, swapped, generation: generationOf(seen), leaseLeftMs: null, arms: { stable, canary }, restartedAtMs: null }
  },

  async apply({ shareBp, expectedGeneration }) {
    requireShare(shareBp)
    const seen = await lookToWrite(expectedGeneration)
    const percent = Math.floor(shareBp / 100)
    if (shareOf(seen).shareBp === percent * 100) return
    await write(seen, { [seen.stable]: 100 - percent, [seen.canary]: percent })
  },

  'renew-lease'() {
    throw refusal('refused', 'the traffic of an online endpoint has no lease')
  },

  async promote({ digest, expectedGeneration }) {
    if ((await look(READ_WAIT_MS)).promoted === digest) return
    const seen = await lookToWrite(expectedGeneration)
    await write(seen, { [seen.canary]: 100, [seen.stable]: 0 }, { [ROLES_TAG]: `stable=${seen.canary} promoted=${digest}` })
  },
})
