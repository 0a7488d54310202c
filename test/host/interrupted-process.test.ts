import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { transformSync } from '@swc/core'

const SOURCE = join(__dirname, '..', '..', 'src')

/** A process of its own that has half a file, a child and a loop that never ends, as the evaluation has at its worst moment. */
const WORK = `
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { beginFile } from './host/files.js'
import { listenForSignals } from './host/signals.js'

const interruption = listenForSignals(process, (code) => process.exit(code))
const file = beginFile('out/flips.parquet', interruption.onCleanup)
writeFileSync(file.temporary, 'half')
const child = spawn('sleep', ['60'])
interruption.onCleanup(() => child.kill('SIGKILL'))
console.log(child.pid)
setInterval(() => {}, 1000)
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-interrupted-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const module of ['errors', 'host/files', 'host/signals']) compile(module)
  writeFileSync(join(folder, 'work.js'), WORK)
})

function compile(module: string): void {
  const { code } = transformSync(readFileSync(join(SOURCE, `${module}.ts`), 'utf8'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  })
  mkdirSync(dirname(join(folder, `${module}.js`)), { recursive: true })
  writeFileSync(join(folder, `${module}.js`), code.replace(/\.ts(?=['"])/g, '.js'))
}

function start(): { process: ChildProcess; childPid: Promise<number>; exitCode: Promise<number | null> } {
  const started = spawn(process.execPath, ['work.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const childPid = new Promise<number>((resolve) => started.stdout.once('data', (text) => resolve(Number(text))))
  const exitCode = new Promise<number | null>((resolve) => started.once('exit', resolve))
  return { process: started, childPid, exitCode }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s ends the process with %d, its child, and the half-written file', async (signal, code) => {
  const running = start()
  const childPid = await running.childPid
  expect(readdirSync(join(folder, 'out'))).toHaveLength(1)
  running.process.kill(signal)
  expect(await running.exitCode).toBe(code)
  expect(readdirSync(join(folder, 'out'))).toEqual([])
  // The kernel takes a moment to end what was killed; the test's own time limit is the bound.
  while (isRunning(childPid)) await new Promise((resolve) => setTimeout(resolve, 10))
})

/** A killed child whose parent is gone may stay a zombie until somebody reaps it; that is no running process. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
