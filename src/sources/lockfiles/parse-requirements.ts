import { parsePipRequirementsLine, type Requirement } from 'pip-requirements-js'
import { collectPackages, type Entry, type Lockfile } from './lockfile.ts'

/** requirements.txt and what `pip-compile`, `pip freeze` and `uv export` write; each requirement is parsed by PEP 508. */
export function parseRequirements(text: string): Lockfile {
  const entries: Entry[] = []
  const notes: string[] = []
  for (const line of logicalLines(text)) {
    const requirement = parseLine(line)
    if (requirement === 'unknown') notes.push(`The line ${JSON.stringify(line.slice(0, 120))} says nothing about a version.`)
    else if (requirement !== null) entries.push(...entryOf(requirement, notes))
  }
  return { packages: collectPackages(entries), images: [], notes }
}

/** A backslash joins lines; comments and options of pip (`--hash`, `-e`, `--index-url`) are no part of a requirement. */
function logicalLines(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replace(/\s--[a-z].*$/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !/^-(?!r\s|c\s)/.test(line))
}

function parseLine(line: string): Requirement | null | 'unknown' {
  try {
    return parsePipRequirementsLine(line)
  } catch {
    return 'unknown'
  }
}

function entryOf(requirement: Requirement, notes: string[]): Entry[] {
  switch (requirement.type) {
    case 'ProjectName': {
      const { name, versionSpec = [] } = requirement
      const [first, ...others] = versionSpec
      const isExact = first !== undefined && others.length === 0 && /^={2,3}$/.test(first.operator) && !first.version.includes('*')
      const written = versionSpec.map(({ operator, version }) => `${operator}${version}`).join(',')
      return [{ name, version: isExact ? first.version : null, written: isExact ? first.version : written || 'any version' }]
    }
    case 'ProjectURL':
      return [{ name: requirement.name, version: null, written: requirement.url }]
    case 'RequirementsFile':
    case 'ConstraintsFile':
      notes.push(`It includes ${JSON.stringify(requirement.path)}, which must be listed itself to be compared.`)
      return []
  }
}
