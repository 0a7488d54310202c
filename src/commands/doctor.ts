import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { evaluateModel } from '../gates/evaluate/evaluate-model.ts'
import type { ModelFiles } from '../gates/evaluate/model-files.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { parsePolicy, readPolicyFile } from '../policy/load.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { type Check, ok, problemsOf, warn } from '../setup/doctor/check.ts'
import { checkClock, checkNode, checkProcessors } from '../setup/doctor/machine-checks.ts'
import { checkMeasured, measurable } from '../setup/doctor/model-checks.ts'
import { renderChecks } from '../setup/doctor/render-checks.ts'
import { checkToken } from '../setup/doctor/token-checks.ts'
import { checkWorkflows } from '../setup/doctor/workflow-checks.ts'
import { openRepository, type Repository } from '../sources/git/repository.ts'
import { runGit } from '../sources/git/run-git.ts'
import { packageVersion } from '../sources/native/load.ts'
import { type EvaluatedModel, evaluatedModels, findFiles } from './evaluated-models.ts'
import { type GitHubClock, openReader } from './github-reader.ts'
import { openSession, type Session, workerOptions } from './session.ts'

type Inputs = InputsOf<'doctor'>

/** Everything that a gate needs, each in one line with what to do. Nothing is judged, and nothing is written. */
export async function doctor(inputs: Inputs, world: World): Promise<ExitCode> {
  const reader = openReader(inputs.githubToken, world)
  const checks: Check[] = [checkNode(process.versions.node)]
  const add = async (name: string, look: () => Promise<readonly Check[]>) => {
    checks.push(...(await look().catch((error: unknown) => problemsOf(name, error))))
  }
  await add('runtime', () => checkRuntime(inputs, world))
  await add('policy', () => checkPolicy(inputs, world))
  let repository: Repository | null = null
  await add('git', async () => {
    repository = await openRepository(world.cwd, { environment: world.environment.forChildren, signal: world.signal })
    return checkGit(repository)
  })
  if (!checks.some(({ name, status }) => status === 'PROBLEM' && name !== 'node')) {
    await add('baseline', async () => {
      const session = await openSession({ ...inputs, model: null, candidate: null, baseline: null }, world)
      return [...baselineCheck(session), ...(await checkModels(session))]
    })
  }
  const root = rootOf(repository, world)
  checks.push(...checkWorkflows({ files: workflowsOf(root), lfs: usesLfs(root) }))
  const { run, environment } = world
  checks.push(
    ...(await checkToken({
      isRunner: environment.isRunner,
      hasToken: inputs.githubToken !== null,
      repository: run?.repository ?? '',
      read: reader.read,
    })),
  )
  checks.push(checkClock(Date.now(), await clockReference(reader, repository)))
  const text = renderChecks(checks, world.host.color)
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: `\`\`\`\n${renderChecks(checks, false).replaceAll('`', "'")}\n\`\`\`\n`,
    stdout: inputs.json ? { kind: 'json', value: { checks } } : { kind: 'text', text },
    outputs: {},
    annotations: [],
  })
  return checks.some(({ status }) => status === 'PROBLEM') ? 2 : 0
}

async function checkRuntime(inputs: Inputs, world: World): Promise<Check[]> {
  const { runtimeFolder } = await workerOptions(inputs, world)
  const versions = ['onnxruntime-node', '@duckdb/node-api'].map((name) => `${name} ${packageVersion(runtimeFolder, name) ?? 'unknown'}`)
  return [ok('runtime', `${versions.join(', ')} in ${runtimeFolder}`)]
}

async function checkPolicy({ policy }: Inputs, { cwd }: World): Promise<Check[]> {
  const { models } = parsePolicy(await readPolicyFile(resolve(cwd, policy)), policy)
  const unjudged = [...models.values()].filter(({ evaluate }) => evaluate === null).map(({ name }) => name)
  return [
    ok('policy', `${policy}: ${[...models.keys()].join(', ')}`),
    ...(unjudged.length === 0
      ? []
      : [warn('policy', `${unjudged.join(', ')} without \`evaluate\``, 'Add metrics, or the quality of it is not judged.')]),
    ...checkBenchmarks([...models.values()]),
  ]
}

