// The fake as a process, for programs that start before a test could: `node test/support/github/serve.cjs --port 0 <state.json>` prints
// its address and serves until its input ends, then prints the requests, the violations and the state as one line of JSON.
// state.json: { "repository": "acme/models", "tokens": { … }, "pulls": [ … ], "comments": [ … ] }
const { readFileSync } = require('node:fs')
const { transformSync } = require('@swc/core')

require.extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    filename: file,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs', ignoreDynamic: true },
  })
  module._compile(code, file)
}

const { startFakeGitHub } = require('./server.ts')

async function serve([flag, port, file]) {
  if (flag !== '--port' || file === undefined) throw new Error('use: serve.cjs --port <port, 0 for any> <state.json>')
  const { repository, tokens, ...state } = JSON.parse(readFileSync(file, 'utf8'))
  const fake = await startFakeGitHub({ repository, tokens, port: Number(port) })
  for (const [kind, entries] of Object.entries(state)) fake.state[kind].push(...entries)
  console.log(fake.url)
  for await (const _ of process.stdin);
  await fake.close()
  console.log(JSON.stringify({ requests: fake.requests, violations: fake.violations, state: fake.state }))
}

serve(process.argv.slice(2)).catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
