import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { FakeGitHub } from '../../support/github/server.ts'
import { zip } from '../../support/zip.ts'

export type Uploads = { readonly url: string; close(): void }

type Upload = { readonly name: string; readonly run: number; readonly files: Readonly<Record<string, string>> }

/**
 * Where the stand-in for actions/upload-artifact sends its files: an artifact of the fake GitHub is made of them. The one for
 * actions/download-artifact asks for them by `GET /<run>/<name>`.
 */
export async function startUploads({ state }: FakeGitHub): Promise<Uploads> {
  const kept = new Map<string, Upload['files']>()
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      const files = kept.get(request.url ?? '')
      return void response.writeHead(files === undefined ? 404 : 200).end(JSON.stringify(files ?? {}))
    }
    const { name, run, files }: Upload = JSON.parse((await buffer(request)).toString())
    kept.set(`/${run}/${name}`, files)
    const taken = state.artifacts.some((artifact) => artifact.runId === run && artifact.name === name)
    if (!taken) {
      const entries = Object.entries(files).map(([path, content]) => ({ name: path, content: Buffer.from(content, 'base64') }))
      state.artifacts.push({ id: state.nextId++, runId: run, name, zip: zip(entries) })
    }
    response.writeHead(taken ? 409 : 201).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() }
}
