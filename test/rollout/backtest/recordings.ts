import { type Random, randomFrom } from '../../../scripts/calibrate/random.ts'
import { poisson } from '../../../src/stats/sequential/poisson-draw.ts'

/** How a release of a made-up service went. */
export type Story = {
  readonly name: string
  readonly truth?: 'healthy' | 'bad'
  /** Of the canary's failures to stable's. */
  readonly worse?: number
  /** Requests a minute, of both arms. */
  readonly perMinute?: number
  readonly share?: number
  readonly base?: number
  readonly minutes?: number
  /** Minutes after which somebody took it back. */
  readonly takenBack?: number
  /** One model at a time: the old one, then the new one for all. */
  readonly alone?: boolean
}

const BEFORE_MINUTES = 60

/** A recording as its users export it: a line a minute and arm, an hour before the release and some after. */
export function recordingOf(stories: readonly Story[], seed: number): string {
  const random = randomFrom(seed)
  const lines = stories.flatMap((story, index) => linesOf(story, Date.UTC(2026, 8, 1 + index, 12), random))
  return ['release,truth,at,from,to,arm,requests,errors.failures', ...lines].join('\n')
}

function linesOf(story: Story, atMs: number, random: Random): string[] {
  const {
    name,
    truth = 'healthy',
    worse = 1,
    perMinute = 1200,
    share = 0.1,
    base = 0.01,
    minutes = 240,
    alone = false,
    takenBack = Infinity,
  } = story
  const lines: string[] = []
  for (let minute = -BEFORE_MINUTES; minute < minutes; minute++) {
    const [from, to] = [minute, minute + 1].map((at) => new Date(atMs + at * 60_000).toISOString())
    const line = (arm: string, part: number, rate: number) => {
      const failures = poisson(perMinute * part * rate, random)
      const requests = failures + poisson(perMinute * part * (1 - rate), random)
      lines.push([name, truth, new Date(atMs).toISOString(), from, to, arm, requests, failures].join(','))
    }
    if (alone) line('all', 1, minute < 0 ? base : base * worse)
    else if (minute < 0 || minute >= takenBack) line('stable', 1, base)
    else {
      line('stable', 1 - share, base)
      line('canary', share, base * worse)
    }
  }
  return lines
}
