import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { COMMANDS } from '../../src/commands/registry.ts'
import { OUTPUTS } from '../../src/host/action-outputs.ts'
import { fillMarkers, renderActionTables } from '../../src/host/action-tables.ts'
import { type CommandName, inputsOf } from '../../src/host/inputs.ts'

const ROOT = join(__dirname, '..', '..')
/** Command → folder of its action; the root's is what a marketplace lists. */
const ACTIONS = [['gate', '.'], ...readdirSync(join(ROOT, 'actions')).map((name) => [name, `actions/${name}`])] as [CommandName, string][]

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

describe.each(ACTIONS)('%s in %s', (name, folder) => {
  const action = parse(read(`${folder}/action.yml`))

  test('has the inputs of the registry: names, defaults, descriptions', () => {
    const inputs = inputsOf(name).filter(([, { flag }]) => flag === undefined)
    const expected = inputs.map(([input, { description, actionDefault, default: preset }]) => {
      const value = actionDefault ?? preset
      return [input, { description, ...(value !== undefined && { default: value }) }]
    })
    expect(action.inputs).toEqual(Object.fromEntries(expected))
  })

  test('has the outputs of the registry, each from the one step', () => {
    const outputs = Object.entries(OUTPUTS).filter(([, { commands }]) => commands.some((command) => command === name))
    const expected = outputs.map(([output, { description }]) => [output, { description, value: `\${{ steps.run.outputs.${output} }}` }])
    expect(action.outputs).toEqual(Object.fromEntries(expected))
  })

  test('is one step without logic that replaces its shell, so that signals arrive', () => {
    const expected = {
      id: 'run',
      shell: 'bash',
      run: `exec "$GITHUB_ACTION_PATH/${folder === '.' ? '' : '../../'}bin/sluice" ${name}`,
      env: { SLUICE_INPUTS: `\${{ toJSON(inputs) }}` },
    }
    expect(action.runs).toEqual({ using: 'composite', steps: [expected] })
  })

  test('has a README with fresh tables, and nothing else in its folder', () => {
    const readme = read(`${folder}/README.md`)
    expect(fillMarkers(readme, renderActionTables(name))).toBe(readme)
    for (const [table, content] of Object.entries(renderActionTables(name)))
      expect([table, readme.includes(content)]).toEqual([table, true])
    if (folder !== '.') expect(readdirSync(join(ROOT, folder)).sort()).toEqual(['README.md', 'action.yml'])
  })

  test('has its command', () => {
    expect(COMMANDS.map((command) => command.name)).toContain(name)
  })
})

test('the root’s action has what a marketplace asks for: a short description, an icon and a colour', () => {
  const { description, branding } = parse(read('action.yml'))
  expect(description.length).toBeLessThan(125)
  expect(branding).toEqual({
    icon: expect.any(String),
    color: expect.stringMatching(/^(white|black|yellow|blue|green|orange|red|purple|gray-dark)$/),
  })
})

/** Whatever GitHub reads of this repository, and the workflows that are shown to people. */
const GITHUB_FILES = [
  'action.yml',
  ...['actions', '.github/workflows', 'examples', 'action-templates'].flatMap((folder) =>
    listFiles(folder).filter((path) => /(^|\/)(action|workflows\/.*|action-templates\/[^/]*)\.ya?ml$/.test(path)),
  ),
]

function listFiles(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`)
}

test('the parser of GitHub accepts every action and workflow', () => {
  expect(GITHUB_FILES).toContain('actions/evaluate/action.yml')
  const parser = join(ROOT, 'test', 'support', 'github-parser.mjs')
  const found = JSON.parse(execFileSync(process.execPath, [parser, ...GITHUB_FILES], { cwd: ROOT, encoding: 'utf8' }))
  expect(found).toEqual(Object.fromEntries(GITHUB_FILES.map((path) => [path, []])))
})

test('the parser finds what is wrong', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-')), 'action.yml')
  writeFileSync(file, 'name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - run: x\n')
  const parser = join(ROOT, 'test', 'support', 'github-parser.mjs')
  const found = JSON.parse(execFileSync(process.execPath, [parser, file], { encoding: 'utf8' }))
  expect(found[file]).toEqual([expect.stringContaining('Required property is missing: shell')])
})

test('names of inputs and outputs are lower-case kebab: some executors change anything else', () => {
  const names = [...COMMANDS.flatMap(({ name }) => inputsOf(name).map(([input]) => input)), ...Object.keys(OUTPUTS)]
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})
