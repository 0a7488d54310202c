import { connect, type Socket } from 'node:net'
import { TargetError } from '../../../rollout/ports.ts'

/** More than any answer of tens of thousands of servers. */
const MOST_ANSWER_BYTES = 32 * 2 ** 20

/** One line to the runtime API of one node. */
export type Ask = (command: string) => Promise<string>

/**
 * A connection a line, as HAProxy closes after the answer. What failed before the line was sent changed nothing; what failed after it may
 * have changed all.
 *
 * @param address `tcp://host:port` or `unix:///path`
 */
export function openRuntimeApi(address: string, timeoutMs: number): Ask {
  return (command) =>
    new Promise((resolve, reject) => {
      const socket = connectTo(address)
      const answer: Buffer[] = []
      let bytes = 0
      let sent = false
      const fail = (why: string, cause?: unknown) => {
        socket.destroy()
        reject(new TargetError(sent ? 'unknown-outcome' : 'unavailable', `${address}: ${why}`, { cause }))
      }
      const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs)
      socket.on('connect', () => {
        sent = true
        socket.write(`${command}\n`)
      })
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MOST_ANSWER_BYTES) fail(`an answer of more than ${MOST_ANSWER_BYTES} bytes`)
        else answer.push(chunk)
      })
      socket.on('error', (error) => fail(error.message, error))
      socket.on('close', () => {
        clearTimeout(timer)
        const text = Buffer.concat(answer).toString('utf8')
        // Even "done" is an empty line: nothing at all is a connection that was cut.
        if (text === '') fail('the connection was closed without an answer')
        else resolve(text)
      })
    })
}

function connectTo(address: string): Socket {
  if (address.startsWith('unix://')) return connect(address.slice('unix://'.length))
  const { hostname, port } = new URL(address)
  return connect(Number(port), hostname.replace(/^\[|\]$/g, ''))
}

/**
 * Changes, in one line. HAProxy has no status: an empty answer is success and any text a refusal, a block for each command.
 *
 * @throws TargetError `refused` with HAProxy's own words when it refused all, `unknown-outcome` when only some
 */
export async function command(ask: Ask, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return
  const line = commands.join('; ')
  const said = (await ask(line)).trim()
  if (said === '') return
  const refusals = said.split(/\n\n+/).length
  const remedy = said.includes('Permission denied') ? ' Give the stats socket `level admin`.' : ''
  const kind = refusals >= commands.length ? 'refused' : 'unknown-outcome'
  throw new TargetError(kind, `HAProxy refused \`${line}\`: ${said.split('\n')[0] ?? said}.${remedy}`)
}

/** A read that failed half-way changed nothing. */
export async function query(ask: Ask, line: string): Promise<string> {
  try {
    return await ask(line)
  } catch (error) {
    if (error instanceof TargetError) throw new TargetError('unavailable', error.message, { cause: error })
    throw error
  }
}
