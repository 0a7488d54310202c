import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import { type OutputPlan, readAnswers } from '../onnx/read-answers.ts'
import type { ArmName, CommandSubject } from '../scored-rows.ts'
import type { Batch } from '../tabular/batch.ts'
import type { Arm } from '../worker/arm.ts'
import { type AnswerPlace, answersAsTensor, parseLenientJson, shown } from './json-answers.ts'
import { EndlessLine, LineProcess, type ProcessEnd } from './line-process.ts'

export type CommandArmOptions = {
  readonly arm: ArmName
  /** As in `candidate (python serve.py)`. */
  readonly label: string
  readonly subject: CommandSubject
  readonly plan: OutputPlan
  /** Column that repeats in an answer to say which row it is for; its values are compared. */
  readonly id: string | null
  readonly timeLimitMs: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The parent ends the whole worker at the limit; a little before that, more can be said here. */
const SHARE_OF_LIMIT = 0.9
/** After the last row a program may still write its statistics; then it is ended. */
const LINGER_MS = 5_000

export function openCommandArm(options: CommandArmOptions): Arm {
  return new CommandArm(options)
}

class CommandArm implements Arm {
  readonly #options: CommandArmOptions
  readonly #place: AnswerPlace
  #process: LineProcess | null = null

  constructor(options: CommandArmOptions) {
    this.#options = options
    this.#place = { label: options.label, output: options.subject.output ?? null, id: options.id }
  }

  async answer(batch: Batch): Promise<Answers> {
    const { subject, arm, plan } = this.#options
    const rows = batch.json[arm]
    if (rows === undefined) throw new Error('the reader made no rows')
    this.#process ??= this.#start()
    const answers = await this.#exchange(this.#process, rows, batch.firstRow)
    if (subject.process === 'each-batch') {
      await this.#finish(this.#process)
      this.#process = null
    }
    return readAnswers(plan, answersAsTensor(answers, this.#place, batch.firstRow), rows.length, batch.firstRow)
  }

  async conclude(): Promise<void> {
    if (this.#process !== null) await this.#finish(this.#process)
    this.#process = null
  }

  async close(): Promise<void> {
    this.#process?.kill()
  }

  #start(): LineProcess {
    const { subject, env } = this.#options
    // Python would keep its answers in a buffer while it waits for more rows, and both would wait for ever.
    return new LineProcess(subject.command, { folder: subject.folder, env: { ...env, PYTHONUNBUFFERED: '1' } })
  }

  /** Writing and reading at once: a program may answer before it has read all, and neither pipe holds a whole batch. */
  async #exchange(process: LineProcess, rows: readonly string[], firstRow: number): Promise<unknown[]> {
    if (process.waiting > 0) throw this.#tooMany(firstRow, await process.readLine())
    const written = process.write(`${rows.join('\n')}\n`)
    if (this.#options.subject.process === 'each-batch') process.closeInput()
    const answers: unknown[] = []
    const late = this.#lateness(() => answers.length, rows.length, firstRow)
    try {
      while (answers.length < rows.length) {
        const line = await Promise.race([process.readLine(), late.reached])
        if (line === null) throw this.#endedEarly(await process.ended, answers.length, rows.length, firstRow)
        answers.push(this.#parse(line, rows[answers.length] ?? '', firstRow + answers.length))
      }
      await Promise.race([written, late.reached])
      return answers
    } catch (cause) {
      throw cause instanceof EndlessLine ? this.#invalid(`it wrote ${cause.message}`) : cause
    } finally {
      late.forget()
    }
  }

  #parse(line: string, asked: string, row: number): unknown {
    let answer: unknown
    try {
      answer = parseLenientJson(line)
    } catch {
      throw this.#invalid(`the line that answers row ${row + 1} is no JSON: ${shown(line)}`)
    }
    const { id } = this.#options
    if (id === null || typeof answer !== 'object' || answer === null || !Object.hasOwn(answer, id)) return answer
    const [given, meant] = [valueAt(answer, id), valueAt(JSON.parse(asked), id)]
    if (String(given) === String(meant)) return answer
    throw new MeasurementError(
      'ROWS_DO_NOT_PAIR',
      `${this.#options.label}: the answer to row ${row + 1} says ${id} ${shown(String(given))}; asked was ${shown(String(meant))}`,
      'Answer in the order of the rows, one line each.',
    )
  }

  async #finish(process: LineProcess): Promise<void> {
    process.closeInput()
    let timer: NodeJS.Timeout | undefined
    const lingered = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), LINGER_MS)
    })
    const end = await Promise.race([process.ended, lingered])
    clearTimeout(timer)
    if (process.waiting > 0) throw this.#tooMany(null, await process.readLine())
    if (end === null) process.kill()
    else if (end.code !== 0) throw this.#crashed(end, 'after its last answer')
  }

  #lateness(count: () => number, rows: number, firstRow: number) {
    const { label, timeLimitMs } = this.#options
    let timer: NodeJS.Timeout | undefined
    const reached = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const place = `rows ${firstRow + 1} to ${firstRow + rows}`
        reject(
          new MeasurementError(
            'MODEL_TIMED_OUT',
            `${label} gave ${count()} of ${rows} answers to ${place} within ${timeLimitMs / 1000} s, and was ended`,
            'Flush standard output after every line; if the program reads all its input before it answers, set `call.process: each-batch`; if it is only slow, raise `time-limit` or lower `batch-size`.',
          ),
        )
      }, timeLimitMs * SHARE_OF_LIMIT)
    })
    reached.catch(() => {})
    return { reached, forget: () => clearTimeout(timer) }
  }

  #endedEarly(end: ProcessEnd, count: number, rows: number, firstRow: number): MeasurementError {
    const where = `after ${count} of ${rows} answers to rows ${firstRow + 1} to ${firstRow + rows}`
    if (end.code === 0) return this.#invalid(`it ended ${where}; one line a row is expected`)
    return this.#crashed(end, where)
  }

  #crashed({ code, signal, words }: ProcessEnd, where: string): MeasurementError {
    const how = signal !== null ? `was ended by ${signal}` : code === null ? 'could not be started' : `ended with exit code ${code}`
    const said = words === '' ? '' : ` Its last words: ${words}`
    return new MeasurementError(
      'MODEL_CRASHED',
      `${this.#options.label} ${how} ${where}.${said}`,
      'Run the command by hand on these rows. It gets a bare environment: what it needs of yours is named by `call.environment`.',
    )
  }

  #tooMany(firstRow: number | null, line: string | null): MeasurementError {
    const when = firstRow === null ? 'after the last row' : `before it was asked for row ${firstRow + 1}`
    return this.#invalid(`it wrote more lines than it got rows: ${when} came ${shown(line ?? '')}`)
  }

  #invalid(what: string): MeasurementError {
    return new MeasurementError(
      'ANSWER_INVALID',
      `${this.#options.label}: ${what}`,
      'Write exactly one line of JSON for each row to standard output, and everything else to standard error.',
    )
  }
}

function valueAt(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined
}
