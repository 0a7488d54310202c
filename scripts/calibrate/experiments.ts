import type { Task } from '../../src/metrics/sample.ts'
import { GATE_REPEATS, SCENARIOS, simulateGate } from './gate-rates.ts'
import { plansOf, repeatsOf, SIZES, simulateMetric, TASKS } from './metric-rates.ts'
import { makePopulation, type Population } from './population.ts'
import type { Tables } from './tables.ts'

/** One piece of work for one thread: plain data. `index` counts the scenarios of the gate, or the metrics of the task. */
export type Experiment =
  | { readonly table: 'gate'; readonly index: number; readonly n: number }
  | { readonly table: 'metrics'; readonly task: Task; readonly index: number }

/** In the order of the tables. */
export function allExperiments(): Experiment[] {
  const gate = SCENARIOS.flatMap(({ sizes }, index) => sizes.map((n) => ({ table: 'gate' as const, index, n })))
  const metrics = TASKS.flatMap((task) => plansOf(task).map((_, index) => ({ table: 'metrics' as const, task, index })))
  return [...gate, ...metrics]
}

export function nameOf(experiment: Experiment): string {
  if (experiment.table === 'gate') return `${SCENARIOS[experiment.index]?.truth} (${experiment.n} rows)`
  return `${experiment.task} ${plansOf(experiment.task)[experiment.index]?.metric}`
}

/** @param divisor 10 takes a tenth of the repeats, for a quick look */
export function run(experiment: Experiment, divisor: number): Tables {
  const share = (repeats: number) => Math.max(10, Math.round(repeats / divisor))
  if (experiment.table === 'gate') {
    const scenario = SCENARIOS[experiment.index]
    if (scenario === undefined) throw new Error(`no scenario ${experiment.index}`)
    return { gate: [simulateGate(populationOf('binary-classification'), scenario, experiment.n, share(GATE_REPEATS))], metrics: [] }
  }
  const plan = plansOf(experiment.task)[experiment.index]
  if (plan === undefined) throw new Error(`no metric ${experiment.index} of ${experiment.task}`)
  const repeats = Object.fromEntries(SIZES.map((size) => [size, share(repeatsOf(plan, size))]))
  return { gate: [], metrics: simulateMetric(populationOf(experiment.task), plan, repeats) }
}

const populations = new Map<Task, Population>()

/** Made once a thread. */
export function populationOf(task: Task): Population {
  const made = populations.get(task) ?? makePopulation(task)
  populations.set(task, made)
  return made
}
