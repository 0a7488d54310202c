import type { Probed, ProbedOutput } from '../../../sources/probe/probe.ts'

const FLOATS = new Set(['float', 'double', 'float16'])

/**
 * Which output of the candidate stands where one of the baseline stood: the one of the same name, else the one that seems to be
 * it under a new name. Labels are left out: whole numbers have no scale to compare.
 *
 * @param renamed old name → new name
 */
export function pairOutputs(
  before: Probed,
  after: Probed,
  renamed: ReadonlyMap<string, string>,
): (readonly [ProbedOutput, ProbedOutput])[] {
  const isScore = ({ element }: ProbedOutput) => FLOATS.has(element)
  return before.outputs.filter(isScore).flatMap((one) => {
    const other = after.outputs.find(({ name }) => name === (renamed.get(one.name) ?? one.name))
    return other === undefined || !isScore(other) ? [] : [[one, other] as const]
  })
}
