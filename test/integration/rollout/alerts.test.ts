import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportDocument } from '../../../src/commands/rollout/export.ts'
import { fakeWorld } from '../../support/fake-world.ts'
import { alertingPolicy } from '../../support/rollout/alerting-policy.ts'
import { freePort, until } from '../../support/rollout/ports.ts'
import { startPrometheus } from '../../support/rollout/prometheus.ts'

// What is exported, in the hands of the programs that read it: Debian's promtool and amtool.

const folder = mkdtempSync(join(tmpdir(), 'sluice-alerts-'))

async function write(file: string, document: 'alerts' | 'alertmanager', relay: string | null = null, window = '1m'): Promise<string> {
  const world = fakeWorld()
  writeFileSync(join(world.cwd, 'sluice.yml'), alertingPolicy({ window }))
  const asked = { document, policy: 'sluice.yml', model: null, repository: 'acme/models', relay, json: false }
  await exportDocument({ ...asked, digest: null, journal: 'auto', githubToken: null }, world)
  const stdout = world.published.at(-1)?.stdout
  writeFileSync(join(folder, file), stdout?.kind === 'text' ? stdout.text : '')
  return join(folder, file)
}

test('promtool takes the rules, without a lint', async () => {
  const file = await write('check.rules.yml', 'alerts')
  expect(execFileSync('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', file], { encoding: 'utf8' })).toMatch(
    /SUCCESS: \d\d rules found/,
  )
})

test('amtool takes the routes and receivers of an Alertmanager with a relay', async () => {
  const file = await write('alertmanager.yml', 'alertmanager', 'http://127.0.0.1:9095')
  expect(execFileSync('amtool', ['check-config', file], { encoding: 'utf8' })).toMatch(/SUCCESS[\s\S]*3 receivers/)
})

/** Of each arm in 15 seconds: answers that are well, that fail, and of all that are slow. Steady for 15 minutes. */
type Traffic = { readonly good: number; readonly bad: number; readonly slow?: number }

function seriesOf(arm: string, { good, bad, slow = 0 }: Traffic) {
  const all = good + bad
  const steady = (series: string, each: number) => ({ series, values: `0+${each}x60` })
  return [
    steady(`http_requests_total{arm="${arm}",code="200"}`, good),
    ...(bad === 0 ? [] : [steady(`http_requests_total{arm="${arm}",code="500"}`, bad)]),
    steady(`http_seconds_bucket{arm="${arm}",le="0.1"}`, all - slow),
    steady(`http_seconds_bucket{arm="${arm}",le="0.4"}`, all),
    steady(`http_seconds_bucket{arm="${arm}",le="+Inf"}`, all),
  ]
}

