// node scripts/run.mjs <bench|calibrate> …: compiles, then runs scripts/<name>/main.ts.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from './build.mjs'

const [name = '', ...args] = process.argv.slice(2)
const root = join(import.meta.dirname, '..')
if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, 'scripts', name, 'main.ts'))) {
  console.error(`run: found '${name}'; expected the name of a folder in scripts/ with a main.ts.`)
  process.exit(2)
}
compile()
const child = spawn(process.execPath, [join(root, 'build', 'scripts', name, 'main.js'), ...args], { cwd: root, stdio: 'inherit' })
// A terminal sends Ctrl-C to both; whoever signals only this process means the child too.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
})
