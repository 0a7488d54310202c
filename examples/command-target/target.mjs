#!/usr/bin/env node
// A target of `sluice rollout` in one file: the split is a small JSON file that a proxy reads. Replace `load` and `store` by your own API.
// docs/contracts/target.md is the contract; `sluice target test "node target.mjs"` checks that it is kept.
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.SPLIT_FOLDER ?? 'split'

/** The newest of the numbered files. Whoever routes requests must treat a share whose `leaseUntilMs` has passed as 0. */
export function load() {
  mkdirSync(folder, { recursive: true })
  const newest = Math.max(0, ...readdirSync(folder).map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)))
  const first = { shareBp: 0, leaseUntilMs: null, swapped: false, promoted: null }
  return { generation: newest, ...(newest === 0 ? first : JSON.parse(readFileSync(join(folder, `${newest}.json`), 'utf8'))) }
}

/** A link is made or not, and only once for a number: no lock that a killed process would leave behind, and one winner of a race. */
export function store({ generation, ...state }) {
  const draft = join(folder, `draft-${process.pid}`)
  writeFileSync(draft, JSON.stringify(state))
  try {
    linkSync(draft, join(folder, `${generation + 1}.json`))
  } catch (error) {
    if (error.code === 'EEXIST') throw refusal('conflict', 'somebody else wrote at the same moment')
    throw error
  } finally {
    rmSync(draft)
  }
}

export function refusal(kind, message) {
  return Object.assign(new Error(message), { kind })
}

export const requests = {
  capabilities: () => ({ lease: true, promotion: 'swap', smallestStepBp: 10, stepBp: 10, compareAndSwap: true }),

  read() {
    const { generation, shareBp, leaseUntilMs, swapped } = load()
    const leftMs = leaseUntilMs === null ? null : Math.max(0, leaseUntilMs - Date.now())
    const arm = { identity: null, ready: true, why: null }
    const effectiveBp = leftMs === 0 ? 0 : shareBp
    const arms = { stable: arm, canary: arm }
    return { shareBp, effectiveBp, generation: String(generation), leaseLeftMs: leftMs, arms, mixed: null, restartedAtMs: null, swapped }
  },

  apply({ shareBp, expectedGeneration, leaseMs }) {
    if (!Number.isInteger(shareBp) || shareBp < 0 || shareBp > 10_000) throw refusal('refused', `${shareBp} is no share`)
    const state = current(expectedGeneration)
    const rounded = Math.floor(shareBp / 10) * 10
    store({ ...state, shareBp: rounded, leaseUntilMs: rounded === 0 || leaseMs === null ? null : Date.now() + leaseMs })
  },

  'renew-lease'({ durationMs }) {
    const state = load()
    if (state.leaseUntilMs === null || state.leaseUntilMs <= Date.now()) throw refusal('refused', 'there is no lease to renew: it ran out')
    store({ ...state, leaseUntilMs: Date.now() + durationMs })
  },

  promote({ digest, expectedGeneration }) {
    if (load().promoted === digest) return
    const state = current(expectedGeneration)
    store({ ...state, shareBp: 0, leaseUntilMs: null, swapped: !state.swapped, promoted: digest })
  },
}

function current(expectedGeneration) {
  const state = load()
  if (expectedGeneration !== null && expectedGeneration !== String(state.generation)) throw refusal('conflict', 'somebody changed the split')
  return state
}

export function answer(text) {
  try {
    const { contract, request, ...rest } = JSON.parse(text)
    if (contract !== 1) throw refusal('refused', `contract ${contract} is not known`)
    if (!Object.hasOwn(requests, request)) throw refusal('refused', `request ${request} is not known`)
    return { ok: true, ...requests[request](rest) }
  } catch (error) {
    return { ok: false, kind: error.kind ?? (error instanceof SyntaxError ? 'refused' : 'unknown-outcome'), message: error.message }
  }
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${JSON.stringify(answer(readFileSync(0, 'utf8')))}\n`)
