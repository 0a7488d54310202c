import type { Contract } from './contract.ts'

/** Domains whose operators onnxruntime registers by itself (its contrib operators and ONNX's own). */
const REGISTERED = new Set([
  'ai.onnx',
  'ai.onnx.ml',
  'ai.onnx.training',
  'ai.onnx.preview.training',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.microsoft.experimental',
  'com.ms.internal.nhwc',
  'org.pytorch.aten',
])

/** Domains of used operators that no release of onnxruntime registers, and that the file does not define itself. */
export function unregisteredDomains({ operators, functionDomains }: Contract): readonly string[] {
  const used = Object.keys(operators).flatMap((name) => (name.includes('::') ? [name.slice(0, name.lastIndexOf('::'))] : []))
  return [...new Set(used)].filter((domain) => !REGISTERED.has(domain) && !functionDomains.includes(domain))
}
