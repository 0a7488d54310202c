import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../../../../errors.ts'
import { TargetError } from '../../../../rollout/ports.ts'
import type { Outside } from '../../../outside.ts'
import { ANONYMOUS, type Credentials, fixedCredentials } from './connection.ts'
import { type ClusterFacts, execCredentials } from './exec-plugin.ts'
import type { User } from './kubeconfig-schema.ts'
import { pemOf } from './pem.ts'
import type { Entry } from './read-kubeconfig.ts'

/** Ways to be somebody that kubectl knows or knew, and Sluice does not: to leave one out silently would be to ask as somebody else. */
const REFUSED: Readonly<Record<string, string>> = {
  'auth-provider': 'It was removed from Kubernetes: use an `exec` plugin.',
  username: 'API servers take no passwords since Kubernetes 1.19: use a token or a client certificate.',
  as: 'Give the token of an account of its own, with the permissions that docs/targets names.',
  'as-groups': 'Give the token of an account of its own, with the permissions that docs/targets names.',
}

export async function credentialsOf(user: Entry<User> | null, cluster: ClusterFacts, outside: Outside): Promise<Credentials> {
  if (user === null) return fixedCredentials(ANONYMOUS)
  const { value, file, folder } = user
  for (const [name, remedy] of Object.entries(REFUSED)) {
    if (value[name] === undefined) continue
    throw new UsageError({
      where: file,
      found: `a user with \`${name}\``,
      expected: '`token`, `tokenFile`, a client certificate or `exec`',
      remedy,
    })
  }
  const certificate = await pemOf(user, 'client-certificate')
  const key = await pemOf(user, 'client-key')
  if ((certificate === null) !== (key === null))
    throw new UsageError({
      where: file,
      found: 'a client certificate without its key, or a key alone',
      expected: 'both',
      remedy: 'Add the other one.',
    })
  const { tokenFile, token, exec } = value
  if (exec !== undefined && exec !== null) return execCredentials({ plugin: exec, file, folder }, cluster, outside)
  if (tokenFile === undefined) return fixedCredentials({ token: token ?? null, certificate, key })
  const path = resolve(folder, tokenFile)
  return { current: async () => ({ token: await readToken(path), certificate, key }), renew: () => false }
}

async function readToken(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new TargetError('unavailable', `the token in ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
}
