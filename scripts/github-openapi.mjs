// GitHub's own description of its REST API, for the fake server of the tests: only the routes that the fake serves, with nothing
// left but what they need. The package unpacks to 385 MB, so it is no dependency: one file is read from its archive, once.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const PACKAGE = '@octokit/openapi@23.0.2'
const INTEGRITY = 'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg=='
const DESCRIPTION = 'package/generated/api.github.com.json'

const ROUTES = {
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': ['post'],
  '/repos/{owner}/{repo}/pulls': ['get', 'post'],
  '/repos/{owner}/{repo}/git/ref/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/refs': ['post'],
  '/repos/{owner}/{repo}/git/commits': ['post'],
  '/repos/{owner}/{repo}/git/commits/{commit_sha}': ['get'],
  '/repos/{owner}/{repo}/git/trees': ['post'],
  '/repos/{owner}/{repo}/git/refs/{ref}': ['patch'],
  '/repos/{owner}/{repo}/commits/{ref}/check-runs': ['get'],
  '/repos/{owner}/{repo}/check-runs': ['post'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}': ['patch'],
  '/repos/{owner}/{repo}/deployments': ['get', 'post'],
  '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['get', 'post'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': ['get'],
  '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ['get'],
  '/repos/{owner}/{repo}/collaborators/{username}/permission': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews': ['get'],
  '/repos/{owner}/{repo}/environments/{environment_name}': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ['get'],
  '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': ['post'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}': ['get'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/approvals': ['get'],
  '/repos/{owner}/{repo}/contents/{path}': ['get'],
  '/orgs/{org}/teams/{team_slug}': ['get'],
  '/orgs/{org}/teams/{team_slug}/memberships/{username}': ['get'],
}

const root = join(import.meta.dirname, '..')
const version = createHash('sha256')
  .update(`${PACKAGE}\n${JSON.stringify(ROUTES)}`)
  .digest('hex')
  .slice(0, 12)
const file = join(root, 'node_modules', '.cache', 'sluice', `github-openapi-${version}.json`)

/** Path of the extract, made when it is not there yet. */
export function githubDescription() {
  if (!existsSync(file)) extract()
  return file
}

function extract() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-openapi-'))
  try {
    run('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE])
    const archive = join(folder, 'octokit-openapi-23.0.2.tgz')
    const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (found !== INTEGRITY) throw new Error(`${PACKAGE} has the digest ${found}, not ${INTEGRITY}`)
    run('tar', ['-xzf', archive, '-C', folder, DESCRIPTION])
    const whole = JSON.parse(readFileSync(join(folder, DESCRIPTION), 'utf8'))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(reduce(whole)))
    renameSync(`${file}.new`, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The routes and every component that they reach, as JSON Schema: `nullable` is OpenAPI's own word. */
function reduce(whole) {
  const paths = Object.fromEntries(
    Object.entries(ROUTES).map(([path, methods]) => [
      path,
      Object.fromEntries(methods.map((method) => [method, operation(whole, path, method)])),
    ]),
  )
  const components = {}
  const pending = [...referencesIn(paths)]
  while (pending.length > 0) {
    const name = pending.pop()
    if (name in components) continue
    const [, , kind, key] = name.split('/')
    components[name] = whole.components[kind][key]
    pending.push(...referencesIn(components[name]))
  }
  const nested = {}
  for (const [name, schema] of Object.entries(components)) {
    const [, , kind, key] = name.split('/')
    nested[kind] = { ...nested[kind], [key]: withNulls(schema) }
  }
  return { paths: withNulls(paths), components: nested }
}

function operation(whole, path, method) {
  const { operationId, parameters = [], requestBody, responses } = whole.paths[path][method]
  return { operationId, parameters, requestBody, responses }
}

function* referencesIn(node) {
  if (typeof node !== 'object' || node === null) return
  if (typeof node.$ref === 'string') yield node.$ref
  for (const [key, value] of Object.entries(node)) if (key !== 'examples' && key !== 'example') yield* referencesIn(value)
}

function withNulls(node) {
  if (Array.isArray(node)) return node.map(withNulls)
  if (typeof node !== 'object' || node === null) return node
  const { nullable, examples, example, ...rest } = node
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withNulls(value)]))
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain
}

function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args[0]} failed: ${stderr}`)
}

if (process.argv[1] === import.meta.filename) console.log(githubDescription())
