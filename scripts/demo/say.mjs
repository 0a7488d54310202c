let chapters = 0

export function heading(title, ...lines) {
  chapters += 1
  console.log(`\n━━━ ${chapters}. ${title}`)
  for (const line of lines) console.log(`    ${line}`)
  console.log()
}

export function lookAt(what, lines) {
  console.log(`\n  ${what} What to look at:`)
  for (const line of lines) console.log(`  → ${line}`)
}

/** A report of Sluice, moved in a little. */
export function quote(text) {
  console.log(text.trimEnd().replaceAll(/^(?=.)/gm, '  '))
}
