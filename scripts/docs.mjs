// Writes the generated documents, or with --check says which are stale. Their content comes from the same objects that the program
// uses, compiled to build/ before.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile } from './build.mjs'

const root = join(import.meta.dirname, '..')

/** Path → how it is made: from a compiled module, or filled into what people wrote. */
const GENERATED = {
  'docs/policy.md': async () => (await load('policy/docs.js')).renderPolicyDocs(),
  'docs/policy.schema.json': async () => (await load('policy/json-schema.js')).renderPolicyJsonSchema(),
  'docs/verdict.schema.json': async () => (await load('judge/verdict.js')).renderVerdictJsonSchema(),
  'docs/passport.schema.json': async () => (await load('rollout/passport/schema.js')).renderPassportJsonSchema(),
  'docs/contracts/target.schema.json': async () => (await load('adapters/targets/command/contract.js')).renderTargetContractSchema(),
  'docs/contracts/telemetry.schema.json': async () => (await load('adapters/telemetry/contract/schema.js')).renderTelemetryContractSchema(),
  'docs/rules.md': async () => (await load('gates/diff/rules/render-rules.js')).renderRules(),
  'docs/operations.md': async (text) =>
    (await load('host/action-tables.js')).fillMarkers(text, (await load('rollout/render-operations.js')).renderOperations()),
  'docs/reason-codes.md': async () => (await load('judge/reason-codes.js')).renderReasonCodes(),
  ...Object.fromEntries(actionNames().map((name) => [`actions/${name}/README.md`, (text) => fillActionReadme(name, text)])),
  // The root's action is the gate, so its README is that of the repository.
  'README.md': async (text) => fillActionReadme('gate', text, { actions: await listActions() }),
}

/** @returns {Promise<string[]>} the stale ones */
export async function refreshDocs({ write }) {
  const stale = []
  for (const [path, generate] of Object.entries(GENERATED)) {
    const file = join(root, path)
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const fresh = await generate(committed)
    if (fresh === committed) continue
    stale.push(path)
    if (write) writeFileSync(file, fresh)
  }
  return stale
}

async function fillActionReadme(name, text, more = {}) {
  const { fillMarkers, renderActionTables } = await load('host/action-tables.js')
  return fillMarkers(text, { ...renderActionTables(name), ...more })
}

async function listActions() {
  const { parse } = await import('yaml')
  const lines = actionNames().map((name) => {
    const { description } = parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8'))
    return `* [\`${name}\`](actions/${name}/README.md): ${description}`
  })
  return lines.join('\n')
}

function actionNames() {
  const names = readdirSync(join(root, 'actions'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return names.map(({ name }) => name).sort()
}

function load(module) {
  return import(pathToFileURL(join(root, 'build', 'src', module)).href)
}

if (process.argv[1] === import.meta.filename) {
  const write = !process.argv.includes('--check')
  compile()
  const stale = await refreshDocs({ write })
  for (const path of stale) console.log(`docs: ${path} ${write ? 'written' : "is stale: run 'npm run docs'"}`)
  process.exitCode = !write && stale.length > 0 ? 1 : 0
}
