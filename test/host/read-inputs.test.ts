import { UsageError } from '../../src/errors.ts'
import { readInputs } from '../../src/host/read-inputs.ts'

test('defaults, when nothing is given', () => {
  expect(readInputs('evaluate', { flags: {}, step: null })).toEqual({
    policy: 'sluice.yml',
    model: null,
    candidate: null,
    baseline: null,
    evaluationData: null,
    saveFlips: 'none',
    out: 'sluice-out',
    runtime: null,
    githubToken: null,
    json: false,
  })
})

test.each([
  // what                                        flags                          step                                       key               value
  ['an action input', {}, { 'evaluation-data': 'a.parquet' }, 'evaluationData', 'a.parquet'],
  ['a flag', { model: 'income' }, {}, 'model', 'income'],
  ['a flag over an action input', { model: 'income' }, { model: 'churn' }, 'model', 'income'],
  ['an empty action input is not given', {}, { policy: '' }, 'policy', 'sluice.yml'],
  ['a choice', { 'save-flips': 'csv' }, {}, 'saveFlips', 'csv'],
  ['a switch', { json: true }, {}, 'json', true],
  ['a text with quotes and line breaks', {}, { candidate: 'a "b"\n$(c)' }, 'candidate', 'a "b"\n$(c)'],
])('%s', (_, flags, step, key, value) => {
  expect(readInputs('evaluate', { flags, step: JSON.stringify(step) })).toMatchObject({ [key]: value })
})

test.each([
  // what                          flags                      step                      where               remedy
  ['a misspelt input', {}, '{"polcy":"x"}', 'input polcy', 'Did you mean policy?'],
  ['an input far from any name', {}, '{"zzzzzz":"x"}', 'input zzzzzz', "'sluice evaluate --help' describes each."],
  ['a switch as an input', {}, '{"json":"true"}', 'input json', "'sluice evaluate --help' describes each."],
  ['a misspelt choice', { 'save-flips': 'parket' }, null, '--save-flips', 'Did you mean parquet?'],
  ['an empty flag', { policy: '' }, null, '--policy', 'Leave the flag out for the default, sluice.yml.'],
  ['an empty flag without default', { model: '' }, null, '--model', 'Leave the flag out for the default.'],
  ['broken JSON', {}, '{', 'SLUICE_INPUTS', 'Set it to toJSON(inputs) in the step, as the actions of this repository do.'],
  ['a JSON list', {}, '[]', 'SLUICE_INPUTS', 'Set it to toJSON(inputs) in the step, as the actions of this repository do.'],
  ['a number', {}, '{"out":5}', 'input out', 'Inputs of actions are always texts; put the value in quotes.'],
])('refuses %s', (_, flags, step, where, remedy) => {
  const read = () => readInputs('evaluate', { flags, step })
  expect(read).toThrow(UsageError)
  expect(read).toThrow(expect.objectContaining({ where, remedy }))
})
