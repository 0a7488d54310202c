import { CELLS, type Cell, LADDERS } from './rollout-cells.ts'
import type { Ended } from './rollout-ladder.ts'
import { rowOfCell, rowOfLadder } from './rollout-rows.ts'
import type { RolloutTables } from './rollout-table.ts'
import { partition, spread } from './spread.ts'

/** Some repeats of one cell or ladder: plain data for a thread. */
export type RolloutPart = { readonly kind: 'cell' | 'ladder'; readonly index: number; readonly from: number; readonly repeats: number }
type Answer = readonly (number | null | Ended)[]

const REPEATS_OF_A_PART = 250

/** @param divisor 10 takes a tenth of the repeats, for a quick look */
export async function runRollout(divisor: number, progress: (text: string) => void): Promise<RolloutTables> {
  const parts = [
    ...CELLS.flatMap(({ repeats }, index) => partsOf('cell', index, repeats / divisor)),
    ...LADDERS.flatMap(({ repeats }, index) => partsOf('ladder', index, repeats / divisor)),
  ]
  const answers = await spread<RolloutPart, Answer>(parts, { worker: new URL('./rollout-worker.js', import.meta.url), progress, nameOf })
  const of = (kind: RolloutPart['kind'], index: number) =>
    answers.filter((_, i) => parts[i]?.kind === kind && parts[i]?.index === index).flat()
  const rows = CELLS.map((cell, index) => ({ cell, row: rowOfCell(cell, of('cell', index).filter(isMinute)) }))
  const table = (name: Cell['table']) => rows.filter(({ cell }) => cell.table === name).map(({ row }) => row)
  const ladder = LADDERS.map((one, index) => rowOfLadder(one, of('ladder', index).filter(isEnded)))
  return { equal: table('equal'), worse: table('worse'), ladder, reference: table('reference') }
}

function partsOf(kind: RolloutPart['kind'], index: number, all: number): RolloutPart[] {
  return partition(all, REPEATS_OF_A_PART).map((part) => ({ kind, index, ...part }))
}

function nameOf({ kind, index, from }: RolloutPart): string {
  return `${(kind === 'cell' ? CELLS : LADDERS)[index]?.truth} from repeat ${from}`
}

function isMinute(answer: number | null | Ended): answer is number | null {
  return answer === null || typeof answer === 'number'
}

function isEnded(answer: number | null | Ended): answer is Ended {
  return answer !== null && typeof answer === 'object'
}
