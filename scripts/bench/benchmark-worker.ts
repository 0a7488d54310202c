import { runWorker } from '../../src/sources/worker/main.ts'

await runWorker()
