import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { WATCHDOG_DESCRIPTOR } from './messages.ts'

/** Often enough that little is allocated between two looks, seldom enough to cost nothing (a look takes some 10 µs). */
const INTERVAL_MS = 50
/** All processes of the machine are looked at for those of the group: some milliseconds, so five times a second. */
const LOOKS_PER_COMMAND_LOOK = 4
/** Linux on x64, and on arm64 as runners have it. */
const PAGE_BYTES = 4096

/**
 * The thread's program, as text: it must run from one bundled file, and a function turned into text would carry the bundler's
 * names. It lives beside the main thread, which stands still in native code, and ends the whole process by SIGKILL.
 */
const PROGRAM = `
const { readdirSync, readFileSync, writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
const end = () => {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}
const statOf = (pid) => {
  try {
    const fields = readFileSync('/proc/' + pid + '/stat', 'latin1').split(') ').pop().split(' ')
    return { group: Number(fields[2]), bytes: Number(fields[21]) * workerData.pageBytes }
  } catch {
    return { group: 0, bytes: 0 }
  }
}
const bytesOfCommands = () => {
  try {
    const others = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid)
    return others.map(statOf).reduce((sum, { group, bytes }) => sum + (group === process.pid ? bytes : 0), 0)
  } catch {
    return 0
  }
}
let looks = 0
let commandBytes = 0
setInterval(() => {
  if (process.ppid !== workerData.parentPid) end()
  if (workerData.hasCommands && looks++ % workerData.looksPerCommandLook === 0) commandBytes = bytesOfCommands()
  const residentBytes = process.memoryUsage.rss() + commandBytes
  if (residentBytes <= workerData.memoryLimitBytes) return
  try {
    writeSync(workerData.descriptor, JSON.stringify({ residentBytes }) + '\\n')
  } finally {
    end()
  }
}, workerData.intervalMs)
`

export type WatchdogOptions = {
  readonly parentPid: number
  readonly memoryLimitBytes: number
  /** Whether this process starts others, whose memory counts too (seen on Linux alone: /proc). */
  readonly hasCommands?: boolean
}

/** Ends this process and its group when its parent is gone or their resident memory passes the limit, whatever the main thread is doing. */
export async function startWatchdog(options: WatchdogOptions): Promise<void> {
  volunteerForTheKernel()
  const thread = new Worker(PROGRAM, {
    eval: true,
    workerData: {
      ...options,
      descriptor: WATCHDOG_DESCRIPTOR,
      intervalMs: INTERVAL_MS,
      looksPerCommandLook: LOOKS_PER_COMMAND_LOOK,
      pageBytes: PAGE_BYTES,
    },
    stdin: false,
  })
  await new Promise<void>((resolve, reject) => {
    thread.once('online', resolve)
    thread.once('error', reject)
  })
  thread.unref()
}

/** When the machine itself runs out of memory, Linux should end the worker and not the process that reports on it. */
function volunteerForTheKernel(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Not Linux, or not allowed here: the kernel chooses by size, and the worker is usually the largest.
  }
}
