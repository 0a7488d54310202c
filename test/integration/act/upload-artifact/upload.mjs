import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const { INPUT_NAME: name, INPUT_PATH: path, SLUICE_TEST_UPLOADS: server } = process.env
const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
const folder = isFolder ? path : dirname(path)
const pattern = isFolder ? /./ : new RegExp(`^${basename(path).replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
const names = readdirSync(folder).filter((file) => pattern.test(file) && statSync(join(folder, file)).isFile())
const files = Object.fromEntries(names.map((file) => [file, readFileSync(join(folder, file), 'base64')]))
// GitHub's service refuses a name that is taken, and so does the server.
const response = await fetch(server, { method: 'POST', body: JSON.stringify({ name, run: Number(process.env.GITHUB_RUN_ID), files }) })
if (!response.ok) {
  console.error(`::error::the artifact ${name} was refused: ${response.status}`)
  process.exitCode = 1
}
