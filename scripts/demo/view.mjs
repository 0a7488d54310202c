const REDRAW_MS = 250
const PLAIN_MS = 5_000
/** What is shown of failures is of the last seconds: one sees them change. */
const RECENT_MS = 3_000
/** Fewer answers than these say nothing in per cent. */
const FEW = 5
const BAR = 10
/** Where a terminal does not tell, and the least that is planned for. */
const COLUMNS = 80

/**
 * Shows what the proxy does now, and keeps what the engine says: on a terminal the last line is drawn again and again, elsewhere there is one
 * every five seconds.
 *
 * @param {{ split: import('./split.mjs').Split, counts: import('./counts.mjs').Counts }} proxy
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} out
 */
export function startView({ split, counts }, out = process.stdout) {
  const began = performance.now()
  const redraws = out.isTTY === true
  const seconds = () => `${String(Math.round((performance.now() - began) / 1000)).padStart(4)} s  `
  const draw = () => {
    const line = seconds() + describe(split, counts)
    out.write(redraws ? `\r\u001B[K${line.slice(0, (out.columns || COLUMNS) - 1)}` : `${line}\n`)
  }
  const timer = setInterval(draw, redraws ? REDRAW_MS : PLAIN_MS)
  return {
    say(line) {
      out.write(`${redraws ? '\r\u001B[K' : ''}${seconds()}${line}\n`)
    },
    stop() {
      clearInterval(timer)
      if (redraws) out.write('\r\u001B[K')
    },
  }
}

function describe(split, counts) {
  const share = split.effectiveBp / 10_000
  const nowMs = Date.now()
  const recent = (role) => counts.between(split.serverOf(role), nowMs - RECENT_MS, nowMs)
  const [stable, canary] = [recent('stable'), recent('canary')]
  const bar = '█'.repeat(Math.ceil(share * BAR)).padEnd(BAR, '░')
  const rate = Math.round((stable.answers + canary.answers) / (RECENT_MS / 1000))
  return `canary ${percent(share, 3)} ${bar} of ${rate} req/s, failing: stable ${failing(stable)}, canary ${failing(canary)}`
}

function failing({ answers, failures }) {
  return answers < FEW ? '   –' : percent(failures / answers, 2)
}

function percent(share, digits) {
  return `${String(Math.round(share * 100)).padStart(digits)} %`
}
