import { parentPort } from 'node:worker_threads'
import { DIFF_SCENARIOS, simulateDiff } from './diff-rates.ts'
import type { DiffPart } from './run-diff.ts'

/** A thread that simulates one part after the other. */
parentPort?.on('message', ({ scenario, n, from, repeats }: DiffPart) => {
  const asked = DIFF_SCENARIOS[scenario]
  if (asked === undefined) throw new Error(`no scenario ${scenario}`)
  parentPort?.postMessage(simulateDiff(asked, n, repeats, from))
})
