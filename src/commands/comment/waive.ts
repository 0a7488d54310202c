import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { UsageError } from '../../errors.ts'
import { isRuleId, RULE_IDS } from '../../gates/diff/rules/registry.ts'
import { nearest } from '../../gates/section/nearest.ts'
import { addWaiver } from '../../policy/add-waiver.ts'
import type { ModelPolicy } from '../../policy/policy.ts'
import type { Proposed } from '../../report/conversation.ts'
import { codeSpan, escapeMarkdown, oneLine } from '../../report/escape-markdown.ts'
import { type Answer, no, yes } from './answer.ts'
import { askWhich, chooseModels } from './choose-model.ts'
import type { WaiveOrder } from './parse-comment.ts'
import type { Asked } from './ports.ts'
import { rightTo } from './right-to.ts'

const MAX_SUBJECT_CHARS = 200
const MAX_REASON_CHARS = 500
/** A waiver for longer than this is a change of the rule, which the policy has a key for. */
const LONGEST_DAYS = 366
const DAY_MS = 86_400_000

/**
 * Proposes the waiver as a pull request against the branch that the commented one goes to. Never a commit on the commented branch: a
 * waiver counts once the protected branch has it, so that there it would waive nothing, and a fork's branch is not ours.
 */
export async function waive(order: WaiveOrder, models: readonly ModelPolicy[], asked: Asked): Promise<Answer> {
  const waivable = models.filter(({ diff }) => diff !== null)
  const nameOf = ({ name }: ModelPolicy) => name
  const right = (model: ModelPolicy) => rightTo('waive')({ model })
  const choice = await chooseModels({ name: 'waive', wanted: order.model, models: waivable, nameOf, rightTo: right }, asked)
  if (choice.kind === 'answer') return choice.answer
  const [model, another] = choice.models
  if (model === undefined || another !== undefined) return askWhich('waive', choice.models.map(nameOf))
  const wrong = whatIsWrong(order, asked.outside.rollout.clock.nowMs())
  if (wrong.length > 0) return no(['Nothing was proposed:', '', ...wrong.map((one) => `* ${one}`)].join('\n'))
  if (!asked.isPullRequest) return no('A waiver is asked for on the pull request that needs it: this is an issue.')
  return proposeOne(order, model.name, asked)
}

function whatIsWrong({ rule, subject, until, because }: WaiveOrder, nowMs: number): string[] {
  const wrong: string[] = []
  if (!isRuleId(rule)) {
    const near = nearest(rule, RULE_IDS)
    wrong.push(`${codeSpan(rule)} is no rule. ${near === undefined ? 'docs/rules.md lists them.' : `Did you mean \`${near}\`?`}`)
  }
  if (subject === '*' || subject.length > MAX_SUBJECT_CHARS)
    wrong.push(`the subject is one column, tensor or package, as the report names it, of at most ${MAX_SUBJECT_CHARS} characters.`)
  const day = dayOf(until)
  const last = new Date(nowMs + LONGEST_DAYS * DAY_MS).toISOString().slice(0, 10)
  if (day === null) wrong.push(`${codeSpan(until)} is no day; write it as ${last}.`)
  else if (day <= new Date(nowMs).toISOString().slice(0, 10)) wrong.push(`${until} is not in the future.`)
  else if (day > last) wrong.push(`${until} is more than a year away; what holds for good is a change of \`diff.rules\`.`)
  if (because.length > MAX_REASON_CHARS) wrong.push(`the reason has ${because.length} characters, at most ${MAX_REASON_CHARS} fit.`)
  return wrong
}

/** A day that the calendar has: `Date` makes March of the 30th of February. */
function dayOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text) ? text : null
}

async function proposeOne(order: WaiveOrder, model: string, asked: Asked): Promise<Answer> {
  const { comment, inputs, world, outside, issue } = asked
  const proposals = await outside.proposals(inputs, world)
  const pull = await proposals.findPullRequest(issue)
  if (pull === null || !pull.isOpen) return no('The pull request is closed: there is nothing left to waive for it.')
  const { rule, subject, until: expires, because: reason } = order
  const path = posix.normalize(inputs.policy.replaceAll('\\', '/'))
  if (path.startsWith('/') || path.startsWith('../')) throw new Error(`the policy ${path} lies outside of the repository`)
  const waiver = { rule, subject, reason, by: `@${comment.login}`, expires }
  const what = `Waive ${rule}${/^[\w.-]{1,60}$/.test(subject) ? ` of ${subject}` : ''} for ${model} until ${expires}`
  try {
    const proposed = await proposals.propose({
      branch: branchOf(order, model, pull.base),
      base: pull.base,
      path,
      edit: (text) => addWaiver(text, path, model, waiver),
      // What people wrote stays out of it: a commit's message closes issues and skips checks.
      message: `${what}\n\nAsked for in ${comment.url}\n`,
      title: what,
      body: bodyOf(order, model, asked),
    })
    return answerOf(proposed, pull.base)
  } catch (error) {
    if (error instanceof UsageError) return no(`Nothing was proposed: ${escapeMarkdown(error.message, 1_000)}`)
    throw error
  }
}

/** The same for the same finding, so that it is asked for once. */
function branchOf({ rule, subject }: WaiveOrder, model: string, base: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([model, rule, subject, base]))
    .digest('hex')
  return `sluice/waive-${rule.toLowerCase().replaceAll('_', '-')}-${digest.slice(0, 8)}`
}

function bodyOf({ rule, subject, until, because }: WaiveOrder, model: string, { comment, issue }: Asked): string {
  return [
    `${escapeMarkdown(comment.login)} [asks](${comment.url}) on #${issue} to accept what \`${rule}\` finds on ${codeSpan(subject)} of ${codeSpan(model)} until ${until}:`,
    '',
    `> ${escapeMarkdown(oneLine(because, MAX_REASON_CHARS), MAX_REASON_CHARS)}`,
    '',
    'It counts once this is merged; the finding stays in the report, as waived.',
    '',
    "Checks do not start by themselves on what a workflow's own token opens: close this pull request and open it again to start them.",
  ].join('\n')
}

function answerOf(proposed: Proposed, base: string): Answer {
  switch (proposed.kind) {
    case 'opened':
      return yes(`Proposed: ${proposed.url}. It counts once it is merged into ${codeSpan(base)}; then run the gate again.`)
    case 'there-already':
      return yes(`That is proposed already: ${proposed.url}. Change it there, or close it before asking anew.`)
    case 'unneeded':
      return yes(`${codeSpan(base)} has that waiver already, for as long or longer. Run the gate again.`)
    case 'branch-only':
      return no(`The change is written, but ${proposed.why}. [Open the pull request](${proposed.url}) yourself.`)
  }
}
