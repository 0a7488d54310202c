import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Released } from '../gates/evaluate/model-files.ts'
import { beginFile } from '../host/files.ts'
import type { World } from '../host/world.ts'
import { openRepository, type Repository } from '../sources/git/repository.ts'
import { createResolver, type ReferenceResolver } from '../sources/references/resolve.ts'
import type { CountedTurns, RowsToWrite, Scoring, ScoringJob, TurnsToCount } from '../sources/scored-rows.ts'
import { type Chosen, chooseSubjects } from '../sources/subjects/choose.ts'
import type { WorkerOptions } from '../sources/worker/supervise.ts'
import { type AppliedPolicy, applyPolicy, type PolicyInputs } from './applied-policy.ts'
import { runArtifacts } from './run-artifacts.ts'
import { withVariables } from './with-variables.ts'

export type SessionInputs = PolicyInputs & {
  readonly candidate: string | null
  readonly baseline: string | null
  readonly runtime: string | null
  readonly githubToken: string | null
}

/** What all gates of one call share: which commits are compared, under which policy, and how files and rows are had. */
export type Session = AppliedPolicy & {
  readonly chosen: Chosen
  readonly repository: Repository | null
  readonly resolver: ReferenceResolver
  /** What a model's rollout has promoted last. @param model its name */
  released(model: string): Promise<Released>
  score(job: ScoringJob, title: string): Promise<Scoring>
  /** The file appears whole or not at all; its name says whether as .csv or .parquet. */
  writeRows(rows: RowsToWrite, file: string): Promise<void>
  countTurns(turns: TurnsToCount): Promise<CountedTurns>
}

/** More threads than this scatter small batches. */
const MOST_THREADS = 4

export async function openSession(inputs: SessionInputs, world: World): Promise<Session> {
  const { run } = world
  const repository = await openWorkingRepository(inputs, world)
  const event = run === null ? null : { name: run.event, sha: run.sha, ref: run.ref, payload: run.payload }
  const given = { candidate: inputs.candidate !== null, baseline: inputs.baseline !== null }
  const chosen = await chooseSubjects({ event, repository, given })
  const applied = await applyPolicy(chosen, repository, inputs, world)
  const scratch = makeScratch(world)
  const resolver = openResolver({ folder: dirname(resolve(world.cwd, inputs.policy)), repository, scratch }, inputs, world)
  return {
    ...applied,
    chosen,
    repository,
    resolver,
    released: async (name) => {
      const model = applied.models.find((one) => one.name === name)
      if (model === undefined) throw new Error(`the policy has no model ${name}`)
      const { findReleased } = await import('./released.ts')
      return findReleased(model, { repository, ...tokenOf(inputs, run) }, world)
    },
    score: (job, title) => score(job, title, inputs, world),
    writeRows: (rows, file) => writeRows(rows, file, scratch, inputs, world),
    countTurns: (turns) => countTurns(turns, inputs, world),
  }
}

type TokenInput = Pick<SessionInputs, 'githubToken'>

/** The repository that the working folder lies in; null outside of one. */
export function openWorkingRepository(inputs: TokenInput, { cwd, environment, run, signal }: World): Promise<Repository | null> {
  return openRepository(cwd, { environment: environment.forChildren, signal, ...tokenOf(inputs, run) })
}

type ResolverPlace = { readonly folder: string; readonly repository: Repository | null; readonly scratch: string }

/** How references become files. @param place paths are relative to its folder */
export function openResolver(place: ResolverPlace, inputs: TokenInput, world: World): ReferenceResolver {
  const { environment, run, signal } = world
  return createResolver({
    ...place,
    cache: join(environment.cacheFolder, 'references'),
    environment: environment.forChildren,
    signal,
    ...tokenOf(inputs, run),
    ...runArtifacts(inputs.githubToken, world),
  })
}

function tokenOf({ githubToken }: TokenInput, run: World['run']): { token?: { server: string; value: string } } {
  return githubToken === null || run === null ? {} : { token: { server: run.serverUrl, value: githubToken } }
}

export async function score(job: ScoringJob, title: string, inputs: Pick<SessionInputs, 'runtime'>, world: World): Promise<Scoring> {
  const [{ scoreRows }, options] = await Promise.all([import('../sources/worker/score-rows.ts'), workerOptions(inputs, world)])
  const phase = world.host.progress.start(title)
  try {
    return await scoreRows(withVariables(job, world.environment.forChildren), {
      ...options,
      onProgress: (done, total) => phase.advance(done, total),
    })
  } finally {
    phase.end()
  }
}

/** A worker that is ended leaves its half file in the scratch folder; it is copied from there, which may be another disk. */
async function writeRows(rows: RowsToWrite, file: string, scratch: string, inputs: SessionInputs, world: World): Promise<void> {
  const { writeChosenRows } = await import('../sources/worker/write-chosen-rows.ts')
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

async function countTurns(turns: TurnsToCount, inputs: SessionInputs, world: World): Promise<CountedTurns> {
  const { countTurnedRows } = await import('../sources/worker/count-turned-rows.ts')
  return countTurnedRows(turns, await workerOptions(inputs, world))
}

/** How native work is started: the runtime is installed now if this is its first use. */
export async function workerOptions(
  { runtime }: Pick<SessionInputs, 'runtime'>,
  { environment, host, program, signal }: World,
): Promise<WorkerOptions> {
  const prepared = runtime ?? environment.runtimeFolder
  const { installRuntime } = await import('../sources/native/install.ts')
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

/** A folder of this call's own, removed at its end. */
export function makeScratch({ environment, onCleanup }: World): string {
  const folder = mkdtempSync(join(environment.temporaryFolder, 'sluice-'))
  onCleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
