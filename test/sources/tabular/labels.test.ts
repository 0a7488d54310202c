import { joined, madeFile, type ScanWish, scan, writtenFile } from '../../support/tables.ts'

test.each<[string, string, Partial<ScanWish>, number[], string[]]>([
  ['booleans', '(true), (false)', {}, [1, 0], ['false', 'true']],
  ['0 and 1', '(1), (0)', {}, [1, 0], ['0', '1']],
  ['floats 0 and 1', '(1::DOUBLE), (0)', {}, [1, 0], ['0', '1']],
  ['-1 and 1', '(1), (-1)', {}, [1, 0], ['-1', '1']],
  ['1 and 2, 2 positive', '(1), (2)', { positiveLabel: 2 }, [0, 1], ['1', '2']],
  ['0 and 1, 0 positive', '(1), (0)', { positiveLabel: 0 }, [0, 1], ['1', '0']],
  ['booleans, false positive', '(true), (false)', { positiveLabel: false }, [0, 1], ['true', 'false']],
  ['texts', "('yes'), ('no')", { positiveLabel: 'yes' }, [1, 0], ['no', 'yes']],
  ['texts with quotes', "('it''s'), ('no')", { positiveLabel: "it's" }, [1, 0], ['no', "it's"]],
  ['0 and 1 by a boolean', '(1), (0)', { positiveLabel: true }, [1, 0], ['0', '1']],
  ['booleans by 1', '(true), (false)', { positiveLabel: 1 }, [1, 0], ['false', 'true']],
  ['numbers by a text', '(1), (0)', { positiveLabel: '1' }, [1, 0], ['0', '1']],
  ['only positives', '(1), (1)', {}, [1, 1], ['0', '1']],
  ['only negatives', '(0), (0)', {}, [0, 0], ['0', '1']],
  ['only one text, not the positive', "('no'), ('no')", { positiveLabel: 'yes' }, [0, 0], ['no', 'yes']],
])('binary: %s', async (_, values, wish, expected, classes) => {
  const file = await madeFile('labels.parquet', `FROM (VALUES ${values}) t(y)`)
  const scanned = await scan({ files: [file], data: { label: 'y' }, ...wish })
  expect(scanned.batches[0].label).toBeInstanceOf(Uint8Array)
  expect(joined(scanned, (batch) => batch.label)).toEqual(expected)
  expect(scanned.summary.classes).toEqual(classes)
})

test.each<[string, string, readonly string[] | undefined, number[], string[]]>([
  ['texts, sorted', "('dog'), ('cat'), ('ant')", undefined, [2, 1, 0], ['ant', 'cat', 'dog']],
  ['numbers, sorted as numbers', '(10), (9), (-1)', undefined, [2, 1, 0], ['-1', '9', '10']],
  ['numbers that are floats', '(10::DOUBLE), (9)', undefined, [1, 0], ['9', '10']],
  ['classes of the model, one of them unseen', "('dog'), ('cat')", ['cow', 'dog', 'cat'], [1, 2], ['cow', 'dog', 'cat']],
  ['float labels of whole classes', '(2::DOUBLE), (0)', ['0', '1', '2'], [2, 0], ['0', '1', '2']],
])('multiclass: %s', async (_, values, classes, expected, names) => {
  const file = await madeFile('classes.parquet', `FROM (VALUES ${values}) t(y)`)
  const wish = classes === undefined ? {} : { classes }
  const scanned = await scan({ files: [file], data: { label: 'y' }, task: 'multiclass-classification', ...wish })
  expect(scanned.batches[0].label).toBeInstanceOf(Int32Array)
  expect(joined(scanned, (batch) => batch.label)).toEqual(expected)
  expect(scanned.summary.classes).toEqual(names)
})

test('CSV labels may be True and False, as pandas writes them', async () => {
  const file = writtenFile('labels.csv', 'a,y\n1,True\n2,False\n')
  const scanned = await scan({ files: [file], data: { label: 'y' } })
  expect(joined(scanned, (batch) => batch.label)).toEqual([1, 0])
})
