import { UsageError } from '../../../src/errors.ts'
import { parseReference } from '../../../src/sources/references/parse.ts'

const DIGEST = '7f1db6851818b13aa486efcb2ac04b4e24f884208c1d6bbf9a835c715c5d21ca'

test.each([
  ['a path', 'models/income.onnx', { kind: 'path', path: 'models/income.onnx', glob: false }],
  ['an absolute path', '/models/income.onnx', { kind: 'path', path: '/models/income.onnx', glob: false }],
  ['a path with a colon, said to be one', './a:b.onnx', { kind: 'path', path: './a:b.onnx' }],
  ['a drive letter is no scheme', 'C:/models/a.onnx', { kind: 'path', path: 'C:/models/a.onnx' }],
  ['a glob', 'data/*.parquet', { kind: 'path', glob: true }],
  ['a commit', 'git:v1.2:models/income.onnx', { kind: 'git', revision: 'v1.2', path: 'models/income.onnx', glob: false }],
  ['a commit, path tidied', 'git:HEAD^:./models//income.onnx', { kind: 'git', revision: 'HEAD^', path: 'models/income.onnx' }],
  ['a glob in a commit', 'git:main:data/**/*.csv', { kind: 'git', path: 'data/**/*.csv', glob: true }],
  ['a colon in the path', 'git:main:a:b', { kind: 'git', revision: 'main', path: 'a:b' }],
  ['an address', `https://h.example/m.onnx?v=2#sha256=${DIGEST}`, { kind: 'https', url: 'https://h.example/m.onnx?v=2', sha256: DIGEST }],
  ['a digest in capitals', `https://h.example/m#sha256=${DIGEST.toUpperCase()}`, { kind: 'https', sha256: DIGEST }],
  ['an artifact', 'artifact:model', { kind: 'artifact', name: 'model' }],
  ['what is released', 'released', { kind: 'released' }],
  ['a command', 'run:aws s3 cp s3://b/m.onnx {out}', { kind: 'run', command: 'aws s3 cp s3://b/m.onnx {out}' }],
])('%s', (_, text, expected) => {
  expect(parseReference(text, 'sluice.yml:4:11')).toMatchObject(expected)
})

test.each([
  ['nothing', ' ', /an empty reference/],
  ['two lines', 'a\nb', /on one line/],
  ['no path', 'git:main', /For example `git:main:models\/income.onnx`/],
  ['no revision', 'git::m.onnx', /`git:<rev>:<path>`/],
  ['a revision that git would take for an option', 'git:--output=x:m.onnx', /cannot begin with `-`/],
  ['a path out of the tree', 'git:main:../m.onnx', /without `..`/],
  ['an absolute path in a commit', 'git:main:/m.onnx', /from the root of the repository/],
  ['an address without digest', 'https://h.example/m.onnx', /append what `sha256sum` prints/],
  ['a digest too short', 'https://h.example/m.onnx#sha256=7f1d', /append what `sha256sum` prints/],
  ['another digest', `https://h.example/m.onnx#md5=${DIGEST}`, /append what `sha256sum` prints/],
  ['credentials', `https://me:pass@h.example/m.onnx#sha256=${DIGEST}`, /an address without credentials/],
  ['not encrypted', `http://h.example/m.onnx#sha256=${DIGEST}`, /use https/],
  ['an artifact without a name', 'artifact:', /Name the artifact/],
  ['a command without a place to write to', 'run:make model', /path of a fresh file/],
  ['a store', 's3://bucket/m.onnx', /`run:aws s3 cp s3:\/\/bucket\/m.onnx \{out\}`/],
  ['a slip of the pen', 'gti:main:m.onnx', /Did you mean `git:`/],
  ['a scheme nobody knows', 'quux:m.onnx', /`\.\/quux:m.onnx`/],
])('refuses %s', (_, text, remedy) => {
  const parse = () => parseReference(text, 'sluice.yml:4:11')
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(remedy)
  expect(parse).toThrow(/^sluice.yml:4:11: /)
})

test('secrets of a signed address are not shown, neither in a reference nor in an error', () => {
  const signed = 'https://h.example/m.onnx?X-Amz-Credential=AKIA&X-Amz-Signature=beef&v=1'
  expect(parseReference(`${signed}#sha256=${DIGEST}`, 'x')).toMatchObject({
    text: `https://h.example/m.onnx?X-Amz-Credential=…&X-Amz-Signature=…&v=1#sha256=${DIGEST}`,
    url: signed,
  })
  expect(() => parseReference(signed, 'x')).toThrow(/Signature=…&v=1/)
  expect(() => parseReference('https://me:pass@', 'x')).not.toThrow(/pass/)
})
