import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { TARGETS } from '../../src/rollout/policy/kinds.ts'

const ROOT = join(__dirname, '..', '..')
const FOLDERS = ['docs', 'actions', 'action-templates', 'examples']
const DOCUMENTS = [
  'README.md',
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
]
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** Relative ones; code is not looked into. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '``')
  return [...prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link))
}

test.each(DOCUMENTS)('every file that %s links to is there', (path) => {
  const missing = linksOf(read(path)).filter((link) => !existsSync(join(ROOT, dirname(path), link)))
  expect(missing).toEqual([])
})

test('links are found in text, and not in code', () => {
  expect(linksOf('[a](b.md) ![c](d.png#e) [f](https://g) `[h](i.md)`\n```\n[j](k.md)\n```\n')).toEqual(['b.md', 'd.png'])
  expect(DOCUMENTS.length).toBeGreaterThan(30)
})

test.each(Object.keys(TARGETS))(
  'the target %s has a row in docs/targets.md, and a page that says what it needs, verifies and leaves to a dead man',
  (kind) => {
    expect(read('docs/targets.md')).toContain(`[\`${kind}\`](targets/${kind}.md)`)
    const page = read(`docs/targets/${kind}.md`)
    // One page may leave the dead man to another's words, but it says where they are.
    for (const subject of [/^#+ .*permission/im, /^#+ .*verified/im, /\bdead man/i]) expect(page).toMatch(subject)
  },
)

test('nothing in docs/targets is of a target that is not there', () => {
  const pages = readdirSync(join(ROOT, 'docs', 'targets')).map((name) => relative('.', name).replace(/\.md$/, ''))
  expect(pages.filter((page) => !Object.keys(TARGETS).includes(page))).toEqual([])
})
