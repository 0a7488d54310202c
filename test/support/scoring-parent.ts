import { readFileSync } from 'node:fs'
import { scoreRows } from '../../src/sources/worker/score-rows.ts'

// A parent process of its own, to be killed: takes a job and options as JSON from a file, prints what came of it.
const { job, runtimeFolder, entry } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const outcome = await scoreRows(job, { runtimeFolder, entry, threads: 1, signal: new AbortController().signal }).catch(String)
console.log(outcome)
