const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

/** One folder for all that a run of the tests leaves behind, workers and programs included; gone when the run is over. */
module.exports = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tests-'))
  process.env.TMPDIR = folder
  // A program that a test has just ended may still be writing.
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
}
