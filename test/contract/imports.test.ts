import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { isRuleId } from '../../src/gates/diff/rules/registry.ts'
import { isReasonCode } from '../../src/judge/reason-codes.ts'

const SOURCE = join(__dirname, '..', '..', 'src')

/** What each folder of src/ may import from: imports go one way (docs: the house). `errors` is src/errors.ts. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  stats: ['stats'],
  metrics: ['metrics', 'stats'],
  judge: ['judge', 'metrics', 'stats', 'errors'],
  report: ['report', 'judge', 'metrics', 'stats', 'errors'],
  sources: ['sources', 'metrics', 'errors'],
  gates: ['gates', 'sources', 'judge', 'metrics', 'stats', 'errors'],
  policy: ['policy', 'gates', 'rollout', 'judge', 'metrics', 'stats', 'errors'],
  setup: ['setup', 'policy', 'gates', 'sources', 'judge', 'metrics', 'stats', 'errors'],
  rollout: ['rollout', 'policy', 'gates', 'judge', 'stats', 'errors'],
  adapters: ['adapters', 'rollout', 'report', 'sources', 'judge', 'errors'],
  host: ['host', 'errors'],
  commands: [
    'commands',
    'setup',
    'host',
    'policy',
    'gates',
    'rollout',
    'report',
    'sources',
    'judge',
    'metrics',
    'stats',
    'adapters',
    'errors',
  ],
}

/** Neither a clock nor randomness, nor anything of a machine: the same arguments always give the same answer. */
const PURE = ['stats', 'metrics', 'judge']
const IMPURE_NAMES = /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|crypto\.|process\.[a-z]|setTimeout|setInterval|fetch\()/

type File = { readonly path: string; readonly folder: string; readonly text: string; readonly imports: readonly string[] }

const FILES: readonly File[] = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(SOURCE, path), 'utf8')
    return { path, folder: folderOf(path), text, imports: importsOf(text) }
  })

function importsOf(text: string): string[] {
  const statements = withoutComments(text).matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  )
  return [...statements].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? '')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '')
}

function offences(files: readonly File[], isWrong: (file: File, imported: string) => boolean): string[] {
  return files.flatMap((file) => file.imports.filter((imported) => isWrong(file, imported)).map((imported) => `${file.path} → ${imported}`))
}

test('the reader of imports sees every kind', () => {
  const text =
    "import { a } from './a.ts'\nimport type {\n  B,\n} from '../b.ts'\nexport { c } from './c.ts'\nimport './d.ts'\nconst e = await import('./e.ts')\n// import { f } from './f.ts'\n"
  expect(importsOf(text).sort()).toEqual(['../b.ts', './a.ts', './c.ts', './d.ts', './e.ts'])
  expect(FILES.length).toBeGreaterThan(50)
})

test('imports go one way', () => {
  const wrong = offences(FILES, ({ path, folder }, imported) => {
    if (!imported.startsWith('.') || path === 'main.ts') return false
    const target = relative(SOURCE, join(SOURCE, dirname(path), imported))
    return !(MAY_IMPORT[folder] ?? [folder]).includes(folderOf(target))
  })
  expect(wrong).toEqual([])
})

test('the policy takes of the rollout its section alone, the rollout of the gates the section’s grammar alone', () => {
  const reaches = (from: string, into: RegExp, allowed: RegExp) =>
    offences(
      FILES.filter(({ folder }) => folder === from),
      (_, imported) => into.test(imported) && !allowed.test(imported),
    )
  expect(reaches('policy', /\/rollout\//, /\/rollout\/policy\//)).toEqual([])
  expect(reaches('rollout', /\/gates\//, /\/gates\/section\//)).toEqual([])
})

test('pure folders import nothing of a machine', () => {
  const isMachine = (imported: string) =>
    imported.startsWith('node:') || imported.startsWith('@actions/') || builtinModules.includes(imported)
  const pure = FILES.filter(({ folder }) => PURE.includes(folder))
  expect(offences(pure, (_, imported) => isMachine(imported))).toEqual([])
  expect(pure.filter(({ text }) => IMPURE_NAMES.test(withoutComments(text))).map(({ path }) => path)).toEqual([])
})

test('adapters are imported by their registry alone', () => {
  const wrong = offences(
    FILES,
    ({ path }, imported) => /\/adapters\/(?!registry)/.test(imported) && path !== 'adapters/registry.ts' && !path.startsWith('adapters/'),
  )
  expect(wrong).toEqual([])
})

test('only the host reads the environment', () => {
  const readers = FILES.filter(({ folder, text }) => folder !== 'host' && /process\.env\b/.test(withoutComments(text))).map(
    ({ path }) => path,
  )
  // main.ts hands the environment over; a worker has one of its own, that its parent stated.
  expect(readers.filter((path) => path !== 'main.ts' && !path.startsWith('sources/worker/'))).toEqual([])
})

test('nobody reads what only JavaScript actions have: on a run step of a composite it is not there', () => {
  // Rules and reasons about a model's inputs begin alike; they are closed lists.
  const isOurs = (name: string) => isRuleId(name) || isReasonCode(name)
  const wrong = FILES.filter(({ text }) => {
    const code = withoutComments(text)
    const names = [...code.matchAll(/['"`.](INPUT_\w+)/g)].map(([, name = '']) => name)
    return /getInput|ACTIONS_(RUNTIME|RESULTS)/.test(code) || names.some((name) => !isOurs(name))
  })
  expect(wrong.map(({ path }) => path)).toEqual([])
})

test('actions packages are loaded where they are used, so that help and terminals do without them', () => {
  const eager = FILES.filter(({ text }) => /^import (?!type)[^\n]*from ['"]@actions\//m.test(text)).map(({ path }) => path)
  expect(eager).toEqual([])
})
