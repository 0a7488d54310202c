import { matchGlob, splitGlob } from '../../../src/sources/references/glob.ts'

/** Expected values are what bash 5.2 answers with `shopt -s globstar extglob` and LC_ALL=C in a folder with these files. */
const FILES = [
  'a.csv',
  'b.csv',
  'B.csv',
  '.hidden.csv',
  'a.csv.gz',
  'x1/a.csv',
  'x2/a.csv',
  'x2/deep/c.csv',
  '.git/c.csv',
  'x2/.h/c.csv',
  'we(i)rd+.csv',
  '[1].csv',
]

test.each([
  ['*.csv', ['B.csv', '[1].csv', 'a.csv', 'b.csv', 'we(i)rd+.csv']],
  ['?.csv', ['B.csv', 'a.csv', 'b.csv']],
  ['.*.csv', ['.hidden.csv']],
  ['[ab].csv', ['a.csv', 'b.csv']],
  ['[!a].csv', ['B.csv', 'b.csv']],
  ['[a-b].csv', ['a.csv', 'b.csv']],
  ['{a,B}.csv', ['B.csv', 'a.csv']],
  ['{a,x{1,2}/a}.csv', ['a.csv', 'x1/a.csv', 'x2/a.csv']],
  ['*/a.csv', ['x1/a.csv', 'x2/a.csv']],
  ['x[12]/*.csv', ['x1/a.csv', 'x2/a.csv']],
  ['**/*.csv', ['B.csv', '[1].csv', 'a.csv', 'b.csv', 'we(i)rd+.csv', 'x1/a.csv', 'x2/a.csv', 'x2/deep/c.csv']],
  ['x2/**', ['x2/a.csv', 'x2/deep/c.csv']],
  ['x2/**/c.csv', ['x2/deep/c.csv']],
  ['we(i)rd+.*', ['we(i)rd+.csv']],
  ['a.{csv}', []],
  ['a*z', ['a.csv.gz']],
  ['*.parquet', []],
])('%s', (pattern, expected) => {
  expect(matchGlob(pattern, FILES)).toEqual(expected)
})

test.each([
  ['data/2024-*/x.csv', 'data', '2024-*/x.csv'],
  ['*.csv', '', '*.csv'],
  ['data/x.csv', 'data', 'x.csv'],
  ['a/b/{c/d,e}/*.csv', 'a/b', '{c/d,e}/*.csv'],
])('the folder of %s', (glob, folder, pattern) => {
  expect(splitGlob(glob)).toEqual({ folder, pattern })
})
