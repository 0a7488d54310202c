import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HaproxyTargetPolicy } from '../../../src/rollout/policy/targets/haproxy.ts'
import { freePort, until } from './ports.ts'

export type HaproxyOptions = {
  readonly mode: 'lease' | 'weights'
  /** Ports of the model servers behind each arm. */
  readonly stable: readonly number[]
  readonly canary: readonly number[]
  readonly leaseSeconds?: number
  /** More lines of the backend `models` (mode weights). */
  readonly backend?: readonly string[]
  readonly balance?: string
  /** `operator` may read only. */
  readonly level?: 'admin' | 'operator'
}

export type RunningHaproxy = {
  /** Where requests go. */
  readonly port: number
  /** Of its exporter for Prometheus. */
  readonly metricsPort: number
  /** The policy's `target` for it, over TCP; `socket` is the same over a unix socket. */
  readonly policy: HaproxyTargetPolicy
  readonly socket: string
  ask(line: string): Promise<string>
  /** A new worker takes over, as `systemctl reload` does. */
  reload(): Promise<void>
  /** Killed, and started anew with the same haproxy.cfg. */
  restart(): Promise<void>
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Debian's haproxy with the haproxy.cfg of docs/targets/haproxy.md, on loopback. */
export async function startHaproxy(options: HaproxyOptions): Promise<RunningHaproxy> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-haproxy-'))
  const [port, metricsPort, adminPort, peerPort] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const socket = join(folder, 'admin.sock')
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(options, { port, metricsPort, adminPort, peerPort, socket }))
  let running = launch(file)
  const ask = (line: string) => askAt(adminPort, line)
  const pidOf = async () => /^Pid: (\d+)$/m.exec(await ask('show info'))?.[1] ?? ''
  const ready = () => until('haproxy', async () => (await pidOf()) !== '')
  await ready()
  return {
    port,
    metricsPort,
    policy: policyOf(options, `tcp://127.0.0.1:${adminPort}`),
    socket: `unix://${socket}`,
    ask,
    async reload() {
      const before = await pidOf()
      running.kill('SIGUSR2')
      await until('a new worker', async () => !['', before].includes(await pidOf()))
    },
    async restart() {
      await end(running, 'SIGKILL')
      // The worker ends itself when it misses its master.
      await until('the old worker to end', () =>
        askAt(adminPort, 'show info').then(
          () => false,
          () => true,
        ),
      )
      running = launch(file)
      await ready()
    },
    kill: () => end(running, 'SIGKILL'),
    async stop() {
      await end(running, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function launch(file: string): ChildProcess {
  return spawn('haproxy', ['-W', '-L', 'local', '-f', file], { stdio: 'ignore' })
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

function askAt(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\n`))
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.once('error', reject)
    socket.once('close', () => resolve(answer))
  })
}

function policyOf({ mode, stable, canary }: HaproxyOptions, node: string): HaproxyTargetPolicy {
  const [blue, green] = mode === 'lease' ? ['blue', 'green'] : ['models', 'models']
  return {
    kind: 'haproxy',
    mode,
    nodes: [node],
    stable: stable.map((_, index) => `${blue}/stable${index + 1}`),
    canary: canary.map((_, index) => `${green}/canary${index + 1}`),
    leaseTable: 'sluice_lease',
    rolesTable: 'sluice_roles',
    timeout: 5000,
  }
}

type Places = Readonly<Record<'port' | 'metricsPort' | 'adminPort' | 'peerPort', number>> & { readonly socket: string }

function configuration(options: HaproxyOptions, { port, metricsPort, adminPort, peerPort, socket }: Places): string {
  const level = options.level ?? 'admin'
  return `global
  stats socket ipv4@127.0.0.1:${adminPort} level ${level}
  stats socket ${socket} level ${level}
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 5s
  retries 0
peers sluice
  peer local 127.0.0.1:${peerPort}
backend sluice_roles
  stick-table type string len 32 size 16 store gpt0 peers sluice
frontend metrics
  bind 127.0.0.1:${metricsPort}
  http-request use-service prometheus-exporter
${options.mode === 'lease' ? leaseSections(options, port) : weightSections(options, port)}`
}

function leaseSections({ stable, canary, leaseSeconds = 900 }: HaproxyOptions, port: number): string {
  return `backend sluice_lease
  stick-table type string len 32 size 16 expire ${leaseSeconds}s store gpt0
frontend model
  bind 127.0.0.1:${port}
  http-request set-var(txn.share) str(canary),table_gpt0(sluice_lease)
  http-request set-var(txn.draw) rand(10000)
  acl swapped str(roles),table_gpt0(sluice_roles),mod(2) eq 1
  acl drawn var(txn.draw),sub(txn.share) lt 0
  acl asks_stable hdr(x-sluice-arm) stable
  acl asks_canary hdr(x-sluice-arm) canary
  use_backend ask_blue if asks_stable !swapped
  use_backend ask_green if asks_stable swapped
  use_backend ask_green if asks_canary !swapped
  use_backend ask_blue if asks_canary swapped
  use_backend green if !swapped drawn
  use_backend blue if swapped drawn
  use_backend green if swapped
  default_backend blue
backend blue
${serverLines('stable', stable, '')}
backend green
${serverLines('canary', canary, '')}
backend ask_blue
${serverLines('stable', stable, '')}
backend ask_green
${serverLines('canary', canary, '')}
`
}

function weightSections({ stable, canary, backend = [], balance = 'roundrobin' }: HaproxyOptions, port: number): string {
  return `frontend model
  bind 127.0.0.1:${port}
  default_backend models
backend models
  balance ${balance}
${backend.map((line) => `  ${line}\n`).join('')}${serverLines('stable', stable, 'weight 100')}
${serverLines('canary', canary, 'weight 0')}
`
}

function serverLines(arm: string, ports: readonly number[], more: string): string {
  return ports
    .map((port, index) => `  server ${arm}${index + 1} 127.0.0.1:${port} check inter 300 fall 2 rise 1 cookie ${arm}${index} ${more}`)
    .join('\n')
}
