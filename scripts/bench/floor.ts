import { loadDuckdb, loadOnnxruntime } from '../../src/sources/native/load.ts'
import { type BenchPlan, planFromArgument } from './bench-plan.ts'
import { now, since } from './cost.ts'

/** Rows held: larger than any cache, a multiple of every batch size that is a power of two. */
const MOST_HELD_ROWS = 2 ** 19

/** What no evaluation can do without, each alone: reading the columns, and running both models. Nothing is copied or kept. */
const plan = planFromArgument()
const decode = await measureDecode(plan)
const inference = await measureInference(plan)
console.log(JSON.stringify({ decode, inference }))

async function measureDecode({ runtimeFolder, data, features, label, rows, threads }: BenchPlan) {
  const instance = await loadDuckdb(runtimeFolder).DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  const columns = [...features, label]
  // The file's footer is read before the clock starts, as the evaluation's is.
  await connection.run(`DESCRIBE FROM '${data}'`)
  const start = now()
  const result = await connection.stream(`SELECT ${columns.join(', ')} FROM '${data}'`)
  let read = 0
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let column = 0; column < columns.length; column++) chunk.getColumnVector(column)
    read += chunk.rowCount
  }
  const cost = since(start)
  if (read !== rows) throw new Error(`${read} rows instead of ${rows}`)
  connection.closeSync()
  instance.closeSync()
  return cost
}

/**
 * As many different rows, made beforehand, so that a batch comes from memory as it does in an evaluation and not from a cache that
 * the last one warmed; both models by turns, with the evaluation's session options.
 */
async function measureInference({ runtimeFolder, baseline, candidate, features, rows, batchRows, threads }: BenchPlan) {
  const onnxruntime = loadOnnxruntime(runtimeFolder)
  const options = {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  } as const
  const sessions = [
    await onnxruntime.InferenceSession.create(baseline, options),
    await onnxruntime.InferenceSession.create(candidate, options),
  ]
  const width = features.length
  const held = Math.min(rows, MOST_HELD_ROWS)
  const values = new Float32Array(held * width).map((_, index) => Math.sin(index))
  const start = now()
  for (let row = 0; row < rows; row += batchRows) {
    const count = Math.min(batchRows, rows - row)
    const first = (row % held) * width
    const x = new onnxruntime.Tensor('float32', values.subarray(first, first + count * width), [count, width])
    for (const session of sessions) await session.run({ x })
  }
  return since(start)
}
