import { UsageError } from '../errors.ts'
import { planBenchmark } from '../gates/benchmark/plan-benchmark.ts'
import { evaluateModel } from '../gates/evaluate/evaluate-model.ts'
import type { ModelFiles } from '../gates/evaluate/model-files.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import type { LivePlan } from '../judge/live-plan.ts'
import { plan as planChecks } from '../judge/plan.ts'
import type { TimingPlan } from '../judge/timing-plan.ts'
import { findMetricFacts } from '../metrics/names.ts'
import type { Task } from '../metrics/sample.ts'
import { renderLivePlans } from '../report/live-plan-report.ts'
import { type ModelPlan, renderPlan } from '../report/plan-report.ts'
import { renderTimingPlans } from '../report/timing-plan-report.ts'
import { benchmarkFiles, benchmarkRunner } from './benchmark-gate.ts'
import { evaluatedModel, evaluatedModels, findFiles } from './evaluated-models.ts'
import { modelsThatGoLive } from './rollout/live-models.ts'
import { planLive } from './rollout/plan-ahead.ts'
import { REAL, type RolloutPorts } from './rollout/ports.ts'
import { makeScratch, openSession, type Session } from './session.ts'

/** Margins below it are not proposed for metrics between 0 and 1 (statistics: nobody's retrain keeps less). */
const SMALLEST_MARGIN = 0.005

/** What the policy can decide with the rows and the time there are, before anybody is blocked. */
export async function plan(inputs: InputsOf<'plan'>, world: World, outside: RolloutPorts = REAL): Promise<ExitCode> {
  const session = await openSession(inputs, world)
  const timed = session.models.filter(({ benchmark }) => benchmark !== null)
  const live = await planRollouts(session, outside, world)
  const plans: ModelPlan[] = []
  let problem = live.refusal
  for (const { model } of timed.length === 0 && live.plans.length === 0 ? evaluatedModels(session) : evaluatedOf(session)) {
    try {
      plans.push(await planEvaluation(evaluatedModel(model), inputs, session))
    } catch (error) {
      // What can be planned is said all the same.
      if (live.plans.length === 0 || !(error instanceof UsageError)) throw error
      problem ??= error
    }
  }
  const timings: TimingPlan[] = []
  for (const model of timed) timings.push(await planTiming(model, inputs, session, world))
  const rendered = (medium: 'markdown' | 'terminal') =>
    [renderPlan(plans, medium), renderTimingPlans(timings, medium), renderLivePlans(live.plans, medium)]
      .filter((text) => text !== '')
      .join('\n')
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: rendered('markdown'),
    stdout: inputs.json ? { kind: 'json', value: [...plans, ...timings, ...live.plans] } : { kind: 'text', text: rendered('terminal') },
    outputs: {},
    annotations: [],
  })
  if (problem !== null) throw problem
  return 0
}

/** Of each model that is rolled out; the first that `sluice rollout` would refuse is refused here too, once all are said. */
async function planRollouts(session: Session, outside: RolloutPorts, world: World) {
  const plans: LivePlan[] = []
  let refusal: UsageError | null = null
  for (const live of modelsThatGoLive(session)) {
    const planned = await planLive(live, outside, world)
    plans.push(planned.plan)
    refusal ??= planned.refusal
  }
  return { plans, refusal }
}

function evaluatedOf({ models }: Session) {
  return models.filter(({ evaluate }) => evaluate !== null).map(evaluatedModel)
}

async function planEvaluation(asked: ReturnType<typeof evaluatedModel>, inputs: InputsOf<'plan'>, session: Session): Promise<ModelPlan> {
  const { model, evaluate } = asked
  const files = await findFiles(session, asked, inputs)
  requireTwoModels(files, model.name)
  const { comparisons } = await evaluateModel({ model, evaluate, files, policyUnchanged: false, score: session.score })
  const smallestMargin = (metric: string) => smallestMarginOf(metric, model.task)
  const { confidence, onInconclusive } = evaluate
  return { model: model.name, plan: planChecks(comparisons, { confidence, smallestMargin, onInconclusive }) }
}

async function planTiming(model: Session['models'][number], inputs: InputsOf<'plan'>, session: Session, world: World): Promise<TimingPlan> {
  const { benchmark } = model
  if (benchmark === null) throw new Error(`the policy asks for no benchmark of ${model.name}`)
  const files = await benchmarkFiles(session, model, inputs)
  const runner = await benchmarkRunner(inputs, benchmark, world)
  return planBenchmark({ model, benchmark, files, runner, scratch: makeScratch(world), signal: world.signal })
}

/** How much two versions differ by chance can only be seen on two versions. */
function requireTwoModels({ candidate, baseline }: ModelFiles, name: string): void {
  if (baseline !== null && candidate.sha256 !== baseline.sha256) return
  throw new UsageError({
    where: '--candidate, --baseline',
    found:
      baseline === null ? `no baseline for ${name}` : `the same bytes twice for ${name} (${candidate.reference} and ${baseline.reference})`,
    expected: 'two models that differ as much as two versions of yours usually do',
    remedy:
      'Name an earlier version by `--baseline`, or a retrained model by `--candidate`, for example `--baseline git:HEAD~10:models/income.onnx`.',
  })
}

function smallestMarginOf(metric: string, task: Task): number {
  return findMetricFacts(metric, task).bounds === 'unit-interval' ? SMALLEST_MARGIN : 0
}
