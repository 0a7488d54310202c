// npm run demo [-- gate | rollout] [--out <new folder>]: shows with the committed bundle what Sluice decides, and says what to look at.
// node scripts/demo.mjs service --stable <file> --canary <file> [--port 18765] [--failing 0.4]: the service alone, for a rollout of one's own.
// It needs Node and a package registry, once, for onnxruntime and DuckDB.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { tellGates } from './demo/gate.mjs'
import { tellRollouts } from './demo/rollout.mjs'
import { serve } from './demo/serve.mjs'

const PARTS = { gate: [tellGates], rollout: [tellRollouts], all: [tellGates, tellRollouts] }
/** 128 + these is the exit code. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 }

const { part, kept, service } = readArguments()
const interruption = new AbortController()
const interrupt = (name) => interruption.abort(Object.assign(new Error(`ended by ${name}`), { exitCode: 128 + SIGNALS[name] }))
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(name, () => interrupt(name))
// Whoever reads this has gone (`| head`).
process.stdout.on('error', () => interrupt('SIGPIPE'))

if (service !== null) {
  await serve({ ...service, signal: interruption.signal }).catch((error) => {
    if (interruption.signal.aborted) return
    console.error(`demo: ${error.message}`)
    process.exitCode = 1
  })
  process.exit()
}
const out = kept ?? mkdtempSync(join(tmpdir(), 'sluice-demo-'))
mkdirSync(out, { recursive: true })
try {
  for (const tell of PARTS[part]) await tell({ out, signal: interruption.signal })
  console.log('\nNext: README.md, "Your own model in ten minutes", and docs/operations.md for rollouts.')
  if (kept !== null) console.log(`Verdicts, reports and journals are in ${kept}.`)
} catch (error) {
  const { aborted, reason } = interruption.signal
  if (!aborted) console.error(`\ndemo: ${error.message}\nPlease report this with the output above.`)
  else console.error(`\ndemo: ${reason.message}; all that it started has stopped.`)
  process.exitCode = aborted ? reason.exitCode : 1
} finally {
  if (kept === null) rmSync(out, { recursive: true, force: true })
}

function readArguments() {
  try {
    const text = { type: 'string' }
    const options = { out: text, stable: text, canary: text, port: { ...text, default: '18765' }, failing: text }
    const { values, positionals } = parseArgs({ allowPositionals: true, options })
    const [name = 'all', ...rest] = positionals
    if (name === 'service' && rest.length === 0) return { part: name, kept: null, service: serviceOf(values) }
    if (!Object.hasOwn(PARTS, name) || rest.length > 0) throw new Error(`found '${positionals.join(' ')}'`)
    if (values.out === undefined) return { part: name, kept: null, service: null }
    // A journal of another day would go on where it ended.
    if (existsSync(values.out) && readdirSync(values.out).length > 0) throw new Error(`--out: found files in ${values.out}`)
    return { part: name, kept: resolve(values.out), service: null }
  } catch (error) {
    console.error(
      `demo: ${error.message}; expected gate, rollout or nothing (all of it), and --out <new folder> to keep what is written; or service with --stable and --canary.`,
    )
    process.exit(2)
  }
}

function serviceOf({ stable, canary, port, failing }) {
  if (stable === undefined || canary === undefined) throw new Error('found no --stable or no --canary')
  if (!/^\d{1,5}$/.test(port)) throw new Error(`--port: found ${port}`)
  if (failing !== undefined && !(Number(failing) >= 0 && Number(failing) <= 1)) throw new Error(`--failing: found ${failing}, no share`)
  return { stable, canary, port: Number(port), failing: failing === undefined ? null : Number(failing) }
}
