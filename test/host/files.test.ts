import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beginFile, pathInside, writeAtomically } from '../../src/host/files.ts'

const cleanups = new Set<() => void>()
const onCleanup = (clean: () => void) => {
  cleanups.add(clean)
  return () => void cleanups.delete(clean)
}
let folder: string
beforeEach(() => {
  cleanups.clear()
  folder = mkdtempSync(join(tmpdir(), 'sluice-files-'))
})

test('makes the folder, replaces what was there and leaves nothing else', () => {
  const path = join(folder, 'a', 'b', 'report.md')
  writeAtomically(path, 'one', onCleanup)
  writeAtomically(path, 'twö', onCleanup)
  expect(readFileSync(path, 'utf8')).toBe('twö')
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['report.md'])
  expect(cleanups.size).toBe(0)
})

test('a file that was begun is not seen under its name, and cleaning up removes it', () => {
  const file = beginFile(join(folder, 'flips.parquet'), onCleanup)
  writeFileSync(file.temporary, 'half')
  expect(readdirSync(folder)).not.toContain('flips.parquet')
  for (const clean of cleanups) clean()
  expect(readdirSync(folder)).toEqual([])
})

test('a folder that cannot be made is a usage error', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => writeAtomically(join(folder, 'file', 'report.md'), '', onCleanup)).toThrow(expect.objectContaining({ where: '--out' }))
})

// Node's mkdirSync('/proc/x', { recursive: true }) never comes back; /proc itself says that it can be written.
test.each(['/proc/x', '/proc/x/y', '/proc'])('%s as the folder is a usage error, and soon', (out) => {
  expect(() => writeAtomically(join(out, 'report.md'), '', onCleanup)).toThrow(expect.objectContaining({ where: '--out' }))
})

test.each(['../x', 'a/b', 'a\\b', '', '.', '..', 'a\0b', 'a\nb'])('%j is no name of a file in a folder', (name) => {
  expect(() => pathInside(folder, name)).toThrow('no file name')
})
