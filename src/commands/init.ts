import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { ExitCode } from '../host/exit-codes.ts'
import { writeAtomically } from '../host/files.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { guessSlices } from '../setup/init/guess-slices.ts'
import { proposeModels } from '../setup/init/inspect.ts'
import { nothingFound } from '../setup/init/nothing-found.ts'
import { holesOf } from '../setup/init/proposal.ts'
import { renderEnding, type Target } from '../setup/init/render-ending.ts'
import { findingsAsJson, renderFindings } from '../setup/init/render-findings.ts'
import { renderPolicyFile } from '../setup/init/render-policy.ts'
import { type Trial, tryOut } from '../setup/init/trial.ts'
import { renderWorkflow, usesSluice, WORKFLOW_PATH } from '../setup/init/workflow.ts'
import { openRepository, type Repository } from '../sources/git/repository.ts'
import { runGit } from '../sources/git/run-git.ts'
import { inspectRepository } from './inspect-repository.ts'
import { openTrialWorld } from './trial-world.ts'

type Inputs = InputsOf<'init'>

/** A policy and a workflow from what lies in the repository; what no file states is guessed, and marked as a guess. */
export async function init(inputs: Inputs, world: World): Promise<ExitCode> {
  const { cwd } = world
  const folder = dirname(resolve(cwd, inputs.policy))
  const repository = await openRepository(cwd, { environment: world.environment.forChildren, signal: world.signal })
  const root = repository?.root ?? folder
  const findings = await inspectRepository(folder, inputs, world)
  const { proposals, leftOut } = proposeModels(findings, { ...statedBy(inputs), modelFile: inputs.modelFile, folderName: basename(folder) })
  if (proposals.length === 0) throw nothingFound(findings, inputs.modelFile)
  const trials: Trial[] = []
  for (const proposal of proposals) trials.push(await tryOut(proposal, openTrialWorld(inputs, repository, world)))
  const otherWorkflow = findWorkflow(root)
  const targets = [{ path: inputs.policy, content: policyOf(trials) }, ...(otherWorkflow === null ? [workflowOf(root, inputs, cwd)] : [])]
  const refused = inputs.force ? [] : targets.map(({ path }) => path).filter((path) => existsSync(resolve(cwd, path)))
  const isWritten = !inputs.dryRun && refused.length === 0
  if (isWritten) for (const { path, content } of targets) writeAtomically(resolve(cwd, path), content, world.onCleanup)
  const isReady = trials.some(({ proposal, problem }) => problem === null && holesOf(proposal).length === 0)
  const outcome = {
    ...{ targets, refused, isWritten, isReady, otherWorkflow, policy: inputs.policy, isDryRun: inputs.dryRun },
    ignored: await ignoredByGit(repository, folder, trials),
  }
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: '',
    stdout: inputs.json
      ? { kind: 'json', value: { models: trials.map(findingsAsJson), leftOut, ...outcome } }
      : { kind: 'text', text: [...renderFindings(findings, trials, leftOut), '', ...renderEnding(outcome, trials)].join('\n') },
    outputs: {},
    annotations: [],
  })
  return (isWritten || inputs.dryRun) && isReady ? 0 : 2
}

function statedBy({ dataFile, label, positiveLabel, task }: Inputs) {
  return {
    evaluation: dataFile,
    label,
    positive: positiveLabel === null ? null : asLabel(positiveLabel),
    task: task === 'guess' ? null : task,
  }
}

/** As the policy would read the same characters. */
function asLabel(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

function policyOf(trials: readonly Trial[]): string {
  return renderPolicyFile(
    trials.map(({ proposal, metrics, problem }) => ({
      proposal,
      metrics,
      problem,
      slices: proposal.table === null ? [] : guessSlices(proposal.table, proposal),
    })),
  )
}

/** GitHub looks for workflows at the root of the repository, wherever the policy is. */
function workflowOf(root: string, inputs: Inputs, cwd: string): Target {
  const policy = relative(root, resolve(cwd, inputs.policy)).replaceAll('\\', '/')
  return { path: relative(cwd, join(root, WORKFLOW_PATH)), content: renderWorkflow({ policy, lfs: usesLfs(root) }) }
}

/** Another workflow that runs Sluice: a second one would judge everything twice. */
function findWorkflow(root: string): string | null {
  const folder = join(root, dirname(WORKFLOW_PATH))
  if (!existsSync(folder)) return null
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name) && name !== basename(WORKFLOW_PATH))
  const name = names.find((one) => usesSluice(readFileSync(join(folder, one), 'utf8')))
  return name === undefined ? null : join(dirname(WORKFLOW_PATH), name)
}

function usesLfs(root: string): boolean {
  const attributes = join(root, '.gitattributes')
  return existsSync(attributes) && /filter=lfs/.test(readFileSync(attributes, 'utf8'))
}

async function ignoredByGit(repository: Repository | null, folder: string, trials: readonly Trial[]): Promise<string[]> {
  if (repository === null) return []
  const paths = trials.flatMap(({ proposal }) => [proposal.path, ...(proposal.table === null ? [] : [proposal.table.path])])
  const { stdout } = await runGit({ ...repository.place, folder }, ['check-ignore', '--', ...new Set(paths)])
  return stdout.split('\n').filter((path) => path !== '')
}
