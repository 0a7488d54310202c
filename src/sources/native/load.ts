import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type * as Duckdb from '@duckdb/node-api'
import type * as Onnxruntime from 'onnxruntime-common'
import { MeasurementError } from '../../errors.ts'

/** onnxruntime-node re-exports onnxruntime-common, whose types need no native binary. */
export type OnnxruntimeModule = typeof Onnxruntime
export type DuckdbModule = typeof Duckdb

/** Loads from the runtime folder that install.ts prepared, or that the caller did. @throws MeasurementError RUNTIME_NOT_READY */
export function loadOnnxruntime(folder: string): OnnxruntimeModule {
  const onnxruntime: OnnxruntimeModule = loadPackage(folder, 'onnxruntime-node')
  // Warnings about unused initializers and the like would drown the one error that a crash leaves behind.
  onnxruntime.env.logLevel = 'error'
  settleHalves(onnxruntime)
  return onnxruntime
}

/**
 * The binding of 1.30 takes and gives float16 as raw 16 bits only, but its JavaScript half wraps them in Float16Array where
 * the engine has one (Node 24), and then refuses them. It decides at its first tensor, so that one is made while the type is
 * out of sight.
 */
function settleHalves(onnxruntime: OnnxruntimeModule): void {
  const float16 = Object.getOwnPropertyDescriptor(globalThis, 'Float16Array')
  Reflect.deleteProperty(globalThis, 'Float16Array')
  try {
    new onnxruntime.Tensor('float16', Uint16Array.of(0), [1])
  } finally {
    if (float16 !== undefined) Object.defineProperty(globalThis, 'Float16Array', float16)
  }
}

export function loadDuckdb(folder: string): DuckdbModule {
  return loadPackage(folder, '@duckdb/node-api')
}

/** What the verdict's `environment` says; null when the folder does not have the package, or only a part of it. */
export function packageVersion(folder: string, name: string): string | null {
  try {
    const { version }: { version?: unknown } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}

function loadPackage<Module>(folder: string, name: string): Module {
  const root = resolve(folder)
  if (!existsSync(join(root, 'node_modules', name))) throw notReady(root, `has no node_modules/${name}`)
  try {
    return createRequire(join(root, 'package.json'))(name)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw notReady(
      root,
      `has a ${name} that does not load on ${process.platform}-${process.arch} with Node ${process.version}: ${why}`,
      cause,
    )
  }
}

function notReady(folder: string, what: string, cause?: unknown): MeasurementError {
  return new MeasurementError(
    'RUNTIME_NOT_READY',
    `The runtime folder ${folder} ${what}`,
    "Copy Sluice's runtime/package.json and package-lock.json there and run `npm ci --ignore-scripts` on this platform, or leave `runtime` (SLUICE_RUNTIME) empty and Sluice installs it.",
    { cause },
  )
}
