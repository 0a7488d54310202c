import { runWorker } from '../../src/sources/worker/main.ts'

/** The worker as it is. */
await runWorker()
