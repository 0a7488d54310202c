import { type RealApiServer, startApiServer } from '../../support/kubernetes/api-server.ts'
import { describeApiContract } from '../../support/kubernetes/contract.ts'

jest.setTimeout(120_000)

let server: RealApiServer
beforeAll(async () => {
  server = await startApiServer()
})
afterAll(() => server?.stop())

let count = 0
describeApiContract(() => ({ place: server.admin, namespace: `contract-${count++}` }))
