#!/usr/bin/env node
// Two deployed models of one Vertex AI endpoint as a target of `sluice rollout`. README.md says what it needs.
import { execFileSync } from 'node:child_process'
import { ask, needed, refusal, requireShare, serve } from './contract.mjs'

/** `projects/p/locations/europe-west4/endpoints/123`: the location is in the address. */
function urlOf(query = '') {
  const endpoint = needed('VERTEX_ENDPOINT')
  const location = /^projects\/[^/]+\/locations\/([a-z0-9-]+)\/endpoints\/[^/]+$/.exec(endpoint)?.[1]
  if (location === undefined) throw refusal('refused', 'VERTEX_ENDPOINT is not projects/…/locations/…/endpoints/…')
  return `${process.env.VERTEX_URL ?? `https://${location}-aiplatform.googleapis.com`}/v1/${endpoint}${query}`
}

/** google-github-actions/auth gives a token as its output; gcloud has one on a laptop. */
let token
const headers = () => ({ authorization: `Bearer ${(token ??= process.env.GOOGLE_ACCESS_TOKEN || execFileSync('gcloud', ['auth', 'print-access-token'], { encoding: 'utf8' }).trim())}` })

/** Roles and the promoted model stand in labels, which are written in the same PATCH as the split: a promotion is one write. */
const STABLE_LABEL = 'sluice-stable'
const PROMOTED_LABEL = 'sluice-promoted'
/** A label holds 63 characters. */
const markOf = (digest) => digest.slice(0, 60)

async function look() {
  const { json: endpoint } = await ask(urlOf(), { headers: headers() })
  const { etag, labels = {}, deployedModels = [], trafficSplit = {} } = endpoint
  if (typeof etag !== 'string' || etag === '') throw refusal('unavailable', 'the endpoint was told without its etag')
  const [blue, green] = [needed('SLUICE_STABLE'), needed('SLUICE_CANARY')]
  for (const name of [blue, green]) if (!/^[a-z0-9_-]{1,63}$/.test(name)) throw refusal('refused', `${name} cannot stand in a label: use a-z, 0-9, _ and -`)
  const named = labels[STABLE_LABEL] ?? blue
  if (named !== blue && named !== green) throw refusal('refused', `the label ${STABLE_LABEL} names ${named}, which is neither ${blue} nor ${green}`)
  const idOf = (name) => {
    const all = deployedModels.filter(({ displayName }) => displayName === name)
    if (all.length > 1) throw refusal('refused', `the endpoint has ${all.length} deployed models called ${name}`)
    return all[0]?.id ?? null
  }
  const [stable, canary] = named === blue ? [blue, green] : [green, blue]
  return { etag, labels, trafficSplit, names: { stable, canary }, ids: { stable: idOf(stable), canary: idOf(canary) }, swapped: named === green }
}

/** Percents of a split sum to 100; a model that is not in it has none. */
function shareOf({ trafficSplit, ids }) {
  const others = Object.entries(trafficSplit).filter(([id, percent]) => percent > 0 && id !== ids.stable && id !== ids.canary)
  if (others.length > 0) return { shareBp: null, mixed: `deployed model ${others[0][0]} of no arm has ${others[0][1]}% of the traffic` }
  if (Object.keys(trafficSplit).length === 0) return { shareBp: null, mixed: 'the endpoint has no traffic split' }
  return { shareBp: (trafficSplit[ids.canary] ?? 0) * 100, mixed: null }
}

function armOf(name, id) {
  // Vertex lists a deployed model once it is up; which file it is nobody tells, so the policy's `identity` must.
  return id === null ? { identity: null, ready: false, why: `the endpoint has no deployed model called ${name}` } : { identity: null, ready: true, why: null }
}

/** With the etag of what was read Vertex refuses to write over anything else. */
async function write({ etag, labels, ids }, split, more = null) {
  for (const arm of ['stable', 'canary']) if (ids[arm] === null && split[arm] > 0) throw refusal('refused', `there is no deployed model of the ${arm} arm`)
  const trafficSplit = Object.fromEntries(Object.entries(split).flatMap(([arm, percent]) => (ids[arm] === null ? [] : [[ids[arm], percent]])))
  const [mask, body] = more === null ? ['trafficSplit', {}] : ['trafficSplit,labels', { labels: { ...labels, ...more } }]
  await ask(urlOf(`?updateMask=${mask}`), { method: 'PATCH', headers: headers(), body: { etag, trafficSplit, ...body } }).catch((error) => {
    // Google says so in either of two ways; nothing was changed in both.
    throw /"(ABORTED|FAILED_PRECONDITION)"/.test(error.message) ? refusal('conflict', error.message) : error
  })
}

function refuseStale({ etag }, expectedGeneration) {
  if (expectedGeneration !== null && etag !== expectedGeneration) throw refusal('conflict', 'somebody changed the endpoint since it was read')
}

/** Whoever writes whatever stands reads again when somebody was faster. */
async function writeOver(expectedGeneration, change) {
  for (let attempt = 1; ; attempt++) {
    const seen = await look()
    refuseStale(seen, expectedGeneration)
    try {
      return await change(seen)
    } catch (error) {
      if (error.kind !== 'conflict' || expectedGeneration !== null || attempt === 5) throw error
    }
  }
}

await serve({
  capabilities: () => ({ lease: false, promotion: 'swap', smallestStepBp: 100, stepBp: 100, compareAndSwap: true }),

  async read() {
    const seen = await look()
    const arms = { stable: armOf(seen.names.stable, seen.ids.stable), canary: armOf(seen.names.canary, seen.ids.canary) }
    const { shareBp, mixed } = shareOf(seen)
    const effectiveBp = arms.canary.ready ? shareBp : 0
    return { shareBp, effectiveBp, mixed, arms, generation: seen.etag, leaseLeftMs: null, restartedAtMs: null, swapped: seen.swapped }
  },

  async apply({ shareBp, expectedGeneration }) {
    requireShare(shareBp)
    const percent = Math.floor(shareBp / 100)
    await writeOver(expectedGeneration, (seen) => write(seen, { stable: 100 - percent, canary: percent }))
  },

  'renew-lease'() {
    throw refusal('refused', 'the traffic split of an endpoint has no lease')
  },

  async promote({ digest, expectedGeneration }) {
    if ((await look()).labels[PROMOTED_LABEL] === markOf(digest)) return
    await writeOver(expectedGeneration, (seen) =>
      write(seen, { stable: 0, canary: 100 }, { [STABLE_LABEL]: seen.names.canary, [PROMOTED_LABEL]: markOf(digest) }),
    )
  },
})
