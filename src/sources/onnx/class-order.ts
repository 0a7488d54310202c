import { fromBinary } from '@bufbuild/protobuf'
import { metadataList } from './metadata-list.ts'
import { ListAttributeSchema, type ModelProto, type NodeProto } from './onnx-proto.ts'

/** Which class each column of a classifier's output stands for, and how the file says so. */
export type ClassOrder = { readonly classes: readonly string[]; readonly source: 'metadata' | 'ZipMap' | 'classifier node' }

/** Operators of ai.onnx.ml that carry class labels in the order of their scores. */
const CLASSIFIERS = new Set(['LinearClassifier', 'SVMClassifier', 'TreeEnsembleClassifier'])
const LABEL_ATTRIBUTES = new Set(['classlabels_int64s', 'classlabels_ints', 'classlabels_strings'])

/**
 * The order of the output's columns: the model's `classes` metadata, else the labels of a ZipMap that was cut, else those of
 * its only classifier node; null when the file does not say.
 */
export function classOrder(model: ModelProto, zipMapClasses: readonly string[] | null): ClassOrder | null {
  const stated = metadataList(model.metadataProps.find(({ key }) => key === 'classes')?.value)
  if (stated !== null) return { classes: stated, source: 'metadata' }
  if (zipMapClasses !== null) return { classes: zipMapClasses, source: 'ZipMap' }
  const classifiers = (model.graph?.node ?? []).filter(({ domain, opType }) => domain === 'ai.onnx.ml' && CLASSIFIERS.has(opType))
  const labels = classifiers.length === 1 ? classifiers.flatMap(classLabels) : []
  return labels.length === 0 ? null : { classes: labels, source: 'classifier node' }
}

/** The class labels that a node of ai.onnx.ml carries, as text; empty when it has none. */
export function classLabels(node: NodeProto): string[] {
  for (const bytes of node.attribute) {
    const attribute = fromBinary(ListAttributeSchema, bytes, { readUnknownFields: false })
    if (!LABEL_ATTRIBUTES.has(attribute.name)) continue
    const labels = [...attribute.ints.map(String), ...attribute.strings.map((text) => Buffer.from(text).toString('utf8'))]
    if (labels.length > 0) return labels
  }
  return []
}
