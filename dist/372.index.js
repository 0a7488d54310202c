export const id = 372;
export const ids = [372];
export const modules = {

/***/ 5372:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  plan: () => (/* binding */ plan_plan)
});

// EXTERNAL MODULE: ./build/src/gates/evaluate/evaluate-model.js + 21 modules
var evaluate_model = __webpack_require__(98417);
// EXTERNAL MODULE: ./build/src/stats/normal.js
var normal = __webpack_require__(12610);
// EXTERNAL MODULE: ./build/src/stats/power.js
var power = __webpack_require__(44224);
// EXTERNAL MODULE: ./build/src/judge/judge-check.js
var judge_check = __webpack_require__(85779);
;// CONCATENATED MODULE: ./build/src/judge/plan.js



const POWER = 0.8;
/**
 * What the policy can decide with these rows, from the standard errors of a comparison of two models that differ like baseline and
 * candidate (statistics.md C1). Only the standard error of a comparison is used, not its estimate, except for limits.
 */
function plan(comparisons, options) {
    const findings = comparisons.map((comparison) => (0,judge_check/* findingOf */.hD)(comparison, options.confidence));
    const measured = findings.filter(judge_check/* isMeasured */.V2);
    const family = measured.filter(({ comparison }) => comparison.require === 'no-harm').length;
    const checks = measured.map((finding) => planCheck(finding, family, options));
    const chances = checks.map(({ chanceEqualPasses }) => chanceEqualPasses);
    const unplanned = findings.flatMap((finding) => {
        if ((0,judge_check/* isMeasured */.V2)(finding))
            return [];
        const { why, comparison } = finding;
        return [
            {
                id: comparison.id,
                slice: comparison.slice,
                why: why.kind === 'too-few-rows' ? `${why.n} ${why.unit ?? 'rows'} are too few` : why.why,
            },
        ];
    });
    const atLeast = Math.max(0, 1 - chances.reduce((sum, chance) => sum + (1 - chance), 0));
    return { checks, chanceAllPass: { atLeast, atMost: Math.min(1, ...chances) }, unplanned };
}
function planCheck({ comparison, numbers, arms }, family, options) {
    const { id, slice, data, require, margin, kind, metric } = comparison;
    const { standardError } = numbers;
    const alpha = 1 - options.confidence;
    const failAlpha = require === 'no-harm' ? alpha / family : alpha;
    const room = margin - (kind === 'limit' ? numbers.harm : 0);
    const rows = kind === 'improve-by' || kind === 'limit' ? Number.POSITIVE_INFINITY : (0,power/* rowsToDecide */.VS)(arms.n, standardError, margin, alpha, POWER);
    const passable = Math.max(options.smallestMargin(metric), (0,power/* detectableHarm */.EP)(standardError, alpha, POWER));
    return {
        id,
        slice,
        data,
        require,
        n: arms.n,
        unit: arms.unit ?? 'rows',
        standardError,
        margin,
        chanceEqualPasses: chanceOf(room, standardError, require === 'proof' ? -(0,normal/* normalQuantile */.Zl)(options.confidence) : (0,normal/* normalQuantile */.Zl)(1 - failAlpha)),
        detectableHarm: margin + (0,power/* detectableHarm */.EP)(standardError, failAlpha, POWER),
        passableMargin: kind === 'relative' || kind === 'anchor' ? roundedUp(passable) : null,
        rowsToDecide: rows > arms.n && Number.isSafeInteger(rows) ? rows : null,
    };
}
/** By proof the upper bound must stay below the margin; by no-harm only a lower bound above it blocks. `shift` in standard errors. */
function chanceOf(room, standardError, shift) {
    if (standardError === 0)
        return room >= 0 ? 1 : 0;
    return (0,normal/* normalCdf */.vr)(room / standardError + shift);
}
/** To two significant digits, upwards: a margin for people to write down. */
function roundedUp(value) {
    if (!(value > 0))
        return 0;
    const digits = 1 - Math.floor(Math.log10(value));
    // 0.005 · 1000 may be a hair above 5, which must not become 6.
    const scaled = Math.ceil(value * 10 ** digits - 1e-9);
    return Number((scaled / 10 ** digits).toPrecision(2));
}

// EXTERNAL MODULE: ./build/src/metrics/registry.js + 17 modules
var registry = __webpack_require__(9353);
// EXTERNAL MODULE: ./build/src/judge/format-number.js
var format_number = __webpack_require__(35058);
// EXTERNAL MODULE: ./build/src/report/escape-markdown.js
var escape_markdown = __webpack_require__(67511);
// EXTERNAL MODULE: ./build/src/report/markdown-table.js + 1 modules
var markdown_table = __webpack_require__(92356);
;// CONCATENATED MODULE: ./build/src/report/plan-report.js



