import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { allExperiments, type Experiment, nameOf } from './experiments.ts'
import type { Tables } from './tables.ts'

/** Runs all experiments on all cores; each has its own seeds, so that neither order nor number of threads changes a number. */
export async function runAll(divisor: number, progress: (text: string) => void): Promise<Tables> {
  const experiments = allExperiments()
  const results = new Map<Experiment, Tables>()
  const waiting = [...experiments]
  const serve = async () => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: divisor })
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const startedAt = performance.now()
      results.set(next, await answerOf(worker, next))
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
      progress(`${results.size} of ${experiments.length}: ${nameOf(next)}, ${seconds} s`)
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), experiments.length) }, serve))
  const tables = experiments.flatMap((experiment) => results.get(experiment) ?? [])
  return { gate: tables.flatMap(({ gate }) => gate), metrics: tables.flatMap(({ metrics }) => metrics) }
}

function answerOf(worker: Worker, experiment: Experiment): Promise<Tables> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (tables: Tables) => {
      worker.off('error', reject)
      resolve(tables)
    })
    worker.postMessage(experiment)
  })
}