/** Names with the arm and the check, as promtool says what fired at the tenth minute. */
function firing(rules: string, blue: Traffic, green: Traffic | null): string[] {
  const names = ['SluiceCertainlyWorse', 'SluiceLooksWorse', 'SluiceRolloutUnderWay', 'SluiceArmVanished']
  const document = {
    rule_files: [rules],
    evaluation_interval: '30s',
    tests: [
      {
        interval: '15s',
        input_series: [...seriesOf('blue', blue), ...(green === null ? [] : seriesOf('green', green))],
        alert_rule_test: names.map((alertname) => ({ eval_time: '10m', alertname, exp_alerts: [{ exp_labels: { asked: 'what fires' } }] })),
      },
    ],
  }
  const file = join(folder, 'test.yml')
  writeFileSync(file, JSON.stringify(document))
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' })
  const got = `${stdout}${stderr}`.split('got:').slice(1).join('')
  return [...got.matchAll(/Labels:\{alertname="Sluice(\w+)".*?sluice_arm="(\w+)", sluice_check="([^"]+)"/g)]
    .map(([, name, arm, check]) => `${name} ${arm} ${check}`)
    .sort()
}

test.each([
  // what                                              blue (15 s)               green                     what fires
  ['alike', { good: 297, bad: 3 }, { good: 99, bad: 1 }, ['RolloutUnderWay green traffic']],
  ['no canary', { good: 297, bad: 3 }, null, []],
  [
    'a canary that fails twice as often: the judge is woken',
    { good: 297, bad: 3 },
    { good: 98, bad: 2 },
    ['LooksWorse green errors margin', 'RolloutUnderWay green traffic'],
  ],
  [
    'forty times: taken back without it, and above its ceiling',
    { good: 297, bad: 3 },
    { good: 30, bad: 25 },
    [
      'CertainlyWorse green errors ceiling',
      'CertainlyWorse green errors margin',
      'LooksWorse green errors ceiling',
      'LooksWorse green errors margin',
      'RolloutUnderWay green traffic',
    ],
  ],
  [
    'the arm with most of the traffic, forty times: nobody sends all of it there, the judge is woken',
    { good: 297, bad: 200 },
    { good: 99, bad: 1 },
    ['LooksWorse blue errors ceiling', 'LooksWorse blue errors margin', 'RolloutUnderWay green traffic'],
  ],
  [
    'half of the requests slow',
    { good: 300, bad: 0 },
    { good: 200, bad: 0, slow: 110 },
    ['LooksWorse green latency p50', 'LooksWorse green latency p99', 'RolloutUnderWay green traffic'],
  ],
  [
    'a service without errors, and seven of a canary in a minute',
    { good: 300, bad: 0 },
    { good: 100, bad: 2 },
    ['LooksWorse green errors margin', 'RolloutUnderWay green traffic'],
  ],
] as const)('%s', async (_, blue, green, expected) => {
  expect(firing(await write('scenario.rules.yml', 'alerts'), blue, green)).toEqual(expected)
})

test('a canary that fails starts both workflows: Prometheus, Alertmanager, the relay, and GitHub’s address of repository_dispatch', async () => {
  const asked: { url: string; authorization: string; body: { event_type: string; client_payload: object } }[] = []
  const service = createServer((_, response) => response.end(metrics(process.uptime()))).listen(0, '127.0.0.1')
  const github = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '', body: JSON.parse(body) })
    // The first is lost: Alertmanager tries again.
    response.writeHead(asked.length === 1 ? 503 : 204).end()
  }).listen(0, '127.0.0.1')
  await Promise.all([once(service, 'listening'), once(github, 'listening')])
  const children: ChildProcess[] = []
  const start = (program: string, args: readonly string[], env: Record<string, string> = {}) =>
    children.push(spawn(program, args, { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '', ...env } }))
  const [relayPort, managerPort] = [await freePort(), await freePort()]
  const token = join(folder, 'token')
  writeFileSync(token, 'fake_token_3e91\n')
  start(process.execPath, [join(__dirname, '../../../docs/alertmanager-relay.mjs')], {
    GITHUB_TOKEN_FILE: token,
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
    PORT: String(relayPort),
  })
  const config = await write('live.alertmanager.yml', 'alertmanager', `http://127.0.0.1:${relayPort}`)
  start('prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${managerPort}`,
    '--cluster.listen-address=',
  ])
  const prometheus = await startPrometheus([{ job: 'models', port: (service.address() as AddressInfo).port }], {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    rule_files: [await write('live.rules.yml', 'alerts', null, '5s')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${managerPort}`] }] }] },
  })
  try {
    const events = () => new Set(asked.slice(1).map(({ body }) => body.event_type))
    await until('both dispatches', () => events().has('sluice-rollback') && events().has('sluice-tick'), 90_000)
  } finally {
    await prometheus.stop()
    for (const child of children) child.kill('SIGKILL')
    service.close()
    github.close()
  }
  for (const { url, authorization } of asked)
    expect([url, authorization]).toEqual(['/repos/acme/models/dispatches', 'Bearer fake_token_3e91'])
  const rollback = asked.find(({ body }) => body.event_type === 'sluice-rollback')
  expect(rollback?.body.client_payload).toEqual({
    model: 'income',
    environment: 'production',
    arm: 'green',
    summary: expect.stringMatching(/income in production: green .* \(errors\)/),
  })
  expect(readFileSync(config, 'utf8')).not.toContain('fake_token')
}, 180_000)

/** Counters of a service in which the green arm fails half of its requests. */
function metrics(seconds: number): string {
  const line = (arm: string, code: string, perSecond: number) =>
    `http_requests_total{arm="${arm}",code="${code}"} ${Math.floor(seconds * perSecond)}`
  return `${[line('blue', '200', 180), line('blue', '500', 2), line('green', '200', 10), line('green', '500', 10)].join('\n')}\n`
}
