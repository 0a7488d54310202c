import { createServer, type Socket } from 'node:net'

type FakeServer = {
  backend: string
  name: string
  weight: number
  effective?: number
  operational?: number
  admin?: number
  status?: string
}

export type FakeHaproxy = {
  readonly address: string
  readonly servers: FakeServer[]
  readonly tables: Map<string, Map<string, { value: number; leftMs: number }>>
  /** Every line that came. */
  readonly lines: string[]
  startedAt: number
  algorithm: string
  cookie: string
  /** What happens to a line that changes something; null: it is done. */
  onChange: ((line: string, socket: Socket) => 'cut-before' | 'cut-after' | 'hang-after' | string) | null
  close(): Promise<void>
}

/** The runtime API as Debian's haproxy 2.6 speaks it, for the faults that a real one cannot be made to have. */
export async function startFakeHaproxy(): Promise<FakeHaproxy> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    socket.once('data', (chunk) => answerLine(fake, chunk.toString('utf8').trim(), socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const fake: FakeHaproxy = {
    address: `tcp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    servers: [
      { backend: 'models', name: 'stable', weight: 100 },
      { backend: 'models', name: 'canary', weight: 0 },
    ],
    tables: new Map([
      ['sluice_lease', new Map()],
      ['sluice_roles', new Map()],
    ]),
    lines: [],
    startedAt: 1_700_000_000,
    algorithm: 'roundrobin',
    cookie: '',
    onChange: null,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  return fake
}

function answerLine(fake: FakeHaproxy, line: string, socket: Socket): void {
  fake.lines.push(line)
  const isChange = line.startsWith('set ')
  const fault = isChange ? (fake.onChange?.(line, socket) ?? null) : null
  if (fault === 'cut-before') return void socket.destroy()
  if (fault !== null && !['cut-after', 'hang-after'].includes(fault)) return void socket.end(`${fault}\n\n`)
  const answer = line
    .split('; ')
    .map((command) => answerCommand(fake, command))
    .join('')
  if (fault === 'cut-after') return void socket.destroy()
  if (fault === 'hang-after') return
  socket.end(answer)
}

function answerCommand(fake: FakeHaproxy, command: string): string {
  const words = command.split(' ')
  if (command === 'show info') return `Name: HAProxy\nPid: 1\nStart_time_sec: ${fake.startedAt}\n\n`
  if (command.startsWith('show table')) return showTable(fake, words[2])
  if (command.startsWith('show stat')) return showStat(fake)
  if (command.startsWith('show servers state')) return showState(fake)
  if (command.startsWith('set table')) {
    const table = fake.tables.get(words[2] ?? '')
    if (table === undefined) return 'No such table\n\n'
    const before = table.get(words[4] ?? '')?.value ?? 0
    table.set(words[4] ?? '', { value: words[5] === 'data.gpt0' ? Number(words[6]) : before, leftMs: 900_000 })
    return '\n'
  }
  const server = fake.servers.find(({ backend, name }) => `${backend}/${name}` === words[2])
  if (server === undefined) return 'No such server.\n\n'
  if (command.startsWith('set weight')) {
    if (words[3]?.endsWith('%') === true) throw new Error('a percentage is no share')
    server.weight = Number(words[3])
  } else server.admin = words[4] === 'maint' ? 1 : 0
  return '\n'
}

function showTable({ tables }: FakeHaproxy, name: string | undefined): string {
  if (name === undefined) return [...tables.keys()].map((table) => `# table: ${table}, type: string, size:16, used:0\n`).join('')
  const table = tables.get(name)
  if (table === undefined) return 'No such table\n\n'
  const entries = [...table].map(([key, { value, leftMs }]) => `0x1: key=${key} use=0 exp=${leftMs} gpt0=${value}\n`)
  return `# table: ${name}, type: string, size:16, used:${table.size}\n${entries.join('')}\n`
}

function showStat({ servers, algorithm, cookie }: FakeHaproxy): string {
  const rows = servers.map(({ name, weight, effective, status }) => `models,${name},${status ?? 'no check'},${effective ?? weight},,,`)
  return `# pxname,svname,status,weight,algo,cookie,\n${rows.join('\n')}\nmodels,BACKEND,UP,100,${algorithm},${cookie},\n\n`
}

function showState({ servers }: FakeHaproxy): string {
  const rows = servers.map(
    ({ name, weight, operational, admin }) => `1 models 1 ${name} 127.0.0.1 ${operational ?? 2} ${admin ?? 0} ${weight} 100`,
  )
  return `1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight\n${rows.join('\n')}\n\n`
}
