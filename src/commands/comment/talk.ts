import type { World } from '../../host/world.ts'
import type { Conversation, Reaction, SpokenComment } from '../../report/conversation.ts'
import { PublishingRefused } from '../../report/ports.ts'

/** Comes first in an answer, so that nobody's quotation of it is one. */
const ANSWER = '<!-- sluice:answer:'
const FAILED = '<!-- sluice:failed -->'

/**
 * The answer to one comment. What cannot be said stops nothing: a locked conversation keeps no canary in production. Each comment is
 * answered once, by a marker with its id, however often its event comes or its job runs.
 */
export class Talk {
  readonly #conversation: Conversation
  readonly #comment: SpokenComment
  readonly #issue: number
  readonly #world: World
  #url = ''

  constructor(conversation: Conversation, comment: SpokenComment, issue: number, world: World) {
    this.#conversation = conversation
    this.#comment = comment
    this.#issue = issue
    this.#world = world
  }

  /** Where the answer stands; empty before, and where there is none. */
  get url(): string {
    return this.#url
  }

  /** What failed on the way was no answer: the job may run again. */
  async wasAnswered(): Promise<boolean> {
    return (await this.#ownComments()).some((lines) => lines[0] === this.#marker && lines[1] !== FAILED)
  }

  /** Whether this person has been told that on this issue before. */
  async wasTold(once: string): Promise<boolean> {
    return (await this.#ownComments()).some((lines) => lines[1] === this.#told(once))
  }

  async #ownComments(): Promise<readonly string[][]> {
    const bodies = await this.#conversation.ownComments(this.#issue, ANSWER)
    return bodies.map((body) => body.split(/\r?\n/, 2))
  }

  react(reaction: Reaction): Promise<void> {
    return this.#orSaid(() => this.#conversation.react(this.#comment.id, reaction))
  }

  /** Said again, it takes the place of what was said before. */
  answer(markdown: string, once: string | null = null): Promise<void> {
    return this.#say([this.#marker, ...(once === null ? [] : [this.#told(once)]), markdown])
  }

  fail(markdown: string): Promise<void> {
    return this.#say([this.#marker, FAILED, markdown])
  }

  #say(lines: readonly string[]): Promise<void> {
    const body = lines.join('\n')
    return this.#orSaid(async () => {
      this.#url = (await this.#conversation.answer(this.#issue, this.#marker, body)).url
    })
  }

  get #marker(): string {
    return `${ANSWER}${this.#comment.id} -->`
  }

  #told(once: string): string {
    return `<!-- sluice:told:${this.#comment.login.toLowerCase()}:${once} -->`
  }

  async #orSaid(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof PublishingRefused)) throw error
      this.#world.host.log.info(`The answer could not be given: ${error.message}. ${error.remedy}`)
    }
  }
}
