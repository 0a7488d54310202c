/** Enough for the message of an aborting library, short enough for an annotation. */
const MAX_CHARS = 2_000
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' colours are control characters
const COLOURS = /\u001b\[[0-9;]*m/g

/** The end of a stream of text, without colours. */
export class Tail {
  #text = ''

  add(chunk: Uint8Array): void {
    this.#text = (this.#text + Buffer.from(chunk).toString('utf8')).slice(-2 * MAX_CHARS)
  }

  toString(): string {
    return this.#text.replace(COLOURS, '').trim().slice(-MAX_CHARS)
  }
}
