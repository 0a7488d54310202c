import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import type { Verdict } from '../../judge/verdict.ts'
import type { ModelPolicy } from '../../policy/policy.ts'
import { openedOnce } from '../../sources/references/artifact.ts'
import { GATES } from '../gates.ts'
import { gatherVerdicts } from '../report/gather.ts'

export type VerdictRequest = {
  readonly model: ModelPolicy
  readonly digest: string
  readonly policySha256: string
  readonly verdict: string | null
  readonly out: string
  readonly githubToken: string | null
  readonly nowMs: number
}

/** A verdict, and the digest of its file's text. */
export type FoundVerdict = { readonly verdict: Verdict; readonly sha256: string }

const OLDEST_MS = 7 * 24 * 3_600_000

/**
 * The verdicts of the offline gates on the very model: every gate that the policy asks for, of these bytes, under this policy, not older than
 * a week, at least `warn`; on a runner of this commit on a branch, never of a pull request.
 *
 * @throws UsageError that names what is missing or does not fit
 */
export async function requireVerdicts(request: VerdictRequest, world: World): Promise<FoundVerdict[]> {
  const { model } = request
  const asked = GATES.filter((gate) => gate.configured(model))
  if (asked.length === 0) throw withoutGate(model)
  const found = await findVerdicts(request, world)
  return asked.map(({ name }) => {
    const ofGate = found.filter(({ verdict }) => verdict.model === model.name && verdict.gate === name)
    const [newest] = ofGate.sort((a, b) => b.verdict.finishedAt.localeCompare(a.verdict.finishedAt))
    if (newest === undefined)
      throw problem(
        `no verdict of ${name} on ${model.name}`,
        `Run \`sluice ${name}\` before, in this run or in the folder \`${request.out}\`.`,
      )
    const why = whyNot(newest.verdict, request, world)
    if (why !== null) throw problem(`the verdict of ${name}: ${why}`, `Run \`sluice ${name}\` again on this very model.`)
    return newest
  })
}

async function findVerdicts({ verdict, out, githubToken }: VerdictRequest, world: World): Promise<FoundVerdict[]> {
  const { run, cwd, signal, host } = world
  const named = verdict ?? (run === null || githubToken === null ? out : 'artifact:sluice*')
  const artifacts = openedOnce(async () => {
    if (run === null || githubToken === null)
      throw problem(`\`${named}\` without a run of GitHub Actions, or without a token`, 'Name a file or a folder.')
    const { openArtifacts } = await import('../../adapters/registry.ts')
    return openArtifacts({ token: githubToken, run, signal, log: (line) => host.log.info(line) }, run.id)
  })
  const { handed } = await gatherVerdicts({ verdicts: named, out, cwd, onlyArtifacts: false, artifacts })
  const unreadable = handed.flatMap((one) => (one.kind === 'unreadable' ? [one] : []))
  const [broken] = unreadable
  if (broken !== undefined) throw problem(`${broken.origin}: ${broken.why}`, 'Hand in the files as the gates wrote them.')
  return handed.flatMap((one) => (one.kind === 'verdict' && one.sha256 !== undefined ? [{ verdict: one.verdict, sha256: one.sha256 }] : []))
}

function whyNot(verdict: Verdict, { digest, policySha256, nowMs }: VerdictRequest, { run }: World): string | null {
  const judged = verdict.subject.candidate?.sha256 ?? 'nothing'
  if (judged !== digest) return `it judged ${judged.slice(0, 12)}, and the candidate is ${digest.slice(0, 12)}`
  if (verdict.verdict !== 'pass' && verdict.verdict !== 'warn') return `it is \`${verdict.verdict}\` (${verdict.reasonCode})`
  if (verdict.policy.sha256 !== policySha256) return 'it was made under another policy'
  if (nowMs - Date.parse(verdict.finishedAt) > OLDEST_MS) return `it is of ${verdict.finishedAt}, more than seven days ago`
  if (run === null) return null
  if (verdict.run === null) return 'it was made outside of any run'
  if (/^pull_request/.test(verdict.run.event)) return 'it is of a pull request, whose code nobody had merged'
  return verdict.run.headSha === run.sha
    ? null
    : `it is of commit ${verdict.run.headSha?.slice(0, 12)}, and this run is of ${run.sha.slice(0, 12)}`
}

function withoutGate({ name }: ModelPolicy): UsageError {
  return problem(`no offline gate for ${name} in the policy`, 'Add `evaluate` with at least one metric: a rollout starts from a verdict.')
}

function problem(found: string, remedy: string): UsageError {
  return new UsageError({
    where: '--verdict',
    found,
    expected: 'a verdict `pass` or `warn` of every gate on this very model, at most seven days old',
    remedy,
  })
}
