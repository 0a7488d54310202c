import { MeasurementError } from '../../errors.ts'

/** What onnxruntime says → what to do; the first that matches. Wordings of 1.22 and 1.30. */
const LOAD_REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /till opset (\d+)|opset \d+ is under development/i,
    'Export the model with an opset that this runtime knows (torch.onnx.export(…, opset_version=…), to_onnx(…, target_opset=…)).',
  ],
  [
    /Unsupported model IR version/i,
    'Save the model with an older onnx package, or lower its `ir_version`; the runtime that serves it may refuse it too.',
  ],
  [
    /is not a registered function\/op|No Op registered for|no kernel registered|Could not find an implementation/i,
    'The model uses an operator that onnxruntime does not have (a custom one, or of a newer opset). Export it with standard operators, or evaluate a file of predictions (`predictions:`).',
  ],
  [
    /Protobuf parsing failed/i,
    'The file is damaged or was cut short: export or download it again and compare its digest with the original.',
  ],
  [/External data/i, 'Put the file with the weights into the folder of the model, under the name that the model gives it.'],
  [/Unsupported data type/i, 'Export the model with inputs and outputs of float, int, bool or string tensors.'],
]
const OTHER_LOAD_REMEDY = 'Check that the model loads in Python: onnxruntime.InferenceSession(path).'
const OUT_OF_MEMORY = /Failed to allocate memory|bad_alloc|bad alloc|out of memory|Array buffer allocation failed/i
/** onnxruntime puts C++ signatures into its messages; more than this is not read by anybody. */
const MAX_WORDS_CHARS = 600

/** @param model as in `candidate (models/income.onnx)` */
export function loadError(model: string, cause: unknown): MeasurementError {
  if (cause instanceof MeasurementError) return cause
  const words = wordsOf(cause)
  if (OUT_OF_MEMORY.test(words)) return outOfMemory(model, 'while it was loaded', words, cause)
  const remedy = LOAD_REMEDIES.find(([pattern]) => pattern.test(words))?.[1] ?? OTHER_LOAD_REMEDY
  return new MeasurementError('MODEL_NOT_LOADED', `${model} could not be loaded. onnxruntime says: ${words}`, remedy, { cause })
}

/** @param where as in `batch 3 (rows 8193 to 12288)` */
export function runError(model: string, where: string, cause: unknown): MeasurementError {
  if (cause instanceof MeasurementError) return cause
  const words = wordsOf(cause)
  if (OUT_OF_MEMORY.test(words)) return outOfMemory(model, `in ${where}`, words, cause)
  return new MeasurementError(
    'MODEL_CRASHED',
    `${model} failed in ${where}. onnxruntime says: ${words}`,
    'Run the model on these rows in Python: onnxruntime gives the same message there.',
    { cause },
  )
}

/** Rows are what can be fewer only where there were several: in batches of an evaluation, and in calls of a benchmark. */
function memoryRemedy(when: string): string {
  const others = 'a larger runner, or look for the operator that makes a tensor of that size.'
  if (/a call of 1 row$|while it was loaded/.test(when)) return `Use ${others}`
  return `Lower ${when.includes('a call of') ? '`batch-sizes`' : 'the evaluation batch size'}, use ${others}`
}

function outOfMemory(model: string, when: string, words: string, cause: unknown): MeasurementError {
  return new MeasurementError(
    'MODEL_OUT_OF_MEMORY',
    `${model} asked for more memory than there is, ${when}. onnxruntime says: ${words}`,
    memoryRemedy(when),
    { cause },
  )
}

/** The sentence without the C++ signatures and source positions before it. */
function wordsOf(cause: unknown): string {
  const text = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim()
  const sentence = text
    .replace(/^Load model from .*? failed:\s*/, '')
    .replace(/^Non-zero status code returned while running (\S+ node)\. Name:'([^']*)' Status Message:/, '$1 $2:')
  const plain = sentence.replace(/\/?[\w./]*onnxruntime[\w./]*\.(?:cc|h):\d+ .*?\)(?: const)? (?=[A-Z])/g, '')
  return plain.slice(0, MAX_WORDS_CHARS).trim()
}
