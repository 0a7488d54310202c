import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inClusterConnection } from '../../../../src/adapters/targets/kubernetes/client/in-cluster.ts'
import { openConnection } from '../../../../src/adapters/targets/kubernetes/client/open-connection.ts'
import { UsageError } from '../../../../src/errors.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-kubeconfig-'))
})

const write = (name: string, content: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const outside = (environment: Record<string, string>) => ({
  environment: { PATH: process.env['PATH'] ?? '', ...environment },
  cwd: folder,
  signal: new AbortController().signal,
})
const open = (KUBECONFIG: string, context: string | null = null, namespace: string | null = null) =>
  openConnection({ context, namespace }, outside({ KUBECONFIG }))

const YAML = `
apiVersion: v1
kind: Config
current-context: here
clusters:
- name: a
  cluster: { server: "https://a.example.net:6443/k8s/clusters/c-1", certificate-authority: ca.pem, tls-server-name: kubernetes }
- name: b
  cluster: { server: "https://b.example.net", insecure-skip-tls-verify: true }
users:
- name: fixed
  user: { token: t-1 }
- name: file
  user: { tokenFile: token.txt }
- name: certificate
  user: { client-certificate-data: ${Buffer.from('CERT').toString('base64')}, client-key: key.pem }
contexts:
- name: here
  context: { cluster: a, user: fixed, namespace: models }
- name: there
  context: { cluster: b, user: file }
- name: signed
  context: { cluster: b, user: certificate }
- name: nobody
  context: { cluster: b }
`

test('the current context, its namespace, and files relative to the kubeconfig', async () => {
  write('ca.pem', 'CA')
  const connection = await open(write('config', YAML))
  expect(connection).toMatchObject({ ca: 'CA', insecure: false, serverName: 'kubernetes', namespace: 'models' })
  expect(connection.server.href).toBe('https://a.example.net:6443/k8s/clusters/c-1')
  expect(await connection.credentials.current()).toEqual({ token: 't-1', certificate: null, key: null })
  expect((await open(join(folder, 'config'), 'there', 'other')).namespace).toBe('other')
})

test('a token in a file is read again for each request, a certificate comes with its key, and no user is nobody', async () => {
  const config = write('config', YAML)
  write('key.pem', 'KEY')
  write('token.txt', 'first\n')
  const { credentials, insecure, namespace } = await open(config, 'there')
  expect([insecure, namespace, (await credentials.current()).token]).toEqual([true, 'default', 'first'])
  write('token.txt', 'second\n')
  expect((await credentials.current()).token).toBe('second')
  expect(await (await open(config, 'signed')).credentials.current()).toEqual({ token: null, certificate: 'CERT', key: 'KEY' })
  expect(await (await open(config, 'nobody')).credentials.current()).toEqual({ token: null, certificate: null, key: null })
})

test('several files are merged, the first entry of a name counts, and one may be missing', async () => {
  write('ca.pem', 'CA')
  const first = write('first', { 'current-context': '', users: [{ name: 'fixed', user: { token: 'mine' } }] })
  const connection = await open([join(folder, 'missing'), first, write('config', YAML)].join(':'))
  expect((await connection.credentials.current()).token).toBe('mine')
})

test.each([
  ['a context that is not there', YAML, 'elsewhere', 'no context `elsewhere`', 'one of here, there, signed, nobody'],
  ['no current context', YAML.replace('current-context: here', ''), null, 'no `current-context`', 'one of here'],
  ['a proxy', YAML.replace('server: "https://b', 'proxy-url: "http://p", server: "https://b'), 'there', 'proxy-url', 'reached directly'],
  ['http beyond loopback', YAML.replace('https://b', 'http://b'), 'there', 'http://b.example.net', 'https'],
  ['an old plugin', YAML.replace('token: t-1', 'auth-provider: { name: gcp }'), null, '`auth-provider`', 'exec'],
  ['a password', YAML.replace('token: t-1', 'username: me, password: s3cret'), null, '`username`', 'token'],
  ['somebody else’s name', YAML.replace('token: t-1', 'token: t, as: admin'), null, '`as`', 'token'],
  ['a key without a certificate', YAML.replace('client-certificate-data', 'nothing'), 'signed', 'without its key, or a key alone', 'both'],
  ['text that is no YAML', 'token: "s3cret\nx', null, 'no YAML', 'a kubeconfig'],
  ['something else', '[1]', null, 'expected object', 'a kubeconfig'],
  [
    'a plugin at a terminal',
    YAML.replace('token: t-1', 'exec: { apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always }'),
    null,
    'Always',
    'nobody at a terminal',
  ],
  [
    'a plugin of another time',
    YAML.replace('token: t-1', 'exec: { apiVersion: client.authentication.k8s.io/v1alpha1, command: x }'),
    null,
    'v1alpha1',
    'v1beta1',
  ],
])('%s is refused in words, and no secret is told', async (_, text, context, found, expected) => {
  write('ca.pem', 'CA')
  write('key.pem', 'KEY')
  const failure = await open(write('config', text), context).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UsageError)
  expect((failure as Error).message).toContain(found)
  expect((failure as Error).message).toContain(expected)
  expect((failure as Error).message).not.toContain('s3cret')
})

