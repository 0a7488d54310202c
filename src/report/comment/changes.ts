import { codeSpan, escapeMarkdown } from '../escape-markdown.ts'
import type { Answer } from '../settle.ts'
import { WORDS } from '../words.ts'
import { inShort, type Remembered, wordBefore } from './state.ts'

const MOST_LINES = 12

/** What the last push's report said otherwise; empty for the first report. `before` was read from a comment: text from outside. */
export function changesSince(before: Remembered | null, answers: readonly Answer[]): string {
  if (before === null) return ''
  const lines = answers.flatMap(({ model, gate, verdict }) => {
    const name = `${escapeMarkdown(model)}, ${escapeMarkdown(gate)}`
    const then = wordBefore(before, model, gate)
    if (then === null) return [`* ${name}: new, **${WORDS[verdict.verdict]}**.`]
    if (then.word !== verdict.verdict) return [`* ${name}: **${WORDS[then.word]}** before, **${WORDS[verdict.verdict]}** now.${said(then)}`]
    return verdict.verdict === 'pass' || inShort(verdict.message) === then.message
      ? []
      : [`* ${name}: still ${WORDS[verdict.verdict]}.${said(then)}`]
  })
  const gone = before.answers
    .filter((then) => !answers.some(({ model, gate }) => wordBefore({ ...before, answers: [then] }, model, gate) !== null))
    .map(({ model, gate, word }) => `* ${escapeMarkdown(model)}, ${escapeMarkdown(gate)}: ${WORDS[word]} before, no longer asked for.`)
  const all = [...lines, ...gone]
  const title = `**Since the last push** (${codeSpan(before.headSha.slice(0, 12))}):`
  if (all.length === 0) return `${title} no result changed.`
  const more = all.length > MOST_LINES ? [`* ${all.length - MOST_LINES} more.`] : []
  return [title, '', ...all.slice(0, MOST_LINES), ...more].join('\n')
}

function said({ word, message }: { readonly word: string; readonly message: string }): string {
  return word === 'pass' || message === '' ? '' : ` Before: ${escapeMarkdown(message)}`
}
