import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(__dirname, '..', '..', '..')
const FOLDERS = ['action-templates', '.github/workflows', 'examples/income/.github/workflows']
const WORKFLOWS = FOLDERS.flatMap((folder) => workflowsIn(folder).map((name) => `${folder}/${name}`))

function workflowsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.yml'))
}

/** The third-party checkers that .ci/run installs, at pinned versions. */
function lint(tool: 'actionlint' | 'zizmor', cwd: string, args: readonly string[]) {
  const folder = process.env['SLUICE_LINTERS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sluice-ci', 'linters')
  const binary = join(folder, 'bin', tool)
  if (!existsSync(binary)) throw new Error(`${tool} is not at ${binary}: .ci/run installs it`)
  const { status, stdout, stderr } = spawnSync(binary, args, { cwd, encoding: 'utf8', timeout: 60_000 })
  return { status, found: stdout, log: stderr }
}

test('actionlint finds nothing', () => {
  expect(WORKFLOWS.length).toBeGreaterThanOrEqual(8)
  expect(lint('actionlint', ROOT, ['-oneline', ...WORKFLOWS])).toMatchObject({ status: 0, found: '' })
})

/** actionlint reads an action.yml only for callers in the same repository, so the templates call it there. */
function insideSluice(change: (template: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-lint-'))
  mkdirSync(join(folder, '.git'))
  mkdirSync(join(folder, '.github', 'workflows'), { recursive: true })
  cpSync(join(ROOT, 'action.yml'), join(folder, 'action.yml'))
  cpSync(join(ROOT, 'actions'), join(folder, 'actions'), { recursive: true })
  for (const path of WORKFLOWS.filter((one) => !one.startsWith('.github'))) {
    const text = readFileSync(join(ROOT, path), 'utf8').replaceAll(/uses: acme\/sluice(\S*)@v1/g, 'uses: .$1')
    writeFileSync(join(folder, '.github', 'workflows', path.replaceAll('/', '-')), change(text.replaceAll('uses: .\n', 'uses: ./\n')))
  }
  return folder
}

test('the templates name inputs that the actions have', () => {
  expect(lint('actionlint', insideSluice(String), ['-oneline'])).toMatchObject({ status: 0, found: '' })
})

test('a template that names another is found', () => {
  const misspelt = insideSluice((text) => text.replace('comment: never', 'coment: never'))
  expect(lint('actionlint', misspelt, ['-oneline'])).toMatchObject({ status: 1, found: expect.stringContaining('"coment" is not defined') })
})

test('zizmor finds nothing, and audits every action and workflow', () => {
  const { status, found, log } = lint('zizmor', ROOT, [
    '--offline',
    '--no-progress',
    '--strict-collection',
    ...WORKFLOWS,
    'action.yml',
    'actions',
  ])
  expect({ status, found }).toEqual({ status: 0, found: expect.stringContaining('No findings to report') })
  const actions = readdirSync(join(ROOT, 'actions')).map((name) => `actions/${name}/action.yml`)
  for (const path of [...WORKFLOWS, 'action.yml', ...actions]) expect(log).toContain(`completed ${path}`)
})

test('zizmor takes each excuse at its own place: only the trigger that reports for forks, and no file as a whole', () => {
  const excused = WORKFLOWS.flatMap((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/zizmor: ignore\[(.*?)\] (.*)/g)].map(([, rule]) => [path, rule]),
  )
  const paths = ['action-templates/comment-commands.yml', 'action-templates/fork-report.yml']
  expect(excused).toEqual(paths.map((path) => [path, 'dangerous-triggers']))
  for (const path of paths) {
    const { found } = lint('zizmor', ROOT, ['--offline', '--no-progress', '--no-ignores', path])
    expect(found).toContain('dangerous-triggers')
  }
})
