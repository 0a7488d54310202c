import type { Announce } from '../cold-job.ts'
import { type Driver, openEndpointDriver } from './endpoint-driver.ts'
import type { LoadJob } from './job.ts'
import { openLocalPool } from './local-pool.ts'
import type { LoadMeasurement, WindowMeasurement } from './measurements.ts'
import { requestBodies } from './request-bodies.ts'

type Surroundings = { readonly runtimeFolder: string; readonly threads: number }

/** Puts one arm under load, window after window. */
export async function measureLoad(job: LoadJob & Surroundings, announce: Announce): Promise<LoadMeasurement> {
  announce({ step: 'load' })
  const driver = await openDriver(job, () => announce({ step: 'call', rows: job.rows }))
  const windows: WindowMeasurement[] = []
  for (const window of job.windows) {
    announce({ step: 'call', rows: job.rows })
    windows.push(await driver.drive(window))
  }
  const { rows, aloneMs, fastestMs } = driver
  return { windows, rows, aloneMs, fastestMs, peakBytes: process.resourceUsage().maxRSS * 1024 }
}

/** @param called before each request of the warm-up: a slow model has its time limit for each */
async function openDriver({ target, rows, runtimeFolder, threads }: LoadJob & Surroundings, called: () => void): Promise<Driver> {
  if (target.kind === 'endpoint') return openEndpointDriver(target, await requestBodies(target, rows, runtimeFolder), called)
  const { prepared, instances, optimization = 'all' } = target
  const pool = await openLocalPool({ prepared, rows, threads, runtimeFolder, optimization }, { instances, called })
  return { rows, ...pool }
}
