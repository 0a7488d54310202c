import { relationOf } from '../../../src/gates/diff/reference-relation.ts'

// Rows of an earlier version are expected again; rows of the training data are leaks.
test.each([
  ['data/train.parquet', ['data/holdout.parquet'], 'training'],
  ['git:v1.2:data/holdout.parquet', ['data/holdout.parquet'], 'versions'],
  ['git:v1.2:data/train.parquet', ['data/holdout.parquet'], 'training'],
  ['./data/holdout.parquet', ['data/holdout.parquet'], 'versions'],
  ['data/b.parquet', ['data/a.parquet', 'data/b.parquet'], 'versions'],
] as const)('%s for %j: %s', (reference, evaluation, relation) => {
  expect(relationOf(reference, evaluation)).toBe(relation)
})
