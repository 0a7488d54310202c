import { parseLockfile } from '../../../src/sources/lockfiles/parse-lockfile.ts'

const written = (path: string, text: string) =>
  Object.fromEntries([...parseLockfile(path, text).packages].map(([name, { written: as }]) => [name, as]))
const pinned = (path: string, text: string) =>
  Object.fromEntries([...parseLockfile(path, text).packages].map(([name, { versions }]) => [name, versions]))

// Each as its own tool writes it, cut down to a few packages.
const REQUIREMENTS = `# compiled by pip-compile
--index-url https://pypi.org/simple
-e .
numpy==1.26.4 \\
    --hash=sha256:2a02aba9ed12e4ac4eb3ea9421c420301a0c6460d9830d74a9df87efa4912010 \\
    --hash=sha256:666dbfb6ec68962c033a450943ded891bed2d54e6755e35e5835d63f4f6931d5
    # via
    #   onnxruntime
onnxruntime[gpu]>=1.20,<2 ; python_version >= "3.9"
scikit_learn~=1.5.0  # comes with the pipeline
torch @ https://download.pytorch.org/whl/cpu/torch-2.3.0-cp311.whl
pillow==10.*
lightgbm
-r more.txt
./wheels/own-1.0-py3-none-any.whl
`

test('requirements.txt: pins, ranges, addresses, hashes, options', () => {
  expect(written('serving/requirements.txt', REQUIREMENTS)).toEqual({
    numpy: '1.26.4',
    onnxruntime: '>=1.20,<2',
    'scikit-learn': '~=1.5.0',
    torch: 'https://download.pytorch.org/whl/cpu/torch-2.3.0-cp311.whl',
    pillow: '==10.*',
    lightgbm: 'any version',
  })
  expect(pinned('requirements.txt', REQUIREMENTS)['numpy']).toEqual(['1.26.4'])
  expect(pinned('requirements.txt', REQUIREMENTS)['pillow']).toEqual([])
  expect(parseLockfile('requirements.txt', REQUIREMENTS).notes).toEqual([
    'It includes "more.txt", which must be listed itself to be compared.',
    'The line "./wheels/own-1.0-py3-none-any.whl" says nothing about a version.',
  ])
})

