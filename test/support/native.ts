import { createRequire } from 'node:module'
import { resolve } from 'node:path'

/** Where the native packages are: a prepared runtime folder, else what `npm ci` installed for their types. */
const folder = process.env['SLUICE_RUNTIME'] ?? resolve(__dirname, '../..')
const requireFrom = createRequire(resolve(folder, 'package.json'))

export function nativeDuckdb(): typeof import('@duckdb/node-api') {
  return requireFrom('@duckdb/node-api')
}
