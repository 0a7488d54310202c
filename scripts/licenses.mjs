// ncc lists each bundled package with its whole licence, a hundred times the same text. This says each text once, below the
// packages that it covers, and adds the NOTICE that the Apache licence wants passed on.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An SPDX expression: `MIT`, `(MIT OR Apache-2.0)`. */
const SPDX = /^[\w.+()-]+(?: (?:AND|OR|WITH) [\w.+()-]+)*$/

/**
 * @param listed as ncc writes it: a package's name, the next line its SPDX expression, then its licence
 * @returns {string} the same licences, grouped by text
 */
export function groupLicenses(listed, root) {
  const groups = new Map()
  for (const { name, spdx, license } of splitPackages(listed, installedNames(root))) {
    const text = `${spdx}\n\n${withNotice(license, join(root, 'node_modules', name))}`
    groups.set(text, [...(groups.get(text) ?? []), name])
  }
  return [...groups].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`)
}

function splitPackages(listed, names) {
  const lines = listed.split('\n')
  const starts = lines.flatMap((line, index) => (names.has(line) && SPDX.test(lines[index + 1] ?? '') ? [index] : []))
  if (starts[0] !== 0) throw new Error(`licenses.txt starts with '${lines[0]}', which is no installed package`)
  return starts.map((start, index) => {
    const license = lines
      .slice(start + 2, starts[index + 1])
      .join('\n')
      .trim()
    return { name: lines[start], spdx: lines[start + 1], license }
  })
}

function installedNames(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const paths = Object.keys(packages).filter((path) => path !== '')
  return new Set(paths.map((path) => path.replace(/^.*node_modules\//, '')))
}

function withNotice(license, folder) {
  const notice = join(folder, 'NOTICE')
  return existsSync(notice) ? `${license}\n\nNOTICE\n${readFileSync(notice, 'utf8').trim()}` : license
}
