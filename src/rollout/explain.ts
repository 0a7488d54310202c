import type { Entry, Request, SeenWindow } from './entry.ts'
import { ARMS } from './ports.ts'
import { timeOf } from './story.ts'
import { endInWords } from './told-request.ts'

/** Each entry of one rollout in plain words: what was seen, what it meant, what was done, and who did it. */
export function explainEntries(entries: readonly Entry[], id: string): string[] {
  return entries.filter(({ rollout }) => rollout === id).flatMap((entry) => [...explainEntry(entry), ''])
}

function explainEntry({ at, by, seq, body }: Entry): string[] {
  const head = `${seq + 1}. ${timeOf(at)} by ${by}`
  switch (body.kind) {
    case 'start': {
      const { candidate, previous, verdicts, settings } = body
      const judged = verdicts.map(({ gate, verdict }) => `${gate}: ${verdict}`).join(', ')
      return [
        `${head}: started`,
        `   ${candidate.digest} (${candidate.reference ?? 'no lasting reference'}) against ${previous.digest}.`,
        ...(judged === '' ? [] : [`   Offline verdicts: ${judged}.`]),
        `   Rolls back when ln E reaches ${(-Math.log(settings.falseRollbackRate)).toFixed(2)} (false alarm at most ${settings.falseRollbackRate * 100} %); excludes harm at ${(-Math.log(settings.falsePromotionRate)).toFixed(2)}.`,
      ]
    }
    case 'command':
      return [`${head}: ${body.command}`, `   ${body.why}`]
    case 'step': {
      const { step, observations } = body
      const { event, from, to, message, action, judged, request, closes } = step
      const moved = from === to ? from : `${from} → ${to}`
      return [
        `${head}: ${event ?? (action === null ? 'noted' : 'acted')} (${moved})`,
        `   ${message}`,
        ...(request === null ? [] : [frozenIn(request)]),
        ...(observations.approval === null ? [] : [`   the answer as it was read: ${answerOf(observations.approval)}`]),
        ...(closes === undefined ? [] : [`   the request ${closes.id} ends: ${endInWords(closes)}`]),
        ...windowLines(observations.telemetry),
        ...(judged !== null && from === 'settling' ? ['   since the promotion, which begins its evidence anew:'] : []),
        ...(judged?.guardrails ?? []).map(
          ({ name, rollback, exclusion, ratio, sentence }) =>
            `   ${name}: ln E of harm ${rollback.toFixed(2)}${exclusion === null || ratio === null ? '' : `, of exclusion of ${ratio}× ${exclusion.toFixed(2)}`}; ${sentence}`,
        ),
        ...(judged === null ? [] : [`   together ln E ${judged.rollback.toFixed(2)}, rolls back at ${judged.rollbackAt.toFixed(2)}`]),
        ...(action === null
          ? []
          : [
              `   then: ${action.kind === 'promote' ? `made ${action.digest.slice(0, 12)} the stable arm` : `set the share to ${action.shareBp / 100} %`}`,
            ]),
      ]
    }
  }
}

/** What an answer to it is bound to. */
function frozenIn({ id, rung, digest, commit, policySha256, evidenceSha256, bounds, expiresAtMs }: Request): string {
  const shown = bounds.map((one) => `${one.id} ≤ ${one.upper ?? 'not bounded'}`).join(', ')
  return `   request ${id}: step ${rung + 1}, model ${digest.slice(0, 12)}, commit ${commit?.slice(0, 12) ?? 'unknown'}, policy ${policySha256.slice(0, 12)}, evidence ${evidenceSha256.slice(0, 12)}, harm ${shown}, until ${timeOf(expiresAtMs)}`
}

function answerOf({ kind, by, why }: NonNullable<Extract<Entry['body'], { kind: 'step' }>['observations']['approval']>): string {
  return `${kind}${by === null ? '' : ` by ${by}`}${why === '' ? '' : `, ${why}`}`
}

function windowLines(telemetry: Extract<Entry['body'], { kind: 'step' }>['observations']['telemetry']): string[] {
  if (telemetry === null) return []
  if ('why' in telemetry) return [`   telemetry: ${telemetry.why}`]
  const { windows } = telemetry
  const [first, last] = [windows[0], windows.at(-1)]
  if (first === undefined || last === undefined) return ['   no new window']
  const names = Object.keys(first.readings)
  return [
    `   ${windows.length} new windows, ${timeOf(first.fromMs)} to ${timeOf(last.toMs)}`,
    ...names.flatMap((name) => countsOf(name, windows)),
  ]
}

/** Of rates the failures of requests in both arms; what could not be judged is counted. */
function countsOf(name: string, windows: readonly SeenWindow[]): string[] {
  const sums = { stable: { requests: 0, failures: 0 }, canary: { requests: 0, failures: 0 }, blind: 0 }
  for (const { readings } of windows) {
    const reading = readings[name]
    if (reading?.kind === 'not-evaluable') sums.blind++
    if (reading?.kind !== 'rate') continue
    for (const arm of ARMS) {
      sums[arm].requests += reading.arms[arm].requests
      sums[arm].failures += reading.arms[arm].failures
    }
  }
  const blind = sums.blind === 0 ? '' : `; ${sums.blind} windows not evaluable`
  if (sums.stable.requests + sums.canary.requests === 0) return blind === '' ? [] : [`   ${name}${blind.slice(1)}`]
  const of = (arm: 'stable' | 'canary') => `${arm} ${sums[arm].failures} of ${sums[arm].requests}`
  return [`   ${name}: ${of('stable')}, ${of('canary')}${blind}`]
}