/** Below it a margin is called too tight: the power that all of Sluice's numbers are stated for. */
const ENOUGH = 0.8;
const HEADER = ['check', 'rule', 'n', 'standard error', 'margin', 'equal model passes', 'loss found (80 %)', 'margin one can pass'];
/** What each check can decide, as a table that also reads well in a terminal. */
function renderPlan(plans, medium) {
    const safe = medium === 'markdown' ? escape_markdown/* escapeMarkdown */.FV : escape_markdown/* plainText */.wh;
    return plans.map(({ model, plan }) => renderOne(model, plan, safe)).join('\n');
}
function renderOne(model, { checks, chanceAllPass, unplanned }, safe) {
    const { atLeast, atMost } = chanceAllPass;
    const chance = percentOf(atLeast) === percentOf(atMost) ? percentOf(atMost) : `between ${percentOf(atLeast)} and ${percentOf(atMost)}`;
    const lines = [
        `## Plan: ${safe(model)}`,
        '',
        ...(checks.length === 0
            ? ['Nothing could be planned.']
            : [`A model as good as the baseline is let through with a chance of ${chance}.`, '', tableOf(checks, safe)]),
        ...advice(checks, safe),
        ...(unplanned.length === 0
            ? []
            : ['', 'Not planned:', '', ...unplanned.map(({ id, slice, why }) => `* ${safe(named({ id, slice }))}: ${safe(why)}`)]),
    ];
    return `${lines.join('\n')}\n`;
}
function tableOf(checks, safe) {
    const rows = checks.map((check) => {
        const show = (value) => (0,format_number/* formatNumber */.ZV)(value, (0,format_number/* usefulDecimals */.Xg)({ standardError: check.standardError, margin: check.margin }));
        return [
            safe(named(check)),
            check.require,
            `${(0,format_number/* formatCount */.B4)(check.n)} ${check.unit}`,
            (0,format_number/* formatPlain */.WB)(check.standardError, 2),
            (0,format_number/* formatPlain */.WB)(check.margin),
            percentOf(check.chanceEqualPasses),
            show(check.detectableHarm),
            check.passableMargin === null ? '' : (0,format_number/* formatPlain */.WB)(check.passableMargin),
        ];
    });
    return (0,markdown_table/* table */.tp)(HEADER, rows, 'aligned');
}
/** What to change where an equal model would often be stopped. */
function advice(checks, safe) {
    const tight = checks.filter(({ chanceEqualPasses }) => chanceEqualPasses < ENOUGH);
    const lines = tight.map((check) => {
        const { chanceEqualPasses, passableMargin, rowsToDecide, unit } = check;
        const ways = [
            ...(passableMargin === null ? [] : [`a margin of ${(0,format_number/* formatPlain */.WB)(passableMargin)}`]),
            ...(rowsToDecide === null ? [] : [`about ${(0,format_number/* formatAbout */.lb)(rowsToDecide)} ${unit}`]),
        ];
        const way = ways.length === 0 ? '' : `; ${ways.join(' or ')} would let it through in 80 %`;
        return `* ${safe(named(check))}: an equal model passes in ${percentOf(chanceEqualPasses)} only${way}.`;
    });
    return lines.length === 0 ? [] : ['', ...lines];
}
function named({ id, slice }) {
    return slice === null ? id : `${id} on ${slice}`;
}
/** A chance is never certain: 99.97 % is not shown as 100 %. */
function percentOf(chance) {
    if (chance > 0.999)
        return '> 99.9 %';
    return chance < 0.001 ? '< 0.1 %' : (0,format_number/* formatPercent */.l9)(Number(chance.toFixed(3)));
}

// EXTERNAL MODULE: ./build/src/commands/evaluated-models.js + 2 modules
var evaluated_models = __webpack_require__(54649);
// EXTERNAL MODULE: ./build/src/commands/session.js + 42 modules
var commands_session = __webpack_require__(98562);
;// CONCATENATED MODULE: ./build/src/commands/plan.js






/** Margins below it are not proposed for metrics between 0 and 1 (statistics: nobody's retrain keeps less). */
const SMALLEST_MARGIN = 0.005;
/** What the policy can decide with the rows there are, before anybody is blocked. */
async function plan_plan(inputs, world) {
    const session = await (0,commands_session/* openSession */.f)(inputs, world);
    const plans = [];
    for (const asked of (0,evaluated_models/* evaluatedModels */.w)(session)) {
        const { model, evaluate } = asked;
        const files = await (0,evaluated_models/* findFiles */.l)(session, asked, inputs);
        const { comparisons } = await (0,evaluate_model/* evaluateModel */.H)({ model, evaluate, files, policyUnchanged: false, score: session.score });
        const smallestMargin = (metric) => smallestMarginOf(metric, model.task);
        plans.push({ model: model.name, plan: plan(comparisons, { confidence: evaluate.confidence, smallestMargin }) });
    }
    await world.host.publish({
        out: '.',
        files: new Map(),
        markdown: renderPlan(plans, 'markdown'),
        stdout: inputs.json ? { kind: 'json', value: plans } : { kind: 'text', text: renderPlan(plans, 'terminal') },
        outputs: {},
        annotations: [],
    });
    return 0;
}
function smallestMarginOf(metric, task) {
    return (0,registry/* findMetric */.GF)(metric, task).bounds === 'unit-interval' ? SMALLEST_MARGIN : 0;
}


/***/ })

};
