import { UsageError } from '../../errors.ts'
import type { Run } from '../../host/event.ts'
import type { World } from '../../host/world.ts'
import type { Request } from '../../rollout/entry.ts'
import { answerInWords } from '../../rollout/told-request.ts'
import type { FoundRequest } from './find-asked.ts'

/**
 * GitHub's list of a run's approvals knows neither attempts nor requests: so one run stands for one request, and only in its first attempt.
 *
 * @throws UsageError elsewhere, with where and how the request is answered
 */
export function requireOneRun({ current, id }: FoundRequest, { run }: Pick<World, 'run'>): Run {
  const { approval } = current.settings
  const { request } = current
  const how = approval === null || approval === undefined || request === null ? '' : answerInWords(approval, request)
  if (run === null)
    throw new UsageError({
      where: 'sluice approve',
      found: 'a terminal: nobody has checked here who you are',
      expected: `the answer where the policy asks for it. ${how}`.trim(),
      remedy: 'Answer there; the next tick reads it. `sluice hold` and `sluice abort` work from here.',
    })
  if (approval?.by !== 'environment')
    throw new UsageError({
      where: 'rollout.approval.by',
      found: approval?.by ?? 'a rollout that asks nobody',
      expected: '`environment`: other answers are read by any tick, without a job that waits',
      remedy: how === '' ? 'Leave this job out.' : how,
    })
  if (run.attempt !== 1)
    throw new UsageError({
      where: 'sluice approve',
      found: `attempt ${run.attempt} of run ${run.id}`,
      expected: 'the first: an approval of an earlier attempt would count for this one',
      remedy: `\`sluice hold\` and \`sluice resume\` end the request ${id} and ask anew; start a new run for the new one.`,
    })
  return run
}

/** @throws UsageError where another run waits for the request */
export function requireUnclaimed({ id, runId }: Request, run: Run): void {
  if (runId === null || runId === run.id) return
  throw new UsageError({
    where: '--claim',
    found: `run ${run.id}, while run ${runId} waits for the request ${id}`,
    expected: 'one run a request: the first that says so',
    remedy: `Review run ${runId}. If it is gone, \`sluice hold\` and \`sluice resume\` end the request and ask anew.`,
  })
}

/** @throws UsageError where this run is not the one that the journal names */
export function requireClaimed({ id, runId }: Request, run: Run): void {
  if (runId === run.id) return
  throw new UsageError({
    where: 'sluice approve',
    found:
      runId === null ? `the request ${id}, for which no run waits yet` : `run ${run.id}, while run ${runId} waits for the request ${id}`,
    expected: 'the run that the journal names',
    remedy: 'Let a job before this one, outside of the environment, call `sluice approve --claim --request …` in the same run.',
  })
}
