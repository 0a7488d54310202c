import type { Client } from '../../publishing/github/client.ts'
import { CLOCK_SKEW_MS, type Heard, type Look, namesRequest, pending } from './look.ts'

type Run = Awaited<ReturnType<Client['rest']['actions']['listWorkflowRuns']>>['data']['workflow_runs'][number]

/** Runs that never say in the journal that they wait are not started without end. */
const MOST_RUNS = 3

/**
 * Starts the run whose gated job waits for the reviewers, where none was started yet. Of two that two ticks start at once the first one
 * to say so in the journal is the one that counts, so that a list which lags does no harm.
 */
export async function startRun(look: Look, branch: string): Promise<Heard> {
  const { rule, request } = look
  const started = await listStarted(look, branch)
  const own = started.filter(({ display_title }) => namesRequest(display_title, request.id))
  const working = own.find(({ status }) => status !== 'completed')
  if (working !== undefined)
    return { answer: pending(`${working.html_url} has yet to say in the journal that it waits.`), runUrl: working.html_url }
  const [latest] = own.length > 0 ? own : started
  if (latest !== undefined && (own.length || started.length) >= MOST_RUNS) {
    const why = `Runs of ${rule.workflow} were started and none said in the journal that it waits for ${request.id}; see ${latest.html_url}.`
    return { answer: pending(why), runUrl: latest.html_url }
  }
  const url = await dispatch(look, branch)
  return {
    answer: pending(`${url ?? rule.workflow} was started and will wait for a reviewer of ${look.subject.environment}.`),
    runUrl: url,
  }
}

/** Newest first, as GitHub lists them. */
async function listStarted({ place, rule, request }: Look, branch: string): Promise<readonly Run[]> {
  const { client, owner, repo } = place
  const since = `${new Date(request.askedAtMs - CLOCK_SKEW_MS).toISOString().slice(0, 19)}Z`
  const { data } = await client.rest.actions.listWorkflowRuns({
    ...{ owner, repo, workflow_id: rule.workflow, event: 'workflow_dispatch', branch, created: `>=${since}`, per_page: 100 },
  })
  return data.workflow_runs
}

async function dispatch({ place, rule, subject, request }: Look, branch: string): Promise<string | null> {
  const { client, owner, repo } = place
  const { data }: { readonly data: unknown } = await client.rest.actions.createWorkflowDispatch({
    ...{ owner, repo, workflow_id: rule.workflow, ref: branch, return_run_details: true },
    inputs: { request: request.id, model: subject.model },
  })
  // Servers that know no better answer nothing.
  return typeof data === 'object' && data !== null && 'html_url' in data ? String(data.html_url) : null
}
