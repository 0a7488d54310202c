import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openRecord } from '../../adapters/registry.ts'
import { MeasurementError, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import { pathInside, writeAtomically } from '../../host/files.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { World } from '../../host/world.ts'
import { renderBacktest } from '../../report/rollout/backtest-report.ts'
import { type Backtest, backtest as testReleases } from '../../rollout/backtest/backtest.ts'
import { limitsOf } from '../../rollout/backtest/notes.ts'
import { type Recording, readRecording } from '../../rollout/backtest/read-recording.ts'
import { readReleases } from '../../rollout/backtest/read-releases.ts'
import { recordReleases } from '../../rollout/backtest/record-releases.ts'
import type { OneArm } from '../../rollout/backtest/traffic.ts'
import { TelemetryError } from '../../rollout/ports.ts'
import { guardrailsOf } from '../../rollout/settings.ts'
import { durationFlag } from '../duration-flag.ts'
import { oneModelAsItLies, sectionSha256 } from './live-models.ts'
import type { LiveModel } from './ports.ts'

type Inputs = InputsOf<'backtest'>

/** What the policy would have done with releases that were recorded. It moves nothing and asks no target. */
export async function backtest(inputs: Inputs, world: World): Promise<ExitCode> {
  const oneArm = oneArmOf(inputs)
  const everyMs = inputs.every === null ? null : durationFlag('every', inputs.every, { ...LIMITS, atLeast: '1s' })
  const [repeats, seed] = [count('repeats', inputs.repeats, 1, 1000), count('seed', inputs.seed, 0, 2 ** 31 - 1)]
  const live = await oneModelAsItLies(inputs, world)
  const { model, rollout: policy } = live
  const { releases, notes } = await recordingFor(live, inputs, oneArm, world)
  const phase = world.host.progress.start('Running releases')
  const policySha256 = sectionSha256(policy)
  const common = { policy, policySha256, oneArm, everyMs, repeats, seed, version: world.program.version }
  const result = await testReleases(releases, { ...common, onRelease: (done, of) => phase.advance(done, of) }).finally(() => phase.end())
  saveJournals(inputs.saveJournals, result, world)
  const report = {
    model: model.name,
    environment: policy.environment,
    ...{ policySha256, repeats, seed, falseRollbackRate: policy.falseRollbackRate },
    tested: result.tested.map(({ journal: _, ...told }) => told),
    untested: result.untested,
    notes: [...notes, ...limitsOf(result, releases, common)],
  }
  await world.host.publish({
    out: '.',
    files: new Map(),
    markdown: renderBacktest(report, 'markdown'),
    stdout: inputs.json ? { kind: 'json', value: { version: 1, ...report } } : { kind: 'text', text: renderBacktest(report, 'terminal') },
    outputs: {},
    annotations: [],
  })
  return exitCodeOf(result)
}

/** 5: nothing could be judged. 3: a healthy release would come down, or a bad one go up. 4: one of known truth stays undecided. */
function exitCodeOf({ tested }: Backtest): ExitCode {
  if (tested.length === 0) return 5
  const known = tested.filter(({ truth }) => truth !== null)
  if (known.some(({ truth, outcome }) => outcome === (truth === 'healthy' ? 'rolled-back' : 'promoted'))) return 3
  return known.some(({ outcome }) => outcome === 'undecided') ? 4 : 0
}

async function recordingFor({ rollout }: LiveModel, inputs: Inputs, oneArm: OneArm | null, world: World): Promise<Recording> {
  const { recording, releases } = inputs
  if ((recording === null) === (releases === null))
    throw new UsageError({
      where: 'sluice backtest',
      found: recording === null ? 'nothing recorded' : 'both a recording and `--releases`',
      expected: 'a CSV of counts, or `--releases` with a CSV of releases that Prometheus remembers',
      remedy: 'docs/backtest.md shows both.',
    })
  if (recording !== null) return readRecording(await textOf(recording, world), recording, guardrailsOf(rollout))
  const listed = readReleases(await textOf(releases ?? '', world), releases ?? '')
  const record = await openRecord(rollout, { environment: world.environment.forChildren, cwd: world.cwd, signal: world.signal })
  if (record === null)
    throw new UsageError({
      where: '--releases',
      found: `a telemetry of kind ${rollout.telemetry.kind}, which cannot be asked for the past`,
      expected: '`kind: prometheus`',
      remedy: 'Export its counts to a CSV, and name that instead.',
    })
  try {
    return await recordReleases(listed, rollout, oneArm?.kind === 'before' ? oneArm.lagMs : 0, record)
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error
    throw new MeasurementError('NO_LIVE_DATA', error.message, 'Look at the address and the queries of `telemetry`.', { cause: error })
  }
}

async function textOf(path: string, { cwd }: World): Promise<string> {
  try {
    return await readFile(resolve(cwd, path), 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ where: path, found: why, expected: 'a file that can be read', remedy: 'Look at the path.' })
  }
}

/** One for each release, of the run in the middle: `sluice explain` and `sluice replay` read them. */
function saveJournals(folder: string | null, { tested }: Backtest, { cwd, onCleanup }: World): void {
  if (folder === null) return
  for (const { name, journal } of tested) {
    const file = `${name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)}.jsonl`
    writeAtomically(pathInside(resolve(cwd, folder), file), `${journal.join('\n')}\n`, onCleanup)
  }
}

function oneArmOf({ oneArm, lag }: Inputs): OneArm | null {
  if (oneArm === 'refuse') return null
  return oneArm === 'split' ? { kind: 'split' } : { kind: 'before', lagMs: durationFlag('lag', lag, { ...LIMITS, atLeast: '1m' }) }
}

const LIMITS = { atMost: '365d', example: '5m' }

function count(flag: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError({
    where: `--${flag}`,
    found: JSON.stringify(text),
    expected: `a whole number from ${least} to ${most}`,
    remedy: 'Leave it out for the usual one.',
  })
}
