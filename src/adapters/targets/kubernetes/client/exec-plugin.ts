import { isAbsolute, join } from 'node:path'
import * as z from 'zod'
import { UsageError } from '../../../../errors.ts'
import { TargetError } from '../../../../rollout/ports.ts'
import { spawnGroup } from '../../../../sources/git/spawn-group.ts'
import { jsonOrNull } from '../../../json-or-null.ts'
import type { Outside } from '../../../outside.ts'
import type { Credential, Credentials } from './connection.ts'
import type { Cluster, ExecPlugin } from './kubeconfig-schema.ts'

export type ClusterFacts = { readonly server: string; readonly ca: string | null; readonly cluster: Cluster }

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']
/** Cloud plugins ask their own service for a token. */
const LIMIT_MS = 60_000
/** Asked again before it ends: a write must not be the first to notice. */
const BEFORE_END_MS = 60_000

const answer = z.looseObject({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z.looseObject({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
})

type Plugin = { readonly plugin: ExecPlugin; readonly file: string; readonly folder: string }

/** `aws eks get-token`, `gke-gcloud-auth-plugin` and the like, run as kubectl runs them (KEP 541), and again when what they gave ends. */
export function execCredentials(one: Plugin, cluster: ClusterFacts, outside: Outside): Credentials {
  refuseUnusable(one)
  let cached: { readonly credential: Credential; readonly endsMs: number } | null = null
  return {
    async current() {
      if (cached !== null && Date.now() < cached.endsMs - BEFORE_END_MS) return cached.credential
      cached = await run(one, cluster, outside)
      return cached.credential
    },
    renew() {
      const had = cached !== null
      cached = null
      return had
    },
  }
}

function refuseUnusable({ plugin, file }: Plugin): void {
  const refuse = (found: string, expected: string) =>
    new UsageError({
      where: `${file}, \`exec\` of the user`,
      found,
      expected,
      remedy: plugin.installHint ?? 'Write the kubeconfig anew with the tool of your cloud.',
    })
  if (plugin.interactiveMode === 'Always') throw refuse('`interactiveMode: Always`', 'a plugin that needs nobody at a terminal')
  if (!VERSIONS.includes(plugin.apiVersion ?? '')) throw refuse(`\`apiVersion: ${plugin.apiVersion}\``, VERSIONS.join(' or '))
}

async function run({ plugin, folder }: Plugin, cluster: ClusterFacts, { environment, cwd }: Outside) {
  const { command, args, env } = plugin
  // A path is relative to the kubeconfig; a bare name is looked for in PATH.
  const program = command.includes('/') && !isAbsolute(command) ? join(folder, command) : command
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]))
  const asked = { kind: 'ExecCredential', apiVersion: plugin.apiVersion, spec: specOf(plugin, cluster) }
  const fail = (why: string, cause?: unknown) =>
    new TargetError(
      'unavailable',
      `the credential plugin \`${command}\` ${why}${plugin.installHint === undefined ? '' : `. ${plugin.installHint.trim()}`}`,
      { cause },
    )
  const stdout: Buffer[] = []
  let stderr = ''
  const started = spawnGroup(program, args ?? [], {
    cwd,
    env: { ...environment, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(asked) },
    timeLimitMs: LIMIT_MS,
  })
  started.child.stdin.end()
  started.child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  started.child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-400)
  })
  const ending = await started.ended.catch((error: unknown) => {
    throw fail(`cannot be started: ${error instanceof Error ? error.message : error}`, error)
  })
  if (ending.timedOut) throw fail(`did not answer within ${LIMIT_MS / 1000} s`)
  if (ending.code !== 0) throw fail(`ended with ${ending.killedBy ?? `exit code ${ending.code}`}: ${stderr.replaceAll(/\s+/g, ' ').trim()}`)
  const parsed = answer.safeParse(jsonOrNull(Buffer.concat(stdout).toString('utf8')))
  if (!parsed.success) throw fail('answered with something else than an ExecCredential')
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = parsed.data.status
  if (parsed.data.apiVersion !== plugin.apiVersion) throw fail(`answered as ${parsed.data.apiVersion}, asked as ${plugin.apiVersion}`)
  if (token === undefined && (clientCertificateData === undefined || clientKeyData === undefined))
    throw fail('gave neither a token nor a certificate with its key')
  const endsMs = expirationTimestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(expirationTimestamp)
  const credential = { token: token ?? null, certificate: clientCertificateData ?? null, key: clientKeyData ?? null }
  return { credential, endsMs: Number.isNaN(endsMs) ? 0 : endsMs }
}

function specOf({ provideClusterInfo }: ExecPlugin, { server, ca, cluster }: ClusterFacts): object {
  if (provideClusterInfo !== true) return { interactive: false }
  return {
    interactive: false,
    cluster: {
      server,
      ...(ca === null ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
      ...(cluster['tls-server-name'] === undefined ? {} : { 'tls-server-name': cluster['tls-server-name'] }),
      ...(cluster['insecure-skip-tls-verify'] === undefined ? {} : { 'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] }),
    },
  }
}
