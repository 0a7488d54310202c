import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, until } from './ports.ts'

export type Scraped = {
  readonly job: string
  readonly port: number
  readonly labels?: Readonly<Record<string, string>>
  readonly query?: string
}

export type RunningPrometheus = {
  readonly url: string
  /** As a crash: what it scraped is on disk. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Debian's prometheus on loopback, scraping every second.
 *
 * @param more of its configuration, such as `rule_files`
 * @param fill puts what it remembers into its folder of data
 */
export async function startPrometheus(
  scraped: readonly Scraped[],
  more: object = {},
  fill: (data: string) => void = () => {},
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-prometheus-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const file = join(folder, 'prometheus.json')
  // YAML reads JSON.
  writeFileSync(
    file,
    JSON.stringify({ global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: scraped.map(scrapeConfig), ...more }),
  )
  fill(join(folder, 'data'))
  let running: ChildProcess | null = null
  const start = async () => {
    const flags = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`]
    running = spawn('prometheus', flags, { stdio: 'ignore' })
    await until('prometheus', async () => (await fetch(`${url}/-/ready`)).ok)
  }
  await start()
  const kill = () => end(running, 'SIGKILL')
  return {
    url,
    start,
    kill,
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function scrapeConfig({ job, port, labels = {}, query = '' }: Scraped) {
  const params = Object.fromEntries([...new URLSearchParams(query).keys()].map((name) => [name, new URLSearchParams(query).getAll(name)]))
  return { job_name: job, params, static_configs: [{ targets: [`127.0.0.1:${port}`], labels }] }
}

function end(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
