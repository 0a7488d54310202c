import type { RolloutPart } from '../../judge/rollout-part.ts'
import type { Verdict } from '../../judge/verdict.ts'
import { plainText } from '../escape-markdown.ts'
import { WORDS } from '../words.ts'
import { askedLines, clockOf, measuredText, shareText, shownMoments, standing } from './told.ts'

export type RolloutVerdict = Verdict & { readonly rollout: RolloutPart }

const MAX_MESSAGE_CHARS = 400
const MAX_ASKED_CHARS = 2_000

/** A rollout by itself: where it is, what was decided, what both arms do. */
export function renderRolloutText(verdict: RolloutVerdict): string {
  const { rollout, model } = verdict
  const lines = rolloutLines(rollout)
  return [
    `${WORDS[verdict.verdict].toUpperCase()}  ${plainText(model)} in ${plainText(rollout.environment)}: ${rollout.state}`,
    `  ${plainText(verdict.message, MAX_MESSAGE_CHARS * 2)} (${verdict.reasonCode})`,
    ...lines,
    '',
  ].join('\n')
}

/** The same below a verdict that a report shows. */
export function rolloutLines(rollout: RolloutPart): string[] {
  const moments = shownMoments(rollout).map(
    ({ at, share, what, message, rollback }) =>
      `  ${clockOf(at)}  ${shareText(share).padStart(6)}  ${plainText(what).padEnd(14)}${rollback === null ? '' : `ln E ${rollback.toFixed(2).padStart(6)}  `}${plainText(message, MAX_MESSAGE_CHARS)}`,
  )
  const arms = rollout.arms.map(
    (one) => `  ${plainText(one.name)} (${plainText(one.what)}): stable ${measuredText(one.stable)}, canary ${measuredText(one.canary)}`,
  )
  return [
    `  ${standing({ ...rollout, environment: plainText(rollout.environment) }, (step) => step)}`,
    ...askedLines(rollout).map(([name, text]) => `  ${plainText(name)} ${plainText(text, MAX_ASKED_CHARS)}`),
    '',
    ...(moments.length === 0 ? [] : [...moments, '']),
    ...(arms.length === 0 ? [] : [...arms, '']),
  ]
}
