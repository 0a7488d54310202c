import { createLog } from '../../src/host/log.ts'
import { disarmCommands, disarmCommandsInJson } from '../../src/host/workflow-commands.ts'

function capture(isRunner: boolean) {
  const lines: string[] = []
  return { log: createLog({ write: (text) => lines.push(text) }, isRunner), lines }
}

test('groups fold on a runner, also when the work fails', async () => {
  const { log, lines } = capture(true)
  const work = log.group('income', async () => {
    log.info('reading')
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
  expect(lines).toEqual(['::group::income\n', 'reading\n', '::endgroup::\n'])
})

test('groups are a plain line on a terminal', async () => {
  const { log, lines } = capture(false)
  expect(await log.group('income', async () => 7)).toBe(7)
  expect(lines).toEqual(['income\n'])
})

test.each([
  // what                                    text                                disarmed
  ['a command', '::add-mask::a', ': :add-mask::a'],
  ['a command after blanks', '  \t::error::x', '  \t: :error::x'],
  ['a command in the second line', 'column\n::stop-commands::x', 'column\n: :stop-commands::x'],
  ['a command after a carriage return', 'column\r::error::x', 'column\r: :error::x'],
  ['a command of the old kind', 'a ##[error]b', 'a ## [error]b'],
  ['colons inside of a line', 'std::vector', 'std::vector'],
])('%s is no command when printed', (_, text, disarmed) => {
  expect(disarmCommands(text)).toBe(disarmed)
})

test('JSON keeps its value', () => {
  const value = { name: '##[add-matcher]x' }
  const json = disarmCommandsInJson(JSON.stringify(value))
  expect(json).not.toContain('##[')
  expect(JSON.parse(json)).toEqual(value)
})

test('a hostile name can neither move the cursor nor start a line of its own', async () => {
  const { log, lines } = capture(true)
  log.info('column \u001b[2Jage\u202e')
  await log.group('model\n::error::x', async () => undefined)
  expect(lines).toEqual(['column \ufffd[2Jage\ufffd\n', '::group::model ::error::x\n', '::endgroup::\n'])
})
