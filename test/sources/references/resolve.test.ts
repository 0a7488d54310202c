import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openRepository } from '../../../src/sources/git/repository.ts'
import { parseReference } from '../../../src/sources/references/parse.ts'
import { createResolver, type ReferenceResolver } from '../../../src/sources/references/resolve.ts'
import type { Sources } from '../../../src/sources/references/sources.ts'
import { pullRequestRemote, Sandbox, shallowCheckout } from '../git/temporary-repository.ts'

const sandbox = new Sandbox()
const asked = { role: 'candidate', where: 'sluice.yml:4:11' }
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')
const pointerTo = (content: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${Buffer.byteLength(content)}\n`
const big = 'the weights '.repeat(50_000)
let commit: string
let runs = 0

beforeAll(() => {
  sandbox.repository('repo')
  commit = sandbox.commit('repo', {
    'models/income.onnx': 'old income',
    'models/weights.bin': 'old weights',
    'models/sub/more.bin': 'more',
    'models/pointer.onnx': pointerTo(big),
    'data/b.csv': '2',
    'data/a.csv': '1',
    'data/[x].csv': 'x',
  })
  sandbox.write('repo/models/income.onnx', 'new income')
  sandbox.write('repo/models/weights.bin', 'new weights')
  const oid = sha256(big)
  sandbox.write(`repo/.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, big)
})
afterAll(() => sandbox.remove())

async function resolver(options: Partial<Sources> = {}, folder = 'repo'): Promise<ReferenceResolver & { scratch: string }> {
  const scratch = sandbox.path(`scratch${runs++}`)
  const environment = options.environment ?? sandbox.environment
  const repository = await openRepository(sandbox.path(folder), { environment })
  const made = createResolver({ folder: sandbox.path(folder), repository, cache: sandbox.path('cache'), scratch, environment, ...options })
  return {
    scratch,
    resolve: (...args) => made.resolve(...args),
    resolveAll: (...args) => made.resolveAll(...args),
    resolveTogether: (...args) => made.resolveTogether(...args),
    folderAt: (...args) => made.folderAt(...args),
  }
}
const resolve = async (text: string, options: Partial<Sources> = {}) =>
  (await resolver(options)).resolve(parseReference(text, asked.where), asked)

/** Every file below a folder: what a failure must not leave. */
const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile())
        .map((e) => e.name)
    : []

test.each([
  ['a path: the file as it is', 'models/income.onnx', 'new income'],
  ['a commit by HEAD', 'git:HEAD:models/income.onnx', 'old income'],
  ['a path whose LFS object is here', 'models/pointer.onnx', big],
  ['a commit whose LFS object is here', 'git:HEAD:models/pointer.onnx', big],
  ['a command', 'run:printf "from %s" "$(pwd | wc -l)" > {out}', 'from 1'],
  ['a command that quotes its place, and one that reads the variable', 'run:echo -n x > "{out}" && printf y >> "$SLUICE_OUT"', 'xy'],
  ['a file called like a glob', 'data/[x].csv', 'x'],
  ['a file called like a glob in a commit', 'git:HEAD:data/[x].csv', 'x'],
])('%s', async (_, text, content) => {
  const file = await resolve(text)
  expect(file).toEqual({ reference: text, path: expect.any(String), sha256: sha256(content), bytes: content.length })
  expect(readFileSync(file.path, 'utf8')).toBe(content)
})

test('a file of a commit keeps its name, so that its format is known', async () => {
  expect((await resolve('git:HEAD:models/income.onnx')).path).toMatch(/\/git\/[0-9a-f]{40}\/models\/income\.onnx$/)
})

test.each([
  ['a slip', 'models/incme.onnx', 'Did you mean `income.onnx` in the folder `models`?'],
  ['other capitals', 'models/Income.ONNX', 'Did you mean `income.onnx`'],
  ['a slip in the folder', 'model/income.onnx', 'Did you mean `models` in the folder `.`?'],
  ['nothing like it', 'data/zzzzzzzzzz', 'the folder `data` holds `[x].csv`, `a.csv`, `b.csv`.'],
  ['a slip in a commit', 'git:HEAD:models/incme.onnx', /Did you mean `income.onnx` in `models` of commit [0-9a-f]{12}\?/],
  ['a folder that a commit lacks', 'git:HEAD:modls/x/y/z.onnx', /Did you mean `models` in `\.` of commit/],
])('absent, %s: what lies next to it', async (_, text, remedy) => {
  await expect(resolve(text)).rejects.toMatchObject({
    reasonCode: 'REFERENCE_NOT_FOUND',
    message: `sluice.yml:4:11: the candidate \`${text}\` does not exist`,
    remedy: typeof remedy === 'string' ? expect.stringContaining(remedy) : expect.stringMatching(remedy),
  })
})

