import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Deadline } from '../../../src/gates/benchmark/deadline.ts'
import { measureRounds } from '../../../src/gates/benchmark/measure-rounds.ts'
import { benchmarkSection } from '../../../src/gates/benchmark/policy.ts'
import type { Round } from '../../../src/gates/benchmark/round.ts'
import { compiledRunner, prepareMade } from '../../bench/benchmark-tools.ts'
import { installNativePackages } from '../../bench/install-native.ts'
import { layeredModel } from '../../bench/layered-model.ts'
import { BASELINE_LAYERS, CELLS, type Cell, WIDTH } from './cells.ts'
import { addRecording, type RecordedRun } from './recordings.ts'

export type RecordPlan = { readonly runs: number; readonly budget: string }

/** Records whole runs of each cell, with the cells by turns and a busy neighbour on every CPU; each is kept as soon as it is there. */
export async function record({ runs, budget }: RecordPlan, progress: (text: string) => void): Promise<void> {
  const runtimeFolder = await installNativePackages()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-calibrate-'))
  const neighbours = Array.from({ length: availableParallelism() }, (_, index) => startNeighbour(index + 1))
  try {
    for (let run = 0; run < runs; run++) {
      for (const cell of CELLS) {
        const recorded = await recordRun(cell, { folder, runtimeFolder, budget, seed: Math.floor(Math.random() * 2 ** 31) })
        if (recorded.rounds.length > 0) addRecording(cell.name, recorded)
        progress(`${cell.name}, run ${run + 1} of ${runs}: ${recorded.rounds.length} rounds`)
      }
    }
  } finally {
    for (const neighbour of neighbours) neighbour.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

function startNeighbour(seed: number): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'neighbour.js'), String(seed)], { stdio: 'ignore' })
}

type Place = { readonly folder: string; readonly runtimeFolder: string; readonly budget: string; readonly seed: number }

async function recordRun({ candidateLayers }: Cell, { folder, runtimeFolder, budget, seed }: Place): Promise<RecordedRun> {
  const policy = benchmarkSection.parse({ inputs: 'made', 'time-budget': budget, seed })
  const path = (arm: string) => join(folder, `${arm}.onnx`)
  writeFileSync(path('baseline'), layeredModel(BASELINE_LAYERS, WIDTH))
  writeFileSync(path('candidate'), layeredModel(candidateLayers, WIDTH))
  const runner = compiledRunner(runtimeFolder, policy.threads)
  const deadline = new Deadline(policy.timeBudget, new AbortController().signal)
  try {
    const prepared = await prepareMade(runner, folder, { baseline: path('baseline'), candidate: path('candidate') })
    const { measurement } = await measureRounds({
      policy,
      prepared,
      runner,
      deadline,
      stopEarly: false,
      onProgress: () => {},
    })
    const roundsSeconds = measurement.secondsPerRound * measurement.rounds.length
    return {
      at: new Date().toISOString(),
      cpu: measurement.rounds[0]?.timing.machine.cpu ?? '',
      loadAverage: Number(loadavg()[0]?.toFixed(1)),
      beforeSeconds: rounded(Math.max(0, (policy.timeBudget - deadline.remainingMs) / 1000 - roundsSeconds)),
      roundsSeconds: rounded(roundsSeconds),
      rounds: measurement.rounds.flatMap(recordedRoundOf),
    }
  } finally {
    deadline.stop()
  }
}

function recordedRoundOf({ timing }: Round): RecordedRun['rounds'] {
  const { baseline, candidate, control } = timing.batches[0]?.arms ?? {}
  if (baseline === undefined || candidate?.logRatioToBaseline == null || control?.logRatioToBaseline == null) return []
  return [[rounded(candidate.logRatioToBaseline), rounded(control.logRatioToBaseline), rounded(baseline.quantiles[0] ?? 0)]]
}

/** Five digits say more than the clock does. */
function rounded(value: number): number {
  return Number(value.toPrecision(5))
}
