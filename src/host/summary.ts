import { appendFileSync, statSync } from 'node:fs'

/** GitHub refuses a step's whole summary above this. */
export const MAX_SUMMARY_BYTES = 1024 * 1024

const CUT_NOTICE = '\n\n> The rest did not fit into the summary; the whole report is in the report file.\n'

/**
 * Appends Markdown to the step's summary; what others wrote there stays, and a file that is missing is made: a local executor may not
 * have made it. The verdict is the same without a summary, so that fails softly.
 *
 * @returns why it could not be written, or null
 */
export async function appendSummary(markdown: string, file: string | undefined): Promise<string | null> {
  if (file === undefined || file === '') return null
  try {
    appendFileSync(file, '')
    const room = MAX_SUMMARY_BYTES - statSync(file).size
    const { summary } = await import('@actions/core')
    await summary.addRaw(fitSummary(markdown, room), true).write()
    return null
  } catch (error) {
    return `The step's summary could not be written into ${file}: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** The whole text, or as many whole blocks (between blank lines) as fit, so that no table is cut in two. */
export function fitSummary(markdown: string, roomBytes: number): string {
  if (Buffer.byteLength(markdown) < roomBytes) return markdown
  const blocks = markdown.split('\n\n')
  let left = roomBytes - Buffer.byteLength(CUT_NOTICE) - 1
  const end = blocks.findIndex((block) => {
    left -= Buffer.byteLength(block) + 2
    return left < 0
  })
  const kept = blocks.slice(0, end).join('\n\n') + CUT_NOTICE
  return Buffer.byteLength(kept) < roomBytes ? kept : ''
}
