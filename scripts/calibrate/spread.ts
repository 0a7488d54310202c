import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/**
 * Lets all cores work off the parts; each part has its own seeds, so that neither order nor number of threads changes a number.
 *
 * @param worker answers each part that it is sent with one message
 * @returns the answers in the order of the parts
 */
export async function spread<Part, Answer>(
  parts: readonly Part[],
  worker: URL,
  progress: (text: string) => void,
  nameOf: (part: Part) => string,
): Promise<Answer[]> {
  const answers = new Array<Answer>(parts.length)
  const waiting = [...parts.entries()]
  let done = 0
  const serve = async () => {
    const thread = new Worker(worker)
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, part] = next
      answers[index] = await answerOf<Part, Answer>(thread, part)
      progress(`${++done} of ${parts.length}: ${nameOf(part)}`)
    }
    await thread.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), parts.length) }, serve))
  return answers
}

function answerOf<Part, Answer>(worker: Worker, part: Part): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (answer: Answer) => {
      worker.off('error', reject)
      resolve(answer)
    })
    worker.postMessage(part)
  })
}
