import type { SweepPoint } from './pareto.ts'
import type { SweepReport } from './render-sweep.ts'

/** Share of what a setting answers at most that requests at random times may take: above it they wait longer for each other than they are served. */
const SERVABLE_SHARE = 0.8

/** What the sweep found, in the words of the policy and of the code that serves. Limits are not its to change. */
export function pasteSettings(best: SweepPoint | null, { limit, load }: SweepReport): string {
  if (best === null) return `No setting is known to keep ${limit.key} ≤ ${limit.maxMs} ms.`
  const { rows, threads, instances, optimization } = best.setting
  const title = limit.maxMs === null ? 'Most predictions a second' : 'Best under the limit'
  return `${title}: ${best.model.replace(/[\p{Cc}`]/gu, ' ')}. To set in sluice.yml, where all other keys stay as they are:

\`\`\`yaml
benchmark:
  batch-sizes: [${rows}]
  threads: ${threads}${load === null ? '' : `\n  load:\n${loadLines(best, load).join('\n')}`}
\`\`\`

and in what serves it (${instances} such ${instances === 1 ? 'session' : 'sessions'}):

\`\`\`python
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = ${threads}
options.inter_op_num_threads = 1
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.${LEVELS[optimization]}
options.add_session_config_entry("session.intra_op.allow_spinning", "0")
\`\`\``
}

/** The same rows a second in requests of the new size; of several machines where one cannot serve them. */
function loadLines({ setting: { rows, instances }, perSecond }: SweepPoint, load: NonNullable<SweepReport['load']>): string[] {
  const rowsPerSecond = load.rate * load.rowsPerRequest
  const machines = Math.max(1, Math.ceil(rowsPerSecond / (perSecond * SERVABLE_SHARE)))
  const rate = Number((rowsPerSecond / rows / machines).toPrecision(3))
  const before = `${load.rate}/s of ${load.rowsPerRequest} ${load.rowsPerRequest === 1 ? 'row' : 'rows'}`
  const share = machines === 1 ? `as many rows as ${before}` : `one of the ${machines} machines that ${before} take`
  return [`    rate: ${rate}/s # ${share}`, `    rows-per-request: ${rows}`, `    instances: ${instances}`]
}

const LEVELS = { all: 'ORT_ENABLE_ALL', extended: 'ORT_ENABLE_EXTENDED', basic: 'ORT_ENABLE_BASIC', disabled: 'ORT_DISABLE_ALL' } as const
