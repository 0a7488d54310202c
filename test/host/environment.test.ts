import { takeEnvironment } from '../../src/host/environment.ts'

test.each([
  // what                               variables                                                                        stepInputs
  ['a step of an action', { GITHUB_ACTIONS: 'true', SLUICE_INPUTS: '{}' }, '{}'],
  ['a run: line', { GITHUB_ACTIONS: 'true' }, null],
  ['a terminal with a left-over variable', { SLUICE_INPUTS: '{"policy":"evil.yml"}' }, null],
])('%s', (_, variables, stepInputs) => {
  expect(takeEnvironment({ ...variables }).stepInputs).toBe(stepInputs)
})

test('children do not inherit the inputs, which hold a token', () => {
  const variables = { GITHUB_ACTIONS: 'true', SLUICE_INPUTS: '{"github-token":"secret"}', PATH: '/bin' }
  const environment = takeEnvironment(variables)
  expect(environment.forChildren).toEqual({ GITHUB_ACTIONS: 'true', PATH: '/bin' })
  expect(variables).not.toHaveProperty('SLUICE_INPUTS')
})

test.each([
  // what                            variables                                                  cache
  ['a runner', { RUNNER_TOOL_CACHE: '/tools', HOME: '/home/a' }, '/tools/sluice'],
  ['a desktop with its own cache', { XDG_CACHE_HOME: '/cache', HOME: '/home/a' }, '/cache/sluice'],
  ['a plain terminal', { HOME: '/home/a' }, '/home/a/.cache/sluice'],
  ['an empty variable', { RUNNER_TOOL_CACHE: '', HOME: '/home/a' }, '/home/a/.cache/sluice'],
])('keeps its cache where %s keeps such things', (_, variables, cache) => {
  expect(takeEnvironment({ ...variables }).cacheFolder).toBe(cache)
})
