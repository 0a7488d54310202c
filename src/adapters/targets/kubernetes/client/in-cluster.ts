import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from './connection.ts'

/** Where Kubernetes mounts the account of a pod. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** null: not in a pod, or in one without an account. @param folder another one in tests */
export async function inClusterConnection(
  environment: Readonly<Record<string, string | undefined>>,
  namespace: string | null,
  folder = ACCOUNT,
): Promise<Connection | null> {
  const host = environment['KUBERNETES_SERVICE_HOST']
  const port = environment['KUBERNETES_SERVICE_PORT']
  if (host === undefined || host === '' || port === undefined || port === '') return null
  const read = (name: string) => readFile(join(folder, name), 'utf8').then(trimmed, () => null)
  const [token, ca, own] = await Promise.all([read('token'), read('ca.crt'), read('namespace')])
  if (token === null) return null
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    ca,
    insecure: false,
    serverName: null,
    namespace: namespace ?? own ?? 'default',
    // The kubelet writes a new token before the old one ends.
    credentials: { current: async () => ({ token: await read('token'), certificate: null, key: null }), renew: () => false },
  }
}

function trimmed(text: string): string {
  return text.trim()
}
