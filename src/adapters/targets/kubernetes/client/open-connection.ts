import { UsageError } from '../../../../errors.ts'
import type { Outside } from '../../../outside.ts'
import type { Connection } from './connection.ts'
import { inClusterConnection } from './in-cluster.ts'
import type { Cluster } from './kubeconfig-schema.ts'
import { pemOf } from './pem.ts'
import { type Entry, type Kubeconfig, readKubeconfig } from './read-kubeconfig.ts'
import { credentialsOf } from './user-credentials.ts'

/**
 * As kubectl finds it: the kubeconfig's context, and where there is no kubeconfig the pod's own service account.
 *
 * @throws UsageError when there is neither, or what there is cannot be used
 */
export async function openConnection(wanted: { context: string | null; namespace: string | null }, outside: Outside): Promise<Connection> {
  const kubeconfig = await readKubeconfig(outside)
  if (kubeconfig !== null) return fromKubeconfig(kubeconfig, wanted, outside)
  const inCluster = await inClusterConnection(outside.environment, wanted.namespace)
  if (inCluster !== null && wanted.context === null) return inCluster
  throw new UsageError({
    where: 'rollout.target',
    found: `no kubeconfig${wanted.context === null ? ', and no service account of a pod' : ` for the context ${wanted.context}`}`,
    expected: 'KUBECONFIG, ~/.kube/config, or a pod with a service account',
    remedy:
      'Write one in the step before (`aws eks update-kubeconfig`, `gcloud container clusters get-credentials`), and pass KUBECONFIG on.',
  })
}

async function fromKubeconfig(
  kubeconfig: Kubeconfig,
  wanted: { context: string | null; namespace: string | null },
  outside: Outside,
): Promise<Connection> {
  const contextName = wanted.context ?? kubeconfig.currentContext
  if (contextName === null) throw missing(kubeconfig, 'no `current-context`', [...kubeconfig.contexts.keys()], 'Name one in `context`.')
  const context = find(kubeconfig, 'context', kubeconfig.contexts, contextName)
  const clusterName = context.value.cluster ?? ''
  const cluster = find(kubeconfig, 'cluster', kubeconfig.clusters, clusterName)
  const server = serverOf(cluster, clusterName)
  const user = context.value.user === undefined ? null : find(kubeconfig, 'user', kubeconfig.users, context.value.user)
  const ca = await pemOf(cluster, 'certificate-authority')
  return {
    server,
    ca,
    insecure: cluster.value['insecure-skip-tls-verify'] === true,
    serverName: cluster.value['tls-server-name'] ?? null,
    namespace: wanted.namespace ?? context.value.namespace ?? 'default',
    credentials: await credentialsOf(user, { server: server.href, ca, cluster: cluster.value }, outside),
  }
}

function serverOf({ value, file }: Entry<Cluster>, name: string): URL {
  const refuse = (found: string, expected: string, remedy: string) =>
    new UsageError({ where: `${file}, cluster ${name}`, found, expected, remedy })
  if (value['proxy-url'] !== undefined && value['proxy-url'] !== '')
    throw refuse(
      'a `proxy-url`',
      'an API server that can be reached directly',
      'Run the job where it is, or open a tunnel and name that as `server`.',
    )
  const server = URL.canParse(value.server ?? '') ? new URL(value.server ?? '') : null
  if (server === null || !['https:', 'http:'].includes(server.protocol))
    throw refuse(`\`server\`: ${value.server ?? 'nothing'}`, 'the address of the API server', 'Write `server: https://…`.')
  // `kubectl proxy` and tunnels speak HTTP on loopback; beyond it a token would be there for everybody to read.
  if (server.protocol === 'http:' && !LOOPBACK.includes(server.hostname))
    throw refuse(`\`server\`: ${server.href}`, 'https', 'Credentials are not sent over http.')
  return server
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

function find<Value>(kubeconfig: Kubeconfig, kind: string, all: ReadonlyMap<string, Entry<Value>>, name: string): Entry<Value> {
  const entry = all.get(name)
  if (entry !== undefined) return entry
  throw missing(kubeconfig, `no ${kind} \`${name}\``, [...all.keys()], 'Look at `kubectl config view`.')
}

function missing({ files }: Kubeconfig, found: string, names: readonly string[], remedy: string): UsageError {
  return new UsageError({
    where: files.join(', '),
    found,
    expected: names.length === 0 ? 'at least one' : `one of ${names.join(', ')}`,
    remedy,
  })
}
