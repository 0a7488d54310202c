import { nearest } from '../../gates/section/nearest.ts'

/** What a comment asks for, in its own words; whether it may is not said yet. */
export type Order =
  | { readonly name: 'status' | 'explain'; readonly model: string | null }
  | { readonly name: Steering; readonly model: string | null; readonly because: string | null }
  | { readonly name: 'promote'; readonly request: string }
  | WaiveOrder

export type Steering = 'hold' | 'resume' | 'abort' | 'rollback'

export type WaiveOrder = {
  readonly name: 'waive'
  readonly rule: string
  readonly subject: string
  readonly model: string | null
  readonly until: string
  readonly because: string
}

export type OrderName = Order['name']

export type Parsed =
  | { readonly kind: 'order'; readonly order: Order }
  /** A known command, but not in its form. */
  | { readonly kind: 'malformed'; readonly name: OrderName }
  | { readonly kind: 'unknown'; readonly nearest: OrderName | null }
  /** A reader does not see all of what is written there. */
  | { readonly kind: 'hidden' }

/** How each command is written; the answer to a mistake shows it. */
export const FORMS: Readonly<Record<OrderName, string>> = {
  status: '/sluice status [MODEL]',
  explain: '/sluice explain [MODEL]',
  promote: '/sluice promote REQUEST-ID',
  hold: '/sluice hold [MODEL] [because REASON]',
  resume: '/sluice resume [MODEL] [because REASON]',
  abort: '/sluice abort [MODEL] [because REASON]',
  rollback: '/sluice rollback [MODEL] [because REASON]',
  waive: '/sluice waive RULE SUBJECT [for MODEL] until YYYY-MM-DD because REASON',
}

const NAMES = Object.keys(FORMS).filter(isOrderName)
const MAX_LINE_CHARS = 1_000
/** Share of the letters: `abrot` is two of five. */
const MOST_WRONG = 0.4
/** Control, invisible, text-direction and broken characters, and what Markdown leaves out of the page. A tab is white space. */
const HIDDEN = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|<!--/u

/**
 * The command of a comment; null where nobody spoke to Sluice. Only the very beginning of the first line counts: what is quoted, indented,
 * in a fence or further down is somebody else's words, or talk about them.
 */
export function parseComment(body: string): Parsed | null {
  const line = body.slice(0, MAX_LINE_CHARS + 2).split(/\r?\n/, 1)[0] ?? ''
  if (!/^\/sluice(?=\s|$)/.test(line)) return null
  if (HIDDEN.test(line)) return { kind: 'hidden' }
  if (line.length > MAX_LINE_CHARS) return { kind: 'unknown', nearest: null }
  const [, name = '', rest = ''] = /^\/sluice\s+(\S+)(?:\s+(.*))?$/.exec(line.trimEnd()) ?? []
  if (!isOrderName(name)) return { kind: 'unknown', nearest: nearestOrder(name) }
  const order = orderOf(name, rest)
  return order === null ? { kind: 'malformed', name } : { kind: 'order', order }
}

function orderOf(name: OrderName, rest: string): Order | null {
  switch (name) {
    case 'status':
    case 'explain': {
      const match = /^(\S+)?$/.exec(rest)
      return match === null ? null : { name, model: match[1] ?? null }
    }
    case 'promote':
      return /^\S+$/.test(rest) ? { name, request: rest } : null
    case 'waive':
      return waiveOf(rest)
    default: {
      const match = /^(?:(?!because\b)(\S+))?(?:\s*\bbecause\s+(\S.*))?$/.exec(rest)
      return match === null ? null : { name, model: match[1] ?? null, because: match[2] ?? null }
    }
  }
}

/** The subject may hold blanks; quotes or backticks around it are not part of it. */
function waiveOf(rest: string): WaiveOrder | null {
  const match = /^(?<rule>\S+)\s+(?<subject>\S.*?)(?:\s+for\s+(?<model>\S+))?\s+until\s+(?<until>\S+)\s+because\s+(?<because>\S.*)$/.exec(
    rest,
  )
  if (match?.groups === undefined) return null
  const { rule = '', subject = '', model = null, until = '', because = '' } = match.groups
  const bare = /^(["'`])(.+)\1$/.exec(subject)?.[2] ?? subject
  return { name: 'waive', rule: rule.replaceAll('`', ''), subject: bare, model, until, because }
}

function nearestOrder(name: string): OrderName | null {
  const found = name === '' ? undefined : nearest(name, NAMES, MOST_WRONG)
  return found !== undefined && isOrderName(found) ? found : null
}

function isOrderName(name: string): name is OrderName {
  return Object.hasOwn(FORMS, name)
}
