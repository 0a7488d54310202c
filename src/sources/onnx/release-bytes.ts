/** Below this it does not matter, and a small Buffer may share its memory with others. */
const WORTH_RELEASING = 2 ** 20

/**
 * Gives a read file's memory back now instead of at some later garbage collection: the runtime is about to load the same file,
 * and two arms with large models would hold four copies. Needs Node 22 or newer; older ones wait for the collector.
 */
export function releaseBytes(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (bytes.byteLength < WORTH_RELEASING || bytes.byteLength !== buffer.byteLength) return
  const transfer: unknown = Reflect.get(buffer, 'transfer')
  if (typeof transfer === 'function') Reflect.apply(transfer, buffer, [0])
}
