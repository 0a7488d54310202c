import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = process.env.SLUICE_CHROMIUM ?? '/usr/bin/chromium'
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const RENDERINGS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const
export type Rendering = (typeof RENDERINGS)[number]

/** What a page did beyond showing itself. */
export type Opened = { readonly page: Page; readonly requests: readonly string[]; readonly complaints: readonly string[] }

/** A real Chromium that opens pages from disk, as a person does who downloaded an artifact. */
export class TestBrowser {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sluice-html-'))
  private browser: Browser | null = null

  async open(html: string, { width, colorScheme }: Rendering, look: (opened: Opened) => Promise<void>): Promise<void> {
    this.browser ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, timeout: 60_000 })
    const file = join(this.folder, 'report.html')
    writeFileSync(file, html)
    const context = await this.browser.newContext({ viewport: { width, height: 900 }, colorScheme })
    try {
      const page = await context.newPage()
      const requests: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('dialog', (dialog) => {
        complaints.push(`dialog ${dialog.message()}`)
        dialog.dismiss().catch(() => undefined)
      })
      await page.goto(pathToFileURL(file).href)
      await look({ page, requests, complaints })
    } finally {
      await context.close()
    }
  }

  async close(): Promise<void> {
    await this.browser?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
