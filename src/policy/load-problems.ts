import type { Problem } from '../errors.ts'
import { MOST_ARRIVALS } from '../gates/benchmark/load/arrivals.ts'
import { FEWEST_ROUNDS } from '../gates/benchmark/round.ts'
import { asksRowByRow } from '../gates/evaluate/call-policy.ts'
import type { Placed } from './call-problems.ts'
import { isGiven } from './given.ts'
import type { MappingNode } from './node.ts'
import type { WrittenModel } from './schema.ts'

/** What `benchmark.load` asks for and would not get: numbers would be told of requests that nobody sent. */
export function loadProblems(model: MappingNode, { benchmark, call }: WrittenModel, at: Placed): Problem[] {
  const load = benchmark?.load ?? null
  if (load === null) return []
  const { rowsPerRequest } = load
  const rowsAt = (found: string, expected: string, remedy: string) =>
    at(['benchmark', 'load', 'rows-per-request'], { found, expected, remedy })
  if (call !== null && rowsPerRequest > 1 && asksRowByRow(call)) {
    const found = `${rowsPerRequest} rows a request, and a \`call.request\` that takes one`
    return [
      rowsAt(
        found,
        '1, as `{{row}}` and `{{vector}}` stand for one row',
        'Remove it, or write `{{rows}}` or `{{matrix}}` in `call.request`.',
      ),
    ]
  }
  if (call !== null && isGiven(model, ['call', 'rows-per-request']) && rowsPerRequest > call.rowsPerRequest) {
    const found = `${rowsPerRequest} rows a request, more than the ${call.rowsPerRequest} of \`call.rows-per-request\``
    return [
      rowsAt(
        found,
        `at most ${call.rowsPerRequest}, the most rows that one request may have`,
        'Lower it, or raise `call.rows-per-request`.',
      ),
    ]
  }
  const windowSeconds = load.duration / 1000 / FEWEST_ROUNDS
  if (load.rate * windowSeconds > MOST_PLANNED) {
    const most = Math.floor(MOST_PLANNED / windowSeconds)
    const found = `${load.rate}/s for ${load.duration / 1000} s`
    const remedy = 'Lower it, or shorten `load.duration`.'
    return [
      at(['benchmark', 'load', 'rate'], { found, expected: `at most ${most}/s for this duration: no more requests are kept`, remedy }),
    ]
  }
  return []
}

/** Below what a window keeps, because a random schedule has a few more or less than planned: this is nine standard deviations. */
const MOST_PLANNED = 0.98 * MOST_ARRIVALS
