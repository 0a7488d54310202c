import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Tail } from '../worker/tail.ts'

/** An answer is a few numbers; a program that writes without line ends must not fill the memory. */
const MAX_LINE_CHARS = 2 ** 20

export type ProcessEnd = { readonly code: number | null; readonly signal: string | null; readonly words: string }

/** A program that writes without line ends. */
export class EndlessLine extends Error {
  override readonly name = 'EndlessLine'
}

export type LineProcessOptions = { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> }

/**
 * A shell command that is written lines to and read lines from. It stays in this process's group: who ends the group ends it and
 * whatever it has started.
 */
export class LineProcess {
  readonly ended: Promise<ProcessEnd>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #tail = new Tail()
  readonly #lines: string[] = []
  #partial = ''
  #end: ProcessEnd | null = null
  #broken: string | null = null
  #wake: () => void = () => {}

  constructor(command: string, { folder, env }: LineProcessOptions) {
    this.#child = spawn('sh', ['-c', command], { cwd: folder, env: { ...env }, stdio: 'pipe' })
    // A program may end before it has read its input; how it ended tells more than the broken pipe.
    this.#child.stdin.on('error', () => {})
    this.#child.stderr.on('data', (chunk: Buffer) => this.#tail.add(chunk))
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#hear(chunk))
    this.ended = new Promise((resolve) => {
      const end = (how: ProcessEnd) => {
        if (this.#partial !== '') this.#lines.push(this.#partial)
        this.#partial = ''
        this.#end ??= how
        this.#wake()
        resolve(how)
      }
      this.#child.once('error', (cause) => end({ code: null, signal: null, words: cause.message }))
      this.#child.once('close', (code, signal) => end({ code, signal, words: this.#tail.toString() }))
    })
  }

  /** Lines that were read and not taken yet; those of a program that answers too much are seen here. */
  get waiting(): number {
    return this.#lines.length
  }

  get end(): ProcessEnd | null {
    return this.#end
  }

  /** Resolves when the program took it or is gone. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#end !== null || this.#child.stdin.destroyed) return resolve()
      this.#child.stdin.write(text, () => resolve())
    })
  }

  closeInput(): void {
    this.#child.stdin.end()
  }

  /** The next line; null when there will be none. @throws EndlessLine */
  async readLine(): Promise<string | null> {
    for (;;) {
      if (this.#broken !== null) throw new EndlessLine(this.#broken)
      const line = this.#lines.shift()
      if (line !== undefined) return line
      if (this.#end !== null) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #hear(chunk: string): void {
    const pieces = (this.#partial + chunk).split('\n')
    this.#partial = pieces.pop() ?? ''
    if (this.#partial.length > MAX_LINE_CHARS) {
      this.#broken = `a line of more than ${MAX_LINE_CHARS} characters`
      this.#child.stdout.pause()
    }
    for (const piece of pieces) if (piece.trim() !== '') this.#lines.push(piece)
    this.#wake()
  }
}
