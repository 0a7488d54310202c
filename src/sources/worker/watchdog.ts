import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { WATCHDOG_DESCRIPTOR } from './messages.ts'

/** Often enough that little is allocated between two looks, seldom enough to cost nothing (a look takes some 10 µs). */
const INTERVAL_MS = 50

/**
 * The thread's program, as text: it must run from one bundled file, and a function turned into text would carry the bundler's
 * names. It lives beside the main thread, which stands still in native code, and ends the whole process by SIGKILL.
 */
const PROGRAM = `
const { writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
setInterval(() => {
  if (process.ppid !== workerData.parentPid) process.kill(process.pid, 'SIGKILL')
  const residentBytes = process.memoryUsage.rss()
  if (residentBytes <= workerData.memoryLimitBytes) return
  try {
    writeSync(workerData.descriptor, JSON.stringify({ residentBytes }) + '\\n')
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}, workerData.intervalMs)
`

/** Ends this process when its parent is gone or its resident memory passes the limit, whatever the main thread is doing. */
export async function startWatchdog(options: { readonly parentPid: number; readonly memoryLimitBytes: number }): Promise<void> {
  volunteerForTheKernel()
  const thread = new Worker(PROGRAM, {
    eval: true,
    workerData: { ...options, descriptor: WATCHDOG_DESCRIPTOR, intervalMs: INTERVAL_MS },
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
