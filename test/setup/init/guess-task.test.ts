import { guessPositive, guessTask } from '../../../src/setup/init/guess-task.ts'
import { flag, fraction, text, whole } from './tables.ts'

test.each([
  // what                                    classes          width  label                       query  task                          certain
  ['ten classes', ['0', '1', '2'], 3, null, false, 'multiclass-classification', true],
  ['two classes', ['no', 'yes'], 2, null, false, 'binary-classification', true],
  ['two numbers a row', null, 2, flag('y'), false, 'binary-classification', false],
  ['five numbers a row', null, 5, null, false, 'multiclass-classification', false],
  ['one score and a label of two values', null, 1, flag('y'), false, 'binary-classification', false],
  ['one score and a label of many numbers', null, 1, fraction('price', 1, 900), false, 'regression', false],
  ['one score, queries and grades', null, 1, whole('relevance', 0, 4), true, 'ranking', false],
  ['one score, queries and a price', null, 1, fraction('price', 1, 900), true, 'regression', false],
  ['one score and no label', null, 1, null, false, null, false],
] as const)('%s', (_, classes, width, label, hasQuery, task, isCertain) => {
  expect(guessTask({ classes, width, label, hasQuery })).toMatchObject({ value: task, isCertain })
})

test.each([
  ['true or false', flag('y'), null, true, true],
  ['0 or 1', whole('y', 0, 1), null, 1, true],
  ['a word that means yes', text('y', ['stayed', 'churned']), null, 'churned', false],
  ["else the model's second class", text('y', ['a', 'b']), ['a', 'b'], 'b', false],
  ['1 and 2, by the classes', whole('y', 1, 2), ['1', '2'], 2, false],
  ['nothing tells', text('y', ['red', 'blue']), null, null, false],
  ['two words that mean yes', text('y', ['fraud', 'spam']), null, null, false],
] as const)('positive label: %s', (_, label, classes, value, isCertain) => {
  expect(guessPositive(label, classes)).toMatchObject({ value, isCertain })
})
