/**
 * The whole style sheet; its digest is the only style that the page's policy allows. Light and dark share one drawing: figures take
 * their colours from these properties. Text on any of the backgrounds has a contrast of at least 4.5 : 1 (WCAG 2.2 AA).
 */
export const STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --card: #f6f8fa; --ink: #1f2328; --muted: #59636e; --line: #d1d9e0; --grid: #e6eaef;
  --pass: #1a7f37; --warn: #8a5d00; --inconclusive: #7a43d6; --fail: #c11f2b; --error: #c11f2b; --none: #59636e;
  --candidate: #0969da; --baseline: #6e7781; --other: #9a6700; --beyond: #c11f2b1f; --link: #0969da; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --card: #161b22; --ink: #e6edf3; --muted: #9aa4af; --line: #3d444d; --grid: #262c34;
  --pass: #3fb950; --warn: #d9a02b; --inconclusive: #b18cfa; --fail: #ff6b62; --error: #ff6b62; --none: #9aa4af;
  --candidate: #58a6ff; --baseline: #9aa4af; --other: #d9a02b; --beyond: #ff6b6226; --link: #58a6ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; } footer { padding: 24px 20px 48px; color: var(--muted); font-size: 14px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 22px; line-height: 1.3; margin: 0 0 8px; }
h3 { font-size: 17px; margin: 32px 0 4px; } h4 { font-size: 15px; margin: 0; color: var(--ink); } .wide .number { white-space: nowrap; }
p { margin: 0 0 10px; max-width: 78ch; } .muted, caption, figcaption { color: var(--muted); font-size: 14px; }
a { color: var(--link); } code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }
.headline { font-size: 19px; margin: 0; max-width: none; }
.word { font-weight: 650; white-space: nowrap; } .pass { color: var(--pass); } .warn { color: var(--warn); } .inconclusive { color: var(--inconclusive); }
.fail, .error { color: var(--fail); } .none { color: var(--none); }
section { border-top: 1px solid var(--line); margin-top: 32px; padding-top: 26px; }
.badge { display: inline-block; font-size: 14px; font-weight: 650; line-height: 1.5; letter-spacing: .02em; padding: 1px 10px; border: 1.5px solid currentColor; border-radius: 999px; white-space: nowrap; vertical-align: .12em; }
main > section:first-child { margin-top: 20px; } .lead { font-size: 17px; }
.wide { overflow-x: auto; max-width: 100%; } .wide .words { min-width: 13rem; } .wide .who { min-width: 7rem; } .wide .time { white-space: nowrap; } .wide td, .wide th { overflow-wrap: break-word; } .wide:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; } caption { text-align: left; padding: 0 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--muted); } tbody th { font-weight: 600; } .number { text-align: right; }
.overview { width: 100%; margin-top: 18px; } .overview td, .overview th { padding-right: 16px; }
.checks { list-style: none; margin: 0; padding: 0; } .checks li, .axis { display: grid; grid-template-columns: 5.6rem minmax(0, 12.5rem) 264px minmax(0, 1fr);
  gap: 2px 14px; align-items: start; padding: 5px 0; border-bottom: 1px solid var(--grid); font-size: 14px; }
.checks svg, .axis svg { display: block; max-width: 100%; height: auto; } .axis svg { overflow: visible; } .axis { border: 0; padding: 0; color: var(--muted); } .axis svg { grid-column: 3; }
.name { font-weight: 600; } .group { margin-top: 18px; } .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; margin: 4px 0; list-style: none; font-size: 14px; color: var(--muted); }
.legend li { display: flex; gap: 6px; align-items: center; } .legend svg { flex: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); grid-auto-flow: dense; gap: 28px 32px; margin-top: 12px; }
figure { margin: 0; min-width: 0; } figure > svg, figure .drawing svg { display: block; width: 100%; max-width: 400px; height: auto; } .whole { grid-column: 1 / -1; }
figcaption p { margin: 2px 0 6px; } details { margin-top: 8px; } summary { cursor: pointer; color: var(--muted); font-size: 14px; } summary h3 { display: inline; color: var(--ink); } .evidence { margin-top: 28px; } details[open] > summary { margin-bottom: 6px; }
.panels { display: flex; flex-wrap: wrap; gap: 20px 40px; } .panels > div { min-width: 0; max-width: 100%; }
.grid td, .grid th { padding: 6px 10px; border: 1px solid var(--page); vertical-align: middle; } .grid td { min-width: 3.6rem; text-align: right; background: var(--card); }
.grid.dense td, .grid.dense th { padding: 4px 7px; } .grid.dense td { min-width: 2.3rem; }
.grid th { max-width: 16rem; color: var(--ink); } .grid thead th { text-align: right; vertical-align: bottom; } .grid thead th:first-child { text-align: left; color: var(--muted); }
${[1, 2, 3, 4, 5].map((level) => `.grid td.w${level} { background: color-mix(in srgb, var(--fail) ${level * 9}%, var(--page)); } .grid td.b${level} { background: color-mix(in srgb, var(--candidate) ${level * 9}%, var(--page)); } .grid td.m${level} { background: color-mix(in srgb, var(--candidate) ${level * 9}%, var(--page)); }`).join('\n')}
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; font-size: 14px; margin: 8px 0; } dt { color: var(--muted); } dd { margin: 0; }
.notice { border-left: 3px solid var(--warn); padding-left: 12px; margin: 18px 0; } ul.plain { padding-left: 20px; margin: 4px 0; font-size: 14px; }
@media (max-width: 760px) { body { font-size: 15px; } main, header { padding: 0 16px; } header { padding-top: 20px; } h1 { font-size: 24px; }
  .checks li { grid-template-columns: 5.6rem minmax(0, 1fr); padding: 10px 0; } .checks li > .strip, .checks li > .change { grid-column: 1 / -1; } .axis { display: block; padding: 4px 0; } .checks svg, .axis svg { width: 100%; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: 6px; } .overview thead { position: absolute; clip-path: inset(50%); } .overview, .overview tbody, .overview tr, .overview td, .overview th { display: block; border: 0; padding: 0; }
  .overview tr { border-top: 1px solid var(--line); padding: 10px 0; } }
@media print { section { break-inside: auto; } li, figure { break-inside: avoid; } }
`
