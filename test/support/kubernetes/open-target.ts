import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTarget } from '../../../src/adapters/registry.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import type { DeploymentTarget } from '../../../src/rollout/ports.ts'
import { WRITTEN } from '../rollout/fake-rollout.ts'
import type { ApiPlace } from './api-client.ts'

const base64 = (pem: string) => Buffer.from(pem).toString('base64')

/** @returns its path */
export function writeKubeconfig({ url, token, tls }: ApiPlace, namespace = 'default'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-kube-')), 'config')
  const cluster = { server: url, ...(tls === undefined ? {} : { 'certificate-authority-data': base64(tls.ca) }) }
  const certificate =
    tls === undefined || tls.cert === '' ? {} : { 'client-certificate-data': base64(tls.cert), 'client-key-data': base64(tls.key) }
  const user = token === undefined ? certificate : { token }
  writeFileSync(
    file,
    JSON.stringify({
      'current-context': 'test',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace } }],
    }),
  )
  return file
}

/** The target of a policy as the commands open it: by its section and a kubeconfig. */
export function openKubernetes(
  place: ApiPlace,
  target: object,
  namespace: string,
  signal = new AbortController().signal,
): Promise<DeploymentTarget> {
  const policy = rolloutSection.parse({ ...WRITTEN, target: { namespace, ...target } })
  const environment = { PATH: process.env['PATH'], KUBECONFIG: writeKubeconfig(place) }
  return openTarget(policy, { environment, cwd: tmpdir(), signal })
}
