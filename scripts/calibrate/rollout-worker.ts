import { parentPort } from 'node:worker_threads'
import { CELLS, LADDERS } from './rollout-cells.ts'
import { simulateLadder } from './rollout-ladder.ts'
import { simulateCell } from './rollout-rates.ts'
import type { RolloutPart } from './run-rollout.ts'

/** A thread that simulates one part after the other. */
parentPort?.on('message', ({ kind, index, from, repeats }: RolloutPart) => {
  const [cell, ladder] = [CELLS[index], LADDERS[index]]
  if (kind === 'cell' && cell !== undefined) parentPort?.postMessage(simulateCell(cell, from, repeats))
  else if (kind === 'ladder' && ladder !== undefined) parentPort?.postMessage(simulateLadder(ladder, from, repeats))
  else throw new Error(`no ${kind} ${index}`)
})
