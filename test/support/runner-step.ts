import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { processesLeft, processesTracked } from './processes.ts'

/**
 * One step of a composite action as the runner starts it (actions/runner ScriptHandler, ProcessInvoker): bash with the step's own
 * text, closed stdin, two pipes, an environment that is stated in full, empty command files. Nothing of the test's own environment
 * gets in.
 */
export type StepOptions = {
  /** Path of the action.yml. */
  readonly action: string
  /** The caller's `with:`; the rest takes the defaults of action.yml. */
  readonly with?: Readonly<Record<string, string>>
  readonly workspace: string
  readonly env?: Readonly<Record<string, string>>
  readonly event?: { readonly name: string; readonly payload: object }
  readonly token?: string
  /** Folder of the node that the step finds on its PATH; null for a container without one. */
  readonly nodeFolder?: string | null
}

export type StepResult = {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** The composite's outputs, evaluated from `outputs.*.value`. */
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** Process ids of this step that live on after it. */
  readonly orphans: readonly number[]
}

export type RunningStep = {
  readonly result: Promise<StepResult>
  /** The entry process, and all of its descendants. */
  readonly pid: number
  processes(): number[]
  cancel(): void
}

type ActionFile = {
  inputs?: Record<string, { default?: string }>
  outputs?: Record<string, { value: string }>
  runs: { steps: { id?: string; run: string; shell: string; env?: Record<string, string> }[] }
}

const TOKEN = 'fake_token_7f3a9c'

export async function runStep(options: StepOptions): Promise<StepResult> {
  return startStep(options).result
}

export function startStep(options: StepOptions): RunningStep {
  const action: ActionFile = parse(readFileSync(options.action, 'utf8'))
  const [step, ...others] = action.runs.steps
  if (step === undefined || others.length > 0 || step.shell !== 'bash') throw new Error(`${options.action} is not one bash step`)
  const temporary = mkdtempSync(join(tmpdir(), 'sluice-runner-'))
  const trackingId = `test_${temporary.slice(-6)}`
  const script = join(temporary, 'script.sh')
  writeFileSync(script, step.run)
  const env = {
    ...runnerEnvironment(options, temporary, trackingId),
    ...stepEnvironment(step.env ?? {}, inputsOf(action, options)),
    ...options.env,
  }
  const child = spawn('/bin/bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
    cwd: options.workspace,
    env,
    stdio: 'pipe',
  })
  child.stdin.end()
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const result = new Promise<StepResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (exitCode, signal) => {
      // A left-over child may hold the pipes; the runner too waits for them no longer than this.
      const closed = new Promise((done) => child.on('close', done))
      void Promise.race([closed, after(5_000)]).then(() => finish(exitCode, signal))
    })
    const finish = async (exitCode: number | null, signal: NodeJS.Signals | null) => {
      const stepOutputs = readOutputs(join(temporary, 'GITHUB_OUTPUT'))
      resolve({
        exitCode,
        signal,
        stdout: stdout(),
        stderr: stderr(),
        outputs: compositeOutputs(action, step.id ?? '', stepOutputs),
        summary: readFileSync(join(temporary, 'GITHUB_STEP_SUMMARY'), 'utf8'),
        orphans: await processesLeft(trackingId),
      })
    }
  })
  // The runner signals the entry process only, never the group.
  const cancel = () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGINT')
    const terminate = setTimeout(() => child.kill('SIGTERM'), 7_500)
    const kill = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.on('exit', () => {
      clearTimeout(terminate)
      clearTimeout(kill)
    })
  }
  return { result, pid: child.pid ?? 0, cancel, processes: () => processesTracked(trackingId) }
}

function runnerEnvironment(options: StepOptions, temporary: string, trackingId: string): Record<string, string> {
  const commandFiles = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE']
  for (const name of commandFiles) writeFileSync(join(temporary, name), '')
  const event = options.event ?? { name: 'workflow_dispatch', payload: {} }
  writeFileSync(join(temporary, 'event.json'), JSON.stringify(event.payload))
  for (const folder of ['home', 'tool', 'temp']) mkdirSync(join(temporary, folder))
  const nodeFolder = options.nodeFolder === undefined ? dirname(process.execPath) : options.nodeFolder
  return {
    ...Object.fromEntries(commandFiles.map((name) => [name, join(temporary, name)])),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__run',
    GITHUB_ACTION_PATH: dirname(options.action),
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: join(temporary, 'event.json'),
    GITHUB_JOB: 'gate',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/models',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_WORKFLOW: 'gate',
    GITHUB_WORKSPACE: options.workspace,
    HOME: join(temporary, 'home'),
    LANG: 'C.UTF-8',
    PATH: nodeFolder === null ? folderWithoutNode(temporary) : [nodeFolder, '/usr/bin', '/bin'].join(':'),
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: join(temporary, 'temp'),
    RUNNER_TOOL_CACHE: join(temporary, 'tool'),
    RUNNER_TRACKING_ID: trackingId,
  }
}

/** What even a small container has. */
function folderWithoutNode(temporary: string): string {
  const folder = join(temporary, 'bin')
  mkdirSync(folder)
  for (const tool of ['bash', 'sh', 'dirname', 'readlink']) symlinkSync(join('/bin', tool), join(folder, tool))
  return folder
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}

function inputsOf(action: ActionFile, { with: given = {}, token = TOKEN }: StepOptions): Record<string, string> {
  const declared = Object.entries(action.inputs ?? {})
  return Object.fromEntries(
    declared.map(([name, input]) => [name, given[name] ?? (input.default ?? '').replace(/\$\{\{ github\.token \}\}/, token)]),
  )
}

/** Knows the one expression that a step's env may hold; any other is a mistake of the action. */
function stepEnvironment(env: Record<string, string>, inputs: Record<string, string>): Record<string, string> {
  const evaluate = (value: string) => {
    if (/^\$\{\{ toJSON\(inputs\) \}\}$/.test(value)) return JSON.stringify(inputs, null, 2)
    if (/\$\{\{/.test(value)) throw new Error(`the harness cannot evaluate ${value}`)
    return value
  }
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, evaluate(value)]))
}

function compositeOutputs(action: ActionFile, stepId: string, stepOutputs: Map<string, string>): Record<string, string> {
  const entries = Object.entries(action.outputs ?? {}).map(([name, { value }]) => {
    const match = /^\$\{\{ steps\.([a-z-]+)\.outputs\.([a-z-]+) \}\}$/.exec(value)
    if (match === null || match[1] !== stepId) throw new Error(`output ${name} names no step: ${value}`)
    return [name, stepOutputs.get(match[2]) ?? '']
  })
  return Object.fromEntries(entries)
}

/** The file format of GITHUB_OUTPUT: `name=value`, or `name<<delimiter`, lines, delimiter. */
function readOutputs(file: string): Map<string, string> {
  const outputs = new Map<string, string>()
  const lines = readFileSync(file, 'utf8').split('\n')
  for (let index = 0; index < lines.length; index++) {
    const multiline = /^(?<name>[^=<]+)<<(?<delimiter>.+)$/.exec(lines[index])
    if (multiline?.groups) {
      const end = lines.indexOf(multiline.groups['delimiter'], index + 1)
      outputs.set(multiline.groups['name'], lines.slice(index + 1, end).join('\n'))
      index = end
    } else if (lines[index].includes('=')) {
      const at = lines[index].indexOf('=')
      outputs.set(lines[index].slice(0, at), lines[index].slice(at + 1))
    }
  }
  return outputs
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}
