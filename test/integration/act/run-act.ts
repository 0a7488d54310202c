import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

const ROOT = join(__dirname, '..', '..', '..')

export type ActRun = {
  readonly exitCode: number | null
  /** Job → result; a job that was skipped, or never matched, is absent. */
  readonly jobs: ReadonlyMap<string, string>
  /** Exit codes of steps that failed, by the step's path: `sluice/run`. */
  readonly exitCodes: ReadonlyMap<string, number>
  /** Outputs by the step's path; those of the composite itself stand under `sluice`. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly annotations: readonly { readonly level: string; readonly message: string; readonly properties: Record<string, string> }[]
  readonly summary: string
  /** What the steps printed. */
  readonly log: string
}

export type ActOptions = {
  /** A Git repository with the workflow in it; its HEAD is what the event is about. */
  readonly caller: string
  readonly workflow: string
  readonly event: string
  readonly payload: object
  readonly sha: string
  readonly runId?: number
  /** Only this job, and those that it needs. */
  readonly job?: string
  /** Where the API is, and who asks; without it nothing answers there. */
  readonly github?: { readonly apiUrl: string; readonly uploadsUrl: string; readonly token: string }
}

/** The committed state of this repository: what a caller downloads, without anything that only lies in the working tree. */
export function exportSuite(): string {
  const suite = mkdtempSync(join(tmpdir(), 'sluice-suite-'))
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: ROOT, maxBuffer: 256 * 1024 * 1024 })
  execFileSync('tar', ['-x', '-C', suite], { input: archive })
  return suite
}

const LONGEST_RUN_MS = 10 * 60 * 1000
/** The pins of the templates, and what stands for them here; the checkout is answered by act itself with a copy of the caller's. */
const STAND_INS = {
  'upload-artifact': 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a',
  'download-artifact': 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
  attest: 'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6',
}

/** Runs a workflow in act, in host mode, with `acme/sluice@v1` being the committed state of this repository. */
export async function runAct(suite: string, options: ActOptions): Promise<ActRun> {
  const work = mkdtempSync(join(tmpdir(), 'sluice-act-'))
  for (const folder of ['home', 'shim']) mkdirSync(join(work, folder))
  copyFileSync(join(__dirname, 'bash-shim'), join(work, 'shim', 'bash'))
  chmodSync(join(work, 'shim', 'bash'), 0o755)
  writeFileSync(join(work, 'home', '.gitconfig'), '[safe]\n  directory = *\n')
  writeFileSync(join(work, 'event.json'), JSON.stringify(options.payload))
  const act = spawn(actBinary(), actArguments(suite, work, options), {
    cwd: work,
    env: { HOME: join(work, 'home'), PATH: [join(work, 'shim'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'), LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN_MS,
  })
  const ended = new Promise<number | null>((resolve, reject) => act.on('error', reject).on('close', resolve))
  const [stdout, stderr, status] = await Promise.all([text(act.stdout), text(act.stderr), ended])
  // What act itself says of a failed job; the steps' stderr is among the events.
  const complaints = stderr.split('\n').filter((line) => line !== '' && !/^Error: Job '.*' failed$/.test(line))
  return readEvents(status, [stdout, ...complaints].join('\n'))
}

function actArguments(suite: string, work: string, { caller, workflow, event, sha, runId = 42, job, github }: ActOptions): string[] {
  const nothing = ['--env-file', '--secret-file', '--var-file', '--input-file'].flatMap((flag) => [flag, '/dev/null'])
  const env = {
    SHA_REF: sha,
    GITHUB_RUN_ID: String(runId),
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_API_URL: github?.apiUrl ?? 'http://127.0.0.1:1',
    GITHUB_GRAPHQL_URL: `${github?.apiUrl ?? 'http://127.0.0.1:1'}/graphql`,
    SLUICE_TEST_UPLOADS: github?.uploadsUrl ?? 'http://127.0.0.1:1',
    ...registryEnvironment(),
  }
  return [
    ...[event, '-C', caller, '-W', workflow, '-e', join(work, 'event.json'), '--json', '--rm'],
    ...['-P', 'ubuntu-latest=-self-hosted', '--action-cache-path', join(work, 'cache'), '--no-cache-server'],
    ...[...nothing, '--local-repository', `acme/sluice@v1=${suite}`],
    ...Object.entries(STAND_INS).flatMap(([folder, pin]) => ['--local-repository', `${pin}=${join(__dirname, folder)}`]),
    ...(job === undefined ? [] : ['--job', job]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...['-a', 'octocat', '-s', `GITHUB_TOKEN=${github?.token ?? 'fake_token_7f3a9c'}`],
  ]
}

/** How this machine reaches its package registry, or the folder of native packages that it was given. */
function registryEnvironment(): Record<string, string> {
  const names = ['SLUICE_RUNTIME', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'HTTPS_PROXY', 'NO_PROXY']
  const given = Object.entries(process.env).filter(([name]) => names.includes(name) || /^npm_config_(registry|cafile)$/i.test(name))
  const npmrc = join(homedir(), '.npmrc')
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, value ?? ''])),
    ...(existsSync(npmrc) && { NPM_CONFIG_USERCONFIG: npmrc }),
  }
}

function actBinary(): string {
  const installed = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sluice-ci', 'act', 'bin', 'act')
  const binary = process.env['SLUICE_ACT'] ?? installed
  if (!existsSync(binary)) throw new Error(`act is not at ${binary}: .ci/run installs it`)
  return binary
}

type ActEvent = {
  readonly jobID?: string
  readonly stepID?: readonly string[]
  readonly jobResult?: string
  readonly raw_output?: boolean
  readonly command?: string
  readonly name?: string
  readonly arg?: string
  readonly kvPairs?: Record<string, string>
  readonly content?: string
  readonly msg?: string
}

/** Messages after which act goes on and exits with 0, although GitHub would not. */
const FALSE_PASSES = /Unable to interpolate|Skipping unsupported platform|unable to get git/

function readEvents(exitCode: number | null, text: string): ActRun {
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseEvent)
  const falsePass = events.find(({ msg }) => FALSE_PASSES.test(msg ?? ''))
  if (falsePass !== undefined) throw new Error(`act hides a failure: ${falsePass.msg}`)
  const outputs = new Map<string, Map<string, string>>()
  const exitCodes = new Map<string, number>()
  for (const { command, stepID = [], name = '', arg = '', msg = '' } of events) {
    const step = stepID.join('/')
    if (command === 'set-output') outputs.set(step, (outputs.get(step) ?? new Map()).set(name, arg))
    const status = /exit status (\d+)/.exec(msg)
    if (status !== null && !exitCodes.has(step)) exitCodes.set(step, Number(status[1]))
  }
  // A summary comes once for the step and once more for the composite around it.
  const summaries = new Set(events.filter(({ command }) => command === 'summary').map(({ content }) => content ?? ''))
  return {
    exitCode,
    jobs: new Map(events.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [[jobID, jobResult]] : []))),
    exitCodes,
    outputs,
    annotations: events.flatMap(({ command = '', arg = '', kvPairs = {} }) =>
      /^(error|warning|notice)$/.test(command) ? [{ level: command, message: arg, properties: kvPairs }] : [],
    ),
    summary: [...summaries].join('\n'),
    log: events.flatMap(({ raw_output, msg }) => (raw_output ? [msg ?? ''] : [])).join(''),
  }
}

function parseEvent(line: string): ActEvent {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`act printed something that is no event: ${line}`)
  }
}
