import { createHash } from 'node:crypto'
import { codeSpan, escapeBetween, escapeMarkdown, oneLine } from '../../../report/escape-markdown.ts'
import { percent } from '../../../rollout/percent.ts'
import { ALL_BP, type ApprovalAnswer, type ApprovalRequest, type EndedRequest } from '../../../rollout/ports.ts'
import { clock, type Heard, type Look, type Subject } from './look.ts'

const MAX_SENTENCE_CHARS = 3_000
const MAX_WHY_CHARS = 800

/** One comment for a request, whatever becomes of it. */
export function markerOf(id: string, { model, environment }: Subject): string {
  return `<!-- sluice:approval ${[model, environment, id].map((one) => one.replace(/[^\w.-]/g, '_')).join(' ')} -->`
}

/** Ties the comment to all of what it shows; hidden at its end. */
function sealOf({ id, beforeBp, digest, commit, policySha256, sentence, askedAtMs, expiresAtMs }: ApprovalRequest): string {
  const shown = [id, beforeBp, digest, commit, policySha256, sentence, askedAtMs, expiresAtMs]
  return `<!-- sluice:asked ${createHash('sha256').update(JSON.stringify(shown)).digest('hex')} -->`
}

/** People were shown something else under this id: their answer is to that, whatever the journal says now. */
export function showsOther(announced: string, request: ApprovalRequest): boolean {
  const [seal = null] = /<!-- sluice:asked [0-9a-f]{64} -->/.exec(announced) ?? []
  return seal !== null && seal !== sealOf(request)
}

/** What is asked of whom, what the answer risks, how to say yes and no, and what became of it. Markdown of GitHub's kind. */
export function renderAnnouncement(look: Look, { answer, runUrl }: Heard, nowMs: number): string {
  const { request, subject, rule } = look
  const share = request.beforeBp >= ALL_BP ? 'all of the traffic: the promotion' : `${percent(request.beforeBp)} of the traffic`
  const commit = request.commit === null ? '' : `, commit ${codeSpan(request.commit.slice(0, 12))}`
  return [
    markerOf(request.id, subject),
    `### ${escapeMarkdown(subject.model)} in ${escapeMarkdown(subject.environment)} asks for ${share}`,
    standing(answer, look, nowMs),
    `> ${escapeMarkdown(request.sentence, MAX_SENTENCE_CHARS)}`,
    [
      `* **Request** ${codeSpan(request.id)}, for the model ${codeSpan(request.digest.slice(0, 12))}${commit}, and for nothing else. It is void after ${clock(request.expiresAtMs)}, and as soon as what it was asked about changes.`,
      `* **Who may answer:** ${whoMay(look)}`,
      ...howTo(look, runUrl),
      `* **No** ${rule.onRejection === 'rollback' ? 'takes the canary back to 0 %' : 'holds the rollout where it is'}. Going back never needs an approval, and a breach rolls back whatever was answered.`,
    ].join('\n'),
    sealOf(request),
  ].join('\n\n')
}

function standing({ kind, by, why }: ApprovalAnswer, { request, pull }: Look, nowMs: number): string {
  const said = withLinks(why, pull === null ? null : pull.url.replace(/\/pull\/\d+$/, ''))
  if (kind === 'approved') return `✅ **Approved by ${nameOf(by)}**: ${said}`
  if (kind === 'refused') return `❌ **Refused by ${nameOf(by)}**: ${said}`
  if (nowMs > request.expiresAtMs) return '⌛ **Void**: nobody whose answer counts gave one in time.'
  return `⏳ **Waits for an answer.** ${said}`
}

/** The line that says how it stands; the rest of what was asked stays as it was. */
const STANDING = /^(?:✅|❌|⌛|⏳) .*$/m

/** @param announced what the announcement says now */
export function renderEnd(announced: string, { outcome, by, why }: EndedRequest): string {
  const said = escapeMarkdown(why, MAX_WHY_CHARS)
  const ends: Readonly<Record<EndedRequest['outcome'], string>> = {
    granted: `✅ **Approved by ${nameOf(by)}**, and done: ${said}`,
    refused: `❌ **Refused by ${nameOf(by)}**: ${said}`,
    expired: `⌛ **Expired**, no answer counts any more: ${said}`,
    void: `⌛ **Void**, no answer counts any more: ${said}`,
  }
  return announced.replace(STANDING, () => ends[outcome])
}

function nameOf(by: string | null): string {
  return by === null ? 'somebody' : escapeMarkdown(by)
}

/** They are told by GitHub that they are mentioned: their logins and teams are the policy's own words. */
function whoMay({ place, rule }: Look): string {
  const named = [...(rule.users ?? []).map((user) => `@${user}`), ...(rule.teams ?? []).map((team) => `@${place.owner}/${team}`)]
  const whoever = named.length === 0 ? 'whoever has' : `${named.join(', ')}, with`
  const author = rule.selfApproval === 'refuse' ? ', but not the author of the pull request' : ''
  return `${whoever} the permission \`${rule.permission}\` or more${author}.`
}

function howTo({ request, rule, subject }: Look, runUrl: string | null): string[] {
  const id = codeSpan(request.id)
  switch (rule.by) {
    case 'environment': {
      const page =
        runUrl === null ? `the run of ${codeSpan(rule.workflow)} whose title names ${id}` : `[the run that waits](${addressOf(runUrl)})`
      const dialog = `open ${page}, *Review deployments*, choose ${codeSpan(subject.environment)}`
      return [`* **Yes:** ${dialog}, *Approve and deploy*.`, `* **No:** the same, but *Reject*; say why in the comment.`]
    }
    case 'pull-request-review':
      return [
        `* **Yes:** review this pull request (*Files changed*, *Submit review*): *Approve*, with ${id} in the text.`,
        `* **No:** the same, but *Request changes*, with ${id} in the text. Of several reviews by one person the latest counts.`,
      ]
    case 'comment':
      return [
        `* **Yes:** comment here, as the first line and not edited later:\n\n  \`\`\`\n  /sluice promote ${request.id}\n  \`\`\`\n`,
        `* **No:** ${codeSpan(`/sluice hold ${subject.model}`)} holds the rollout where it is, ${codeSpan(`/sluice abort ${subject.model}`)} takes it back.`,
      ]
  }
}

/** GitHub's own addresses have nothing that would end a link. */
function addressOf(url: string): string {
  return encodeURI(url).replace(/[()]/g, '')
}

/** Pages of this very repository may be followed; whatever else somebody wrote is shown as it is. */
function withLinks(text: string, repository: string | null): string {
  const line = oneLine(text, MAX_WHY_CHARS)
  if (repository === null) return escapeMarkdown(line, MAX_WHY_CHARS)
  const page = /^\/(?:pull\/\d+(?:#[a-z]+-\d+)?|actions\/runs\/\d+)(?![\w/-])/
  const [first = '', ...parts] = line.split(repository)
  const shown = parts.map((part) => {
    const [path] = page.exec(part) ?? []
    return path === undefined
      ? escapeBetween(repository + part, MAX_WHY_CHARS)
      : `[${escapeMarkdown(path.slice(1))}](${repository}${path})${escapeBetween(part.slice(path.length), MAX_WHY_CHARS)}`
  })
  return escapeBetween(first, MAX_WHY_CHARS) + shown.join('')
}
