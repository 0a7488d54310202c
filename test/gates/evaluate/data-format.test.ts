import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { UsageError } from '../../../src/errors.ts'
import { formatOf } from '../../../src/gates/evaluate/data-format.ts'
import type { ResolvedFile } from '../../../src/sources/scored-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-format-'))

function fetched(reference: string, content: string | Uint8Array): ResolvedFile {
  const path = join(folder, `fetched-${Buffer.from(reference).toString('hex').slice(0, 60)}`)
  writeFileSync(path, content)
  return { reference, path, sha256: '', bytes: content.length }
}

test.each([
  // what                                            reference                             content                 format
  ['a name that tells, whatever the content', 'data/holdout.csv', '{"a": 1}', 'csv'],
  ['a compressed name that tells', 'data/holdout.jsonl.gz', gzipSync('{"a": 1}'), 'json'],
  ['capitals', 'data/HOLDOUT.PARQUET', 'PAR1', 'parquet'],
  ['an address with a digest', 'https://x.example/holdout.parquet?v=2#sha256=ab', 'PAR1', 'parquet'],
  ['an address without a name: Parquet', 'https://x.example/holdout#sha256=ab', 'PAR1\u0015', 'parquet'],
  ['a command: Parquet', 'run:dvc get . data.csv -o {out}', 'PAR1', 'parquet'],
  ['a command whose last word looks like a name', 'run:make holdout.csv', '{"a": 1}\n', 'json'],
  ['a command: JSON lines after blank lines', 'run:rows {out}', '\n\n  {"a": 1}\n{"a": 2}', 'json'],
  ['a command: a JSON array with a byte order mark', 'run:rows2 {out}', '\uFEFF[{"a": 1}]', 'json'],
  ['a command: CSV', 'run:rows3 {out}', 'a,b\n1,2\n', 'csv'],
] as const)('%s', (_, reference, content, format) => {
  expect(formatOf([fetched(reference, content)], 'sluice.yml:7:7')).toBe(format)
})

test.each([
  ['of several formats', [fetched('a.csv', 'a'), fetched('b.parquet', 'PAR1')], 'data files of several formats'],
  [
    'compressed under no name',
    [fetched('run:rows4 {out}', gzipSync('a'))],
    'compressed data whose format its name does not tell (run:rows4 {out})',
  ],
] as const)('files %s are refused where the policy names them', (_, files, found) => {
  expect(() => formatOf(files, 'sluice.yml:7:7')).toThrow(expect.objectContaining({ where: 'sluice.yml:7:7', found }))
  expect(() => formatOf(files, 'sluice.yml:7:7')).toThrow(UsageError)
})