/** Only where a policy asks for a benchmark. */
function checkBenchmarks(models: readonly ModelPolicy[]): Check[] {
  const threads = models.flatMap(({ benchmark }) => benchmark?.threads ?? [])
  if (threads.length === 0) return []
  const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version'], { stdio: 'ignore' }).status === 0
  return [checkProcessors({ cpus: availableParallelism(), threads: Math.max(...threads), canPin })]
}

async function checkGit(repository: Repository | null): Promise<Check[]> {
  if (repository === null) {
    return [
      warn(
        'git',
        'no repository here, so there is no baseline but what `--baseline` names',
        'Run `git init` and commit, or check out with git installed.',
      ),
    ]
  }
  const { stdout: remotes } = await runGit(repository.place, ['remote'])
  const depth = (await repository.isShallow()) ? 'a shallow checkout: the commit to compare with is fetched' : 'all of the history is here'
  if (remotes.split('\n').includes('origin')) return [ok('git', depth)]
  return [
    warn('git', `${depth}; no remote named origin`, '`git remote add origin …`: pull requests are judged where the repository is hosted.'),
  ]
}

function baselineCheck({ chosen }: Session): Check[] {
  const notes = chosen.notes.join(' ')
  if (chosen.baseline === null)
    return [
      warn(
        'baseline',
        notes === '' ? 'nothing to compare with' : notes,
        'Floors and ceilings decide until there is one: give metrics `min` or `max`.',
      ),
    ]
  const found = typeof chosen.baseline === 'string' ? chosen.baseline : `commit ${chosen.baseline.commit.slice(0, 12)} is here`
  return [ok('baseline', notes === '' ? found : notes)]
}

async function checkModels(session: Session): Promise<Check[]> {
  const checks: Check[] = []
  for (const asked of evaluatedModels(session)) {
    checks.push(...(await checkModel(session, asked).catch((error: unknown) => problemsOf(`${asked.model.name}: model and data`, error))))
  }
  return checks
}

async function checkModel(session: Session, asked: EvaluatedModel): Promise<Check[]> {
  const { model, evaluate } = asked
  const { subject } = model
  // Without a change to judge, the candidate would be what a rollout released; the checkout shows as well whether all fits.
  const candidate = session.chosen.candidate === 'released' && 'reference' in subject ? subject.reference : null
  const evaluationData = session.chosen.candidate === 'released' ? (model.data.evaluation[0] ?? null) : null
  const files = await findFiles(session, asked, { candidate, baseline: null, evaluationData })
  const isPair = files.baseline !== null && files.baseline.sha256 !== files.candidate.sha256
  const policy = measurable(evaluate, model.task)
  const run = (some: ModelFiles) => evaluateModel({ model, evaluate: policy, files: some, policyUnchanged: false, score: session.score })
  const evaluation = await run(isPair ? files : { ...files, baseline: null })
  return checkMeasured({ name: model.name, task: model.task, evaluate, evaluation, isPair })
}

function rootOf(repository: Repository | null, { cwd }: World): string {
  return repository?.root ?? cwd
}

function workflowsOf(root: string) {
  const folder = join(root, '.github', 'workflows')
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))
  return names.map((name) => ({ path: `.github/workflows/${name}`, text: readFileSync(join(folder, name), 'utf8') }))
}

function usesLfs(root: string): boolean {
  const attributes = join(root, '.gitattributes')
  return existsSync(attributes) && /filter=lfs/.test(readFileSync(attributes, 'utf8'))
}

async function clockReference({ answeredAt }: GitHubClock, repository: Repository | null) {
  const server = answeredAt()
  if (server !== null) return { ms: server, what: "GitHub's", isNow: true }
  if (repository === null) return null
  const { code, stdout } = await runGit(repository.place, ['log', '-1', '--format=%ct'])
  return code === 0 && stdout.trim() !== '' ? { ms: Number(stdout.trim()) * 1000, what: 'the last commit', isNow: false } : null
}
