import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = join(__dirname, '..', '..')
const LAUNCHER = join(ROOT, 'bin', 'sluice')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

/** Stated in full: a GITHUB_ACTIONS of the test's own environment would change the answers. */
const ENV = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: tmpdir() }

function sluice(args: readonly string[], { launcher = LAUNCHER, cwd = tmpdir(), env = ENV as Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(launcher, args, { cwd, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

test.each([
  // what                          arguments                       exit code  stream    says
  ['the version', ['--version'], 0, 'stdout', version],
  ['the help', ['--help'], 0, 'stdout', 'Usage: sluice <command> [flags]'],
  ["a command's help", ['evaluate', '--help'], 0, 'stdout', '--evaluation-data <value>'],
  ["a command's help, asked the other way", ['help', 'evaluate'], 0, 'stdout', '--save-flips <none|parquet|csv>'],
  ['the versions for a report', ['version'], 0, 'stdout', `sluice: ${version}`],
  ['no command: a script with an empty variable must not pass', [], 2, 'stderr', 'Usage: sluice'],
  ['a mistyped command', ['evalute'], 2, 'stderr', '(Did you mean evaluate?)'],
  ['a mistyped flag', ['evaluate', '--polcy', 'x'], 2, 'stderr', '(Did you mean --policy?)'],
  ['a flag without its value', ['evaluate', '--policy'], 2, 'stderr', 'argument missing'],
  ['an argument too many', ['version', 'now'], 2, 'stderr', 'too many arguments'],
  ['a mistyped choice', ['evaluate', '--save-flips', 'parket'], 2, 'stderr', 'Did you mean parquet?'],
  ['an empty value', ['evaluate', '--policy', ''], 2, 'stderr', 'Leave the flag out for the default, sluice.yml.'],
] as const)('%s', (_, args, status, stream, text) => {
  const result = sluice(args)
  expect(result.status).toBe(status)
  expect(result[stream]).toContain(text)
  expect(result[stream === 'stdout' ? 'stderr' : 'stdout']).toBe('')
})

test('--json is JSON, and says where the native packages are', () => {
  const env = { ...ENV, SLUICE_RUNTIME: mkdtempSync(join(tmpdir(), 'sluice-empty-')) }
  const facts = JSON.parse(sluice(['version', '--json'], { env }).stdout)
  expect(facts).toMatchObject({ sluice: version, node: process.versions.node, runtime: null })
})

test('works through the link that npm makes, a link to that link, and from any folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice launcher-'))
  mkdirSync(join(folder, 'bin'))
  symlinkSync(LAUNCHER, join(folder, 'bin', 'sluice'))
  symlinkSync('bin/sluice', join(folder, 'again'))
  expect(sluice(['--version'], { launcher: join(folder, 'again'), cwd: '/' })).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})

test('an old or broken Node of SLUICE_NODE is refused, not passed over', () => {
  const { status, stderr } = sluice(['--version'], { env: { ...ENV, SLUICE_NODE: '/bin/false' } })
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('SLUICE_NODE: found /bin/false') })
})

test("finds the runner's own Node beside the tool cache", () => {
  const runner = mkdtempSync(join(tmpdir(), 'sluice-runner-'))
  const tools = join(runner, 'tools')
  for (const path of ['externals/node20/bin', '_work/_tool', 'tools']) mkdirSync(join(runner, path), { recursive: true })
  symlinkSync(process.execPath, join(runner, 'externals', 'node20', 'bin', 'node'))
  for (const tool of ['dirname', 'readlink']) symlinkSync(join('/bin', tool), join(tools, tool))
  const env = { PATH: tools, HOME: tmpdir(), RUNNER_TOOL_CACHE: join(runner, '_work', '_tool') }
  expect(sluice(['--version'], { env })).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
})

test('a reader that closes early gets no complaint', () => {
  const script = `set -o pipefail; "${LAUNCHER}" version | true`
  const { status, stderr } = spawnSync('bash', ['-c', script], { env: ENV, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
