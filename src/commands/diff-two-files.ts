import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { diffTwoModels, diffTwoTables, type TwoFiles } from '../gates/diff/diff-two-files.ts'
import { type DiffPolicy, diffSection } from '../gates/diff/policy.ts'
import { resolveData } from '../gates/evaluate/model-files.ts'
import type { ExitCode } from '../host/exit-codes.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { World } from '../host/world.ts'
import { exitCodeOf } from '../judge/exit-code.ts'
import { makeVerdict, type Verdict } from '../judge/verdict.ts'
import { renderReport } from '../report/markdown-report.ts'
import { renderTerminalReport } from '../report/terminal-report.ts'
import { parseReference } from '../sources/references/parse.ts'
import type { ReferenceResolver } from '../sources/references/resolve.ts'
import { modelProbe } from './model-probe.ts'
import { makeScratch, openResolver, openWorkingRepository } from './session.ts'
import { tableReaders } from './table-readers.ts'
import { environmentOf, fileOf } from './verdict-facts.ts'

type Asked = { readonly reference: string; readonly current: string }

const DEFAULT_COLUMNS = 100

/** `sluice diff A B`: the answer is printed and nothing is written, as people know it of `diff`. */
export async function printTwoFiles(asked: Asked, inputs: InputsOf<'diff'>, world: World): Promise<ExitCode> {
  const verdict = await diffTwoFiles(asked, inputs, world)
  const { columns, color } = world.host
  await world.host.publish({
    out: inputs.out,
    files: new Map(),
    markdown: renderReport([verdict]),
    stdout: inputs.json
      ? { kind: 'json', value: [verdict] }
      : { kind: 'text', text: renderTerminalReport([verdict], { color, width: columns ?? DEFAULT_COLUMNS }) },
    outputs: { verdict: verdict.verdict, 'reason-code': verdict.reasonCode },
    annotations: [],
  })
  return exitCodeOf([verdict])
}

async function diffTwoFiles(asked: Asked, inputs: InputsOf<'diff'>, world: World): Promise<Verdict> {
  const startedAt = new Date()
  const diff = diffSection.parse({})
  const options = { diff, today: startedAt.toISOString().slice(0, 'yyyy-mm-dd'.length), readers: tableReaders(inputs, world) }
  const models = await findTwoModels(asked, inputs, world)
  const found =
    models === null
      ? await diffTwoTables(await findTwoTables(asked, inputs, world), options)
      : await diffTwoModels({ ...models, probe: modelProbe(inputs, world) }, options)
  return makeVerdict(
    {
      model: modelName(asked.current),
      gate: 'diff',
      run: null,
      subject: { candidate: fileOf(models?.current ?? null), baseline: fileOf(models?.reference ?? null), anchor: null, data: found.data },
      policy: { path: 'none', sha256: digestOf(diff), source: 'defaults' },
      reported: [...found.reported],
      figures: [...found.figures],
      notes: [...found.notes],
      environment: environmentOf(world, null),
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
    },
    found.judgement,
  )
}

/** Both are named as ONNX files; one alone is not, and is said to be no data when it is read. */
async function findTwoModels({ reference, current }: Asked, inputs: InputsOf<'diff'>, world: World) {
  if (![reference, current].every((name) => /\.onnx(?:$|#)/i.test(name))) return null
  const resolver = await resolverHere(inputs, world)
  const find = (text: string, where: string) => resolver.resolve(parseReference(text, where), { role: 'model', where })
  return { reference: await find(reference, 'the first file'), current: await find(current, 'the second file') }
}

async function findTwoTables({ reference, current }: Asked, inputs: InputsOf<'diff'>, world: World): Promise<TwoFiles> {
  const resolver = await resolverHere(inputs, world)
  const find = async (text: string, where: string) => resolveData({ resolver }, [parseReference(text, where)], where, 'file')
  return { reference: await find(reference, 'the first file'), current: await find(current, 'the second file') }
}

async function resolverHere(inputs: InputsOf<'diff'>, world: World): Promise<ReferenceResolver> {
  const repository = await openWorkingRepository(inputs, world)
  return openResolver({ folder: world.cwd, repository, scratch: makeScratch(world) }, inputs, world)
}

/** A verdict's name for what has none in a policy. */
function modelName(reference: string): string {
  const name = basename(reference.replace(/[?#].*$/, '')).replaceAll(/[^A-Za-z0-9._-]/g, '_')
  return name.slice(0, 64) || 'data'
}

function digestOf(diff: DiffPolicy): string {
  return createHash('sha256').update(JSON.stringify(diff)).digest('hex')
}
