import { isWithinLimit, type Measurement, measureBesideEmpty, renderRatios } from './beside-empty-node.ts'
import { makeCheckout, type StartupCheckout } from './startup-checkout.ts'

export type StartupOptions = { readonly rounds: number; readonly program: string }

/**
 * Cold start: what a command takes beside an empty Node, both started anew in every round, one right after the other. The ratio is the
 * median of the rounds' ratios, so that a machine that is slower for a while is slower for both.
 *
 * @returns whether all commands kept their limits
 */
export function benchStartup({ rounds, program }: StartupOptions): boolean {
  const [one, ten] = [makeCheckout(program, 1), makeCheckout(program, 10)]
  const rows = [
    ...casesOf(one).map((command) => measureBesideEmpty(command, rounds, program, one.folder)),
    measureBesideEmpty(
      { name: '`sluice gate`, ten unchanged models', args: ['gate', ...UNPUBLISHED], env: ten.runner, limit: null },
      rounds,
      program,
      ten.folder,
    ),
  ]
  one.remove()
  ten.remove()
  console.log(renderRatios(rows))
  return rows.every(isWithinLimit)
}

const UNPUBLISHED = ['--comment', 'never', '--check', 'never']

function casesOf({ terminal, runner }: StartupCheckout): Measurement[] {
  return [
    { name: '`sluice --help`', args: ['--help'], env: terminal, limit: 2 },
    { name: '`sluice version`', args: ['version'], env: terminal, limit: 2 },
    { name: '`sluice policy`', args: ['policy'], env: terminal, limit: 2 },
    { name: '`sluice report`, to the summary', args: ['report', ...UNPUBLISHED], env: runner, limit: 4 },
    { name: '`sluice gate`, one unchanged model', args: ['gate', ...UNPUBLISHED], env: runner, limit: null },
  ]
}
