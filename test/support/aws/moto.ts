import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { freePort, until } from '../rollout/ports.ts'

export type Moto = { readonly url: string; reset(): Promise<void>; stop(): Promise<void> }

/** moto's server on loopback: not ours, and stricter or laxer than AWS where real AWS is not at hand. .ci/run installs it. */
export async function startMoto(): Promise<Moto> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = process.env['SLUICE_MOTO'] ?? join(cache, 'sluice-ci', 'moto')
  const program = join(folder, 'bin', 'moto_server')
  if (!existsSync(program)) throw new Error(`moto is not at ${program}: .ci/run installs it`)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn('python3', [program, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, PYTHONPATH: folder },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until('moto', async () => (await fetch(`${url}/moto-api/data.json`)).ok, 60_000)
  return {
    url,
    async reset() {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' })
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
