import type { Figure } from '../../../src/judge/figure.ts'
import type { RolloutPart } from '../../../src/judge/rollout-part.ts'
import type { Verdict } from '../../../src/judge/verdict.ts'
import { compared, FACTS, unmeasured, verdictOf } from '../../report/fixture-verdicts.ts'
import { FIGURES } from '../../report/html/fixture-figures.ts'

/** A verdict that says the same text in every place where text from outside can stand. */
export function verdictSaying(text: string): Verdict {
  const file = { reference: text, sha256: text, bytes: 1, identity: 'bytes' as const }
  const verdict = verdictOf([
    compared('roc_auc', 'a', { baseline: 0.89, candidate: 0.85, se: 0.009 }),
    unmeasured('roc_auc', 'b', { kind: 'too-few-rows', n: 3, rarer: 0 }),
  ])
  const [first, second] = verdict.checks
  if (first === undefined || second === undefined) throw new Error('the fixture has two checks')
  return {
    ...verdict,
    model: text,
    gate: text,
    message: text,
    remedy: text,
    checks: [
      { ...first, id: text, metric: text, slice: text, message: text },
      { ...second, message: text },
    ],
    subject: { candidate: file, baseline: file, anchor: file, data: [{ role: text, reference: text, sha256: text, rows: 1 }] },
    policy: { path: text, sha256: text, source: text, loosened: [{ rule: text, base: text, head: null, kept: text }] },
    run: { id: 1, attempt: 1, job: text, workflow: text, event: text, headSha: text, baseSha: text },
    reported: [{ metric: text, slice: text, baseline: 1, candidate: 2, why: text }],
    flips: { rows: 2, toWrong: 1, toRight: 0, groups: [{ slice: text, rows: 1, toWrong: 1, toRight: 0 }], file: text },
    figures: FIGURES.map((figure) => figureSaying(figure, text)),
    rollout: rolloutSaying(text),
    notes: [text],
    environment: { ...FACTS.environment, sluice: text, node: text, onnxruntime: text, cpu: text, features: [text], machine: null },
  }
}

/** As another writer could hand it in: nothing of it is our own word. */
export function rolloutSaying(text: string): RolloutPart {
  const guardrail = { name: text, critical: true, rollback: 1, exclusion: 1, ratio: 2, sentence: text }
  const measured = { value: 0.1, lower: 0.05, upper: 0.2, requests: 100 }
  const asked = { id: text, what: text, sentence: text, expiresAt: '2026-11-28T12:10:00Z', how: text, standing: text }
  const moment = { by: text, what: text, state: text, share: 0.01, reasonCode: 'DEADLINE' as const, message: text, rollback: 1 }
  return {
    id: text,
    state: text,
    share: 0.01,
    step: 1,
    steps: [0.01, 0.5],
    startedAt: '2026-11-28T12:10:00Z',
    environment: text,
    rollbackAt: 4.6,
    exclusionAt: 3,
    windows: 3,
    timeline: [{ at: '2026-11-28T12:10:00Z', ...moment, guardrails: [guardrail] }],
    arms: [{ name: text, what: text, stable: measured, canary: measured }],
    asked,
    ended: null,
  }
}

function figureSaying(figure: Figure, text: string): Figure {
  const named = <T extends { readonly name: string }>(items: readonly T[]) => items.map((item) => ({ ...item, name: text }))
  const about = { title: text, caption: text }
  switch (figure.kind) {
    case 'curves': {
      const reference = figure.reference === null ? null : { ...figure.reference, name: text }
      return {
        ...figure,
        ...about,
        x: { ...figure.x, label: text },
        y: { ...figure.y, label: text },
        series: named(figure.series),
        reference,
      }
    }
    case 'matrix':
      return { ...figure, ...about, rowLabel: text, columnLabel: text, labels: figure.labels.map(() => text), panels: named(figure.panels) }
    case 'bars':
      return { ...figure, ...about, x: text, y: text, labels: figure.labels.map(() => text), groups: named(figure.groups) }
    case 'timeline':
      return {
        ...figure,
        ...about,
        y: { ...figure.y, label: text },
        series: named(figure.series),
        limits: named(figure.limits),
        events: figure.events.map((event) => ({ ...event, label: text })),
      }
    case 'heatmap': {
      const cells = figure.cells.map((row) => row.map((cell) => (cell === null ? null : { ...cell, text })))
      return {
        ...figure,
        ...about,
        rowLabel: text,
        columnLabel: text,
        rows: figure.rows.map(() => text),
        columns: figure.columns.map(() => text),
        cells,
      }
    }
  }
}
