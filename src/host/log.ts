import { disarmCommands } from './workflow-commands.ts'

export interface Sink {
  write(text: string): void
}

/** Says what is being done, on stderr: stdout belongs to the report. */
export interface Log {
  info(line: string): void
  /** A part of the work with its own lines: folded on a runner, plain on a terminal. */
  group<Result>(title: string, work: () => Promise<Result>): Promise<Result>
}

export function createLog(stderr: Sink, isRunner: boolean): Log {
  const print = (line: string) => stderr.write(`${isRunner ? disarmCommands(printable(line)) : printable(line)}\n`)
  return {
    info: print,
    async group(title, work) {
      if (!isRunner) {
        print(title)
        return work()
      }
      stderr.write(`::group::${printable(title).replaceAll('\n', ' ')}\n`)
      try {
        return await work()
      } finally {
        stderr.write('::endgroup::\n')
      }
    },
  }
}

/** Control characters from file and column names could move the cursor or retitle the window; line breaks and tabs may stay. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => (character === '\n' || character === '\t' ? character : '\uFFFD'))
}
