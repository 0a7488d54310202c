import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { exportDocument } from '../../src/commands/rollout/export.ts'
import { parseRemote } from '../../src/commands/rollout/github-repository.ts'
import type { InputsOf } from '../../src/host/inputs.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'
import { alertingPolicy } from '../support/rollout/alerting-policy.ts'

const inputs: InputsOf<'export'> = {
  document: 'alerts',
  policy: 'sluice.yml',
  model: null,
  repository: 'acme/models',
  relay: null,
  digest: null,
  journal: 'auto',
  githubToken: null,
  json: false,
}

async function exported(changes: Partial<InputsOf<'export'>> = {}, policy = alertingPolicy()): Promise<string> {
  const world: FakeWorld = fakeWorld()
  writeFileSync(join(world.cwd, 'sluice.yml'), policy)
  expect(await exportDocument({ ...inputs, ...changes }, world)).toBe(0)
  const stdout = world.published.at(-1)?.stdout
  return stdout?.kind === 'text' ? stdout.text : JSON.stringify(stdout?.value)
}

test('rules of every guardrail, both ways round, none twice; only errors take a canary back without the judge', async () => {
  const { groups } = parse(await exported())
  expect(groups).toHaveLength(1)
  const [{ name, interval, rules }] = groups
  expect([name, interval]).toEqual(['sluice-income-production', '30s'])
  const labels = rules.map(
    ({ labels: its }: { labels: Record<string, string> }) => `${its['sluice_event']} ${its['sluice_arm']} ${its['sluice_check']}`,
  )
  expect(new Set(rules.map(({ alert }: { alert: string }, index: number) => `${alert} ${labels[index]}`)).size).toBe(labels.length)
  for (const arm of ['blue', 'green'])
    for (const check of [
      'errors margin',
      'errors ceiling',
      'proxy margin',
      'latency p50',
      'latency p99',
      'latency ceiling',
      'tokens margin',
      'tokens ceiling',
      'traffic',
    ])
      expect(labels).toContain(`tick ${arm} ${check}`)
  const rollbacks = labels.filter((label: string) => label.startsWith('rollback'))
  expect(rollbacks.sort()).toEqual([
    'rollback blue errors ceiling',
    'rollback blue errors margin',
    'rollback blue proxy margin',
    'rollback green errors ceiling',
    'rollback green errors margin',
    'rollback green proxy margin',
  ])
})

test('the receiver calls repository_dispatch, within what GitHub takes: ten properties, no word of a token', async () => {
  const text = await exported({ document: 'alertmanager' })
  const { receivers, route } = parse(text)
  const webhook = receivers.find(({ name }: { name: string }) => name === 'sluice-rollback').webhook_configs[0]
  expect(webhook).toMatchObject({
    url: 'https://api.github.com/repos/acme/models/dispatches',
    send_resolved: false,
    payload: { event_type: 'sluice-rollback' },
  })
  expect(Object.keys(webhook.payload.client_payload).length).toBeLessThanOrEqual(10)
  expect(webhook.http_config.authorization).toEqual({ type: 'Bearer', credentials_file: expect.any(String) })
  expect(route.routes.map(({ repeat_interval: repeat }: { repeat_interval: string }) => repeat)).toEqual(['300s', '300s'])
})

test('for an older Alertmanager the relay is called, and nothing that it does not know is written', async () => {
  const text = await exported({ document: 'alertmanager', relay: 'http://127.0.0.1:9095', repository: null })
  expect(text).toContain('url: http://127.0.0.1:9095')
  expect(parse(text).receivers[1].webhook_configs[0]).toEqual({ url: 'http://127.0.0.1:9095', send_resolved: false })
})

test.each([
  [{ document: null }, undefined, 'sluice export: nothing to export'],
  [{ document: 'alertmanager', repository: 'models' }, undefined, '--repository: "models"; expected a repository as owner/name'],
  [{ document: 'alertmanager', repository: null }, undefined, '--repository: nothing, and no remote `origin`'],
  [{ document: 'alertmanager', relay: 'localhost' }, undefined, '--relay: "localhost"'],
  [{}, alertingPolicy().replace(/telemetry: .*/, 'telemetry: { kind: command, run: ./t }'), 'the rules are its queries'],
  [
    {},
    alertingPolicy().replace(`'http_requests_total{arm="{{arm}}"}'`, `'rate(http_requests_total{arm="{{arm}}"}[1m])'`),
    'a bare series selector',
  ],
] as const)('%j is refused', async (changes, policy, message) => {
  await expect(exported(changes, policy)).rejects.toThrow(message)
})

test.each([
  ['https://github.com/acme/models.git', { apiUrl: 'https://api.github.com', name: 'acme/models' }],
  ['https://x-access-token:t@github.com/acme/models', { apiUrl: 'https://api.github.com', name: 'acme/models' }],
  ['git@github.com:acme/models.git', { apiUrl: 'https://api.github.com', name: 'acme/models' }],
  ['ssh://git@ghe.example.com:22/acme/my.models/', { apiUrl: 'https://ghe.example.com/api/v3', name: 'acme/my.models' }],
  ['https://acme.ghe.com/acme/models', { apiUrl: 'https://api.acme.ghe.com', name: 'acme/models' }],
  ['file:///srv/models.git', null],
  ['https://github.com/acme', null],
])('the remote %s', (url, expected) => {
  expect(parseRemote(url)).toEqual(expected)
})
