import { type Annotation, withinLimits } from '../../src/host/annotations.ts'

const annotations = (count: number, level: Annotation['level'] = 'error'): Annotation[] =>
  Array.from({ length: count }, (_, index) => ({ level, title: `t${index}`, message: 'm' }))

test('ten of a level are shown as they are', () => {
  expect(withinLimits(annotations(10))).toEqual(annotations(10))
})

test('of eleven the tenth counts the rest, and other levels are not touched', () => {
  const shown = withinLimits([...annotations(11), ...annotations(2, 'warning')])
  expect(shown).toHaveLength(12)
  expect(shown[9]).toEqual({ level: 'error', title: '2 more', message: 'The report names them all.' })
})

test('a message longer than 4,096 characters is cut where one can see it', () => {
  const [shown] = withinLimits([{ level: 'notice', title: 't', message: 'x'.repeat(5000) }])
  expect(shown.message).toHaveLength(4096)
  expect(shown.message.endsWith('…')).toBe(true)
})
