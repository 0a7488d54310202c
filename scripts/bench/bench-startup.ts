import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { markdownTable } from 'markdown-table'
import { makeCheckout, type StartupCheckout } from './startup-checkout.ts'

export type StartupOptions = { readonly rounds: number; readonly program: string }

type Case = {
  readonly name: string
  /** Arguments of the program. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Times as long as `node -e 0` in the same round, at most; null: shown only. */
  readonly limit: number | null
}

/**
 * Cold start: what a command takes beside an empty Node, both started anew in every round, one right after the other. The ratio is the
 * median of the rounds' ratios, so that a machine that is slower for a while is slower for both.
 *
 * @returns whether all commands kept their limits
 */
export function benchStartup({ rounds, program }: StartupOptions): boolean {
  const [one, ten] = [makeCheckout(program, 1), makeCheckout(program, 10)]
  const rows = [
    ...casesOf(one).map((command) => measure(command, rounds, program, one.folder)),
    measure(
      { name: '`sluice gate`, ten unchanged models', args: ['gate', ...UNPUBLISHED], env: ten.runner, limit: null },
      rounds,
      program,
      ten.folder,
    ),
  ]
  one.remove()
  ten.remove()
  console.log(
    markdownTable([
      ['command', 'median', 'above `node -e 0`', '× `node -e 0`', 'limit'],
      ...rows.map(({ name, limit, ms, emptyMs, ratio }) => [
        name,
        `${ms.toFixed(0)} ms`,
        `${(ms - emptyMs).toFixed(0)} ms`,
        ratio.toFixed(2),
        limit === null ? '' : `${limit} ×${ratio > limit ? ' EXCEEDED' : ''}`,
      ]),
    ]),
  )
  return rows.every(({ limit, ratio }) => limit === null || ratio <= limit)
}

const UNPUBLISHED = ['--comment', 'never', '--check', 'never']

function casesOf({ terminal, runner }: StartupCheckout): Case[] {
  return [
    { name: '`sluice --help`', args: ['--help'], env: terminal, limit: 2 },
    { name: '`sluice version`', args: ['version'], env: terminal, limit: 2 },
    { name: '`sluice policy`', args: ['policy'], env: terminal, limit: 2 },
    { name: '`sluice report`, to the summary', args: ['report', ...UNPUBLISHED], env: runner, limit: 4 },
    { name: '`sluice gate`, one unchanged model', args: ['gate', ...UNPUBLISHED], env: runner, limit: null },
  ]
}

function measure({ name, args, env, limit }: Case, rounds: number, program: string, cwd: string) {
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