test.each([
  ['a folder', 'models', /the folder `models`.*`models\/\*\.parquet`/],
  ['a glob for one file', 'data/*.csv', /Globs are for data/],
  ['a device', '/dev/null', /not a regular file/],
  ['an unknown revision', 'git:nope:models/income.onnx', /git knows neither here nor at the remote/],
  ['an artifact outside of a run', 'artifact:model', /without a run of GitHub Actions/],
  ['what comes later: released', 'released', /comes with the rollout action/],
])('refuses %s', async (_, text, message) => {
  await expect(resolve(text)).rejects.toThrow(message)
})

test('git: outside a repository', async () => {
  await expect(resolve('git:HEAD:a', { repository: null })).rejects.toThrow(/^sluice.yml:4:11: .*no git repository around/)
})

describe('a set of files', () => {
  /** The digest that a shell prints; the files' names are those after the folder of the glob. */
  const digestByShell = (folder: string, names: string) =>
    execFileSync('bash', ['-c', `LC_ALL=C; sha256sum ${names} | sha256sum`], { cwd: sandbox.path(folder), encoding: 'utf8' }).slice(0, 64)

  test('sorted, each with its digest, and one over all, the same in the tree and in the commit', async () => {
    const sources = await resolver()
    const tree = await sources.resolveAll(parseReference('data/?.csv', 'x'), asked)
    const git = await sources.resolveAll(parseReference('git:HEAD:data/?.csv', 'x'), asked)
    expect(tree.files.map(({ reference }) => reference)).toEqual(['data/a.csv', 'data/b.csv'])
    expect(git.files.map(({ reference }) => reference)).toEqual(['git:HEAD:data/a.csv', 'git:HEAD:data/b.csv'])
    expect(tree.sha256).toBe(digestByShell('repo/data', '?.csv'))
    expect(git.sha256).toBe(tree.sha256)
    expect(tree.bytes).toBe(2)
  })

  test('of one file: the digest of the file', async () => {
    const set = await (await resolver()).resolveAll(parseReference('data/a*.csv', 'x'), asked)
    expect(set).toMatchObject({ sha256: sha256('1'), files: [{ reference: 'data/a.csv' }] })
  })

  test.each([['data/*.parquet'], ['nodata/*.csv'], ['git:HEAD:data/*.parquet']])('%s matches nothing: says so', async (text) => {
    await expect((await resolver()).resolveAll(parseReference(text, 'x'), asked)).rejects.toMatchObject({
      reasonCode: 'REFERENCE_NOT_FOUND',
    })
  })
})

