import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { beginFile } from '../host/files.ts'
import type { World } from '../host/world.ts'
import { type EffectivePolicy, effectivePolicy } from '../policy/effective.ts'
import { parsePolicy, readPolicyFile } from '../policy/load.ts'
import type { ModelPolicy, Policy } from '../policy/policy.ts'
import { openRepository, type Repository } from '../sources/git/repository.ts'
import { installRuntime } from '../sources/native/install.ts'
import { nearestName } from '../sources/onnx/nearest-name.ts'
import { createResolver, type ReferenceResolver } from '../sources/references/resolve.ts'
import type { RowsToWrite, Scoring, ScoringJob } from '../sources/scored-rows.ts'
import { type Chosen, type Commit, chooseSubjects } from '../sources/subjects/choose.ts'
import { scoreRows } from '../sources/worker/score-rows.ts'
import type { WorkerOptions } from '../sources/worker/supervise.ts'
import { writeChosenRows } from '../sources/worker/write-chosen-rows.ts'

export type SessionInputs = {
  readonly policy: string
  readonly model: string | null
  readonly candidate: string | null
  readonly baseline: string | null
  readonly runtime: string | null
  readonly githubToken: string | null
}

/** What all gates of one call share: which commits are compared, under which policy, and how files and rows are had. */
export type Session = {
  readonly chosen: Chosen
  readonly policy: EffectivePolicy
  readonly policyPath: string
  /** The policy as the baseline's commit has it: where its model and data were then. */
  readonly baselinePolicy: Policy | null
  /** The baseline's commit has the very same policy text. */
  readonly policyUnchanged: boolean
  readonly models: readonly ModelPolicy[]
  readonly repository: Repository | null
  readonly resolver: ReferenceResolver
  score(job: ScoringJob, title: string): Promise<Scoring>
  /** The file appears whole or not at all; its name says whether as .csv or .parquet. */
  writeRows(rows: RowsToWrite, file: string): Promise<void>
}

/** More threads than this scatter small batches. */
const MOST_THREADS = 4

export async function openSession(inputs: SessionInputs, world: World): Promise<Session> {
  const { environment, run, signal, cwd } = world
  const token = inputs.githubToken === null || run === null ? {} : { token: { server: run.serverUrl, value: inputs.githubToken } }
  const repository = await openRepository(cwd, { environment: environment.forChildren, signal, ...token })
  const event = run === null ? null : { name: run.event, sha: run.sha, ref: run.ref, payload: run.payload }
  const given = { candidate: inputs.candidate !== null, baseline: inputs.baseline !== null }
  const chosen = await chooseSubjects({ event, repository, given })
  const texts = new PolicyTexts(inputs.policy, cwd, repository)
  const head = await texts.at(chosen.policies.head)
  const base = chosen.policies.base === null ? null : await texts.atOrNull(chosen.policies.base)
  const comparing = chosen.policies.base !== null ? 'base+head' : run === null ? 'working-tree' : 'head'
  const policy = effectivePolicy({ base, head, path: inputs.policy, comparing })
  const before = typeof chosen.baseline === 'object' && chosen.baseline !== null ? await texts.atOrNull(chosen.baseline) : null
  const scratch = makeScratch(world)
  const resolver = createResolver({
    folder: dirname(resolve(cwd, inputs.policy)),
    repository,
    cache: join(environment.cacheFolder, 'references'),
    scratch,
    environment: environment.forChildren,
    signal,
    ...token,
  })
  return {
    chosen,
    policy,
    policyPath: inputs.policy,
    baselinePolicy: before === null ? null : tolerantly(before, inputs.policy),
    policyUnchanged: before === head,
    models: selectModels(policy.policy, inputs.model),
    repository,
    resolver,
    score: (job, title) => score(job, title, inputs, world),
    writeRows: (rows, file) => writeRows(rows, file, scratch, inputs, world),
  }
}

export async function score(job: ScoringJob, title: string, inputs: Pick<SessionInputs, 'runtime'>, world: World): Promise<Scoring> {
  const options = await workerOptions(inputs, world)
  const phase = world.host.progress.start(title)
  try {
    return await scoreRows(job, { ...options, onProgress: (done, total) => phase.advance(done, total) })
  } finally {
    phase.end()
  }
}

/** A worker that is ended leaves its half file in the scratch folder; it is copied from there, which may be another disk. */
async function writeRows(rows: RowsToWrite, file: string, scratch: string, inputs: SessionInputs, world: World): Promise<void> {
  const draft = join(scratch, basename(file))
  await writeChosenRows(rows, draft, await workerOptions(inputs, world))
  const pending = beginFile(file, world.onCleanup)
  try {
    copyFileSync(draft, pending.temporary)
    pending.commit()
  } catch (error) {
    pending.discard()
    throw error
  }
}

/** How native work is started: the runtime is installed now if this is its first use. */
export async function workerOptions({ runtime }: Pick<SessionInputs, 'runtime'>, { environment, host, program, signal }: World): Promise<WorkerOptions> {
  const prepared = runtime ?? environment.runtimeFolder
  const runtimeFolder = await installRuntime({
    ...(prepared === null ? {} : { prepared }),
    manifestFolder: program.runtimeManifestFolder,
    cacheFolder: environment.cacheFolder,
    env: environment.forChildren,
    signal,
    onInstall: (folder) => host.log.info(`Installing onnxruntime and DuckDB into ${folder}: once for this version of Sluice.`),
  })
  const entry = { execPath: program.execPath, args: program.workerArguments }
  return { runtimeFolder, entry, threads: Math.min(MOST_THREADS, availableParallelism()), signal }
}

/** The policy's text as a commit or the working tree has it. */
class PolicyTexts {
  readonly #path: string
  readonly #cwd: string
  readonly #repository: Repository | null

  constructor(path: string, cwd: string, repository: Repository | null) {
    this.#path = path
    this.#cwd = cwd
    this.#repository = repository
  }

  async at(revision: Commit | 'working-tree'): Promise<string> {
    if (revision === 'working-tree') return readPolicyFile(resolve(this.#cwd, this.#path))
    const text = await this.atOrNull(revision)
    if (text !== null) return text
    throw new UsageError({
      where: this.#path,
      found: `no such file at commit ${revision.commit}`,
      expected: 'the policy',
      remedy: 'Name it by the input `policy`, as a path from the root of the repository.',
    })
  }

  async atOrNull({ commit }: Commit): Promise<string | null> {
    const path = await this.#repository?.pathInTree(resolve(this.#cwd, this.#path))
    return path === undefined || path === null ? null : ((await this.#repository?.readText(commit, path)) ?? null)
  }
}

/** An old policy that this version cannot read tells nothing about where the baseline's files were. */
function tolerantly(text: string, path: string): Policy | null {
  try {
    return parsePolicy(text, path)
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}

function selectModels(policy: Policy, name: string | null): readonly ModelPolicy[] {
  if (name === null) return [...policy.models.values()]
  const model = policy.models.get(name)
  if (model !== undefined) return [model]
  const names = [...policy.models.keys()]
  const nearest = nearestName(name, names)
  throw new UsageError({
    where: '--model',
    found: `the model ${JSON.stringify(name)}`,
    expected: `one of the policy's models: ${names.join(', ')}`,
    remedy: nearest === null ? 'Choose one of them.' : `Did you mean ${nearest}?`,
  })
}

/** A folder of this call's own, removed at its end. */
export function makeScratch({ environment, onCleanup }: World): string {
  const folder = mkdtempSync(join(environment.temporaryFolder, 'sluice-'))
  onCleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
