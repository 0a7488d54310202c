import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Answers, Sample } from '../../src/metrics/sample.ts'
import { binarySample, multiclassSample, rankingSample, regressionSample } from './samples.ts'

/** Models' answers on real holdouts: test/fixtures/predictions/README.md. */
function read<T>(name: string, type: { new (buffer: ArrayBuffer): T }): T {
  const file = readFileSync(path.join(__dirname, '../fixtures/predictions', name))
  return new type(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer)
}

/** @param model `income/numeric-better`, as the oracle files name it */
export const answersOfModel = (model: string): Answers => ({
  width: model.startsWith('digits/') ? 10 : 1,
  values: read(`${model}.f32`, Float32Array),
})

const SAMPLES: Readonly<Record<string, () => Sample>> = {
  'income/holdout': () => binarySample(read('income/over_50k.u8', Uint8Array)),
  'digits/holdout': () => multiclassSample(read('digits/digit.u8', Uint8Array), 10),
  'abalone/holdout': () => regressionSample(read('abalone/rings.u8', Uint8Array)),
  'ranking/holdout': () => rankingSample(read('ranking/relevance.u8', Uint8Array), read('ranking/query.u16', Uint16Array)),
}

/** @param data `income/holdout`, as the oracle files name it */
export function sampleOfData(data: string): Sample {
  const sample = SAMPLES[data]
  if (sample === undefined) throw new Error(`no fixture for ${data}`)
  return sample()
}

export const censusWeights = (): Float64Array => Float64Array.from(read('income/fnlwgt.u32', Uint32Array))

export const incomeColumn = (name: 'age' | 'is_male'): Uint8Array => read(`income/${name}.u8`, Uint8Array)

export const MODELS: readonly string[] = [
  ...['baseline', 'better', 'worse-small', 'worse-slice'].map((name) => `income/numeric-${name}`),
  ...['baseline', 'worse'].map((name) => `digits/${name}`),
  ...['baseline', 'better', 'same', 'worse', 'biased'].map((name) => `abalone/${name}`),
  ...['baseline', 'worse'].map((name) => `ranking/${name}`),
]
