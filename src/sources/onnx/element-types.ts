/** ONNX's TensorProto.DataType by number: name as ONNX writes it, bytes of one element (null: strings; parts of a byte for 4-bit). */
const ELEMENT_TYPES: Readonly<Record<number, readonly [name: string, bytes: number | null]>> = {
  1: ['float', 4],
  2: ['uint8', 1],
  3: ['int8', 1],
  4: ['uint16', 2],
  5: ['int16', 2],
  6: ['int32', 4],
  7: ['int64', 8],
  8: ['string', null],
  9: ['bool', 1],
  10: ['float16', 2],
  11: ['double', 8],
  12: ['uint32', 4],
  13: ['uint64', 8],
  14: ['complex64', 8],
  15: ['complex128', 16],
  16: ['bfloat16', 2],
  17: ['float8e4m3fn', 1],
  18: ['float8e4m3fnuz', 1],
  19: ['float8e5m2', 1],
  20: ['float8e5m2fnuz', 1],
  21: ['uint4', 0.5],
  22: ['int4', 0.5],
  23: ['float4e2m1', 0.5],
  24: ['float8e8m0', 1],
  25: ['uint2', 0.25],
  26: ['int2', 0.25],
}

/** `float`, `int64`, `string`, …; a number that ONNX did not define when this was written stays visible. */
export function elementName(dataType: number): string {
  return ELEMENT_TYPES[dataType]?.[0] ?? `type${dataType}`
}

/** Size of a tensor's data, or null where the elements have no fixed size. */
export function tensorBytes(dataType: number, elements: number): number | null {
  const bytes = ELEMENT_TYPES[dataType]?.[1]
  return bytes === undefined || bytes === null ? null : Math.ceil(bytes * elements)
}
