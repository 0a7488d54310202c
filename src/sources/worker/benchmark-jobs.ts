import { measureCold } from '../benchmark/cold-job.ts'
import type { ColdJob, InputsJob, RoundJob } from '../benchmark/jobs.ts'
import type { LoadJob } from '../benchmark/load/job.ts'
import { measureLoad } from '../benchmark/load/load-job.ts'
import { prepareInputs } from '../benchmark/prepare-inputs.ts'
import { measureRound } from '../benchmark/round-job.ts'
import type { Send } from './run-job.ts'

type Surrounded<Job> = Job & { readonly runtimeFolder: string; readonly threads: number }

export async function benchmarkInputsJob(job: Surrounded<InputsJob>, send: Send): Promise<void> {
  send({ kind: 'step', step: 'open' })
  const prepared = await prepareInputs(job, (arm) => send({ kind: 'step', step: 'load', arm }))
  send({ kind: 'benchmark-inputs', arms: prepared.arms, notes: prepared.notes })
}

export async function benchmarkColdJob(job: Surrounded<ColdJob>, send: Send): Promise<void> {
  const { arm } = job
  const cold = await measureCold(
    job,
    (step) => send({ kind: 'step', arm, ...step }),
    (batch) => send({ kind: 'benchmark-batch', ...batch }),
  )
  send({ kind: 'benchmark-cold', cold })
}

export async function benchmarkRoundJob(job: Surrounded<RoundJob>, send: Send): Promise<void> {
  const round = await measureRound(job, (arm, step) => {
    if (step.step === 'call') send({ kind: 'step', arm, ...step })
    else if (arm !== null) send({ kind: 'step', arm, ...step })
  })
  send({ kind: 'benchmark-round', round })
}

export async function benchmarkLoadJob(job: Surrounded<LoadJob>, send: Send): Promise<void> {
  const { arm } = job
  const load = await measureLoad(job, (step) => send({ kind: 'step', arm, ...step }))
  send({ kind: 'benchmark-load', load })
}
