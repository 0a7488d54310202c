import { realpathSync } from 'node:fs'
import packageJson from '../package.json' with { type: 'json' }
import { annotate } from './host/annotations.ts'
import { openLate, tolerateClosedPipe } from './host/closed-pipe.ts'
import { type Environment, takeEnvironment } from './host/environment.ts'
import { readRun } from './host/event.ts'
import type { ExitCode } from './host/exit-codes.ts'
import { describeFailure } from './host/failure.ts'
import { createHost } from './host/host.ts'
import { createLog } from './host/log.ts'
import { maskSecrets } from './host/masks.ts'
import { setOutputs } from './host/outputs.ts'
import { type Interruption, listenForSignals } from './host/signals.ts'
import { describeProgram, WORKER_COMMAND, type World } from './host/world.ts'

const stderr = openLate(() => process.stderr)

/** argv → command → exit code. The only catch and the only exit of the program are here. */
async function main(script: string, argv: readonly string[]): Promise<void> {
  tolerateClosedPipe(process.stdout)
  const environment = takeEnvironment(process.env)
  const interruption = listenForSignals(process, exit)
  const end = async (work: Promise<ExitCode>) => {
    const code = await work.catch((error: unknown) => report(error, argv, environment))
    // After a signal the exit code is the signal's, and whoever handles it waits for the cleaning.
    if (interruption.signal.aborted) return
    await interruption.cleanUp()
    exit(code)
  }
  process.once('uncaughtException', (error) => void end(Promise.reject(error)))
  await end(run(script, argv, environment, interruption))
}

async function run(script: string, argv: readonly string[], environment: Environment, interruption: Interruption): Promise<ExitCode> {
  if (environment.stepInputs !== null) await maskSecrets(environment.stepInputs)
  const { parseCommandLine } = await import('./commands/command-line.ts')
  const asked = await parseCommandLine(argv, { version: packageJson.version, stdout: process.stdout, stderr })
  if (asked.kind === 'answered') return asked.exitCode
  const world: World = Object.freeze({
    host: createHost({ process, stderr, isRunner: environment.isRunner, noColor: environment.noColor, interruption }),
    environment,
    run: environment.isRunner ? readRun(process.env) : null,
    cwd: process.cwd(),
    program: describeProgram(realpathSync(script), process.execPath, packageJson.version),
    signal: interruption.signal,
    onCleanup: interruption.onCleanup,
  })
  return asked.command.run({ flags: asked.flags, step: environment.stepInputs }, world)
}

/** Tells on stderr, and on a runner where the mistake is shown at its line, why there is no verdict. */
async function report(error: unknown, argv: readonly string[], { isRunner, workspace }: Environment): Promise<ExitCode> {
  const failure = describeFailure(error, { cwd: process.cwd(), workspace })
  createLog(stderr, isRunner).info(`sluice: ${failure.text}`)
  if (isRunner) {
    await setOutputs(failure.outputs)
    // Annotations are printed on stdout, where JSON must stay alone.
    if (!argv.includes('--json')) await annotate(failure.annotations)
  }
  return failure.exitCode
}

function exit(code: number): void {
  process.exit(code)
}

/** The same program as the process that native code may bring down. It tells its parent by frames, so its exit code says nothing. */
async function work(): Promise<void> {
  const { runWorker } = await import('./sources/worker/main.ts')
  await runWorker()
  exit(0)
}

const [, script = '', ...argv] = process.argv
await (argv[0] === WORKER_COMMAND ? work() : main(script, argv))
