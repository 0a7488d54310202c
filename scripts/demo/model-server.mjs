// node model-server.mjs <model.onnx> <runtime folder> <share of answers to fail>: serves a model over HTTP until its parent is gone.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { listen, readBody, send } from './http.mjs'

const [, , model, runtime, failing] = process.argv
// Linux builds of onnxruntime 1.30 send what they run to their maker unless told not to.
process.env.ORT_DISABLE_TELEMETRY = '1'
const onnxruntime = createRequire(join(runtime, 'package.json'))('onnxruntime-node')
const bytes = readFileSync(model)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const session = await onnxruntime.InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 })

const server = await listen(async (request, response) => {
  if (request.url === '/version') return send(response, 200, { sha256 })
  const body = await readBody(request)
  if (Math.random() < Number(failing)) return send(response, 500, { error: 'a failure of the demo, on purpose' })
  try {
    send(response, 200, { over_50k: await predict(JSON.parse(body)) })
  } catch (error) {
    send(response, 500, { error: error.message })
  }
})

// A terminal sends Ctrl-C to every process; this one ends with its parent, which first lets the rollout stop in order.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit(0))
process.send({ url: server.url })

/** @param columns what the model was trained on, in its order */
async function predict(columns) {
  const x = new onnxruntime.Tensor('float32', Float32Array.from(columns), [1, columns.length])
  const { probabilities } = await session.run({ x }, ['probabilities'])
  return probabilities.data[1]
}
