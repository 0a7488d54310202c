import { TargetError } from '../../../rollout/ports.ts'

export type ServerState = {
  /** 0 down, 1 starting, 2 running, 3 stopping. */
  readonly operational: number
  /** Bits: 1 maintenance and 8 drain by command; 0 is none. */
  readonly admin: number
  /** As last set. */
  readonly set: number
  /** As it counts now: lower during a slow start. */
  readonly effective: number
  /** `UP`, `DOWN 1/3`, `MAINT`, `no check`, … */
  readonly status: string
}

export type BackendState = {
  readonly algorithm: string
  /** The cookie's name; null where there is none. */
  readonly cookie: string | null
  /** By name. */
  readonly servers: ReadonlyMap<string, ServerState>
}

export type TableEntry = { readonly value: number; readonly leftMs: number }

/** `show info`: a process's own start, in epoch milliseconds. */
export function startOf(info: string): number {
  const seconds = /^Start_time_sec: (\d+)$/m.exec(info)?.[1]
  if (seconds !== undefined) return Number(seconds) * 1000
  throw new TargetError('unavailable', `\`show info\` says no Start_time_sec, but: ${firstLine(info)}`)
}

/** `show stat <backend> 6 -1` and `show servers state <backend>` of the same backend. */
export function backendOf(name: string, stat: string, state: string): BackendState {
  const rows = statRows(name, stat)
  const whole = rows.find((row) => row.get('svname') === 'BACKEND')
  if (whole === undefined) throw missing(`backend ${name}`, stat)
  const servers = new Map<string, ServerState>()
  for (const fields of stateRows(name, state)) {
    const server = fields.get('srv_name') ?? ''
    const row = rows.find((candidate) => candidate.get('svname') === server)
    servers.set(server, {
      operational: number(fields, 'srv_op_state'),
      admin: number(fields, 'srv_admin_state'),
      set: number(fields, 'srv_uweight'),
      effective: row === undefined ? 0 : number(row, 'weight'),
      status: row?.get('status') ?? 'unknown',
    })
  }
  const cookie = whole.get('cookie') ?? ''
  return { algorithm: whole.get('algo') ?? '', cookie: cookie === '' ? null : cookie, servers }
}

function statRows(backend: string, text: string): Map<string, string>[] {
  const [header = '', ...lines] = text.trim().split('\n')
  if (!header.startsWith('# pxname,')) throw missing(`backend ${backend}`, text)
  const names = header.slice(2).split(',')
  // Only free texts of agents and checks are quoted, and no column of those is read: names and numbers hold no comma.
  return lines.map((line) => new Map(unquoted(line).map((value, index) => [names[index] ?? '', value])))
}

function unquoted(line: string): string[] {
  return line.replaceAll(/"(?:[^"]|"")*"/g, '').split(',')
}

function stateRows(backend: string, text: string): Map<string, string>[] {
  const [version, header = '', ...lines] = text.trim().split('\n')
  if (version !== '1' || !header.startsWith('# ')) throw missing(`backend ${backend}`, text)
  const names = header.slice(2).split(' ')
  return lines.map((line) => new Map(line.split(' ').map((value, index) => [names[index] ?? '', value])))
}

function number(fields: ReadonlyMap<string, string>, name: string): number {
  const text = fields.get(name) ?? ''
  if (/^\d+$/.test(text)) return Number(text)
  throw new TargetError('unavailable', `HAProxy says \`${text}\` for ${name}, which is no number`)
}

/** `show table <table>`: the entry of a key; null when it is not there (any more). */
export function tableEntry(table: string, key: string, text: string): TableEntry | null {
  if (!text.startsWith(`# table: ${table},`)) throw missing(`stick table ${table}`, text)
  for (const line of text.split('\n')) {
    const fields = new Map([...line.matchAll(/(\S+)=(\S*)/g)].map(([, name = '', value = '']) => [name, value]))
    if (fields.get('key') !== key) continue
    if (!fields.has('gpt0')) throw new TargetError('refused', `stick table ${table} does not \`store gpt0\``)
    return { value: number(fields, 'gpt0'), leftMs: number(fields, 'exp') }
  }
  return null
}

function missing(what: string, said: string): TargetError {
  return new TargetError(
    'refused',
    `HAProxy has no ${what} (it says: ${firstLine(said)}); docs/targets/haproxy.md shows what haproxy.cfg needs`,
  )
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? ''
}
