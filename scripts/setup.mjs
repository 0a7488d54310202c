// Installs what package-lock.json names, unless node_modules holds just that. Every other script calls this first, so that a
// fresh clone needs one command.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { githubDescription } from './github-openapi.mjs'

const root = join(import.meta.dirname, '..')
const installedLock = join(root, 'node_modules', '.package-lock.json')

if (!isFresh()) {
  const startedAt = performance.now()
  // Install scripts stay off: nothing here needs one, and onnxruntime-node's would download a CUDA build.
  // `npm install` and not `npm ci`: it takes what the lock names too, but `npm ci` refuses a lock without the optional binaries of
  // platforms that a registry does not carry.
  const npm = spawnSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  if (npm.status !== 0) {
    console.error(`setup: npm install failed${npm.error ? ` (${npm.error.message})` : ''}; see above.`)
    process.exit(npm.status ?? 1)
  }
  console.log(`setup: installed node_modules in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

try {
  githubDescription()
} catch (error) {
  // Only tests need it; they ask again, and fail with the same words.
  console.error(`setup: GitHub's description for the tests is missing: ${error.message}`)
}

/** npm writes what it installed as its last act. Optional packages may lack: they are other platforms' binaries. */
function isFresh() {
  if (!existsSync(installedLock)) return false
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(installedLock)
  const isWanted = (path) => wanted[path]?.version === installed[path].version && wanted[path].integrity === installed[path].integrity
  return Object.keys(wanted).every((path) => path in installed || wanted[path].optional) && Object.keys(installed).every(isWanted)
}

function packagesOf(lock) {
  const { '': _root, ...packages } = JSON.parse(readFileSync(lock, 'utf8')).packages
  return packages
}
