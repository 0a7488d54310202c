import { type Journal, type JournalContents, JournalError } from '../../../src/rollout/ports.ts'

/** A journal in memory with the same compare-and-swap as the real ones. */
export class FakeJournal implements Journal {
  entries: readonly string[] = []
  down: JournalError | null = null

  async read(): Promise<JournalContents> {
    if (this.down !== null) throw this.down
    return { head: this.#head(), entries: this.entries }
  }

  async append(head: string | null, entries: readonly string[]): Promise<string> {
    if (this.down !== null) throw this.down
    if (head !== this.#head()) throw new JournalError('conflict', 'somebody else wrote first')
    this.entries = [...this.entries, ...entries]
    return String(this.entries.length)
  }

  #head(): string | null {
    return this.entries.length === 0 ? null : String(this.entries.length)
  }
}
