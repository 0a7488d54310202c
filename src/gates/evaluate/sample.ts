import type { Answers, Sample, Task } from '../../metrics/sample.ts'
import type { ArmName, ScoredRows } from '../../sources/scored-rows.ts'

/** The measured rows as a metric takes them: one sample and the answers of each arm on the same rows. */
export type Measurement = { readonly sample: Sample; readonly arms: Readonly<Partial<Record<ArmName, Answers>>> }

export function measurementOf(task: Task, scored: ScoredRows): Measurement {
  return { sample: sampleOf(task, scored), arms: scored.arms }
}

function sampleOf(task: Task, scored: ScoredRows): Sample {
  const design = { weight: scored.weight, cluster: scored.cluster, clusters: scored.clusters }
  switch (task) {
    case 'binary-classification':
      return { task, label: labelsAs(Uint8Array, scored), ...design }
    case 'multiclass-classification':
      return { task, label: labelsAs(Int32Array, scored), classes: scored.classes.length, ...design }
    case 'regression':
      return { task, label: labelsAs(Float64Array, scored), ...design }
    case 'ranking': {
      if (scored.query === null) throw new Error('ranking rows came without query codes')
      return { task, label: labelsAs(Float64Array, scored), query: scored.query, queries: scored.queries, ...design }
    }
  }
}

type LabelArray = Uint8Array | Int32Array | Float64Array

function labelsAs<T extends LabelArray>(type: { new (length: number): T }, scored: ScoredRows): T {
  if (!(scored.label instanceof type)) throw new Error(`labels came as ${scored.label.constructor.name}, not as ${type.name}`)
  return scored.label
}
