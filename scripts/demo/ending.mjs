import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ENDED = ['promoted', 'rolled-back', 'aborted']

/**
 * Holds a rollout to what its story says.
 *
 * @returns the rollout's part of the verdict file @throws Error for another ending, or none
 */
export function requireEnding({ state, exitCode }, { code, stdout, stderr }, { out, mostWindows }) {
  const verdict = readVerdict(join(out, 'income.rollout.verdict.json'))
  if (verdict?.rollout.state === state && code === exitCode) return verdict.rollout
  const found = verdict === null ? 'no verdict' : `${verdict.rollout.state} (${verdict.reasonCode})`
  const isOpen = verdict !== null && !ENDED.includes(verdict.rollout.state)
  const late = isOpen ? ` The engine has not decided within ${mostWindows} windows.` : ''
  throw new Error(`expected the rollout to be ${state} with exit code ${exitCode}, found ${found} with ${code}.${late}\n${stdout}${stderr}`)
}

function readVerdict(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