describe('a credential plugin', () => {
  const withPlugin = (script: string, more: object = {}) => {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin', 'plugin.sh'), script, { mode: 0o755 })
    return write('config', {
      'current-context': 'x',
      clusters: [{ name: 'c', cluster: { server: 'https://c.example.net' } }],
      users: [
        {
          name: 'u',
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command: './bin/plugin.sh',
              args: ['--role', 'r'],
              env: [{ name: 'CLOUD', value: 'z' }],
              ...more,
            },
          },
        },
      ],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    })
  }
  const credential = (status: string) => `{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":${status}}`

  test('is run with its arguments and environment, told how it is asked, and asked again when what it gave ends', async () => {
    const script = `#!/bin/sh
echo "$1 $2 $CLOUD $KUBERNETES_EXEC_INFO" >> calls
n=$(wc -l < calls | tr -d ' ')
echo '${credential('{"token":"t-\'$n\'","expirationTimestamp":"2026-01-01T00:00:00Z"}')}'
`
    const { credentials } = await open(withPlugin(script, { provideClusterInfo: true }))
    expect((await credentials.current()).token).toBe('t-1')
    expect((await credentials.current()).token).toBe('t-2')
    const { readFileSync } = await import('node:fs')
    const [line = ''] = readFileSync(join(folder, 'calls'), 'utf8').split('\n')
    expect(line).toMatch(/^--role r z \{/)
    expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { interactive: false, cluster: { server: 'https://c.example.net/' } },
    })
  })

  test('is asked once while what it gave is good, and anew when the server refuses it', async () => {
    const script = `#!/bin/sh\necho x >> calls\nn=$(wc -l < calls | tr -d ' ')\necho '${credential('{"token":"t-\'$n\'","expirationTimestamp":"2999-01-01T00:00:00Z"}')}'\n`
    const { credentials } = await open(withPlugin(script))
    expect([(await credentials.current()).token, (await credentials.current()).token]).toEqual(['t-1', 't-1'])
    expect(credentials.renew()).toBe(true)
    expect((await credentials.current()).token).toBe('t-2')
  })

  test.each([
    ['#!/bin/sh\necho no account >&2\nexit 3\n', 'exit code 3: no account'],
    ['#!/bin/sh\necho hello\n', 'something else than an ExecCredential'],
    [`#!/bin/sh\necho '${credential('{}')}'\n`, 'neither a token nor a certificate'],
    [`#!/bin/sh\necho '${credential('{"token":"t"}').replace('/v1', '/v1beta1')}'\n`, 'answered as client.authentication.k8s.io/v1beta1'],
  ])('that fails is unavailable, in its own words (%#)', async (script, words) => {
    const { credentials } = await open(withPlugin(script, { installHint: 'Install the plugin.' }))
    const failure = await credentials.current().catch((error: unknown) => error)
    expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringContaining(words) })
    expect((failure as Error).message).toContain('Install the plugin.')
  })
})

test('in a pod: the account that is mounted, its token read again, IPv6 too', async () => {
  write('token', 't-1\n')
  write('ca.crt', 'CA')
  write('namespace', 'models')
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }
  const connection = await inClusterConnection(environment, null, folder)
  expect(connection).toMatchObject({ ca: 'CA', namespace: 'models', insecure: false })
  expect(connection?.server.href).toBe('https://[fd00::1]/')
  write('token', 't-2\n')
  expect((await connection?.credentials.current())?.token).toBe('t-2')
  expect(await inClusterConnection({}, null, folder)).toBeNull()
})

test('neither a kubeconfig nor a pod is said with what to do', async () => {
  await expect(openConnection({ context: null, namespace: null }, outside({ HOME: folder }))).rejects.toThrow(
    /no kubeconfig, and no service account.*KUBECONFIG/s,
  )
})
