import { formatCount, formatMinute, formatPercent } from '../../judge/format-number.ts'
import { codeSpan, escapeMarkdown } from '../escape-markdown.ts'
import { table } from '../markdown-table.ts'

/** What is live of one model, for a README. Times are ISO 8601; texts are hostile. */
export type ShownLive = {
  readonly model: string
  readonly environment: string
  /** null: the journal knows of no rollout. */
  readonly live: {
    readonly digest: string
    readonly reference: string | null
    readonly since: string | null
    readonly approvals: readonly { readonly by: string; readonly before: number; readonly way: string | null }[]
    readonly evidence: {
      readonly rollout: string
      readonly verdicts: readonly { readonly gate: string; readonly verdict: string }[]
      readonly shares: readonly number[]
      readonly canaryRequests: number | null
      /** By guardrail, what the last step excluded. */
      readonly excluded: readonly { readonly name: string; readonly sentence: string }[]
    } | null
  } | null
  readonly underWay: { readonly digest: string; readonly state: string; readonly share: number; readonly since: string } | null
  /** The data plane says that stable serves another model than the journal's. */
  readonly servesOther: string | null
}

export const BLOCK_BEGIN = '<!-- sluice:status -->'
export const BLOCK_END = '<!-- /sluice:status -->'

/** The block between its markers. Nothing in it depends on when it is rendered, so that nothing changes while nothing happens. */
export function renderLiveBlock(models: readonly ShownLive[]): string {
  const header = ['model', 'environment', 'live', 'since (UTC)', 'approved by', 'evidence']
  const notes = models.flatMap(notesOf)
  return [BLOCK_BEGIN, table(header, models.map(row)), ...(notes.length === 0 ? [] : ['', ...notes]), BLOCK_END].join('\n')
}

function row({ model, environment, live }: ShownLive): string[] {
  const names = [escapeMarkdown(model), escapeMarkdown(environment)]
  if (live === null) return [...names, 'unknown', '', '', 'no rollout yet']
  const { digest, reference, since, evidence } = live
  return [
    ...names,
    `${short(digest)}${reference === null ? '' : ` (${cellCode(reference)})`}`,
    since === null ? 'before the first rollout' : codeSpan(formatMinute(since)),
    approvalsIn(live),
    evidence === null ? 'none: no rollout promoted it' : evidenceIn(evidence),
  ]
}

type Live = NonNullable<ShownLive['live']>

function approvalsIn({ approvals, evidence }: Live): string {
  if (approvals.length > 0)
    return approvals
      .map(
        ({ by, before, way }) =>
          `${escapeMarkdown(by)} ${before === 1 ? '(the promotion' : `(${formatPercent(before)}`}${way === null ? '' : `, ${escapeMarkdown(way)}`})`,
      )
      .join(', ')
  return evidence === null ? '' : 'nobody was asked'
}

function evidenceIn({ rollout, verdicts, shares, canaryRequests, excluded }: NonNullable<Live['evidence']>): string {
  const gates = verdicts.map(({ gate, verdict }) => `${escapeMarkdown(gate)} ${escapeMarkdown(verdict)}`)
  const requests = canaryRequests === null ? '' : `, ${formatCount(canaryRequests)} canary requests`
  const canary = `canary ${shares.map(formatPercent).join(' → ')}${requests}`
  const guardrails = excluded.map(({ name, sentence }) => `${escapeMarkdown(name)}: ${escapeMarkdown(sentence)}`)
  return [...gates, canary, ...guardrails, cellCode(rollout)].join('; ')
}

function notesOf({ model, environment, underWay, servesOther }: ShownLive): string[] {
  const where = `${escapeMarkdown(model)} in ${escapeMarkdown(environment)}`
  return [
    ...(underWay === null
      ? []
      : [
          `${where}: ${short(underWay.digest)} has ${formatPercent(underWay.share)} of the traffic, ${escapeMarkdown(underWay.state)} since ${codeSpan(formatMinute(underWay.since))}.`,
        ]),
    ...(servesOther === null ? [] : [`**${where}: the stable arm serves ${short(servesOther)}, which is not what the journal says.**`]),
  ]
}

/** Inline code in a cell: a bar would end it (GFM reads it before the code), and a marker in it would end the block. */
function cellCode(hostile: string): string {
  return codeSpan(hostile).replaceAll('<!', '<\u200B!').replaceAll('|', '\\|')
}

/** As inline code GitHub makes no commit of it. */
function short(digest: string): string {
  return codeSpan(digest.slice(0, 12))
}

/**
 * The text with the block renewed where it stands.
 *
 * @returns null where the two markers are not there once each, in their order
 */
export function replaceLiveBlock(text: string, block: string): string | null {
  const [begin, end] = [text.indexOf(BLOCK_BEGIN), text.indexOf(BLOCK_END)]
  const isOnce = text.lastIndexOf(BLOCK_BEGIN) === begin && text.lastIndexOf(BLOCK_END) === end
  if (begin < 0 || end < begin || !isOnce) return null
  const lines = text.includes('\r\n') ? block.replaceAll('\n', '\r\n') : block
  return `${text.slice(0, begin)}${lines}${text.slice(end + BLOCK_END.length)}`
}
