import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { cpuFacts } from '../worker/cpu.ts'
import type { MachineFacts } from './measurements.ts'

/** How long is looked which CPUs are idle. */
const LOOK_MS = 40

/** Ticks of /proc/stat since the system's start. */
type Ticks = { readonly busy: number; readonly steal: number; readonly all: number }

/** The machine while something is measured on it: where the measurement is held to, and what others took meanwhile. */
export class MachineWatch {
  readonly #threads: number
  readonly #allowed: readonly number[] | null
  readonly #pinnedTo: readonly number[] | null
  readonly #before: Ticks | null

  constructor(threads: number) {
    this.#threads = threads
    this.#allowed = allowedCpus()
    this.#pinnedTo = this.#allowed === null || threads >= this.#allowed.length ? null : pin(idlest(this.#allowed, threads))
    this.#before = readTicks().get('cpu') ?? null
  }

  facts(): MachineFacts {
    return {
      ...cpuFacts(),
      allowedCpus: this.#allowed?.length ?? availableParallelism(),
      pinnedTo: this.#pinnedTo,
      threads: this.#threads,
      stealShare: this.#stealShare(),
      cpuLimit: cpuLimit(),
      memoryLimitBytes: memoryLimit(),
    }
  }

  #stealShare(): number | null {
    const after = readTicks().get('cpu')
    if (this.#before === null || after === undefined || after.all <= this.#before.all) return null
    return Math.min(1, Math.max(0, (after.steal - this.#before.steal) / (after.all - this.#before.all)))
  }
}

/** Threads that this one starts later inherit it: the runtime's pool, and not the garbage collector's, which runs already. */
function pin(cpus: readonly number[]): readonly number[] | null {
  const { status } = spawnSync('taskset', ['-cp', cpus.join(','), String(process.pid)], { stdio: 'ignore' })
  return status === 0 ? cpus : null
}

/** Of the CPUs that one may use, those that did least in a short while in which this process slept. */
function idlest(allowed: readonly number[], count: number): readonly number[] {
  const before = readTicks()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS)
  const after = readTicks()
  const busyOf = (cpu: number) => (after.get(`cpu${cpu}`)?.busy ?? 0) - (before.get(`cpu${cpu}`)?.busy ?? 0)
  return [...allowed]
    .sort((a, b) => busyOf(a) - busyOf(b) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b)
}

/** By the names of /proc/stat: `cpu` is all of them, then `cpu0` and so on. Fields: user, nice, system, idle, iowait, irq, softirq, steal. */
function readTicks(): ReadonlyMap<string, Ticks> {
  const lines = readText('/proc/stat')?.split('\n') ?? []
  return new Map(
    lines.flatMap((line) => {
      const [name = '', ...fields] = line.trim().split(/\s+/)
      if (!name.startsWith('cpu')) return []
      const ticks = fields.slice(0, 8).map(Number)
      const [, , , idle = 0, wait = 0, , , steal = 0] = ticks
      const all = ticks.reduce((sum, tick) => sum + tick, 0)
      return [[name, { busy: all - idle - wait, steal, all }] as const]
    }),
  )
}

/** `0-3,8` of /proc/self/status. */
function allowedCpus(): readonly number[] | null {
  const list = readText('/proc/self/status')?.match(/^Cpus_allowed_list:\s*(\S+)/m)?.[1]
  if (list === undefined) return null
  return list.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}

/** Version 2 of control groups, then version 1. */
function cpuLimit(): number | null {
  const [quota, period] = readText('/sys/fs/cgroup/cpu.max')?.trim().split(' ').map(Number) ?? [
    Number(readText('/sys/fs/cgroup/cpu/cpu.cfs_quota_us') ?? Number.NaN),
    Number(readText('/sys/fs/cgroup/cpu/cpu.cfs_period_us') ?? Number.NaN),
  ]
  const cores = (quota ?? Number.NaN) / (period ?? Number.NaN)
  return cores > 0 && Number.isFinite(cores) ? cores : null
}

function memoryLimit(): number | null {
  const text = readText('/sys/fs/cgroup/memory.max') ?? readText('/sys/fs/cgroup/memory/memory.limit_in_bytes')
  const bytes = Number(text?.trim())
  // Without a limit version 1 states the largest number of pages there can be.
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
