import { type ApiPlace, ask, create, JSON_PATCH, MERGE_PATCH } from './api-client.ts'
import { createRoute, routePath } from './routes.ts'

/** Opens a namespace of its own on some server. */
type OpenPlace = () => { readonly place: ApiPlace; readonly namespace: string }

/**
 * What targets rely on, asked of the fake and of a real API server alike, so that the fake cannot drift.
 */
export function describeApiContract(open: OpenPlace): void {
  let place: ApiPlace
  let namespace: string
  let path: string
  beforeEach(async () => {
    ;({ place, namespace } = open())
    path = routePath(namespace)
    await createRoute(place, namespace)
  })

  const version = async () => ((await ask(place, 'GET', path)).json['metadata'] as { resourceVersion: string }).resourceVersion
  const generation = async () => ((await ask(place, 'GET', path)).json['metadata'] as { generation: number }).generation
  const patch = (operations: object[], query = '') => ask(place, 'PATCH', `${path}${query}`, operations, JSON_PATCH)
  const weight = (value: unknown, op = 'replace') => ({ op, path: '/spec/rules/1/backendRefs/1/weight', value })
  const swapVersion = (value: string) => ({ op: 'replace', path: '/metadata/resourceVersion', value })

  test('a stale version is a 409 Conflict by `replace`, and a 422 without a reason by `test`', async () => {
    const stale = await version()
    expect((await patch([swapVersion(stale), weight(5)])).status).toBe(200)
    const replaced = await patch([swapVersion(stale), weight(6)])
    expect([replaced.status, replaced.json['reason']]).toEqual([409, 'Conflict'])
    const tested = await patch([{ op: 'test', path: '/metadata/resourceVersion', value: stale }, weight(6)])
    const nowhere = await patch([{ op: 'replace', path: '/spec/rules/9/name', value: 'x' }])
    for (const { status, json } of [tested, nowhere]) expect([status, json['reason'], json['details'] ?? {}]).toEqual([422, 'Invalid', {}])
    const merged = await ask(place, 'PATCH', path, { metadata: { resourceVersion: stale, labels: { a: 'b' } } }, MERGE_PATCH)
    expect([merged.status, merged.json['reason']]).toEqual([409, 'Conflict'])
  })

  test('of twenty writers with one version exactly one succeeds', async () => {
    const current = await version()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => patch([swapVersion(current), weight(index + 1)])))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  })

  test.each([
    [2_000_000, 'FieldValueInvalid'],
    ['5', 'FieldValueTypeInvalid'],
  ])('a weight of %j is a 422 that names the field', async (value, reason) => {
    const { status, json } = await patch([weight(value)])
    const [cause] = (json['details'] as { causes: { reason: string; field: string }[] }).causes
    expect([status, cause?.reason, cause?.field]).toEqual([422, reason, 'spec.rules[1].backendRefs[1].weight'])
  })

  test('a weight that is removed reads as 1', async () => {
    expect((await patch([{ op: 'remove', path: '/spec/rules/1/backendRefs/1/weight' }])).status).toBe(200)
    const { json } = await ask(place, 'GET', path)
    expect((json['spec'] as { rules: { backendRefs: { weight: number }[] }[] }).rules[1]?.backendRefs[1]?.weight).toBe(1)
  })

  test('an unknown field is dropped with a warning, and refused by Strict', async () => {
    const unknown = [{ op: 'add', path: '/spec/nope', value: 1 }]
    const dropped = await patch(unknown)
    expect([dropped.status, String(dropped.headers['warning'])]).toEqual([200, expect.stringContaining('unknown field')])
    const refused = await patch(unknown, '?fieldValidation=Strict')
    expect(refused.status).toBe(422)
  })

  test('kinds of patches, broken ones and versions that are none', async () => {
    expect((await ask(place, 'PATCH', path, {}, 'application/json')).status).toBe(415)
    expect((await ask(place, 'PATCH', path, '{"op":', JSON_PATCH)).status).toBe(400)
    expect((await patch([swapVersion('abc')])).status).toBe(500)
  })

  test('what changes nothing moves neither version nor generation; the status moves the version alone; a dry run nothing', async () => {
    const before = [await version(), await generation()]
    await patch([weight(0)])
    await patch([weight(77)], '?dryRun=All')
    await ask(place, 'PATCH', path, { status: { ignored: true } }, MERGE_PATCH)
    await ask(place, 'PATCH', `${path}/status`, { spec: { rules: [] } }, MERGE_PATCH)
    expect([await version(), await generation()]).toEqual(before)
    await ask(place, 'PATCH', `${path}/status`, { status: { parents: [] } }, MERGE_PATCH)
    expect([(await version()) === before[0], await generation()]).toEqual([false, before[1]])
    await patch([weight(7)])
    expect(await generation()).toBe(Number(before[1]) + 1)
  })

  test('an object that is not there is a Status, a kind that is not there is plain text', async () => {
    const missing = await ask(place, 'GET', routePath(namespace, 'nowhere'))
    expect([missing.status, missing.json['reason']]).toEqual([404, 'NotFound'])
    const unknown = await ask(place, 'GET', `/apis/example.net/v1/namespaces/${namespace}/things/x`)
    expect([unknown.status, unknown.headers['content-type']]).toEqual([404, expect.stringContaining('text/plain')])
  })

  test('one that exists already is a 409 of another reason', async () => {
    const again = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'income' }, spec: {} }
    const { status, json } = await ask(place, 'POST', `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`, again)
    expect([status, json['reason']]).toEqual([409, 'AlreadyExists'])
  })

  test('lists are selected by a label', async () => {
    const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`
    const { json } = await ask(place, 'GET', `${slices}?labelSelector=${encodeURIComponent('kubernetes.io/service-name=green')}`)
    expect((json['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name)).toEqual(['green-x'])
  })

  test('annotations are added where there are some, and to nothing not at all', async () => {
    const add = [{ op: 'add', path: '/metadata/annotations/sluice~1swapped', value: 'false' }]
    expect((await patch(add)).status).toBe(422)
    expect((await patch([{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }])).status).toBe(200)
    expect((await patch(add)).status).toBe(200)
  })

  test('a Lease keeps a time in microseconds', async () => {
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
    await create(place, leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'dead-man' } })
    const renewed = { spec: { renewTime: '2026-11-29T05:00:00.000000Z', holderIdentity: 'a pod' } }
    expect((await ask(place, 'PATCH', `${leases}/dead-man`, renewed, MERGE_PATCH)).json['spec']).toEqual(renewed.spec)
  })
}
