import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { writeAtomically } from '../../host/files.ts'
import type { World } from '../../host/world.ts'
import { renderLiveBadge } from '../../report/rollout/live-badge.ts'
import { BLOCK_BEGIN, BLOCK_END, renderLiveBlock, replaceLiveBlock, type ShownLive } from '../../report/rollout/live-block.ts'
import type { Entry } from '../../rollout/entry.ts'
import type { History } from '../../rollout/fold.ts'
import { type Live, liveOf, underWay } from '../../rollout/live.ts'
import type { LiveView } from '../../rollout/status.ts'
import { timeOf } from '../../rollout/story.ts'

export type ShownParts = {
  readonly model: string
  readonly environment: string
  readonly entries: readonly Entry[]
  readonly history: History
  readonly view: LiveView
}

/** What is live, for people who do not run Sluice. */
export function shownLive({ model, environment, entries, history, view }: ShownParts): ShownLive {
  const live = liveOf(entries)
  const open = underWay(history)
  const served = 'state' in view ? view.state.arms.stable.identity : null
  // While the arms exchange their roles both are right.
  const isMoving = history.current?.state === 'promoting' || history.current?.state === 'rolling-back'
  return {
    model,
    environment,
    live:
      live === null
        ? null
        : {
            digest: live.model.digest,
            reference: live.model.reference,
            since: live.since === null ? null : timeOf(live.since.atMs),
            ...told(live),
          },
    underWay: open === null ? null : { digest: open.digest, state: open.state, share: open.share, since: timeOf(open.sinceMs) },
    servesOther: live === null || served === null || served === live.model.digest || isMoving ? null : served,
  }
}

function told({ evidence }: Live): Pick<NonNullable<ShownLive['live']>, 'approvals' | 'evidence'> {
  if (evidence === null) return { approvals: [], evidence: null }
  const { rollout, verdicts, approvals, steps } = evidence
  const counts = steps.map(({ requests }) => requests?.canary ?? null)
  return {
    approvals: approvals.flatMap(({ decision, by, before, way }) =>
      decision === 'granted' ? [{ by: by ?? 'somebody', before, way }] : [],
    ),
    evidence: {
      rollout,
      verdicts: verdicts.map(({ gate, verdict }) => ({ gate, verdict })),
      shares: steps.map(({ share }) => share),
      canaryRequests: counts.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0),
      excluded: (steps.at(-1)?.guardrails ?? []).map(({ name, excluded }) => ({ name, sentence: excluded })),
    },
  }
}

export type LiveFiles = { readonly update: string | null; readonly badge: string | null }

/** Renews the block of a README, and the file that a badge is drawn from; a file that would be the same is left as it is. */
export async function writeLiveFiles(shown: readonly ShownLive[], { update, badge }: LiveFiles, world: World): Promise<void> {
  if (update !== null) await writeWhereNew(update, (text) => blockIn(text, shown, update), world)
  if (badge !== null) await writeWhereNew(badge, () => `${JSON.stringify(renderLiveBadge(onlyOne(shown)), null, 2)}\n`, world)
}

async function writeWhereNew(path: string, make: (before: string | null) => string, world: World): Promise<void> {
  const file = resolve(world.cwd, path)
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const after = make(before)
  if (after !== before) writeAtomically(file, after, world.onCleanup)
}

function blockIn(text: string | null, shown: readonly ShownLive[], path: string): string {
  const renewed = text === null ? null : replaceLiveBlock(text, renderLiveBlock(shown))
  if (renewed !== null) return renewed
  throw new UsageError({
    where: '--update',
    found: text === null ? `no file ${path}` : `${path} without the two markers, or with several`,
    expected: `a Markdown file with \`${BLOCK_BEGIN}\` and, below it, \`${BLOCK_END}\``,
    remedy: 'Add the two lines where the block should stand.',
  })
}

function onlyOne(shown: readonly ShownLive[]): ShownLive {
  const [first, second] = shown
  if (first !== undefined && second === undefined) return first
  throw new UsageError({
    where: '--badge',
    found: 'several models with a rollout',
    expected: 'one: a badge is of one model',
    remedy: 'Name it by `--model`, and write a file for each.',
  })
}
