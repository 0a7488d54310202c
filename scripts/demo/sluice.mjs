import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** The first call installs onnxruntime and DuckDB. */
const LIMIT_MS = 10 * 60_000
const END_MS = 5_000

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'sluice')

/**
 * Runs the committed bundle as a person at a terminal does, wherever the demo runs.
 *
 * @param quiet its output is handed back, and not shown @param onLine called with each line that it says on stderr while it works
 * @param signal ends it: it stops in order, and is waited for
 */
export async function sluice(args, { cwd, env = {}, quiet = true, onLine = () => {}, signal }) {
  signal.throwIfAborted()
  const child = spawn(launcher, args, {
    cwd,
    // Its policy runs `node`, and it must be this one. On a runner it would look for an event.
    env: { ...process.env, ...env, GITHUB_ACTIONS: '', PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    // In a group of its own Ctrl-C reaches it once, through the demo: a second signal would cut its orderly end short.
    detached: true,
  })
  const timers = [setTimeout(() => child.kill('SIGTERM'), LIMIT_MS)]
  const end = () => {
    child.kill('SIGINT')
    timers.push(setTimeout(() => child.kill('SIGKILL'), END_MS))
  }
  signal.addEventListener('abort', end, { once: true })
  const chunks = []
  const stderr = []
  child.stdout?.on('data', (chunk) => chunks.push(chunk))
  if (child.stderr !== null)
    createInterface({ input: child.stderr }).on('line', (line) => {
      stderr.push(line)
      onLine(line)
    })
  try {
    const [code] = await once(child, 'close')
    signal.throwIfAborted()
    return { code, stdout: Buffer.concat(chunks).toString('utf8'), stderr: stderr.join('\n') }
  } finally {
    signal.removeEventListener('abort', end)
    timers.forEach(clearTimeout)
  }
}
