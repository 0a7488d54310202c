import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { diffServing } from '../../../../src/gates/diff/serving/diff-serving.ts'
import type { ServingFile } from '../../../../src/gates/diff/serving/serving-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-serving-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(path: string, side: string, text: string | null): ServingFile['after'] {
  if (text === null) return null
  const place = join(folder, side, basename(path))
  mkdirSync(join(folder, side), { recursive: true })
  writeFileSync(place, text)
  return { reference: path, path: place, sha256: createHash('sha256').update(text).digest('hex'), bytes: text.length }
}

function serving(path: string, before: string | null, after: string | null, kind: ServingFile['kind'] = 'lockfile', hasBaseline = true) {
  const file = { kind, path, before: fileOf(path, 'before', before), after: fileOf(path, 'after', after), hasBaseline }
  return diffServing([file], null)
}
const found = (part: ReturnType<typeof serving>) =>
  part.findings.map(
    ({ rule, subject, evidence, severity }) => `${rule} ${subject}: ${evidence}${severity === undefined ? '' : ` (${severity})`}`,
  )

test('a package that touches inference, beside one that does not', () => {
  const part = serving(
    'requirements.txt',
    'numpy==1.26.4\nrequests==2.31.0\nscipy==1.13.0\n',
    'numpy==2.1.0\nrequests==2.32.0\nscipy==1.13.0\n',
  )
  expect(found(part)).toEqual(['DEPENDENCY_CHANGED numpy: 1.26.4 → 2.1.0 in requirements.txt'])
  expect(part.notes).toEqual(['requirements.txt: 1 other package changed, none known to touch inference.'])
  expect(part.served.find(({ name }) => name === 'numpy')).toEqual({ name: 'numpy', versions: ['2.1.0'], path: 'requirements.txt' })
})

test('new and gone packages', () => {
  expect(found(serving('requirements.txt', 'numpy==1.26.4\n', 'scipy==1.13.0\n'))).toEqual([
    'DEPENDENCY_CHANGED numpy: 1.26.4 → none in requirements.txt',
    'DEPENDENCY_CHANGED scipy: none → 1.13.0 in requirements.txt',
  ])
})

test('the same file says only what it leaves open', () => {
  expect(found(serving('requirements.txt', 'numpy>=1.26\nflask>=3\n', 'numpy>=1.26\nflask>=3\n'))).toEqual([
    'DEPENDENCY_NOT_PINNED numpy: >=1.26 in requirements.txt',
  ])
})

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

test('an image by its digest', () => {
  const at = (letter: string) => `FROM python:3.11@${digest(letter)}\n`
  expect(found(serving('Dockerfile', at('a'), at('a')))).toEqual([])
  expect(found(serving('Dockerfile', at('a'), at('b')))).toEqual([
    `BASE_IMAGE_CHANGED python: python:3.11@${digest('a')} → python:3.11@${digest('b')} in Dockerfile`,
  ])
})

test('a lock file that is gone, new, or damaged', () => {
  expect(found(serving('uv.lock', '[[package]]\nname = "numpy"\nversion = "1"\n', null))).toEqual(['DEPENDENCY_CHANGED uv.lock: '])
  expect(serving('requirements.txt', null, 'numpy==1.26.4\n').notes).toEqual([
    'requirements.txt is new: there is no earlier version to compare with.',
  ])
  const damaged = serving('uv.lock', '[[package]]\nname = "numpy"\n', 'cut [')
  expect(damaged.comparisons).toMatchObject([
    { id: 'DEPENDENCY_CHANGED', slice: 'uv.lock', measured: { kind: 'error', reasonCode: 'LOCKFILE_UNREADABLE' } },
  ])
  expect(found(serving('uv.lock', 'cut [', '[[package]]\nname = "numpy"\nversion = "1"\n'))[0]).toMatch(
    /^DEPENDENCY_CHANGED uv\.lock: uv\.lock cannot be read/,
  )
})

test('code and tokenizers by their bytes', () => {
  expect(found(serving('features.py', 'a', 'a', 'file'))).toEqual([])
  expect(found(serving('features.py', 'a', 'b', 'file'))).toEqual(['SERVING_FILE_CHANGED features.py: sha256 ca978112ca1b → 3e23e8160039'])
  expect(found(serving('features.py', 'a', null, 'file'))).toEqual(['SERVING_FILE_CHANGED features.py:  (breaking)'])
  expect(found(serving('features.py', null, 'a', 'file'))).toEqual(['SERVING_FILE_CHANGED features.py: sha256 none → ca978112ca1b'])
  expect(found(serving('features.py', null, 'a', 'file', false))).toEqual([])
})
