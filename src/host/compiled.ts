import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** The build puts the digest of the bundle's chunks here: compiled code is kept for exactly them. */
const BUNDLE = 'not-bundled'

/**
 * Keeps what V8 compiles of the bundle's chunks for the next call, because compiling takes more than half of a short one. Code that is
 * run comes from `folder`, so that it must be one that only this user (or this job) writes to. Nothing fails when it cannot be written.
 *
 * @param entry absolute path of the bundle's index.js
 */
export function keepCompiled(entry: string, folder: string): void {
  if (BUNDLE.startsWith('not-') || process.env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return
  const own = join(folder, `compiled-${BUNDLE}`)
  // From 22.1 on Node does it by itself, with a digest of each file.
  if ('enableCompileCache' in Module && typeof Module.enableCompileCache === 'function') Module.enableCompileCache(own)
  else keepWithOwnLoader(dirname(entry), join(own, `${process.version}-${process.arch}`))
}

/** V8 itself refuses what another version or other flags have compiled. */
function keepWithOwnLoader(bundle: string, folder: string): void {
  const { extensions } = createRequire(join(bundle, 'index.js'))
  const load = extensions['.js']
  const fresh = new Map<string, Script>()
  extensions['.js'] = (module, file) => {
    if (dirname(file) !== bundle) return load?.(module, file)
    const cachedData = readIfThere(join(folder, basename(file)))
    const script = new Script(Module.wrap(readFileSync(file, 'utf8')), { filename: file, ...(cachedData && { cachedData }) })
    if (cachedData === undefined || script.cachedDataRejected === true) fresh.set(basename(file), script)
    script.runInThisContext()(module.exports, module.require.bind(module), module, file, bundle)
  }
  // At the end, because by then the functions that this call needs are compiled too.
  process.on('exit', () => save(fresh, folder))
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

function save(scripts: ReadonlyMap<string, Script>, folder: string): void {
  if (scripts.size === 0) return
  try {
    if (!existsSync(folder)) removeOlder(dirname(folder))
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const [name, script] of scripts) saveWhole(join(folder, name), script.createCachedData())
  } catch {
    // A full disk or a folder that is not ours: the next call compiles again.
  }
}

/** Of other builds; one that runs at this moment compiles what it no longer finds. */
function removeOlder(own: string): void {
  const parent = dirname(own)
  if (!existsSync(parent)) return
  for (const name of readdirSync(parent)) {
    if (name.startsWith('compiled-') && name !== basename(own)) rmSync(join(parent, name), { recursive: true, force: true })
  }
}

/** V8 does not check what it reads for damage: a half file must not get the name. */
function saveWhole(file: string, data: Buffer): void {
  const temporary = `${file}.${process.pid}`
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(descriptor, data)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(temporary, file)
}
