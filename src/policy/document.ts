import { LineCounter, parseDocument } from 'yaml'
import type { Problem } from '../errors.ts'
import type { MappingNode, PolicyNode } from './node.ts'
import { NodeReader } from './node-reader.ts'
import { problemAt, syntaxProblems } from './syntax-problems.ts'

/** A policy is some ten thousand characters; more is a mistake, or an attempt to exhaust the runner. */
const MOST_CHARACTERS = 250_000

export type Parsing =
  | { readonly ok: true; readonly root: MappingNode }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] }

/** YAML 1.2 text to nodes with positions; every syntax error with its place. Aliases are followed, merge keys are not. */
export function parsePolicyDocument(text: string, file: string): Parsing {
  if (text.length > MOST_CHARACTERS) {
    return refuse(problemAt(file, 1, 1, `${text.length} characters`, `at most ${MOST_CHARACTERS}`, 'Is this the policy?'))
  }
  const lines = new LineCounter()
  const document = parseDocument(text.replace(/^\ufeff/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    merge: false,
    // Its own check takes quadratic time; NodeReader has one.
    uniqueKeys: false,
    version: '1.2',
    schema: 'core',
    logLevel: 'error',
  })
  const [syntaxError, ...others] = syntaxProblems([...document.errors, ...document.warnings], lines, file)
  if (syntaxError) return refuse(syntaxError, ...others)
  if (document.directives?.yaml.version !== '1.2') {
    return refuse(problemAt(file, 1, 1, 'another version of YAML is asked for', 'YAML 1.2', 'Remove the %YAML line.'))
  }
  if (document.contents === null) return refuse(problemAt(file, 1, 1, 'the file is empty', 'a policy', MINIMAL_REMEDY))
  const { root, problems } = new NodeReader(lines, file).read(document.contents)
  const [problem, ...more] = problems
  if (problem) return refuse(problem, ...more)
  return root.kind === 'mapping' ? { ok: true, root } : refuse(wrongRoot(root, file))
}

function wrongRoot(root: PolicyNode, file: string): Problem {
  if (root.kind === 'scalar' && root.value === null) return problemAt(file, 1, 1, 'the file is empty', 'a policy', MINIMAL_REMEDY)
  return problemAt(file, 1, 1, `the file is ${root.kind === 'list' ? 'a list' : 'a text'}`, 'a mapping', MINIMAL_REMEDY)
}

function refuse(...problems: [Problem, ...Problem[]]): Parsing {
  return { ok: false, problems }
}

/** Ready to paste. */
export const MINIMAL_POLICY = `version: 1
models:
  my-model:
    onnx: models/my-model.onnx
    task: binary-classification
    data:
      evaluation: data/holdout.parquet
      label: label
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
`

const MINIMAL_REMEDY = `Start from this:\n\n${MINIMAL_POLICY}`
