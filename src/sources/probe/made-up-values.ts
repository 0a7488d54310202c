import { MeasurementError } from '../../errors.ts'
import type { TensorData } from '../tabular/batch.ts'
import { allocateTensor } from '../tabular/tensor-sink.ts'
import type { MadeUpInput } from './plan-probe.ts'

/**
 * Values for an input that no data feed, the same for every model that has such an input at this place: two versions of one
 * model must get the same rows. Floats spread over orders of magnitude, so that trees split on them; whole numbers stay small,
 * since they are often indices.
 *
 * @param place of the input among the model's own
 * @throws MeasurementError INPUT_NOT_MATCHED for a size that no memory holds
 */
export function makeUpValues(model: string, { name, type, byRow, sizes }: MadeUpInput, rows: number, place: number): TensorData {
  const length = sizes.reduce((product, size) => product * size, byRow ? rows : 1)
  if (length > MOST_VALUES) {
    const what = `its input ${JSON.stringify(name)} takes ${length} values at once, too many to make up`
    throw new MeasurementError('INPUT_NOT_MATCHED', `${model}: ${what}`, 'Name data that feed it, or leave the size open in the export.')
  }
  const data = allocateTensor(type, length)
  // A constant beside the rows (a shift, a temperature) is left at zero; of text that is the empty one.
  if (!byRow) return data
  const random = randomOf(SEED + place)
  for (let index = 0; index < length; index++) put(data, index, type === 'bool' ? index % 2 : choose(name, type, random))
  return data
}

/** Tokenizers' inputs mean what they are called: a mask of zeros hides everything, and there are few types of segments. */
function choose(name: string, type: MadeUpInput['type'], random: () => number): number {
  const isFloat = type === 'float32' || type === 'float64'
  if (/mask/i.test(name)) return 1
  if (/type_ids?|segment/i.test(name) && !isFloat) return 0
  if (!isFloat) return Math.floor(random() * 100)
  const magnitude = 10 ** (random() * 3 - 1)
  return random() < 0.2 ? -magnitude : magnitude
}

function put(data: TensorData, index: number, value: number): void {
  if (Array.isArray(data)) data[index] = value < 50 ? '' : `value ${value % 5}`
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[index] = BigInt(value)
  else data[index] = value
}

/** A file may state any size. */
const MOST_VALUES = 2 ** 27

const SEED = 20_261_124

/** A linear congruential generator (Numerical Recipes): the same everywhere. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
