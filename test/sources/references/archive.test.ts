import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openOnlyFile, readArchive } from '../../../src/sources/references/archive.ts'
import { type ZipEntry, zip } from '../../support/zip.ts'

const NAME = /^[A-Za-z0-9._-]+\.evaluate\.verdict\.json$/
const LIMITS = { entries: 20, unpackedBytes: 2 ** 20 }
const read = (entries: readonly ZipEntry[]) => readArchive(zip(entries), NAME, LIMITS)

test('files of the wanted name, at any depth, as text', async () => {
  const files = await read([
    { name: 'a.evaluate.verdict.json', content: '{"a":1}' },
    { name: 'deep/er/b.evaluate.verdict.json', content: 'ü' },
    { name: 'report.md', content: 'x' },
    { name: 'c.rollout.verdict.json', content: 'x' },
    { name: 'evil name.evaluate.verdict.json', content: 'x' },
  ])
  expect(files).toEqual([
    { path: 'a.evaluate.verdict.json', content: '{"a":1}' },
    { path: 'deep/er/b.evaluate.verdict.json', content: 'ü' },
  ])
})

test.each([
  ['a link', { name: 'a.evaluate.verdict.json', content: '/etc/passwd', mode: 0o120777 }],
  ['a device', { name: 'a.evaluate.verdict.json', content: '', mode: 0o020666 }],
  ['a folder', { name: 'a.evaluate.verdict.json/', content: '' }],
])('%s is passed over', async (_, entry) => {
  expect(await read([entry])).toEqual([])
})

test.each([
  ['a way out of the folder', [{ name: '../a.evaluate.verdict.json', content: 'x' }], /invalid relative path/],
  ['a root', [{ name: '/a.evaluate.verdict.json', content: 'x' }], /absolute path/],
  ['a bomb', [{ name: 'a.evaluate.verdict.json', content: ' '.repeat(5_000_000) }], /more than 1 MiB/],
  [
    'a bomb that lies about its size',
    [{ name: 'a.evaluate.verdict.json', content: ' '.repeat(5_000_000), saysBytes: 10 }],
    /too many bytes/,
  ],
  ['one that says more than it has', [{ name: 'a.evaluate.verdict.json', content: 'x', saysBytes: 5_000 }], /not enough bytes/],
  [
    'many that are too large together',
    Array.from({ length: 5 }, (_, index) => ({ name: `${index}.evaluate.verdict.json`, content: ' '.repeat(300_000) })),
    /more than 1 MiB/,
  ],
  ['too many entries', Array.from({ length: 21 }, (_, index) => ({ name: `${index}`, content: '' })), /21 entries, more than 20/],
])('%s is refused', async (_, entries, why) => {
  await expect(read(entries)).rejects.toThrow(why)
})

test('what is no archive is refused', async () => {
  await expect(readArchive(Buffer.from('<html>'), NAME, LIMITS)).rejects.toThrow(/end of central directory|zip/i)
})

describe('the only file of an archive', () => {
  const saved = (entries: readonly ZipEntry[]) => {
    const path = join(mkdtempSync(join(tmpdir(), 'sluice-zip-')), 'a.zip')
    writeFileSync(path, zip(entries))
    return path
  }

  test('is streamed', async () => {
    const { path, stream } = await openOnlyFile(saved([{ name: 'models/m.onnx', content: 'model' }]), 20)
    expect(path).toBe('models/m.onnx')
    expect(await text(stream)).toBe('model')
  })

  test.each([
    ['none', [], /0 files/],
    [
      'two',
      [
        { name: 'a', content: '' },
        { name: 'b', content: '' },
      ],
      /2 files \(a, b\), and one is needed/,
    ],
    ['a link', [{ name: 'a', content: '/etc/passwd', mode: 0o120777 }], /0 files/],
  ])('%s is refused', async (_, entries, why) => {
    await expect(openOnlyFile(saved(entries), 20)).rejects.toThrow(why)
  })
})
