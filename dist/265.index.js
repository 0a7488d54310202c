export const id = 265;
export const ids = [265];
export const modules = {

/***/ 18265:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  evaluate: () => (/* binding */ evaluate)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/gates/evaluate/evaluate-model.js + 21 modules
var evaluate_model = __webpack_require__(98417);
// EXTERNAL MODULE: ./build/src/judge/exit-code.js
var exit_code = __webpack_require__(35143);
// EXTERNAL MODULE: ./build/src/judge/judge.js
var judge = __webpack_require__(21242);
// EXTERNAL MODULE: ./build/src/judge/reason-codes.js
var reason_codes = __webpack_require__(10614);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 8 modules
var schemas = __webpack_require__(32716);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/api.js
var api = __webpack_require__(43759);
;// CONCATENATED MODULE: ./node_modules/zod/v4/classic/iso.js



function datetime(params) {
    return api/* _isoDateTime */.G1(schemas/* ZodISODateTime */.You, params);
}
function date(params) {
    return core._isoDate(ZodISODate, params);
}
function time(params) {
    return core._isoTime(ZodISOTime, params);
}
function duration(params) {
    return core._isoDuration(ZodISODuration, params);
}

;// CONCATENATED MODULE: ./build/src/judge/check.js


/** Verdict files cross trust zones (design §9): every text that is not a closed word has a cap, in characters. */
const MAX_TEXT = 4_000;
const check_text = schemas/* string */.YjP().max(MAX_TEXT);
const reasonCode = schemas/* enum */.k5n(reason_codes/* REASON_CODES */.OE).describe('One of docs/reason-codes.md.');
const unit = schemas/* enum */.k5n(['rows', 'queries', 'groups'])
    .describe('What n counts: rows, whole queries (ranking), or whole groups of dependent rows.');
/** One question answered (design §6), with what the report needs besides; what is not in design §6 may be left out by another writer. */
const checkSchema = schemas/* object */.Ikc({
    id: check_text.describe('roc_auc, roc_auc.min, roc_auc.improve-by, roc_auc.anchor'),
    metric: check_text.optional(),
    slice: check_text.nullable().describe('null is overall, else the group: sex=Female'),
    data: schemas/* enum */.k5n(['evaluation', 'evaluation-changed'])
        .default('evaluation')
        .describe('The base commit’s evaluation data, or the changed one.'),
    kind: schemas/* enum */.k5n(['relative', 'limit', 'improve-by', 'anchor'])
        .default('relative')
        .describe('Against the baseline, a floor or ceiling, or the last release.'),
    require: schemas/* enum */.k5n(['proof', 'no-harm']),
    outcome: schemas/* enum */.k5n(['pass', 'warn', 'fail', 'inconclusive', 'error', 'not-judged', 'not-applicable']),
    blocking: schemas/* boolean */.zMY(),
    reasonCode: reasonCode.optional(),
    baseline: schemas/* number */.aig().nullable(),
    candidate: schemas/* number */.aig().nullable(),
    difference: schemas/* number */.aig().nullable().describe('candidate − baseline, in the metric’s direction; null for a limit'),
    higherIsBetter: schemas/* boolean */.zMY(),
    harm: schemas/* number */.aig().nullable().describe('Worsening in the metric’s unit: positive is worse, whatever the direction; null when not measured'),
    harmBounds: schemas/* object */.Ikc({ lower: schemas/* number */.aig(), upper: schemas/* number */.aig(), confidence: schemas/* number */.aig().gt(0).lt(1), sides: schemas/* literal */.euz('one-sided each') })
        .nullable(),
    margin: schemas/* number */.aig().describe('Allowed worsening; negative for improve-by: the demanded gain'),
    pValue: schemas/* number */.aig().min(0).max(1).nullable().describe('Of H0 "harm ≤ margin"'),
    adjustedP: schemas/* number */.aig().min(0).max(1).nullable().describe('Holm over the gate’s no-harm checks; a proof check keeps its pValue'),
    n: schemas/* int */.Whr().min(0).nullable(),
    unit: unit.default('rows'),
    method: check_text.nullable(),
    standardError: schemas/* number */.aig().min(0).nullable().default(null),
    detectableHarm: schemas/* number */.aig().nullable().describe('True harm that this check would have failed with 80 % power'),
    rowsToDecide: schemas/* int */.Whr()
        .nullable()
        .describe('Units at which an equal model would be decided with 80 % power; null where n is enough or none is'),
    notExcluded: schemas/* number */.aig().nullable().default(null).describe('Largest harm that the data do not exclude, where that is beyond the margin'),
    message: check_text,
});

;// CONCATENATED MODULE: ./build/src/judge/verdict.js



/** The major version of the format; a reader refuses a newer one and ignores fields that it does not know. */
const SCHEMA_VERSION = 1;
const MAX_CHECKS = 20_000;
const MAX_NOTES = 1_000;
const count = schemas/* int */.Whr().min(0);
const file = schemas/* object */.Ikc({ reference: check_text, sha256: check_text, bytes: count });
const run = schemas/* object */.Ikc({
    id: count,
    attempt: count,
    job: check_text,
    workflow: check_text,
    event: check_text,
    headSha: check_text.nullable(),
    baseSha: check_text.nullable(),
});
const subject = schemas/* object */.Ikc({
    candidate: file,
    baseline: file.nullable(),
    anchor: file.nullable().default(null).describe('The last released model, where it was compared with.'),
    data: schemas/* array */.YOg(schemas/* object */.Ikc({ role: check_text, reference: check_text, sha256: check_text, rows: count })).max(MAX_NOTES),
});
const loosened = schemas/* object */.Ikc({ rule: check_text, base: check_text.nullable(), head: check_text.nullable(), kept: check_text.nullable() });
const policy = schemas/* object */.Ikc({
    path: check_text,
    sha256: check_text.describe('Of the effective policy as canonical JSON.'),
    source: check_text.describe('base+head, head, bootstrap, working-tree'),
    loosened: schemas/* array */.YOg(loosened).max(MAX_NOTES).default([]).describe('Rules that the head removes or loosens; the base’s still applied.'),
});
const environment = schemas/* object */.Ikc({
    sluice: check_text,
    node: check_text,
    onnxruntime: check_text.nullable(),
    cpu: check_text,
    features: schemas/* array */.YOg(check_text).max(MAX_NOTES),
});
/** Answers that turned right or wrong. The groups were searched for, not declared: exploratory, never judged. */
const flips = schemas/* object */.Ikc({
    rows: count,
    toWrong: count,
    toRight: count,
    groups: schemas/* array */.YOg(schemas/* object */.Ikc({ slice: check_text, rows: count, toWrong: count, toRight: count })).max(MAX_NOTES),
    file: check_text.nullable().default(null),
});
/** A number that is shown and never judged, with the reason (expected_calibration_error is biased upward). */
const reported = schemas/* object */.Ikc({
    metric: check_text,
    slice: check_text.nullable(),
    baseline: schemas/* number */.aig().nullable(),
    candidate: schemas/* number */.aig().nullable(),
    why: check_text,
});
const verdictSchema = schemas/* object */.Ikc({
    schemaVersion: schemas/* literal */.euz(SCHEMA_VERSION),
    model: check_text,
    gate: check_text,
    verdict: schemas/* enum */.k5n(['pass', 'warn', 'inconclusive', 'fail', 'error']),
    reasonCode: reasonCode,
    message: check_text.default('').describe('The worst check in words, or why nothing could be checked.'),
    remedy: check_text.nullable().default(null).describe('What to do about it, where more is known than the reason code says.'),
    run: run.nullable().describe('null outside a runner'),
    subject,
    policy,
    checks: schemas/* array */.YOg(checkSchema).max(MAX_CHECKS),
    reported: schemas/* array */.YOg(reported).max(MAX_CHECKS).default([]),
    flips: flips.nullable().default(null),
    batchRows: count.nullable().default(null).describe('Rows of one inference call, the same in both arms.'),
    candidatesJudged: count.nullable().default(null).describe('Distinct candidates judged on this evaluation data so far.'),
    notes: schemas/* array */.YOg(check_text).max(MAX_NOTES).default([]).describe('Sentences about how it was measured.'),
    environment,
    startedAt: datetime(),
    finishedAt: datetime(),
})
    .meta({ title: 'Sluice verdict', description: 'What a gate found, and all that others may rely on.' });
/** @throws ZodError when the facts break the format, which is a fault of Sluice */
function makeVerdict(facts, judgement) {
    return verdictSchema.parse({ schemaVersion: SCHEMA_VERSION, ...facts, ...judgement });
}
/** The text of a verdict file. */
function renderVerdict(verdict) {
    return `${JSON.stringify(verdict, null, 2)}\n`;
}
/**
 * Reads a verdict file, which may come from an untrusted run.
 *
 * @param where names the file in messages
 * @throws UsageError for text that is no JSON, a newer format, or a field that breaks it (the first is named by its path)
 */
function parseVerdict(json, where) {
    const document = parseJson(json, where);
    const version = versionOf(document);
    if (version !== null && version > SCHEMA_VERSION) {
        throw new UsageError({
            where: `${where}: schemaVersion`,
            found: `format ${version}`,
            expected: `format ${SCHEMA_VERSION}`,
            remedy: 'The verdict was written by a newer Sluice: use the same version in both jobs.',
        });
    }
    const result = verdictSchema.safeParse(document);
    if (result.success)
        return result.data;
    const issue = result.error.issues[0];
    throw new UsageError({
        where: `${where}: ${issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.')}`,
        found: issue?.message ?? 'something else',
        expected: 'a verdict as in docs/verdict.schema.json',
        remedy: 'Hand in the file as a gate wrote it.',
    });
}
/** docs/verdict.schema.json: what a reader accepts, so that unknown fields are allowed and defaulted ones optional. */
function renderVerdictJsonSchema() {
    return `${JSON.stringify(z.toJSONSchema(verdictSchema, { io: 'input' }), null, 2)}\n`;
}
function parseJson(json, where) {
    try {
        return JSON.parse(json);
    }
    catch (cause) {
        throw new UsageError({
            where,
            found: cause instanceof Error ? cause.message : 'no JSON',
            expected: 'the JSON text of a verdict',
            remedy: 'Hand in the file as a gate wrote it.',
        });
    }
}
function versionOf(document) {
    if (typeof document !== 'object' || document === null || !('schemaVersion' in document))
        return null;
    return typeof document.schemaVersion === 'number' ? document.schemaVersion : null;
}

// EXTERNAL MODULE: ./build/src/judge/format-number.js
var format_number = __webpack_require__(35058);
// EXTERNAL MODULE: ./build/src/judge/worst-check.js
var worst_check = __webpack_require__(8991);
// EXTERNAL MODULE: ./build/src/report/escape-markdown.js
var escape_markdown = __webpack_require__(67511);
;// CONCATENATED MODULE: ./build/src/report/fit.js
const SHORTENED = '_This report was shortened to fit. Everything is in the verdict files._';
/**
 * The parts as one document of at most `limit` bytes (UTF-8). What does not fit is shortened by importance, from the end of the
 * document, one whole form at a time, so that no table or tag is ever cut through.
 */
function fitSections(sections, limit) {
    const chosen = sections.map(() => 0);
    const full = joined(sections, chosen);
    if (bytes(full) <= limit)
        return full;
    for (;;) {
        const next = nextToCut(sections, chosen);
        if (next === null)
            return '';
        chosen[next] = (chosen[next] ?? 0) + 1;
        const document = `${joined(sections, chosen)}\n${SHORTENED}\n`;
        if (bytes(document) <= limit)
            return document;
    }
}
function nextToCut(sections, chosen) {
    let next = null;
    for (const [index, { variants, cutFirst }] of sections.entries()) {
        if ((chosen[index] ?? 0) + 1 >= variants.length)
            continue;
        if (next === null || cutFirst >= (sections[next]?.cutFirst ?? 0))
            next = index;
    }
    return next;
}
function joined(sections, chosen) {
    const texts = sections.map(({ variants }, index) => variants[chosen[index] ?? 0] ?? '').filter((text) => text !== '');
    return `${texts.join('\n\n')}\n`;
}
function bytes(text) {
    return new TextEncoder().encode(text).length;
}

// EXTERNAL MODULE: ./build/src/report/interval-plot.js
var interval_plot = __webpack_require__(39375);
// EXTERNAL MODULE: ./build/src/report/markdown-table.js + 1 modules
var markdown_table = __webpack_require__(92356);
;// CONCATENATED MODULE: ./build/src/report/markdown-evidence.js



/** Significant digits of a number that nothing is compared with. */
const REPORTED_DIGITS = 4;
/** Enough of a digest to compare by eye; the verdict file has the whole. In characters. */
const DIGEST_CHARS = 16;
const MAX_NOTE_CHARS = 600;
/** The table of methods is for a look, not for hundreds of slices. */
const MOST_METHOD_ROWS = 60;
/** What the numbers stand on: data, models, policy, machine, method. */
function evidenceOf(verdict, extent) {
    const lines = [...filesOf(verdict), ...circumstancesOf(verdict), ...verdict.notes.map((note) => (0,escape_markdown/* escapeMarkdown */.FV)(note, MAX_NOTE_CHARS))];
    const measured = verdict.checks.filter(({ harm }) => harm !== null);
    const methods = measured.length === 0 || extent === 'files only' ? [] : ['', methodsOf(measured)];
    const body = [...lines.map((line) => `* ${line}`), ...methods].join('\n');
    return `<details><summary>Evidence: data, models, policy, machine and methods</summary>\n\n${body}\n\n</details>`;
}
/** Rules that the pull request would loosen; they still applied. */
function loosenedOf({ policy }) {
    if (policy.loosened.length === 0)
        return '';
    const value = (text) => (text === null ? 'absent' : (0,escape_markdown/* codeSpan */.SS)(text));
    const lines = policy.loosened.map(({ rule, base, head, kept }) => `* ${(0,escape_markdown/* codeSpan */.SS)(rule)}: base ${value(base)}, head ${value(head)}; ${value(kept)} applied.`);
    return ['**The pull request loosens the policy** (`POLICY_LOOSENED`); the stricter rules applied:', '', ...lines].join('\n');
}
/** Numbers for the reader's information. */
function reportedOf({ reported }) {
    if (reported.length === 0)
        return '';
    const show = (value) => (value === null ? 'not defined' : (0,format_number/* formatPlain */.WB)(value, REPORTED_DIGITS));
    const rows = reported.map(({ metric, slice, baseline, candidate, why }) => [
        (0,escape_markdown/* escapeMarkdown */.FV)(slice === null ? metric : `${metric} on ${slice}`),
        show(baseline),
        show(candidate),
        (0,escape_markdown/* escapeMarkdown */.FV)(why, MAX_NOTE_CHARS),
    ]);
    return `Reported, not judged:\n\n${(0,markdown_table/* table */.tp)(['metric', 'baseline', 'candidate', 'why not judged'], rows)}`;
}
/** Reviewers argue about cases: which answers changed, and where. */
function flipsOf({ flips }) {
    if (flips === null)
        return '';
    const { rows, toWrong, toRight, groups, file } = flips;
    const share = (0,format_number/* formatPercent */.l9)((toWrong + toRight) / Math.max(1, rows));
    const kept = file === null ? '' : ` The rows are in ${(0,escape_markdown/* codeSpan */.SS)(file)}.`;
    const sentence = `**Answers that changed:** ${(0,format_number/* formatCount */.B4)(toWrong)} from right to wrong, ${(0,format_number/* formatCount */.B4)(toRight)} from wrong to right (${share} of ${(0,format_number/* formatCount */.B4)(rows)} rows).${kept}`;
    if (groups.length === 0)
        return sentence;
    const cells = groups.map((group) => [
        (0,escape_markdown/* escapeMarkdown */.FV)(group.slice),
        (0,format_number/* formatCount */.B4)(group.rows),
        (0,format_number/* formatCount */.B4)(group.toWrong),
        (0,format_number/* formatCount */.B4)(group.toRight),
    ]);
    const body = (0,markdown_table/* table */.tp)(['where', 'rows', 'right → wrong', 'wrong → right'], cells);
    const summary = 'Where they changed most (exploratory: found by looking, not judged)';
    return `${sentence}\n\n<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
function filesOf({ subject, policy }) {
    const file = (role, { reference, sha256, bytes }) => `${role}: ${(0,escape_markdown/* codeSpan */.SS)(reference)}, ${(0,format_number/* formatCount */.B4)(bytes)} bytes, sha256 ${digest(sha256)}`;
    return [
        ...subject.data.map(({ role, reference, sha256, rows }) => `Data (${(0,escape_markdown/* escapeMarkdown */.FV)(role)}): ${(0,escape_markdown/* codeSpan */.SS)(reference)}, ${(0,format_number/* formatCount */.B4)(rows)} rows, sha256 ${digest(sha256)}`),
        file('Candidate', subject.candidate),
        subject.baseline === null ? 'Baseline: none' : file('Baseline', subject.baseline),
        ...(subject.anchor === null ? [] : [file('Last release', subject.anchor)]),
        `Policy: ${(0,escape_markdown/* codeSpan */.SS)(policy.path)} (${(0,escape_markdown/* escapeMarkdown */.FV)(policy.source)}), sha256 ${digest(policy.sha256)}`,
    ];
}
function circumstancesOf({ environment, batchRows, run }) {
    const { sluice, node, onnxruntime, cpu, features } = environment;
    const runtime = onnxruntime === null ? '' : `, onnxruntime ${(0,escape_markdown/* escapeMarkdown */.FV)(onnxruntime)}`;
    const extensions = features.length === 0 ? '' : ` (${(0,escape_markdown/* escapeMarkdown */.FV)(features.join(', '))})`;
    return [
        `Machine: ${(0,escape_markdown/* escapeMarkdown */.FV)(cpu)}${extensions}; Sluice ${(0,escape_markdown/* escapeMarkdown */.FV)(sluice)}, Node ${(0,escape_markdown/* escapeMarkdown */.FV)(node)}${runtime}`,
        ...(batchRows === null ? [] : [`Batch: ${(0,format_number/* formatCount */.B4)(batchRows)} rows a call, the same for all models`]),
        ...(run === null
            ? []
            : [
                `Run: ${(0,escape_markdown/* escapeMarkdown */.FV)(run.workflow)}, job ${(0,escape_markdown/* escapeMarkdown */.FV)(run.job)}, ${run.id} attempt ${run.attempt}, on ${(0,escape_markdown/* escapeMarkdown */.FV)(run.event)}${commit(run.headSha)}`,
            ]),
    ];
}
function methodsOf(measured) {
    const family = measured.filter((check) => check.require === 'no-harm').length;
    const confidence = measured.find(({ harmBounds }) => harmBounds !== null)?.harmBounds?.confidence ?? 0;
    const how = [
        `Bounds are one-sided, each at ${(0,format_number/* formatPercent */.l9)(confidence)}.`,
        'A check by proof passes when a loss beyond the margin is excluded; a check by no-harm fails when such a loss is proven.',
        family > 1 ? `The p-values of the ${(0,format_number/* formatCount */.B4)(family)} no-harm checks are adjusted together (Holm).` : '',
        '"Found" is the true loss that the check would have failed with 80 % probability.',
    ];
    const cells = (check) => [
        check.require,
        (0,escape_markdown/* escapeMarkdown */.FV)(check.method ?? ''),
        `${(0,format_number/* formatCount */.B4)(check.n ?? 0)} ${check.unit}`,
        check.adjustedP === null ? '' : (0,escape_markdown/* escapeMarkdown */.FV)((0,format_number/* formatP */.MA)(check.adjustedP)),
        check.detectableHarm === null ? '' : (0,format_number/* formatNumber */.ZV)(check.detectableHarm, (0,format_number/* usefulDecimals */.Xg)(check)),
    ];
    const shown = (0,markdown_table/* methodTable */.yo)(measured.slice(0, MOST_METHOD_ROWS), cells, ['rule', 'method', 'n', 'p (worse)', 'found']);
    const more = measured.length > MOST_METHOD_ROWS ? `\n\n${(0,format_number/* formatCount */.B4)(measured.length - MOST_METHOD_ROWS)} more are in the verdict file.` : '';
    return `${how.filter((sentence) => sentence !== '').join(' ')}\n\n${shown}${more}`;
}
function digest(sha256) {
    return (0,escape_markdown/* codeSpan */.SS)(sha256.slice(0, DIGEST_CHARS));
}
function commit(sha) {
    return sha === null ? '' : ` at ${(0,escape_markdown/* codeSpan */.SS)(sha.slice(0, DIGEST_CHARS))}`;
}

// EXTERNAL MODULE: ./build/src/report/words.js
var words = __webpack_require__(43629);
;// CONCATENATED MODULE: ./build/src/report/markdown-report.js









/** A job summary holds 1 MiB a step, shared with what else the step writes; in bytes. */
const MAX_SUMMARY_BYTES = 900_000;
const MAX_MESSAGE_CHARS = 1_000;
/** Rows of a table that is shortened to fit. */
const SHORTER_TABLES = [50, 20, 10, 5];
/** Sentences beside the worst one; the table has them all. */
const MOST_SENTENCES = 5;
/** What gives way first when a report is too long. */
const CUT = { title: 0, words: 1, checks: 2, loosened: 3, reported: 4, flips: 5, evidence: 6, passed: 7 };
/**
 * The report of a run for the job summary, report.md and a comment: the verdict and its worst check in words, then the checks, then
 * what the numbers stand on.
 *
 * @param limit of the result in UTF-8 bytes; details give way first, tables by whole rows
 */
function renderReport(verdicts, limit = MAX_SUMMARY_BYTES) {
    const ordered = [...verdicts].sort((a, b) => exit_code/* SEVERITY */.C$.indexOf(b.verdict) - exit_code/* SEVERITY */.C$.indexOf(a.verdict));
    const sections = ordered.flatMap(sectionsOf);
    if (ordered.length > 1)
        sections.unshift(overviewOf(ordered));
    if (ordered.some(({ checks }) => checks.some(({ harm }) => harm !== null)))
        sections.push({ variants: [LEGEND, ''], cutFirst: CUT.checks });
    return fitSections(sections, limit);
}
const LEGEND = `<sub>Plots: ${[
    `\`${interval_plot/* PLOT_MARKS */.JH.estimate}\` estimate`,
    `\`${interval_plot/* PLOT_MARKS */.JH.range}\` range that the data leave open`,
    `\`${interval_plot/* PLOT_MARKS */.JH.noChange}\` no change`,
    `\`${interval_plot/* PLOT_MARKS */.JH.margin}\` allowed`,
    `\`${interval_plot/* PLOT_MARKS */.JH.better}\` \`${interval_plot/* PLOT_MARKS */.JH.worse}\` off the scale`,
].join(', ')}; further right is worse; one scale a metric.</sub>`;
function sectionsOf(verdict) {
    const scales = (0,interval_plot/* scalesOf */.F5)(verdict.checks);
    const ordered = (0,worst_check/* inOrderOfConcern */.nr)(verdict.checks);
    const main = ordered.filter((check) => check.slice === null || !isQuiet(check));
    const rest = ordered.filter((check) => check.slice !== null && isQuiet(check));
    return [
        { variants: [`${titleOf(verdict)}\n\n${worstOf(verdict)}`, titleOf(verdict), ''], cutFirst: CUT.title },
        optional(sentencesOf(verdict, main), CUT.words),
        optional(loosenedOf(verdict), CUT.loosened),
        { variants: shorterTables(main, scales), cutFirst: CUT.checks },
        {
            variants: rest.length === 0 ? [''] : folded(`Slice checks without a finding: ${(0,format_number/* formatCount */.B4)(rest.length)}`, shorterTables(rest, scales)),
            cutFirst: CUT.passed,
        },
        optional(reportedOf(verdict), CUT.reported),
        optional(flipsOf(verdict), CUT.flips),
        { variants: [evidenceOf(verdict, 'with methods'), evidenceOf(verdict, 'files only'), ''], cutFirst: CUT.evidence },
    ];
}
/** Nothing for a reader to do: passed, or without an answer that would change the verdict. */
function isQuiet(check) {
    return (0,worst_check/* consequenceOf */.pd)(check) === 'pass' || (check.outcome === 'not-applicable' && check.slice !== null);
}
function titleOf({ verdict, model, gate }) {
    return `## ${words/* SIGNS */.B2[verdict]} ${words/* WORDS */.q9[verdict].toUpperCase()}: ${(0,escape_markdown/* escapeMarkdown */.FV)(model)}, ${(0,escape_markdown/* escapeMarkdown */.FV)(gate)}`;
}
function worstOf(verdict) {
    const message = verdict.message === '' ? '' : `**${(0,escape_markdown/* escapeMarkdown */.FV)(verdict.message, MAX_MESSAGE_CHARS)}**`;
    const counts = verdict.checks.length === 0 ? '' : `${(0,words/* tally */.N4)(verdict.checks)}.`;
    const remedy = verdict.remedy === null ? (0,words/* standardRemedyOf */.$3)(verdict) : (0,escape_markdown/* escapeMarkdown */.FV)(verdict.remedy, MAX_MESSAGE_CHARS);
    const advice = `Reason \`${verdict.reasonCode}\`${remedy === null ? '' : `: ${remedy}`}`;
    return [message, [advice, counts].filter((part) => part !== '').join('<br>')].filter((part) => part !== '').join('\n\n');
}
/** The other findings in words, for a reader who does not read tables. */
function sentencesOf(verdict, main) {
    const others = main.filter((check) => !isQuiet(check) && check.outcome !== 'not-applicable' && check.message !== verdict.message);
    const lines = others.slice(0, MOST_SENTENCES).map(({ message }) => `* ${(0,escape_markdown/* escapeMarkdown */.FV)(message, MAX_MESSAGE_CHARS)}`);
    if (others.length > MOST_SENTENCES)
        lines.push(`* ${(0,format_number/* formatCount */.B4)(others.length - MOST_SENTENCES)} more in the table.`);
    const tries = (0,words/* triesNote */.eZ)(verdict);
    return (tries === null ? lines : [...lines, `* ${tries}`]).join('\n');
}
function overviewOf(verdicts) {
    const row = ({ verdict, model, gate, message }) => [
        `${words/* SIGNS */.B2[verdict]} ${words/* WORDS */.q9[verdict]}`,
        `${(0,escape_markdown/* escapeMarkdown */.FV)(model)}, ${(0,escape_markdown/* escapeMarkdown */.FV)(gate)}`,
        (0,escape_markdown/* escapeMarkdown */.FV)(message, MAX_MESSAGE_CHARS),
    ];
    const of = (count) => {
        const shown = (0,markdown_table/* table */.tp)(['verdict', 'model', 'in words'], verdicts.slice(0, count).map(row));
        return count >= verdicts.length ? shown : `${shown}\n\n${(0,format_number/* formatCount */.B4)(verdicts.length - count)} more.`;
    };
    const shorter = SHORTER_TABLES.filter((count) => count < verdicts.length).map(of);
    return { variants: [of(verdicts.length), ...shorter, ''], cutFirst: CUT.title };
}
function shorterTables(checks, scales) {
    if (checks.length === 0)
        return [''];
    const shorter = SHORTER_TABLES.filter((count) => count < checks.length).map((count) => `${(0,markdown_table/* checksTable */.Et)(checks.slice(0, count), scales)}\n\n${(0,format_number/* formatCount */.B4)(checks.length - count)} more, less worrying, are in the verdict file.`);
    return [(0,markdown_table/* checksTable */.Et)(checks, scales), ...shorter, ''];
}
/** The blank line after the summary makes GitHub read Markdown inside. `summary` is our own words: inside the tag nothing is escaped. */
function folded(summary, variants) {
    const [first, ...others] = variants.map((body) => (body === '' ? '' : `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`));
    return [first ?? '', ...others];
}
function optional(text, cutFirst) {
    return { variants: text === '' ? [''] : [text, ''], cutFirst };
}

;// CONCATENATED MODULE: ./build/src/report/terminal-report.js






const PLOT_WIDTH = 21;
const MAX_NAME_COLUMNS = 34;
const RESULT_COLUMNS = 11;
const terminal_report_MAX_MESSAGE_CHARS = 1_000;
const MOST_GROUPS = 8;
const terminal_report_DIGEST_CHARS = 12;
/** Significant digits of a number that nothing is compared with. */
const terminal_report_REPORTED_DIGITS = 4;
/** ANSI colours by verdict: green, yellow, magenta, red. */
const COLORS = { pass: 32, warn: 33, inconclusive: 35, fail: 31, error: 31 };
/** The same content as the Markdown report, for a person at a terminal or a job's log. Names from outside carry no control codes. */
function renderTerminalReport(verdicts, options = { color: false, width: 100 }) {
    const ordered = [...verdicts].sort((a, b) => exit_code/* SEVERITY */.C$.indexOf(b.verdict) - exit_code/* SEVERITY */.C$.indexOf(a.verdict));
    return `${ordered.map((verdict) => renderOne(verdict, options).join('\n')).join('\n\n')}\n`;
}
function renderOne(verdict, options) {
    const { width } = options;
    const remedy = verdict.remedy ?? (0,words/* standardRemedyOf */.$3)(verdict);
    const tries = (0,words/* triesNote */.eZ)(verdict);
    return [
        `${colored(words/* WORDS */.q9[verdict.verdict].toUpperCase(), verdict.verdict, options)}  ${(0,escape_markdown/* plainText */.wh)(verdict.model)}, ${(0,escape_markdown/* plainText */.wh)(verdict.gate)}`,
        ...(verdict.message === '' ? [] : wrapped((0,escape_markdown/* plainText */.wh)(verdict.message, terminal_report_MAX_MESSAGE_CHARS), width, '  ')),
        ...wrapped(`Reason ${verdict.reasonCode}${remedy === null ? '' : `: ${(0,escape_markdown/* plainText */.wh)(remedy, terminal_report_MAX_MESSAGE_CHARS)}`}`, width, '  '),
        ...(verdict.checks.length === 0 ? [] : ['', ...checkLines(verdict.checks, options), '', `  ${(0,words/* tally */.N4)(verdict.checks)}.`]),
        ...(tries === null ? [] : wrapped(tries, width, '  ')),
        ...loosenedLines(verdict, width),
        ...reportedLines(verdict, width),
        ...flipLines(verdict, width),
        '',
        ...evidenceLines(verdict, width),
    ];
}
function checkLines(checks, options) {
    const scales = (0,interval_plot/* scalesOf */.F5)(checks);
    const names = checks.map((check) => (0,escape_markdown/* plainText */.wh)((0,words/* nameOf */.Vb)(check), MAX_NAME_COLUMNS));
    const nameColumns = Math.max(...names.map((name) => Array.from(name).length));
    const indent = ' '.repeat(2 + RESULT_COLUMNS + 1);
    const lines = (0,worst_check/* inOrderOfConcern */.nr)(checks).flatMap((check) => {
        const scale = scales.get((0,interval_plot/* scaleKey */.Y5)(check));
        const plot = (scale === undefined ? null : (0,interval_plot/* plotInterval */.PI)(check, scale, PLOT_WIDTH)) ?? ' '.repeat(PLOT_WIDTH);
        const word = (0,words/* outcomeWord */.nG)(check).padEnd(RESULT_COLUMNS);
        const name = padded((0,escape_markdown/* plainText */.wh)((0,words/* nameOf */.Vb)(check), MAX_NAME_COLUMNS), nameColumns);
        const change = (0,escape_markdown/* plainText */.wh)((0,words/* changeOf */.C2)(check), terminal_report_MAX_MESSAGE_CHARS);
        const result = check.blocking ? colored(word, check.outcome === 'inconclusive' ? 'inconclusive' : 'fail', options) : word;
        return [`  ${result} ${name}  ${plot}`.trimEnd(), ...wrapped(change, options.width, indent)];
    });
    const legend = `${interval_plot/* PLOT_MARKS */.JH.estimate} estimate  ${interval_plot/* PLOT_MARKS */.JH.range} range left open  ${interval_plot/* PLOT_MARKS */.JH.noChange} no change  ${interval_plot/* PLOT_MARKS */.JH.margin} allowed  right is worse`;
    return checks.some(({ harm }) => harm !== null) ? [...lines, `  ${legend}`] : lines;
}
function loosenedLines({ policy }, width) {
    if (policy.loosened.length === 0)
        return [];
    const value = (text) => (text === null ? 'absent' : (0,escape_markdown/* plainText */.wh)(text));
    const lines = policy.loosened.flatMap(({ rule, base, head, kept }) => wrapped(`${(0,escape_markdown/* plainText */.wh)(rule)}: base ${value(base)}, head ${value(head)}; ${value(kept)} applied.`, width, '    '));
    return ['', '  The pull request loosens the policy (POLICY_LOOSENED); the stricter rules applied:', ...lines];
}
function reportedLines({ reported }, width) {
    if (reported.length === 0)
        return [];
    const show = (value) => (value === null ? 'not defined' : (0,format_number/* formatPlain */.WB)(value, terminal_report_REPORTED_DIGITS));
    const lines = reported.flatMap(({ metric, slice, baseline, candidate, why }) => {
        const name = (0,escape_markdown/* plainText */.wh)(slice === null ? metric : `${metric} on ${slice}`);
        return wrapped(`${name}: baseline ${show(baseline)}, candidate ${show(candidate)} (${(0,escape_markdown/* plainText */.wh)(why, terminal_report_MAX_MESSAGE_CHARS)})`, width, '    ');
    });
    return ['', '  Reported, not judged:', ...lines];
}
function flipLines({ flips }, width) {
    if (flips === null)
        return [];
    const { rows, toWrong, toRight, groups, file } = flips;
    const share = (0,format_number/* formatPercent */.l9)((toWrong + toRight) / Math.max(1, rows));
    const kept = file === null ? '' : ` The rows are in ${(0,escape_markdown/* plainText */.wh)(file)}.`;
    const sentence = `Answers that changed: ${(0,format_number/* formatCount */.B4)(toWrong)} from right to wrong, ${(0,format_number/* formatCount */.B4)(toRight)} from wrong to right (${share} of ${(0,format_number/* formatCount */.B4)(rows)} rows).${kept}`;
    const where = groups
        .slice(0, MOST_GROUPS)
        .flatMap((group) => wrapped(`${(0,escape_markdown/* plainText */.wh)(group.slice)}: ${(0,format_number/* formatCount */.B4)(group.toWrong)} to wrong, ${(0,format_number/* formatCount */.B4)(group.toRight)} to right, of ${(0,format_number/* formatCount */.B4)(group.rows)}`, width, '    '));
    return [
        '',
        ...wrapped(sentence, width, '  '),
        ...(where.length === 0 ? [] : ['  Most where (exploratory: found by looking, not judged):', ...where]),
    ];
}
function evidenceLines({ subject, policy, environment, batchRows, notes }, width) {
    const file = (role, { reference, sha256, bytes }) => `${role}: ${(0,escape_markdown/* plainText */.wh)(reference)}, ${(0,format_number/* formatCount */.B4)(bytes)} bytes, sha256 ${terminal_report_digest(sha256)}`;
    const { sluice, node, onnxruntime, cpu } = environment;
    const lines = [
        ...subject.data.map(({ role, reference, sha256, rows }) => `Data (${(0,escape_markdown/* plainText */.wh)(role)}): ${(0,escape_markdown/* plainText */.wh)(reference)}, ${(0,format_number/* formatCount */.B4)(rows)} rows, sha256 ${terminal_report_digest(sha256)}`),
        file('Candidate', subject.candidate),
        subject.baseline === null ? 'Baseline: none' : file('Baseline', subject.baseline),
        ...(subject.anchor === null ? [] : [file('Last release', subject.anchor)]),
        `Policy: ${(0,escape_markdown/* plainText */.wh)(policy.path)} (${(0,escape_markdown/* plainText */.wh)(policy.source)}), sha256 ${terminal_report_digest(policy.sha256)}`,
        `Machine: ${(0,escape_markdown/* plainText */.wh)(cpu)}; Sluice ${(0,escape_markdown/* plainText */.wh)(sluice)}, Node ${(0,escape_markdown/* plainText */.wh)(node)}${onnxruntime === null ? '' : `, onnxruntime ${(0,escape_markdown/* plainText */.wh)(onnxruntime)}`}`,
        ...(batchRows === null ? [] : [`Batch: ${(0,format_number/* formatCount */.B4)(batchRows)} rows a call, the same for all models`]),
        ...notes.map((note) => (0,escape_markdown/* plainText */.wh)(note, terminal_report_MAX_MESSAGE_CHARS)),
    ];
    return lines.flatMap((line) => wrapped(line, width, '  '));
}
/** Breaks at spaces only: a digest or path stays whole. Widths are counted in characters. */
function wrapped(text, width, indent) {
    const lines = [];
    let line = '';
    for (const word of text.split(' ')) {
        if (line !== '' && Array.from(`${indent}${line} ${word}`).length > width) {
            lines.push(indent + line);
            line = `  ${word}`;
        }
        else {
            line = line === '' ? word : `${line} ${word}`;
        }
    }
    return [...lines, indent + line];
}
function padded(text, columns) {
    return text + ' '.repeat(Math.max(0, columns - Array.from(text).length));
}
function terminal_report_digest(sha256) {
    return (0,escape_markdown/* plainText */.wh)(sha256.slice(0, terminal_report_DIGEST_CHARS));
}
function colored(text, verdict, { color }) {
    return color ? `\u001B[1;${COLORS[verdict]}m${text}\u001B[0m` : text;
}

// EXTERNAL MODULE: ./build/src/commands/evaluated-models.js + 2 modules
var evaluated_models = __webpack_require__(54649);
// EXTERNAL MODULE: ./build/src/commands/session.js + 42 modules
var commands_session = __webpack_require__(98562);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
;// CONCATENATED MODULE: ./build/src/commands/verdict-facts.js


/** The judgement with all that a reader of the verdict may rely on: who was compared, under which policy, where and when. */
function assembleVerdict({ world, session, model, files, evaluation, gate, batchRows, startedAt }) {
    const { policy, chosen, policyPath } = session;
    const environment = evaluation.environment;
    return makeVerdict({
        model: model.name,
        gate,
        run: world.run === null ? null : runOf(world.run, chosen.baseline),
        subject: {
            candidate: fileOf(files.candidate),
            baseline: files.baseline === null ? null : fileOf(files.baseline),
            anchor: files.anchor === null ? null : fileOf(files.anchor),
            data: evaluation.data,
        },
        policy: {
            path: policyPath,
            sha256: policy.sha256,
            source: policy.source,
            loosened: policy.loosened.map(({ rule, base, head, kept }) => ({ rule, base, head, kept })),
        },
        reported: [...evaluation.reported],
        flips: evaluation.flips === null ? null : { ...evaluation.flips, file: null },
        batchRows: environment === null ? null : batchRows,
        notes: [...evaluation.notes],
        environment: {
            sluice: world.program.version,
            node: process.versions.node,
            onnxruntime: environment?.onnxruntime ?? null,
            cpu: environment?.cpu ?? (0,external_node_os_.cpus)()[0]?.model ?? 'unknown',
            features: [...(environment?.features ?? [])],
        },
        startedAt: startedAt.toISOString(),
        finishedAt: new Date().toISOString(),
    }, evaluation.judgement);
}
function runOf({ id, attempt, job, workflow, event, sha, payload }, baseline) {
    return {
        id,
        attempt,
        job,
        workflow,
        event,
        headSha: pullRequestHead(payload) ?? sha,
        baseSha: typeof baseline === 'object' && baseline !== null ? baseline.commit : null,
    };
}
/** In a pull request the event's own commit is a merge that nobody has; people know its head. */
function pullRequestHead({ pull_request: request }) {
    if (typeof request !== 'object' || request === null || !('head' in request))
        return null;
    const { head } = request;
    if (typeof head !== 'object' || head === null || !('sha' in head))
        return null;
    return typeof head.sha === 'string' ? head.sha : null;
}
function fileOf({ reference, sha256, bytes }) {
    return { reference, sha256, bytes };
}

;// CONCATENATED MODULE: ./build/src/commands/evaluate.js












const GATE = 'evaluate';
const REPORT = 'report.md';
const DEFAULT_COLUMNS = 100;
/** Is the candidate worse than the baseline by more than the margin? A verdict for each model of the policy. */
async function evaluate(inputs, world) {
    const session = await (0,commands_session/* openSession */.f)(inputs, world);
    const verdicts = [];
    for (const asked of (0,evaluated_models/* evaluatedModels */.w)(session)) {
        const { model, evaluate: policy } = asked;
        const startedAt = new Date();
        const files = await (0,evaluated_models/* findFiles */.l)(session, asked, inputs);
        const evaluation = await measured(files, () => (0,evaluate_model/* evaluateModel */.H)({ model, evaluate: policy, files, policyUnchanged: session.policyUnchanged, score: session.score }));
        verdicts.push(assembleVerdict({ world, session, model, files, evaluation, gate: GATE, batchRows: policy.limits.batchRows, startedAt }));
    }
    await publishVerdicts(verdicts, inputs, world);
    return (0,exit_code/* exitCodeOf */.FO)(verdicts);
}
/** What could not be measured is a verdict too, so that the report can say it beside the others. */
async function measured(files, run) {
    try {
        return await run();
    }
    catch (error) {
        if (!(error instanceof errors/* MeasurementError */.HG) || !(0,reason_codes/* isReasonCode */.O8)(error.reasonCode))
            throw error;
        const { reasonCode, message, remedy } = error;
        return {
            judgement: (0,judge/* couldNotMeasure */.ZG)({ reasonCode, message, remedy }),
            comparisons: [],
            data: files.data.map(({ reference, sha256 }, index) => ({
                role: index === 0 ? 'evaluation' : 'evaluation-changed',
                reference,
                sha256,
                rows: 0,
            })),
            reported: [],
            flips: null,
            turned: null,
            notes: files.notes,
            environment: null,
        };
    }
}
async function publishVerdicts(verdicts, { out, json }, world) {
    const { columns, color } = world.host;
    const nameOf = (verdict) => `${verdict.model}.${GATE}.verdict.json`;
    const word = (0,exit_code/* worst */.QZ)(verdicts);
    const worstVerdict = verdicts.find(({ verdict }) => verdict === word);
    const markdown = renderReport(verdicts);
    await world.host.publish({
        out,
        files: new Map([...verdicts.map((verdict) => [nameOf(verdict), renderVerdict(verdict)]), [REPORT, markdown]]),
        markdown,
        stdout: json
            ? { kind: 'json', value: verdicts }
            : { kind: 'text', text: renderTerminalReport(verdicts, { color, width: columns ?? DEFAULT_COLUMNS }) },
        outputs: {
            verdict: word,
            ...(worstVerdict === undefined ? {} : { 'reason-code': worstVerdict.reasonCode, 'verdict-file': (0,external_node_path_.join)(out, nameOf(worstVerdict)) }),
            'report-file': (0,external_node_path_.join)(out, REPORT),
        },
        annotations: verdicts.flatMap(annotationOf),
    });
}
function annotationOf({ verdict, model, reasonCode, message, policy }) {
    if (verdict === 'pass')
        return [];
    const level = verdict === 'warn' ? 'warning' : 'error';
    return [{ level, title: `${model}: ${verdict} (${reasonCode})`, message, file: policy.path }];
}


/***/ })

};
