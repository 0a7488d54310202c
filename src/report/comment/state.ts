import { z } from 'zod'
import type { VerdictWord } from '../../judge/verdict.ts'
import type { Settled } from '../settle.ts'

/** What a comment remembers for the next one, hidden in it: who wrote it, and what it said. */
export type CommentState = z.infer<typeof stateSchema>
export type Remembered = CommentState['now']

/** Texts that tell how it was before; more is in the comment that stood there. In characters. */
const MAX_TEXT = 300
const MAX_ANSWERS = 60
/** Of the whole state as it stands in the comment. An e-mail shows it as text, below everything else. */
const MAX_STATE_CHARS = 12_000

const word = z.enum(['pass', 'warn', 'inconclusive', 'fail', 'error'])
const text = z.string().max(MAX_TEXT)
const remembered = z.object({
  headSha: z.string().regex(/^[0-9a-f]{7,64}$/),
  answers: z.array(z.object({ model: text, gate: text, word, message: text })).max(MAX_ANSWERS),
})
const stateSchema = z.object({
  version: z.literal(1),
  runId: z.int().min(0),
  attempt: z.int().min(0),
  now: remembered,
  /** Of the last report about another commit; null in the first. */
  before: remembered.nullable(),
})

export function rememberedOf(headSha: string, { answers }: Settled): Remembered {
  return {
    headSha,
    answers: answers.slice(0, MAX_ANSWERS).map(({ model, gate, verdict }) => {
      return { model: cut(model), gate: cut(gate), word: verdict.verdict, message: inShort(verdict.message) }
    }),
  }
}

/** The first sentence says what was found; the rest, what it means. */
export function inShort(message: string): string {
  return cut(message.split(/(?<=[.!?])\s/)[0] ?? '')
}

/** By whole characters, each at most two code units. */
function cut(long: string): string {
  const characters = Array.from(long.slice(0, MAX_TEXT))
  return characters.length <= MAX_CHARS ? characters.join('') : `${characters.slice(0, MAX_CHARS - 1).join('')}…`
}
const MAX_CHARS = MAX_TEXT / 2

/** Hidden in Markdown. Only letters, digits and `%"{}[],:. _` stay as they are: nothing in it can end the comment or be a mention. */
export function renderState(state: CommentState): string {
  const shrunk = [state, withoutMessages(state), { ...withoutMessages(state), before: null }].map(hidden)
  return shrunk.find((one) => one.length <= MAX_STATE_CHARS) ?? hidden({ ...state, now: { ...state.now, answers: [] }, before: null })
}

/** null for a comment without one, or with one that somebody changed: it is text from outside, and there is nothing to rely on. */
export function readState(body: string): CommentState | null {
  const json = body.lastIndexOf(OPEN) === -1 ? undefined : body.slice(body.lastIndexOf(OPEN) + OPEN.length).split(CLOSE)[0]
  if (json === undefined || json.length > MAX_STATE_CHARS) return null
  try {
    const parsed = stateSchema.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** A late report of an old run must not overwrite what a newer one said. */
export function isNewer(previous: CommentState, { runId, attempt }: Pick<CommentState, 'runId' | 'attempt'>): boolean {
  return previous.runId > runId || (previous.runId === runId && previous.attempt > attempt)
}

/** What the next report of this commit, or of the next, compares itself with. */
export function lastPush(previous: CommentState | null, headSha: string): Remembered | null {
  if (previous === null) return null
  return previous.now.headSha === headSha ? previous.before : previous.now
}

/** Verdicts as they were, by model and gate. */
export function wordBefore(before: Remembered, model: string, gate: string): { word: VerdictWord; message: string } | null {
  return before.answers.find((answer) => answer.model === cut(model) && answer.gate === cut(gate)) ?? null
}

const OPEN = '<!-- sluice:state '
const CLOSE = ' -->'

function hidden(state: CommentState): string {
  const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `${OPEN}${JSON.stringify(state).replace(/[^A-Za-z0-9 %"{}[\],:._\\]/g, code)}${CLOSE}`
}

function withoutMessages(state: CommentState): CommentState {
  const bare = ({ headSha, answers }: Remembered) => ({ headSha, answers: answers.map((answer) => ({ ...answer, message: '' })) })
  return { ...state, now: bare(state.now), before: state.before === null ? null : bare(state.before) }
}
