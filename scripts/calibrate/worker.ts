import { parentPort, workerData } from 'node:worker_threads'
import { type Experiment, run } from './experiments.ts'

/** A thread that runs one experiment after the other. */
const divisor = Number(workerData)
parentPort?.on('message', (experiment: Experiment) => parentPort?.postMessage(run(experiment, divisor)))
