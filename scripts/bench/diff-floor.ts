import { loadDuckdb } from '../../src/sources/native/load.ts'
import { now, since } from './cost.ts'
import { type DiffPlan, diffPlanFromArgument } from './diff-plan.ts'

/** What people would run instead: DuckDB's own summary of both files, one after the other. It compares nothing. */
const plan = diffPlanFromArgument()
const summarize = await measureSummarize(plan)
console.log(JSON.stringify({ summarize }))

async function measureSummarize({ runtimeFolder, reference, current, threads }: DiffPlan) {
  const instance = await loadDuckdb(runtimeFolder).DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  const start = now()
  for (const path of [reference, current]) {
    const result = await connection.run(`SUMMARIZE FROM '${path}'`)
    await result.getRows()
  }
  const cost = since(start)
  connection.closeSync()
  instance.closeSync()
  return cost
}
