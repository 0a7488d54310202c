import { parseCommandLine } from '../../src/commands/command-line.ts'
import { COMMANDS } from '../../src/commands/registry.ts'

const TERMINAL_COLUMNS = 80

test.each(COMMANDS.map(({ name }) => name))('the help of %s fits a terminal of 80 columns', async (name) => {
  const said: string[] = []
  const sink = { write: (text: string) => said.push(text) > 0 }
  await parseCommandLine([name, '--help'], { version: '0', stdout: sink, stderr: sink })
  const text = said.join('')
  expect(text).toContain('Usage: sluice')
  expect(text.split('\n').filter((line) => line.length > TERMINAL_COLUMNS)).toEqual([])
})
