import { describeApiContract } from '../../../support/kubernetes/contract.ts'
import { type FakeApiServer, startFakeApiServer } from '../../../support/kubernetes/fake-api-server.ts'

let fake: FakeApiServer
beforeAll(async () => {
  fake = await startFakeApiServer()
})
afterAll(() => fake.close())

let count = 0
describeApiContract(() => ({ place: { url: fake.url, token: 'admin' }, namespace: `contract-${count++}` }))
