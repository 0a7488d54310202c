import { markdownTable } from 'markdown-table'
import { STATES, TERMINAL, TRANSITIONS, type Transition } from './transitions.ts'

/** The tables of docs/operations.md, by the name between their markers. */
export function renderOperations(): Record<'states' | 'transitions', string> {
  const states = Object.entries(STATES).map(([name, meaning]) => [`\`${name}\``, meaning])
  const transitions = Object.entries<Transition>(TRANSITIONS).map(([event, { from, to, needs, meaning }]) => [
    `\`${event}\``,
    fromInWords(from),
    to === 'before' ? 'the state that was held' : `\`${to}\``,
    needs.map((need) => (need === 'approval' ? 'approval, where the policy asks' : need)).join('; '),
    meaning,
  ])
  return {
    states: markdownTable([['state', 'meaning'], ...states], { alignDelimiters: false }),
    transitions: markdownTable([['event', 'from', 'to', 'needs', 'when'], ...transitions], { alignDelimiters: false }),
  }
}

/** Every state that is neither finished nor on its way back is most of them: said in words. */
function fromInWords(from: Transition['from']): string {
  const open = Object.keys(STATES).filter((name) => name !== 'rolling-back' && !TERMINAL.some((one) => one === name))
  if (open.every((name) => from.some((one) => one === name))) return 'every open state'
  return from.map((name) => `\`${name}\``).join(', ')
}
