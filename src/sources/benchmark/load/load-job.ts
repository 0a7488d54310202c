import { MeasurementError } from '../../../errors.ts'
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
  const driver = await openDriver(job)
  const windows: WindowMeasurement[] = []
  for (const window of job.windows) {
    announce({ step: 'call', rows: job.rows })
    windows.push(await driver.drive(window))
  }
  return { windows, rows: driver.rows, aloneMs: driver.aloneMs, peakBytes: process.resourceUsage().maxRSS * 1024 }
}

async function openDriver({ target, rows, runtimeFolder, threads }: LoadJob & Surroundings): Promise<Driver> {
  if (target.kind === 'endpoint') {
    return openEndpointDriver(target, await requestBodies(target, rows, runtimeFolder))
  }
  const { prepared, instances, label, optimization = 'all' } = target
  const pool = await openLocalPool({ prepared, rows, threads, runtimeFolder, optimization }, instances, (answer) =>
    answer.kind === 'failed'
      ? new MeasurementError(answer.reasonCode, `${label}: ${answer.message}`, answer.remedy)
      : new Error('a thread failed'),
  )
  return { rows, aloneMs: pool.aloneMs, drive: (window) => pool.drive(window) }
}
