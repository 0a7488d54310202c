import { spawn } from 'node:child_process'
import { MeasurementError } from '../../errors.ts'
import { findNpm } from './find-npm.ts'

/** npm's words in a message: its last lines say what went wrong. */
const MAX_TAIL_CHARS = 2_000
/** What npm has no use for: tokens of the job, and the inputs, which hold one. The registry's own settings stay. */
const WITHHELD = /^(GITHUB_TOKEN|GH_TOKEN|ACTIONS_.*|SLUICE_.*|INPUT_.*)$/

export type NpmOptions = { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal }

/**
 * `npm ci` in a folder: exactly the locked versions, each checked against the lock's integrity, no package's scripts. Registry,
 * proxy and certificates are the user's and the machine's settings; a `.npmrc` of the repository under test has no say.
 *
 * @throws MeasurementError RUNTIME_NOT_READY; the signal's reason when aborted
 */
export async function npmCi(folder: string, { env, signal }: NpmOptions): Promise<void> {
  const npm = findNpm(process.execPath, env['PATH'])
  if (npm === null) {
    throw failed(
      'there is no npm beside this Node nor on PATH',
      'Add actions/setup-node before this step, or prepare the folder elsewhere and name it by the input `runtime` (SLUICE_RUNTIME).',
    )
  }
  const args = [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']
  const allowed = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.test(name)))
  const { code, output } = await run(npm.file, args, folder, { ...allowed, ONNXRUNTIME_NODE_INSTALL: 'skip' }, signal)
  if (code === 0) return
  throw failed(
    `\`npm ci\` ended with ${code}:\n${output.trim().slice(-MAX_TAIL_CHARS)}`,
    'Check that the registry is reachable (npm config get registry). Without network, prepare the folder elsewhere and name it by the input `runtime` (SLUICE_RUNTIME).',
  )
}

function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ code: string | number; output: string }> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: file.endsWith('.cmd') })
    let output = ''
    const keepTail = (text: Buffer) => {
      output = (output + text).slice(-2 * MAX_TAIL_CHARS)
    }
    const stop = () => child.kill('SIGKILL')
    child.stdout.on('data', keepTail)
    child.stderr.on('data', keepTail)
    child.on('error', reject)
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(signal.reason)
      else resolve({ code: code ?? killedBy ?? 'no exit code', output })
    })
    signal.addEventListener('abort', stop, { once: true })
  })
}

function failed(why: string, remedy: string): MeasurementError {
  return new MeasurementError('RUNTIME_NOT_READY', `onnxruntime and DuckDB could not be installed: ${why}`, remedy)
}
