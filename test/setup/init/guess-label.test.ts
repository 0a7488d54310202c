import { guessLabel, type LabelRequest } from '../../../src/setup/init/guess-label.ts'
import { flag, fraction, table, text, whole } from './tables.ts'

const AGE = whole('age', 17, 90)
const SEX = text('sex', ['Female', 'Male'])

function guess(columns: Parameters<typeof table>[0], changes: Partial<LabelRequest> = {}) {
  const request = {
    table: table(columns),
    taken: new Set<string>(),
    classes: null,
    width: 1,
    readsAllOthers: false,
    answers: null,
    words: [],
    ...changes,
  }
  return guessLabel(request).value
}

test.each([
  ['the one that is called so', [AGE, whole('target', 0, 1), SEX], {}, 'target'],
  ["the one whose values are the model's classes", [AGE, SEX, flag('over_50k')], { classes: ['0', '1'], width: 2 }, 'over_50k'],
  ['classes written another way: 1.0 is 1', [AGE, text('grade', ['0.0', '1.0'])], { classes: ['0', '1'] }, 'grade'],
  ['the only one that a model does not read', [AGE, fraction('rings', 1, 29)], { taken: new Set(['age']) }, 'rings'],
  ['the one that the model is named after', [SEX, flag('left'), whole('churned', 0, 1)], { words: ['churn'] }, 'churned'],
  ['as many values as the model has answers', [whole('digit', 0, 9), AGE, SEX], { width: 10 }, 'digit'],
  [
    'two values for answers that are chances',
    [whole('education_num', 1, 16), flag('over_50k'), text('sex', ['F', 'M', 'X'])],
    { answers: { min: 0.01, max: 0.98 } },
    'over_50k',
  ],
  [
    'the last number, where the model reads as many as there are others',
    [whole('rooms', 1, 9), fraction('area', 10, 90), fraction('price', 1, 9)],
    { readsAllOthers: true },
    'price',
  ],
  ['a number, where texts are more than two', [text('sex', ['F', 'I', 'M']), whole('rings', 1, 29)], {}, 'rings'],
] as const)('takes %s', (_, columns, changes, expected) => {
  expect(guess([...columns], changes)).toBe(expected)
})

test.each([
  ['nothing fits the classes', [AGE, SEX], { classes: ['cat', 'dog'] }],
  ['two are as likely', [flag('is_new'), flag('is_active'), SEX], {}],
  ['three letters are no word: num is not numeric', [whole('num', 1, 16), SEX], { words: ['numeric'] }],
  ['a column with one value tells nothing', [text('label', ['yes'])], {}],
] as const)('leaves a hole where %s', (_, columns, changes) => {
  expect(guess([...columns], changes)).toBeNull()
})

test('says what else it could be', () => {
  const columns = [flag('over_50k'), text('sex', ['Female', 'Male'])]
  expect(
    guessLabel({ table: table(columns), taken: new Set(), classes: null, width: 1, readsAllOthers: false, answers: null, words: [] }),
  ).toMatchObject({
    value: 'over_50k',
    others: ['sex'],
    isCertain: false,
  })
})
