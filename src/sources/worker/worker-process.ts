import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { type Frame, FrameReader } from './frames.ts'
import { FRAMES_DESCRIPTOR, WATCHDOG_DESCRIPTOR, watchdogMessage } from './messages.ts'
import { Tail } from './tail.ts'

/** All of the environment that a model's process sees: nothing that could hold a token. The tracking id lets a runner find orphans. */
const ALLOWED_ENVIRONMENT = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'LD_LIBRARY_PATH',
  'RUNNER_TRACKING_ID',
]

/**
 * For glibc's allocator: each batch asks for the same buffers, and giving them back to the system in between makes it hand out and
 * clear as much memory as the whole data take (7 % of an evaluation's CPU time). Other allocators do not look.
 */
const KEEP_FREED_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: String(64 * 2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(128 * 2 ** 20),
  MALLOC_TOP_PAD_: String(16 * 2 ** 20),
}

/** Linux builds of onnxruntime 1.30 send what they run to their maker unless told not to: a gate asks nobody and tells nobody. */
const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' }

export type Entry = { readonly execPath: string; readonly args: readonly string[] }
export type Ending = {
  readonly code: number | null
  readonly signal: string | null
  readonly residentBytes: number | null
  readonly tail: string
}

/** `hearNonsense` is called once, for bytes that are no frame or a frame that `hear` threw at; nothing is heard after it. */
export type Ear = { hear(frame: Frame): void; hearNonsense(cause: unknown): void }

/** A worker and its pipes. `ended` resolves once the process is gone and everything that it sent was read. */
export type WorkerProcess = { readonly pid: number | undefined; kill(): void; readonly ended: Promise<Ending> }

export function startWorker(entry: Entry, job: unknown, ear: Ear): WorkerProcess {
  const allowed = ALLOWED_ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  const environment = { ...Object.fromEntries(allowed), ...KEEP_FREED_MEMORY, ...NO_TELEMETRY }
  const child = spawn(entry.execPath, entry.args, {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // A group of its own: a model that is a command, and whatever that has started, ends with the worker.
    detached: process.platform !== 'win32',
  })
  const kill = () => endGroup(child)
  const tail = new Tail()
  const watchdog = new Tail()
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => tail.add(chunk))
  readable(child, WATCHDOG_DESCRIPTOR).on('data', (chunk: Buffer) => watchdog.add(chunk))
  const reader = new FrameReader()
  let isBroken = false
  readable(child, FRAMES_DESCRIPTOR).on('data', (chunk: Buffer) => {
    if (isBroken) return
    try {
      for (const frame of reader.push(chunk)) ear.hear(frame)
    } catch (cause) {
      isBroken = true
      ear.hearNonsense(cause)
    }
  })
  sendJob(child.stdin, job)
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject)
    // Pipes that a command has inherited would hold the end back: a worker that died takes its group with it.
    child.on('exit', kill)
    child.on('close', (code, signal) => {
      resolve({ code, signal, residentBytes: residentBytesIn(watchdog), tail: tail.toString() })
    })
  })
  return { pid: child.pid, kill, ended }
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // The group has ended by itself.
  }
}

function sendJob(stdin: Writable | null, job: unknown): void {
  // A worker that died before it read its job is explained by its ending, not by the broken pipe.
  stdin?.on('error', () => {})
  stdin?.end(JSON.stringify(job))
}

function readable(child: ChildProcess, descriptor: number): Readable {
  const stream = child.stdio[descriptor]
  if (stream === null || stream === undefined || !('read' in stream)) throw new Error(`no pipe at descriptor ${descriptor}`)
  return stream
}

function residentBytesIn(watchdog: Tail): number | null {
  const [line] = String(watchdog).split('\n')
  if (line === undefined || line === '') return null
  try {
    return watchdogMessage.parse(JSON.parse(line)).residentBytes
  } catch {
    return null
  }
}
