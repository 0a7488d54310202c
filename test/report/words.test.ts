import { nameOf } from '../../src/report/words.ts'

const NAME_COLUMNS = 34

test.each([
  ['roc_auc.min', null, 'evaluation', 'roc_auc.min'],
  ['roc_auc', 'age<30', 'evaluation', 'roc_auc on age<30'],
  ['log_loss.max', null, 'evaluation-changed', 'log_loss.max (changed data)'],
  ['roc_auc', 'sex=F', 'evaluation-changed', 'roc_auc on sex=F (changed data)'],
] as const)('%s of %s in the %s data is called %s, whole in a column of a terminal', (id, slice, data, name) => {
  expect(nameOf({ id, slice, data })).toBe(name)
  expect(name.length).toBeLessThanOrEqual(NAME_COLUMNS)
})
