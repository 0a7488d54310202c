import { availableParallelism } from 'node:os'

/** The projects differ in what they need: `npm test` needs nothing installed, the integration suite needs system packages. */
const common = {
  globalSetup: '<rootDir>/test/support/temporary-folder.cjs',
  testEnvironment: '<rootDir>/test/support/host-typed-arrays-environment.cjs',
  transform: {
    '\\.[cm]?[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@actions|@observablehq|d3|d3-[a-z-]+|internmap|delaunator|robust-predicates|isoformat|css-select|css-what|boolbase|nth-check|domutils|domhandler|dom-serializer|domelementtype|entities|htmlparser2|cssomnom|html-escaper|uhyphen|@octokit|octokit|universal-user-agent|before-after-hook|markdown-table|pure-rand|fast-check|json-with-bigint|content-type|micromark[a-z-]*|decode-named-character-reference|character-entities|devlop)/)',
  ],
  // These export themselves to `import` alone, and Jest asks by `require`.
  moduleNameMapper: {
    '^@actions/(core|github)$': '<rootDir>/node_modules/@actions/$1/lib/$1.js',
    '^@actions/(http-client|exec|io)$': '<rootDir>/node_modules/@actions/$1/lib/index.js',
    '^@actions/github/lib/(.*)$': '<rootDir>/node_modules/@actions/github/lib/$1.js',
  },
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist'],
}

export default {
  // Jest leaves a core to itself, of two too, although it only waits: on such a runner that doubled the time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A hang ends, and no test fails because a neighbour has the cores: real gits and workers took ten times as long on a loaded machine.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integration/'],
    },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
  ],
}
