import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { type Artifacts, ArtifactsRefused } from '../../../src/sources/references/artifacts.ts'
import { parseReference } from '../../../src/sources/references/parse.ts'
import { createResolver } from '../../../src/sources/references/resolve.ts'
import { type ZipEntry, zip } from '../../support/zip.ts'

const ASKED = { role: 'candidate', where: '--candidate' }
/** `printf model | sha256sum`. */
const SHA256_OF_MODEL = '9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4'

/** Newest first, as the port says. */
function resolveIn(
  archives: readonly (readonly [name: string, entries: readonly ZipEntry[]])[],
  name: string,
  changes: Partial<Artifacts> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-artifact-'))
  const artifacts: Artifacts = {
    list: async () => archives.map(([of], id) => ({ id, name: of, bytes: 1 })),
    download: async ({ id }) => Readable.from([zip(archives[id]?.[1] ?? [])]),
    ...changes,
  }
  const resolver = createResolver({
    folder,
    repository: null,
    cache: folder,
    scratch: folder,
    environment: {},
    maxBytes: 10_000,
    artifacts: async () => artifacts,
  })
  return resolver.resolve(parseReference(`artifact:${name}`, '--candidate'), ASKED)
}

test('is the one file of the newest artifact of that name', async () => {
  const file = await resolveIn(
    [
      ['other', [{ name: 'x', content: 'x' }]],
      ['model', [{ name: 'out/m.onnx', content: 'model' }]],
      ['model', [{ name: 'out/m.onnx', content: 'older' }]],
    ],
    'model',
  )
  expect(file).toMatchObject({ reference: 'artifact:model', sha256: SHA256_OF_MODEL, bytes: 5 })
  expect(readFileSync(file.path, 'utf8')).toBe('model')
  // Data is read by the name's extension.
  expect(extname(file.path)).toBe('.onnx')
})

test.each([
  ['a name that no artifact has', 'absent', [['model', []]], {}, /is no artifact of this run; it has model/],
  [
    'several files',
    'model',
    [
      [
        'model',
        [
          { name: 'a', content: '' },
          { name: 'b', content: '' },
        ],
      ],
    ],
    {},
    /2 files \(a, b\), and one is needed/,
  ],
  ['a way out', 'model', [['model', [{ name: '../../a', content: 'x' }]]], {}, /invalid relative path/],
  ['a bomb', 'model', [['model', [{ name: 'a', content: ' '.repeat(1_000_000) }]]], {}, /More than 10000 bytes/],
  [
    'a server that refuses',
    'model',
    [['model', []]],
    { list: () => Promise.reject(new ArtifactsRefused('not allowed (403)', 'Give the job `permissions: actions: read`.')) },
    /could not be had: not allowed/,
  ],
] as const)('%s is an error with a reason', async (_, name, archives, changes, why) => {
  const failing = resolveIn(archives, name, changes)
  await expect(failing).rejects.toThrow(why)
  await expect(failing).rejects.toMatchObject({ reasonCode: 'REFERENCE_NOT_FOUND' })
})