describe('Git LFS', () => {
  const fresh = (content: string) => {
    sandbox.write('repo/models/away.onnx', pointerTo(content))
    return 'models/away.onnx'
  }
  /** A `git-lfs` that answers as told; the real one speaks the same two commands. */
  const withLfs = (name: string, script: string) => {
    sandbox.write(`${name}/git-lfs`, `#!/bin/sh\n[ "$1" = version ] && echo git-lfs/3.5.1 && exit 0\n${script}\n`)
    chmodSync(sandbox.path(name, 'git-lfs'), 0o755)
    return { environment: { ...sandbox.environment, GIT_LFS_SKIP_SMUDGE: '1', PATH: `${sandbox.path(name)}:${process.env['PATH']}` } }
  }

  /** Runners and many machines have git-lfs beside git, so the case without it states its own PATH. */
  const withGitAlone = () => {
    const folder = sandbox.path('git-alone')
    mkdirSync(folder)
    symlinkSync(execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(folder, 'git'))
    return { environment: { ...sandbox.environment, PATH: folder } }
  }

  test('fetched by git lfs smudge, which gets the pointer', async () => {
    const told = withLfs('lfs-good', `grep -q 'oid sha256:${sha256('away')}' && [ "$GIT_LFS_SKIP_SMUDGE" = 0 ] && printf away`)
    const file = await resolve(fresh('away'), told)
    expect(readFileSync(file.path, 'utf8')).toBe('away')
    expect(file.sha256).toBe(sha256('away'))
  })

  test('the token helps only where git-lfs alone is refused', async () => {
    const told = withLfs(
      'lfs-token',
      `cat > /dev/null; [ -n "$GIT_CONFIG_VALUE_1" ] && printf away && exit 0; echo 'batch response: 401' >&2; exit 2`,
    )
    const token = { server: 'https://github.com', value: 'ghs_x' }
    expect((await resolve(fresh('away'), { ...told, token })).sha256).toBe(sha256('away'))
  })

  test.each([
    ['no git-lfs', '', /it is not in \.git\/lfs\/objects, and git-lfs is not installed/],
    ['a download that fails', "echo 'batch response: 404' >&2; exit 2", /could not fetch it \(batch response: 404\)/],
    ['the pointer given back', 'cat', /it gave something else back/],
  ])('%s: names the pointer and the remedy, leaves nothing', async (what, script, why) => {
    const told = script === '' ? withGitAlone() : withLfs(`lfs-${what.replaceAll(' ', '-')}`, script)
    const sources = await resolver(told)
    const failure = sources.resolve(parseReference(fresh('lost'), 'x'), asked)
    await expect(failure).rejects.toMatchObject({
      reasonCode: 'LFS_POINTER',
      remedy: 'Set `lfs: true` in actions/checkout, or run `git lfs pull`.',
    })
    await expect(failure).rejects.toThrow(why)
    await expect(failure).rejects.toThrow(`oid sha256:${sha256('lost')}, 4 bytes`)
    expect(filesIn(sources.scratch)).toEqual([])
  })

  test('a damaged object in the local store is refused', async () => {
    const oid = sha256('whole')
    sandbox.write(`repo/.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, 'half')
    await expect(resolve(fresh('whole'))).rejects.toThrow(/is damaged: sha256 [0-9a-f]{64} \(4 bytes\) arrived/)
  })

  test('the pointer among the sample models', async () => {
    sandbox.write('repo/models/sample.onnx', readFileSync(join(__dirname, '../../fixtures/models/income/mlp-lfs-pointer.onnx')))
    await expect(resolve('models/sample.onnx')).rejects.toThrow(
      /oid sha256:7f1db6851818b13aa486efcb2ac04b4e24f884208c1d6bbf9a835c715c5d21ca, 1065544 bytes/,
    )
  })
})

describe('a model with side files', () => {
  const together = async (text: string, ...siblings: string[]) => {
    const { resolveTogether } = await resolver()
    return resolveTogether(parseReference(text, asked.where), siblings, asked)
  }

  test('in the working tree: where they lie', async () => {
    const set = await together('models/income.onnx', 'weights.bin', './sub/more.bin')
    expect(set.files.map(({ path }) => path)).toEqual(
      ['income.onnx', 'sub/more.bin', 'weights.bin'].map((name) => sandbox.path('repo/models', name)),
    )
    expect(set.sha256).not.toBe(set.files[0].sha256)
  })

  test('in a commit: beside the model, as they were', async () => {
    const { files } = await together('git:HEAD:models/income.onnx', 'weights.bin', 'sub/more.bin')
    const folder = dirname(files[0].path)
    expect(readFileSync(join(folder, 'weights.bin'), 'utf8')).toBe('old weights')
    expect(readFileSync(join(folder, 'sub/more.bin'), 'utf8')).toBe('more')
  })

  test('one of them a pointer: all together in another folder', async () => {
    sandbox.write('repo/models/big.bin', pointerTo(big))
    const { files } = await together('models/income.onnx', 'big.bin', 'weights.bin')
    const folder = dirname(files[0].path)
    expect(folder).not.toBe(sandbox.path('repo/models'))
    expect(['income.onnx', 'weights.bin', 'big.bin'].map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
      'new income',
      'new weights',
      big,
    ])
  })

  test('the model a pointer, its weights not', async () => {
    const { files } = await together('models/pointer.onnx', 'weights.bin')
    expect(files.map(({ path }) => dirname(path))).toEqual([dirname(files[0].path), dirname(files[0].path)])
    expect(readFileSync(files[0].path, 'utf8')).toBe(big)
  })

  test('other weights, same model: another digest', async () => {
    sandbox.write('repo/models/changed/m.onnx', 'm')
    sandbox.write('repo/models/changed/w.bin', 'one')
    const before = await together('models/changed/m.onnx', 'w.bin')
    sandbox.write('repo/models/changed/w.bin', 'two')
    const after = await together('models/changed/m.onnx', 'w.bin')
    expect(after.files[0].sha256).toBe(before.files[0].sha256)
    expect(after.sha256).not.toBe(before.sha256)
  })

  test('written by a command beside its model', async () => {
    const { files } = await together('run:printf m > {out}; printf w > "$(dirname {out})/w.bin"', 'w.bin')
    expect(readFileSync(files[1]?.path ?? '', 'utf8')).toBe('w')
  })

  test.each([['../secret'], ['/etc/passwd'], ['sub/../../secret'], ['sub/../weights.bin'], ['..\\secret'], ['C:\\x'], ['a\nb'], ['']])(
    'the name %j is refused, in a tree as in a commit',
    async (name) => {
      for (const model of ['models/income.onnx', 'git:HEAD:models/income.onnx']) {
        await expect(together(model, name)).rejects.toMatchObject({ reasonCode: 'MODEL_READS_OUTSIDE' })
      }
    },
  )

  test.each([['link.bin'], ['linked/secret.bin']])('a symlink that leaves the folder is refused: %s', async (name) => {
    sandbox.write('repo/secret.bin', 'secret')
    mkdirSync(sandbox.path('repo/models'), { recursive: true })
    if (!existsSync(sandbox.path('repo/models/link.bin'))) {
      symlinkSync('../secret.bin', sandbox.path('repo/models/link.bin'))
      symlinkSync('..', sandbox.path('repo/models/linked'))
    }
    await expect(together('models/income.onnx', name)).rejects.toMatchObject({ reasonCode: 'MODEL_READS_OUTSIDE' })
  })

  test('an absent one is named', async () => {
    await expect(together('models/income.onnx', 'weigths.bin')).rejects.toMatchObject({ remedy: expect.stringContaining('`weights.bin`') })
  })
})

describe('run:', () => {
  test.each([
    ['fails', 'run:echo no access >&2; false {out}', /failed with exit code 1:\n {2}\| no access/],
    ['writes nothing', 'run:true {out}', /ended well but wrote no file/],
    ['writes a folder', 'run:mkdir {out}', /ended well but wrote no file/],
    ['says a runner command', 'run:printf "::error::x\\r::add-mask::y"; exit 3 {out}', /\n {2}\| ::error::x\n {2}\| ::add-mask::y$/],
    ['writes too much', 'run:head -c 2000 /dev/zero > {out}', /wrote 2000 bytes, more than the limit of 1000/],
    ['ends by a signal', 'run:kill -9 $$ {out}', /was ended by SIGKILL/],
  ])('a command that %s', async (_, text, message) => {
    await expect(resolve(text, { maxBytes: 1000 })).rejects.toThrow(message)
  })

  test('a command that hangs ends with all it started', async () => {
    const marker = sandbox.path('alive')
    await expect(resolve(`run:(sleep 1; touch ${marker}) & sleep 60; touch {out}`, { commandLimitMs: 200 })).rejects.toThrow(
      /did not end within 0.2 s/,
    )
    await new Promise((done) => setTimeout(done, 1500))
    expect(existsSync(marker)).toBe(false)
  })

  test('a cancelled job ends it', async () => {
    const abort = new AbortController()
    const failure = resolve('run:sleep 60; touch {out}', { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('cancelled')), 100)
    await expect(failure).rejects.toThrow('cancelled')
  })

  test('a folder with a space needs no quotes of the caller', async () => {
    const file = await resolve('run:printf ok > {out}', { scratch: sandbox.path("scr'atch with space") })
    expect(readFileSync(file.path, 'utf8')).toBe('ok')
  })

  test('runs once for two arms that name it', async () => {
    const counter = sandbox.path('count')
    const sources = await resolver()
    const reference = parseReference(`run:echo x >> ${counter}; cp ${counter} {out}`, 'x')
    const [one, other] = await Promise.all([sources.resolve(reference, asked), sources.resolve(reference, asked)])
    expect(one).toEqual(other)
    expect(readFileSync(counter, 'utf8')).toBe('x\n')
  })
})

test('a commit that a depth-1 checkout lacks is fetched, by its name and by its branch', async () => {
  const commits = pullRequestRemote(sandbox, { base: { 'm.onnx': 'v1' }, main: { other: 'x' }, head: { 'm.onnx': 'v2' } })
  shallowCheckout(sandbox, 'shallow', commits.merge)
  const sources = await resolver({}, 'shallow')
  const content = async (text: string) => readFileSync((await sources.resolve(parseReference(text, 'x'), asked)).path, 'utf8')
  expect(await content(`git:${commits.fork}:m.onnx`)).toBe('v1')
  expect(await content('git:origin/feature:m.onnx')).toBe('v2')
  await expect(content('git:HEAD~2:m.onnx')).rejects.toThrow(/fetch-depth: 0/)
})

test('a file of a commit larger than the limit is refused unread', async () => {
  await expect(resolve(`git:${commit}:models/income.onnx`, { maxBytes: 3 })).rejects.toThrow(/has 10 bytes, more than the limit of 3/)
})
