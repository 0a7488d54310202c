import { TelemetryError } from '../../src/rollout/ports.ts'
import { Scene } from '../support/rollout/command-scene.ts'

jest.setTimeout(60_000)

const down = () => Promise.reject(new TelemetryError('127.0.0.1:9090 answered 503: try later'))

test.each(['preflight', 'history'] as const)(
  'telemetry that is down at the start (%s) is not measured, and nothing starts',
  async (asked) => {
    const scene = new Scene()
    scene.verdict()
    scene.service.telemetry[asked] = down
    await expect(scene.rollout()).rejects.toMatchObject({
      name: 'MeasurementError',
      reasonCode: 'NO_LIVE_DATA',
      message: 'The telemetry (prometheus) cannot be asked: 127.0.0.1:9090 answered 503: try later.',
      remedy: expect.stringContaining('Nothing was started and no traffic moved.'),
    })
    expect([(await scene.journal()).entries, scene.service.writes]).toEqual([[], []])
  },
)