test.each([
  [
    'uv.lock',
    `version = 1
requires-python = ">=3.11"

[[package]]
name = "onnxruntime"
version = "1.22.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "numpy"
version = "1.26.4"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.12'"]

[[package]]
name = "numpy"
version = "2.1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "own"
source = { editable = "." }
`,
    { onnxruntime: '1.22.0', numpy: '1.26.4, 2.1.0', own: 'no version' },
  ],
  [
    'poetry.lock',
    `[[package]]
name = "Scikit-Learn"
version = "1.5.0"
description = "machine learning"
optional = false

[[package]]
name = "transformers"
version = "4.45.0.dev0"

[package.source]
type = "git"
url = "https://github.com/huggingface/transformers.git"
reference = "main"
resolved_reference = "0123abc"

[metadata]
lock-version = "2.1"
`,
    { 'scikit-learn': '1.5.0', transformers: '4.45.0.dev0 (https://github.com/huggingface/transformers.git#0123abc)' },
  ],
  ['pylock.toml', 'lock-version = "1.0"\ncreated-by = "pip"\n[[packages]]\nname = "numpy"\nversion = "2.0.1"\n', { numpy: '2.0.1' }],
  [
    'environment.yml',
    `name: serving
channels: [conda-forge]
dependencies:
  - python=3.11
  - conda-forge::numpy==1.26.4
  - onnxruntime=1.22.0=py311h5c0d2a4_0
  - scikit-learn >=1.4,<1.6
  - pip
  - pip:
      - tokenizers==0.19.1
`,
    {
      python: '=3.11',
      numpy: '1.26.4',
      onnxruntime: '1.22.0',
      'scikit-learn': '>=1.4,<1.6',
      pip: 'any version',
      tokenizers: '0.19.1',
    },
  ],
  [
    'conda-lock.yml',
    'version: 1\npackage:\n- name: numpy\n  version: 1.26.4\n  manager: conda\n  platform: linux-64\n- name: numpy\n  version: 1.26.4\n  manager: conda\n  platform: osx-64\n- name: tiktoken\n  version: "0.7"\n  manager: pip\n',
    { numpy: '1.26.4', tiktoken: '0.7' },
  ],
  [
    'pixi.lock',
    'version: 6\npackages:\n- conda: https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.4-py311h64a7726_0.conda\n- pypi: https://files/x.whl\n  name: onnxruntime\n  version: 1.22.0\n',
    { numpy: '1.26.4', onnxruntime: '1.22.0' },
  ],
  [
    'package-lock.json',
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'serving', version: '1.0.0' },
        'node_modules/onnxruntime-node': { version: '1.22.0' },
        'node_modules/@huggingface/transformers': { version: '3.0.0' },
        'node_modules/a/node_modules/sharp': { version: '0.32.0' },
        'node_modules/sharp': { version: '0.33.0' },
        'packages/own': { version: '1.0.0' },
      },
    }),
    { 'onnxruntime-node': '1.22.0', '@huggingface/transformers': '3.0.0', sharp: '0.32.0, 0.33.0' },
  ],
  [
    'npm-shrinkwrap.json',
    JSON.stringify({ lockfileVersion: 1, dependencies: { a: { version: '1.0.0', dependencies: { sharp: { version: '0.30.0' } } } } }),
    { a: '1.0.0', sharp: '0.30.0' },
  ],
  ['Pipfile.lock', JSON.stringify({ _meta: {}, default: { numpy: { version: '==1.26.4' } }, develop: {} }), { numpy: '1.26.4' }],
])('%s', (path, text, expected) => {
  expect(written(`serving/${path}`, text)).toEqual(expected)
})

const digest = `sha256:${'a'.repeat(64)}`

test.each([
  ['FROM python:3.11-slim', [['python', '3.11-slim', null]]],
  [`FROM ghcr.io:443/team/serve:1.2@${digest} AS run`, [['ghcr.io:443/team/serve', '1.2', digest]]],
  [`FROM --platform=linux/amd64 python@${digest}`, [['python', null, digest]]],
  [`ARG TAG=3.12\nFROM python:\${TAG} AS build\nFROM build\nFROM scratch`, [['python', '3.12', null]]],
  [`FROM python:\${TAG:-3.10}`, [['python', '3.10', null]]],
  [
    'FROM a:1 AS Build\nRUN x\nFROM b:2\nCOPY --from=build /x /x',
    [
      ['a', '1', null],
      ['b', '2', null],
    ],
  ],
])('Dockerfile: %j', (text, images) => {
  expect(parseLockfile('serving/Dockerfile', text).images.map(({ name, tag, digest: sha }) => [name, tag, sha])).toEqual(images)
})

test.each(['gpu.Dockerfile', 'Dockerfile.gpu', 'Containerfile'])('%s is one too', (name) => {
  expect(parseLockfile(name, 'FROM a:1').images).toHaveLength(1)
})

test.each([
  ['uv.lock', 'version = 1', 'it has no [[package]]'],
  ['uv.lock', 'name = "cut', /./],
  ['package-lock.json', '{"lockfileVersion": 3, "packages": {', /JSON/],
  ['package-lock.json', '{}', 'it is neither a package-lock.json nor a Pipfile.lock'],
  ['environment.yml', 'name: x', 'it has neither `dependencies` nor `package`'],
  ['Dockerfile', 'RUN x', 'it has no FROM'],
  ['serving.bin', '', 'its name tells no format; known are requirements*.txt'],
])('%s of %j is refused', (path, text, message) => {
  expect(() => parseLockfile(path, text)).toThrow(message)
})
