/** How one API server is reached, from a kubeconfig or from inside a pod. */
export type Connection = {
  readonly server: URL
  /** PEM; null: the authorities that Node trusts. */
  readonly ca: string | null
  /** Whatever certificate the server shows is taken, as `insecure-skip-tls-verify` says. */
  readonly insecure: boolean
  /** What the server's certificate must name, where it is not the host. */
  readonly serverName: string | null
  readonly namespace: string
  readonly credentials: Credentials
}

export type Credential = {
  readonly token: string | null
  /** PEM, both or neither. */
  readonly certificate: string | null
  readonly key: string | null
}

export const ANONYMOUS: Credential = { token: null, certificate: null, key: null }

export interface Credentials {
  /** Asked before each request: tokens in files and of plugins change while a job watches. */
  current(): Promise<Credential>
  /** The server took the last one for no good. @returns whether another may be had by asking again */
  renew(): boolean
}

/** What never changes. */
export function fixedCredentials(credential: Credential): Credentials {
  return { current: async () => credential, renew: () => false }
}
