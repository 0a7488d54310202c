// A noisy neighbour: busy for a while and idle for a while, each of random length, until it is ended. Argument: the seed.
import { randomFrom } from '../random.ts'

const SHORTEST_MS = 20
const LONGEST_MS = 400

const random = randomFrom(Number(process.argv[2] ?? 1))
const spell = () => SHORTEST_MS + (LONGEST_MS - SHORTEST_MS) * random.uniform()
const parent = process.ppid

function beBusy(): void {
  // Nobody must have to look for it: it ends with whoever started it.
  if (process.ppid !== parent) process.exit()
  const end = performance.now() + spell()
  let value = 1
  while (performance.now() < end) value = Math.sqrt(value + 1)
  setTimeout(beBusy, spell())
}

beBusy()
