/** `sluice evaluate | head` closes stdout early: the rest of the report has no reader, but the verdict and the exit code still count. */
export function tolerateClosedPipe(stream: Pick<NodeJS.WriteStream, 'on'>): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
  })
}

/** What is written to; whether a line of it can be rewritten. */
export type LateStream = { write(text: string): void; readonly isTTY: boolean }

/** A stream that is opened when something asks for it: for a pipe Node loads its network code, and most calls say nothing on stderr. */
export function openLate(open: () => NodeJS.WriteStream): LateStream {
  let stream: NodeJS.WriteStream | null = null
  const opened = () => {
    if (stream !== null) return stream
    stream = open()
    tolerateClosedPipe(stream)
    return stream
  }
  return {
    write: (text) => void opened().write(text),
    get isTTY() {
      return opened().isTTY === true
    },
  }
}
