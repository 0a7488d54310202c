// A service behind a split, as programs that `rollout.target` and `rollout.telemetry` of a policy name: the split is the example's target,
// which does not know its models, so they are added; each second has ten thousand requests, of which 2 % fail in both arms. A file
// `canary-fails` beside the split makes it 40 % in the canary.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , what, example, stable, canary] = process.argv
const { answer, load, requests } = await import(pathToFileURL(example).href)
const { read } = requests
requests.read = () => {
  const state = read()
  const [first, second] = state.swapped ? [canary, stable] : [stable, canary]
  return { ...state, arms: { stable: { ...state.arms.stable, identity: first }, canary: { ...state.arms.canary, identity: second } } }
}

const WINDOW_MS = 1000
const PER_WINDOW = 10_000

function windowOf(fromMs) {
  const { shareBp } = load()
  const served = { canary: Math.round((PER_WINDOW * shareBp) / 10_000) }
  served.stable = PER_WINDOW - served.canary
  const arm = (requests, rate) => ({ requests, failures: Math.round(requests * rate) })
  const canaryRate = existsSync(join(process.env.SPLIT_FOLDER, 'canary-fails')) ? 0.4 : 0.02
  const errors = { kind: 'rate', arms: { stable: arm(served.stable, 0.02), canary: arm(served.canary, canaryRate) } }
  return { fromMs, toMs: fromMs + WINDOW_MS, requests: served, readings: { errors } }
}

function metrics({ request, cursor }) {
  const nowMs = Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS
  if (request === 'preflight') return { ok: true }
  const from = cursor === null ? nowMs : cursor.at
  const windows = Array.from({ length: (nowMs - from) / WINDOW_MS }, (_, index) => windowOf(from + index * WINDOW_MS))
  return { ok: true, windows, cursor: { at: nowMs }, newestMs: nowMs }
}

const text = readFileSync(0, 'utf8')
process.stdout.write(`${JSON.stringify(what === 'target' ? answer(text) : metrics(JSON.parse(text)))}\n`)
