import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, until } from '../rollout/ports.ts'
import { type ApiPlace, ask, create } from './api-client.ts'
import { type CoreStub, startCoreStub } from './core-stub.ts'
import { crdOf, KINDS } from './crds.ts'

export type RealApiServer = {
  /** By a client certificate that may do everything. */
  readonly admin: ApiPlace
  /** By a bearer token, with the rights that `core` gives it. */
  withToken(token: string): ApiPlace
  readonly core: CoreStub
  readonly caFile: string
  /** SIGSTOP and SIGCONT: the store stands still, and what was written meanwhile may have landed. */
  signalEtcd(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Killed with -9, and started on the same data. */
  restartEtcd(): Promise<void>
  killServer(): Promise<void>
  startServer(): Promise<void>
  stop(): Promise<void>
}

/** `.ci/run` installs it; a server that is absent is a failure, never a reason to skip. */
function binary(name: string): string {
  const folder =
    process.env['SLUICE_KUBERNETES'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sluice-ci', 'kubernetes')
  const path = join(folder, 'bin', name)
  if (!existsSync(path)) throw new Error(`no ${path}: .ci/run installs it`)
  return path
}

/** The API machinery of Kubernetes for custom resources, on loopback, with the kinds that targets know. */
export async function startApiServer(): Promise<RealApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kube-api-'))
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()]
  const core = await startCoreStub()
  const tls = makeCertificates(folder)
  const url = `https://127.0.0.1:${port}`
  const admin: ApiPlace = { url, tls }
  const startEtcd = () => launchEtcd(folder, etcdPort, peerPort)
  const launch = () => launchServer(folder, { etcdPort, port, coreUrl: core.url })
  let etcd = startEtcd()
  await etcdReady(etcdPort)
  let server = launch()
  const ready = () => until('the API server', async () => (await ask(admin, 'GET', '/readyz')).status === 200, 60_000)
  await ready()
  await createKinds(admin)
  return {
    admin,
    core,
    caFile: join(folder, 'ca.crt'),
    withToken: (token) => ({ url, token, tls: { ca: tls.ca, cert: '', key: '' } }),
    signalEtcd: (signal) => void etcd.kill(signal),
    async restartEtcd() {
      await end(etcd, 'SIGKILL')
      etcd = startEtcd()
      await etcdReady(etcdPort)
    },
    killServer: () => end(server, 'SIGKILL'),
    async startServer() {
      server = launch()
      await ready()
    },
    async stop() {
      await end(server, 'SIGKILL')
      await end(etcd, 'SIGKILL')
      await core.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function createKinds(admin: ApiPlace): Promise<void> {
  for (const kind of KINDS) await create(admin, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdOf(kind))
  for (const { group, version, plural } of KINDS) {
    const list = `/apis/${group}/${version}/namespaces/default/${plural}`
    await until(`${plural} to be served`, async () => (await ask(admin, 'GET', list)).status === 200)
  }
}

function launchEtcd(folder: string, port: number, peerPort: number): ChildProcess {
  const client = `http://127.0.0.1:${port}`
  const args = ['--data-dir', join(folder, 'etcd'), '--listen-client-urls', client, '--advertise-client-urls', client]
  return spawn(binary('etcd'), [...args, '--listen-peer-urls', `http://127.0.0.1:${peerPort}`, '--unsafe-no-fsync'], { stdio: 'ignore' })
}

function etcdReady(port: number): Promise<void> {
  return until('etcd', async () => (await ask({ url: `http://127.0.0.1:${port}` }, 'GET', '/health')).text.includes('true'), 30_000)
}

function launchServer(folder: string, { etcdPort, port, coreUrl }: { etcdPort: number; port: number; coreUrl: string }): ChildProcess {
  const kubeconfig = join(folder, 'core.kubeconfig')
  const entry = { clusters: [{ name: 'c', cluster: { server: coreUrl } }], users: [{ name: 'u', user: {} }] }
  writeFileSync(
    kubeconfig,
    JSON.stringify({ ...entry, contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], 'current-context': 'x' }),
  )
  const plugins = 'NamespaceLifecycle,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ValidatingAdmissionPolicy,MutatingAdmissionPolicy'
  const args = [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${join(folder, 'server.crt')}`,
    `--tls-private-key-file=${join(folder, 'server.key')}`,
    `--client-ca-file=${join(folder, 'ca.crt')}`,
    ...['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map((name) => `--${name}=${kubeconfig}`),
    '--authentication-skip-lookup',
    '--enable-priority-and-fairness=false',
    `--disable-admission-plugins=${plugins}`,
  ]
  return spawn(binary('apiextensions-apiserver'), args, { stdio: 'ignore' })
}

/** `O=system:masters` has all rights and asks nobody. */
function makeCertificates(folder: string): { ca: string; cert: string; key: string } {
  mkdirSync(folder, { recursive: true })
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const newKey = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(...newKey, '-x509', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test-ca')
  const sign = (name: string, subject: string, extension: string) => {
    writeFileSync(join(folder, `${name}.ext`), extension)
    openssl(...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject)
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2']
    openssl('x509', '-req', '-in', `${name}.csr`, ...authority, '-extfile', `${name}.ext`, '-out', `${name}.crt`)
  }
  sign('server', '/CN=server', 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n')
  sign('client', '/O=system:masters/CN=admin', 'extendedKeyUsage=clientAuth\n')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { ca: read('ca.crt'), cert: read('client.crt'), key: read('client.key') }
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
