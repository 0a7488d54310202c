import { worst } from '../../judge/exit-code.ts'
import { formatCount } from '../../judge/format-number.ts'
import type { VerdictWord } from '../../judge/verdict.ts'
import { escapeMarkdown } from '../escape-markdown.ts'
import { type Answer, NO_GATE } from '../settle.ts'
import { SIGNS, standardRemedyOf, WORDS } from '../words.ts'

/** Names in the first line; with more models it counts. */
const MOST_NAMES = 3
const MAX_NAME_CHARS = 60
const MAX_REMEDY_CHARS = 600

/** Whether it ships, in one line, and what to do about it: read first, and often alone, as the beginning of an e-mail. */
export function headline(answers: readonly Answer[]): string {
  const word = worst(answers.map(({ verdict }) => verdict))
  const title = `## ${SIGNS[word]} ${WORDS[word].toUpperCase()}: ${sentence(word, answers)}`
  const first = answers.find(({ verdict }) => verdict.verdict === word)
  return first === undefined || word === 'pass' ? title : `${title}\n\n${adviceOf(first, answers.length)}`
}

/** The line of a check run or a notification: no Markdown. */
export function plainHeadline(answers: readonly Answer[]): string {
  const word = worst(answers.map(({ verdict }) => verdict))
  const counts = tallyOf(answers)
  return `${WORDS[word]}${counts === '' ? '' : ` (${counts})`}`
}

function tallyOf(answers: readonly Answer[]): string {
  if (answers.length < 2) return ''
  const order: readonly VerdictWord[] = ['error', 'fail', 'inconclusive', 'warn', 'pass']
  return order
    .map((word) => ({ word, count: answers.filter(({ verdict }) => verdict.verdict === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${formatCount(count)} ${WORDS[word]}`)
    .join(', ')
}

function sentence(word: VerdictWord, answers: readonly Answer[]): string {
  if (answers.length === 0) return 'the policy asks for no gate, so nothing was judged'
  const concerned = [
    ...new Set(
      answers.filter(({ verdict, gate }) => gate !== NO_GATE && (word === 'pass' || verdict.verdict === word)).map(({ model }) => model),
    ),
  ]
  if (concerned.length === 0) return 'nothing may ship, because not every verdict can be read'
  const all = new Set(answers.filter(({ gate }) => gate !== NO_GATE).map(({ model }) => model)).size
  const who =
    concerned.length <= MOST_NAMES
      ? concerned.map((name) => escapeMarkdown(name, MAX_NAME_CHARS)).join(' and ')
      : `${concerned.length === all ? 'all' : `${formatCount(concerned.length)} of`} ${formatCount(all)} models`
  const alike = answers.filter(({ verdict }) => verdict.verdict === word)
  if (alike.every(({ verdict }) => verdict.rollout !== null) && alike.length > 0) {
    const states = [...new Set(alike.map(({ verdict }) => escapeMarkdown(verdict.rollout?.state ?? '', MAX_NAME_CHARS)))]
    return `the rollout of ${who} is ${states.join(' and ')}`
  }
  switch (word) {
    case 'pass':
      return `${who} may ship`
    case 'warn':
      return `${who} may ship, with a warning`
    case 'inconclusive':
      return `the evidence is not enough to let ${who} ship`
    case 'fail':
      return `${who} must not ship`
    case 'error':
      return `${who} cannot ship, because not everything was judged`
  }
}

/** The worst one's, in full only where the table below does not say whose it is. */
function adviceOf({ verdict, model, gate }: Answer, count: number): string {
  const remedy = verdict.remedy === null ? standardRemedyOf(verdict) : escapeMarkdown(verdict.remedy, MAX_REMEDY_CHARS)
  const whose = count === 1 ? '' : ` (${escapeMarkdown(model, MAX_NAME_CHARS)}, ${escapeMarkdown(gate, MAX_NAME_CHARS)})`
  return remedy === null ? '' : `**What to do**${whose}: ${remedy} Reason: \`${verdict.reasonCode}\`.`
}
