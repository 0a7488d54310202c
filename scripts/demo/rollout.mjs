import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireEnding } from './ending.mjs'
import { heading, lookAt, quote } from './say.mjs'
import { startService } from './service.mjs'
import { sluice } from './sluice.mjs'
import { STORIES, USUAL_FAILURES } from './stories.mjs'
import { startView } from './view.mjs'

const example = join(import.meta.dirname, '..', '..', 'examples', 'rollout')
const BASELINE = '../income/models/income.onnx'
const CANDIDATE = '../income/candidates/retrained.onnx'
/** Little work for two processes, and enough for a proof within seconds. */
const PER_SECOND = 200
/** Windows of a second that are waited for an answer; the policy's own deadline of three minutes comes first. */
const MOST_WINDOWS = 200

/** Two rollouts by the real `sluice rollout`, on a service of the demo's own. @throws Error when one comes out otherwise */
export async function tellRollouts({ out, signal }) {
  const verdict = await passGate(join(out, 'gate'), signal)
  const runtime = await runtimeFolder(signal)
  for (const story of STORIES) await tellRollout(story, { out: join(out, story.name), verdict, runtime, signal })
}

/** A rollout starts from the verdict on this very model under this very policy. */
async function passGate(out, signal) {
  const args = ['evaluate', '--baseline', BASELINE, '--candidate', CANDIDATE]
  heading('Before a model goes live, the gate must let it pass', inExample(args))
  const { code, stdout, stderr } = await sluice([...args, '--out', out], { cwd: example, signal })
  if (code !== 0) throw new Error(`expected the gate to let the candidate pass, found exit code ${code}.\n${stdout}${stderr}`)
  quote(firstLines(stdout))
  return out
}

async function runtimeFolder(signal) {
  const { stdout } = await sluice(['version', '--json'], { cwd: example, signal })
  const { runtime } = JSON.parse(stdout)
  if (typeof runtime === 'string') return runtime
  throw new Error('`sluice version` does not say where onnxruntime is: dist/ is older than this demo. `npm run build` makes it anew.')
}

async function tellRollout(story, { out, verdict, runtime, signal }) {
  const args = ['rollout', '--candidate', CANDIDATE, '--watch', `${MOST_WINDOWS}s`]
  heading(story.title, inExample([...args, '--journal … --verdict …']), ...story.says)
  mkdirSync(out, { recursive: true })
  const began = Date.now()
  const service = await startService({
    runtime,
    blue: { model: join(example, BASELINE), failing: USUAL_FAILURES },
    green: { model: join(example, CANDIDATE), failing: story.failing },
    rows: requestRows(),
    perSecond: PER_SECOND,
  })
  try {
    const place = { cwd: example, env: { DEMO_PROXY: service.proxy.controlUrl }, signal }
    const journal = ['--journal', join(out, 'journal.jsonl')]
    const ended = await watched([...args, '--verdict', verdict, '--out', out, ...journal], place, service.proxy)
    const told = requireEnding(story, ended, { out, mostWindows: MOST_WINDOWS })
    console.log()
    quote(firstLines(ended.stdout))
    const { stdout: status } = await shown('status', journal, place)
    quote(status)
    const { stdout: explained } = await shown('explain', journal, place)
    quote(decisiveEntry(explained, story.decisive))
    const { code, stdout: replayed } = await shown('replay', journal, place)
    quote(replayed)
    if (code !== 0) throw new Error('`sluice replay` decided something otherwise than the journal has it')
    lookAt(`Exit code ${ended.code}.`, story.look({ told, canary: service.proxy.counts.between('green', began, Date.now()) }))
  } finally {
    await service.close()
  }
}

/** The rollout itself, with what the engine says and what the proxy does while it goes on. */
async function watched(args, place, proxy) {
  const view = startView(proxy)
  try {
    return await sluice(args, { ...place, onLine: (line) => view.say(line.replace(/^income: /, '')) })
  } finally {
    view.stop()
  }
}

function shown(command, journal, place) {
  console.log(`\n    ${inExample([command])}`)
  return sluice([command, ...journal], place)
}

/** The paragraph of `sluice explain` about an event, and how many there are. */
function decisiveEntry(explained, event) {
  const entries = explained.trimEnd().split('\n\n')
  const decisive = entries.find((entry) => entry.includes(`: ${event} (`)) ?? ''
  return `${decisive}\n(one of ${entries.length} entries)`
}

function requestRows() {
  const { rows } = JSON.parse(readFileSync(join(example, 'requests.json'), 'utf8'))
  return rows.map((row) => JSON.stringify(row))
}

function inExample(args) {
  return `examples/rollout$ sluice ${args.join(' ')}`
}

function firstLines(report) {
  return report.split('\n').slice(0, 2).join('\n')
}
