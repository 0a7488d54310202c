import { MeasurementError, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { World } from '../../host/world.ts'
import type { Reaction } from '../../report/conversation.ts'
import { escapeMarkdown } from '../../report/escape-markdown.ts'
import { FORMS, type OrderName } from './parse-comment.ts'

/** What is said, how it is felt, and how the job ends. */
export type Answer = {
  readonly reaction: Exclude<Reaction, 'eyes'>
  readonly markdown: string
  /** Said once to a person for one thing, and not again. */
  readonly once: string | null
  readonly exitCode: ExitCode
  /** Verdicts and reports of what was called. */
  readonly files?: ReadonlyMap<string, string>
}

const MAX_MESSAGE_CHARS = 1_000

export function yes(markdown: string): Answer {
  return { reaction: '+1', markdown, once: null, exitCode: 0 }
}

/** Understood and allowed, but it makes no sense now. */
export function no(markdown: string): Answer {
  return { reaction: '-1', markdown, once: null, exitCode: 0 }
}

export function notAllowed(name: OrderName, why: string): Answer {
  return { reaction: '-1', markdown: `\`/sluice ${name}\` was not carried out: ${why}.`, once: `may-not-${name}`, exitCode: 0 }
}

export function malformed(name: OrderName): Answer {
  const example = name === 'waive' ? ' The reason stays in the policy, for whoever reads it next year.' : ''
  return { reaction: 'confused', markdown: `This is how it is written: \`${FORMS[name]}\`.${example}`, once: `form-${name}`, exitCode: 0 }
}

export function unknown(nearest: OrderName | null): Answer {
  if (nearest !== null)
    return {
      reaction: 'confused',
      markdown: `Did you mean \`${FORMS[nearest]}\`? Nothing was done.`,
      once: `meant-${nearest}`,
      exitCode: 0,
    }
  const all = Object.values(FORMS).map((form) => `* \`${form}\``)
  return {
    reaction: 'confused',
    markdown: ['These are the commands; nothing was done.', '', ...all].join('\n'),
    once: 'unknown',
    exitCode: 0,
  }
}

export function hidden(): Answer {
  return {
    reaction: 'confused',
    markdown: 'The command holds characters that a reader does not see. Nothing was done; write it again without them.',
    once: 'hidden',
    exitCode: 0,
  }
}

/** Of something that went wrong on the way; the job fails with it afterwards. */
export function failed(error: unknown, { run }: Pick<World, 'run'>): string {
  const where = run === null ? '' : ` ([the run](${run.serverUrl}/${run.repository}/actions/runs/${run.id}) has the details)`
  if (error instanceof UsageError || error instanceof MeasurementError) return `It could not be done${where}: ${tell(error)}`
  return `It could not be done${where}: a fault of Sluice itself.`
}

/** A mistake in the command itself, as a person would have it told by `sluice` in a terminal. */
export function tell(error: UsageError | MeasurementError): string {
  return escapeMarkdown(error instanceof UsageError ? error.message : `${error.message} ${error.remedy}`, MAX_MESSAGE_CHARS)
}
