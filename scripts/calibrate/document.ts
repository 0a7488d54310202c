const START = '<!-- calibrate: evaluate -->'
const END = '<!-- /calibrate: evaluate -->'

/** What the command wrote into docs/calibration.md. */
export function readBlock(markdown: string): string {
  const { from, to } = placeOf(markdown)
  return markdown.slice(from, to).trim()
}

export function fillBlock(markdown: string, content: string): string {
  const { from, to } = placeOf(markdown)
  return `${markdown.slice(0, from)}\n\n${content}\n\n${markdown.slice(to)}`
}

function placeOf(markdown: string): { from: number; to: number } {
  const start = markdown.indexOf(START)
  const to = markdown.indexOf(END)
  if (start === -1 || to < start) throw new Error(`docs/calibration.md: expected the markers ${START} and ${END}`)
  return { from: start + START.length, to }
}
