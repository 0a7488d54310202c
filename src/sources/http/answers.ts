/** Answers of a large batch, or of many series, stay far below; a stream without end must not fill the memory. */
export const MAX_ANSWER_BYTES = 64 * 2 ** 20

/** @param tooLarge makes what is thrown when the body is larger than `MAX_ANSWER_BYTES` */
export function readAnswer({ body }: Response, tooLarge: (limit: string) => Error): Promise<string> {
  return readBody(body ?? [], tooLarge)
}

/** The same, of any body. @param tooLarge makes what is thrown when it is larger than `mostBytes` */
export async function readBody(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  tooLarge: (limit: string) => Error,
  mostBytes = MAX_ANSWER_BYTES,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > mostBytes) throw tooLarge(`${mostBytes / 2 ** 20} MiB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Milliseconds from now that `Retry-After` asks for: seconds or a date (RFC 9110, 10.2.3); null for none, or one that is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const stated = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(stated) ? Math.max(0, stated) : null
}

/** Why Node's own client has no answer. An address with several answers fails with one error for all, which has a code and no message. */
export function faultInWords(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.message !== '') return cause.message
  return 'code' in cause ? String(cause.code) : cause.name
}
