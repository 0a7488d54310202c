import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'

const recordedRound = z.tuple([
  z.number().describe('ln(candidate / baseline), medians by turns'),
  z.number().describe('ln(baseline again / baseline)'),
  z.number().min(0).describe('the baseline’s median, ms'),
])

const recordedRun = z.object({
  at: z.string(),
  cpu: z.string(),
  loadAverage: z.number(),
  /** From the start of the measurement to its first round, and of all rounds together. */
  beforeSeconds: z.number(),
  roundsSeconds: z.number(),
  rounds: z.array(recordedRound),
})

const recordings = z.record(z.string(), z.array(recordedRun))

export type RecordedRun = z.infer<typeof recordedRun>
export type Recordings = z.infer<typeof recordings>

/** Beside the sources, so that everybody judges the same recordings. */
export const RECORDINGS = 'scripts/calibrate/benchmark/recordings.json'

export function readRecordings(path = RECORDINGS): Recordings {
  return existsSync(path) ? recordings.parse(JSON.parse(readFileSync(path, 'utf8'))) : {}
}

/** One run a line. */
export function addRecording(cell: string, run: RecordedRun, path = RECORDINGS): void {
  const all = readRecordings(path)
  const cells = Object.entries({ ...all, [cell]: [...(all[cell] ?? []), run] })
  const blocks = cells.map(
    ([name, runs]) => `  ${JSON.stringify(name)}: [\n${runs.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`,
  )
  writeFileSync(path, `{\n${blocks.join(',\n')}\n}\n`)
}
