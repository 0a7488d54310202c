import { MeasurementError } from '../../errors.ts'

/** Where onnxruntime-node ships a CPU build. */
const SUPPORTED: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64']

export type Platform = { readonly platform: string; readonly arch: string; readonly libc: 'glibc' | 'musl' | null }

export function currentPlatform(): Platform {
  const { platform, arch } = process
  return { platform, arch, libc: platform === 'linux' ? currentLibc() : null }
}

/** @throws MeasurementError RUNTIME_NOT_READY, before anything is downloaded */
export function requireSupported({ platform, arch, libc }: Platform): void {
  if (libc === 'musl') {
    throw new MeasurementError(
      'RUNTIME_NOT_READY',
      'This is a musl system (Alpine Linux?), for which onnxruntime publishes no build',
      'Run the job on a glibc image, such as ubuntu-24.04 or node:24-bookworm.',
    )
  }
  if (!SUPPORTED.includes(`${platform}-${arch}`)) {
    throw new MeasurementError(
      'RUNTIME_NOT_READY',
      `onnxruntime publishes no build for ${platform}-${arch}`,
      `Run the job on one of ${SUPPORTED.join(', ')}, or evaluate files of predictions.`,
    )
  }
}

/** Node's own report names the glibc that it runs on; on musl the entry is absent. */
function currentLibc(): 'glibc' | 'musl' {
  const { report } = process
  // Network interfaces would be looked up by name, which takes seconds on some hosts.
  Object.assign(report, { excludeNetwork: true })
  const described: { header?: { glibcVersionRuntime?: unknown } } = report.getReport()
  return typeof described.header?.glibcVersionRuntime === 'string' ? 'glibc' : 'musl'
}
