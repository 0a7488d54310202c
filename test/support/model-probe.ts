import type { Probed, ProbeJob } from '../../src/sources/probe/probe.ts'
import { probeModel } from '../../src/sources/worker/probe-model.ts'
import { buildProgram } from './built-worker.ts'
import { runtimeFolder } from './runtime-folder.ts'

/** Runs a model in a real worker process, as the commands do. */
export async function probeInWorker(job: ProbeJob): Promise<Probed> {
  const entry = { execPath: process.execPath, args: [buildProgram('test/support/worker-entry.ts')] }
  return probeModel(job, { runtimeFolder: await runtimeFolder(), entry, threads: 1, signal: new AbortController().signal })
}
