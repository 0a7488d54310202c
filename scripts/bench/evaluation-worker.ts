import { readFileSync, writeFileSync } from 'node:fs'
import { writeFrame } from '../../src/sources/worker/frames.ts'
import { FRAMES_DESCRIPTOR, type WorkerJob } from '../../src/sources/worker/messages.ts'
import { runJob } from '../../src/sources/worker/run-job.ts'
import { startWatchdog } from '../../src/sources/worker/watchdog.ts'
import { planFromArgument } from './bench-plan.ts'
import { type Moment, now, since } from './cost.ts'

/**
 * The worker as src/sources/worker/main.ts runs it, with a stopwatch: it starts when data and models are open and the first row is
 * about to be read, and stops before the last message, after which the parent ends the process.
 */
const { workerCost } = planFromArgument()
const job: WorkerJob = JSON.parse(readFileSync(0, 'utf8'))
await startWatchdog({ parentPid: job.parentPid, memoryLimitBytes: job.limits.memoryLimitBytes })
let start: Moment | null = null
await runJob(job, (header, arrays) => {
  if (header.kind === 'step' && header.step === 'read') start ??= now()
  if (header.kind === 'finished' && start !== null) writeFileSync(workerCost, JSON.stringify({ start, cost: since(start) }))
  writeFrame(FRAMES_DESCRIPTOR, header, arrays)
})
