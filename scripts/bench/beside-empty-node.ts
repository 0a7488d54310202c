import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { markdownTable } from 'markdown-table'

export type Measurement = {
  readonly name: string
  /** Arguments of the program. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Times as long as `node -e 0` in the same round, at most; null: shown only. */
  readonly limit: number | null
}

export type Ratio = Pick<Measurement, 'name' | 'limit'> & { readonly ms: number; readonly emptyMs: number; readonly ratio: number }

export function isWithinLimit({ limit, ratio }: Ratio): boolean {
  return limit === null || ratio <= limit
}

export function renderRatios(rows: readonly Ratio[]): string {
  return markdownTable([
    ['command', 'median', 'above `node -e 0`', '× `node -e 0`', 'limit'],
    ...rows.map(({ name, limit, ms, emptyMs, ratio }) => [
      name,
      `${ms.toFixed(0)} ms`,
      `${(ms - emptyMs).toFixed(0)} ms`,
      ratio.toFixed(2),
      limit === null ? '' : `${limit} ×${ratio > limit ? ' EXCEEDED' : ''}`,
    ]),
  ])
}

export function measureBesideEmpty({ name, args, env, limit }: Measurement, rounds: number, program: string, cwd: string): Ratio {
  const pairs = Array.from({ length: rounds + 1 }, () => {
    const emptyMs = timeOf(['-e', '0'], env, cwd)
    return { emptyMs, ms: timeOf([program, ...args], env, cwd) }
  }).slice(1) // The first reads files that are not in the page cache yet.
  return {
    name,
    limit,
    ms: median(pairs.map(({ ms }) => ms)),
    emptyMs: median(pairs.map(({ emptyMs }) => emptyMs)),
    ratio: median(pairs.map(({ ms, emptyMs }) => ms / emptyMs)),
  }
}

function timeOf(args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): number {
  const startedAt = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  const elapsed = performance.now() - startedAt
  if (status !== 0) throw new Error(`${join(...args)} ended with ${status}: ${stderr}`)
  return elapsed
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
