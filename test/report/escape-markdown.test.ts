import fc from 'fast-check'
import { codeBlock, codeSpan, escapeMarkdown, plainText } from '../../src/report/escape-markdown.ts'

const BREAK = '\u200B'

test.each([
  ['a usual name', 'roc_auc on age<30', 'roc_auc on age&lt;30'],
  ['emphasis', '*x* _y_ ~z~', '\\*x\\* \\_y\\_ \\~z\\~'],
  ['a table cell', 'a|b', 'a\\|b'],
  ['code', '`rm -rf`', '\\`rm -rf\\`'],
  ['a backslash before a pipe', 'a\\|b', 'a\\\\\\|b'],
  ['a tag', '<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
  ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
  ['a comment that forges a marker', '<!-- sluice:v1 -->', '&lt;!-- sluice:v1 --&gt;'],
  ['a mention', '@octocat/team', `@${BREAK}octocat/team`],
  ['an issue', 'fixes #12', `fixes \\#${BREAK}12`],
  ['an issue elsewhere', 'o/r#1 GH-1', `o/r\\#${BREAK}1 GH-${BREAK}1`],
  ['a link', '[x](javascript:alert)', '\\[x\\](javascript:alert)'],
  ['a bare link', 'https://evil.example www.evil.example', `https:${BREAK}//evil.example www${BREAK}.evil.example`],
  ['an emoji code', ':tada:', `:${BREAK}tada:`],
  ['a commit', 'deadbeef1', `deadbe${BREAK}ef1`],
  ['a whole commit', '0123456789abcdef', `012345${BREAK}6789ab${BREAK}cdef`],
  ['an address after an underscore', '_www.evil.example', `\\_www${BREAK}.evil.example`],
  ['a heading on a new line', 'a\n# b\r\n- c', `a \\#${BREAK} b - c`],
  ['a list', '- a', '\\- a'],
  ['a numbered list', '1. a', '1\\. a'],
  ['math', '$x$', '\\$x\\$'],
  ['text that runs backwards', 'a\u202Eb\u2066c', 'abc'],
  ['invisible characters', 'a\u200Bb\u2060c\u0000', 'abc'],
  ['nothing', '', '(empty)'],
  ['nothing to see', '\u200B\n', '(empty)'],
])('%s', (_, hostile, safe) => {
  expect(escapeMarkdown(hostile)).toBe(safe)
})

test.each([
  ['plain', 'a', '`a`'],
  ['a backtick', 'a`b', '`` a`b ``'],
  ['many', '```x', '```` ```x ````'],
  ['lines', 'a\n\n# b', '`a # b`'],
])('code span: %s', (_, hostile, safe) => {
  expect(codeSpan(hostile)).toBe(safe)
})

test.each([
  ['a workflow command', '::error::x', `:${BREAK}:error:${BREAK}:x`],
  ['three colons', ':::', `:${BREAK}:${BREAK}:`],
  ['a legacy command in the middle', 'x ##[set-output name=passed]true', `x ##${BREAK}[set-output name=passed]true`],
  ['colours', '\u001B[31mred', '[31mred'],
  ['a new line', 'a\n::error::b', `a :${BREAK}:error:${BREAK}:b`],
])('plain text: %s', (_, hostile, safe) => {
  expect(plainText(hostile)).toBe(safe)
})

test('long text is cut by whole characters', () => {
  expect(escapeMarkdown('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…')
  expect(plainText('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(9)}…`)
  expect(plainText('😀'.repeat(10), 10)).toBe('😀'.repeat(10))
})

test('whatever the text, it stays one line and opens no tag, cell or command', () => {
  const nasty = fc.string({
    unit: fc.oneof(fc.constantFrom(...'|<>`\\@#:[]!&\n\r\t*_'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  })
  fc.assert(
    fc.property(nasty, (hostile) => {
      const markdown = escapeMarkdown(hostile)
      expect(markdown).not.toMatch(/[\n\r<>\u202A-\u202E\u2066-\u2069]/)
      // Every pipe and backtick has an odd number of backslashes before it.
      expect(markdown.replace(/\\[\\`*[\]|~$#_=+-]/g, '')).not.toMatch(/[|`]/)
      expect(markdown).not.toMatch(/@(?!\u200B)/)
      expect(plainText(hostile)).not.toMatch(/\p{Cc}|::|##\[/u)
    }),
    { seed: 1, numRuns: 2_000 },
  )
})

test.each([
  ['columns keep their blanks', 'a   b\n  c', '```text\na   b\n  c\n```'],
  ['a fence inside does not end it', 'a\n````\n@all', '`````text\na\n````\n@all\n`````'],
  ['what cannot be seen goes, a tab is a blank', 'a\u202eb\u0000\tc', '```text\nab c\n```'],
  ['of too many lines the last ones stay', '1\n2\n3\n4', '```text\n… 1 lines before\n2\n3\n4\n```'],
  ['a long line is cut', `x${'y'.repeat(50)}`, `\`\`\`text\nx${'y'.repeat(18)}…\n\`\`\``],
])('a code block: %s', (_, text, block) => {
  expect(codeBlock(text, 3, 20)).toBe(block)
})
