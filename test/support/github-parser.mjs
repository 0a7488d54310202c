// node github-parser.mjs file…: what GitHub's own parser has against each action.yml or workflow, as JSON { file: [message] }.
// A process of its own, because the package imports JSON without the attribute that Node demands; the hook adds it.
import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { basename } from 'node:path'

const HOOK = `export async function load(url, context, next) {
  return url.endsWith('.json') ? next(url, { ...context, importAttributes: { type: 'json' } }) : next(url, context)
}`
register(`data:text/javascript,${encodeURIComponent(HOOK)}`)

const { NoOperationTraceWriter, parseWorkflow, convertWorkflowTemplate } = await import('@actions/workflow-parser')
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser')
const { ErrorPolicy } = await import('@actions/workflow-parser/model/convert')

const found = {}
for (const path of process.argv.slice(2)) {
  const file = { name: path, content: readFileSync(path, 'utf8') }
  found[path] = /^action\.ya?ml$/.test(basename(path)) ? errorsOfAction(file) : await errorsOfWorkflow(file)
}
console.log(JSON.stringify(found))

function errorsOfAction(file) {
  return parseAction(file, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map((error) => error.message)
}

async function errorsOfWorkflow(file) {
  const { context, value } = parseWorkflow(file, new NoOperationTraceWriter())
  if (value) await convertWorkflowTemplate(context, value, undefined, { errorPolicy: ErrorPolicy.TryConversion })
  return context.errors.getErrors().map((error) => error.message)
}
