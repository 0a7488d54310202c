import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export type Spreading<Part> = {
  /** Answers each part that it is sent with one message. */
  readonly worker: URL
  /** What every thread is given at its start. */
  readonly workerData?: unknown
  progress(text: string): void
  nameOf(part: Part): string
}

/** Lets all cores work off the parts; each part has its own seeds, so that neither order nor number of threads changes a number. */
export async function spread<Part, Answer>(
  parts: readonly Part[],
  { worker, workerData, progress, nameOf }: Spreading<Part>,
): Promise<Answer[]> {
  const answers = new Array<Answer>(parts.length)
  const waiting = [...parts.entries()]
  let done = 0
  const serve = async () => {
    const thread = new Worker(worker, { workerData })
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, part] = next
      const startedAt = performance.now()
      answers[index] = await answerOf<Part, Answer>(thread, part)
      progress(`${++done} of ${parts.length}: ${nameOf(part)}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
    }
    await thread.terminate()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), parts.length) }, serve))
  return answers
}

/** Repeats in runs of at most `atMost`; the first of each seeds it. */
export function partition(repeats: number, atMost: number): { readonly from: number; readonly repeats: number }[] {
  return Array.from({ length: Math.ceil(repeats / atMost) }, (_, part) => {
    const from = part * atMost
    return { from, repeats: Math.min(atMost, repeats - from) }
  })
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
