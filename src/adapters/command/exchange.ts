import { spawnGroup } from '../../sources/git/spawn-group.ts'

/** Where and as whom a policy's own command runs. */
export type CommandPlace = {
  /** The policy's folder. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

export type Exchange =
  | { readonly kind: 'answered'; readonly json: unknown }
  /** It was started, and nobody knows what it did. */
  | { readonly kind: 'failed'; readonly why: string }

const MOST_ANSWER_BYTES = 32 * 2 ** 20
const TAIL_CHARS = 400
/** Of what it said at first: enough for the message before a long stack. */
const HEAD_CHARS = 4_000
const MAX_LINE_CHARS = 300

/** One request on stdin, one answer on stdout, both JSON; stderr is for people. The command inherits the environment: it needs credentials. */
export async function exchange(command: string, request: unknown, timeoutMs: number, place: CommandPlace): Promise<Exchange> {
  return readAnswer(await runExchange(command, `${JSON.stringify(request)}\n`, timeoutMs, place), timeoutMs)
}

export type Ending = {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly killedBy: string | null
  readonly timedOut: boolean
}

export async function runExchange(
  command: string,
  input: string,
  timeoutMs: number,
  { folder, environment, signal }: CommandPlace,
): Promise<Ending> {
  const { child, ended } = spawnGroup('sh', ['-c', command], { cwd: folder, env: environment, timeLimitMs: timeoutMs, signal })
  const stdout: Buffer[] = []
  let bytes = 0
  let [head, tail, length] = ['', '', 0]
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MOST_ANSWER_BYTES) stdout.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    const said = chunk.toString('utf8')
    length += said.length
    head = (head + said).slice(0, HEAD_CHARS)
    tail = (tail + said).slice(-TAIL_CHARS)
  })
  child.stdin.end(input)
  const { code, killedBy, timedOut } = await ended
  return {
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: length <= TAIL_CHARS ? tail : withMessage(head, tail),
    code,
    killedBy,
    timedOut,
  }
}

/** Node prints the message before the stack and Python after it: the first line that is one stands before the end of what was said. */
function withMessage(head: string, tail: string): string {
  const message = /^(?:Uncaught )?\w*(?:Error|Exception)(?: \[\w+\])?: .*$/m.exec(head)?.[0].slice(0, MAX_LINE_CHARS)
  return message === undefined || tail.includes(message) ? tail : `${message} … ${tail}`
}

function readAnswer({ stdout, stderr, code, killedBy, timedOut }: Ending, timeoutMs: number): Exchange {
  const said = stderr.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
  const failed = (why: string): Exchange => ({ kind: 'failed', why: said === '' ? why : `${why} (it said: ${said})` })
  if (timedOut) return failed(`did not answer within ${timeoutMs} ms`)
  if (killedBy !== null) return failed(`was ended by ${killedBy}`)
  try {
    return { kind: 'answered', json: JSON.parse(stdout) }
  } catch {
    const found = stdout.trim() === '' ? 'nothing' : JSON.stringify(stdout.slice(0, 80))
    return failed(`answered ${found} instead of one JSON document${code === 0 ? '' : `, and ended with exit code ${code}`}`)
  }
}
