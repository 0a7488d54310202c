export const id = 562;
export const ids = [562];
export const modules = {

/***/ 98562:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  f: () => (/* binding */ openSession)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(48161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
// EXTERNAL MODULE: ./node_modules/canonicalize/lib/canonicalize.js
var canonicalize = __webpack_require__(23842);
;// CONCATENATED MODULE: ./build/src/policy/canonical-json.js

/** The package's types describe an ES module, but its code is CommonJS: what is imported is the function itself. */
const serialize = canonicalize;
/** RFC 8785: the same data always give the same text, whatever the order of keys. */
function canonicalJson(value) {
    const json = serialize(value);
    if (json === undefined)
        throw new TypeError('only data has a canonical form');
    return json;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
;// CONCATENATED MODULE: ./build/src/policy/document.js

/** A policy is some hundred lines. Beyond these it is a mistake, or an attempt to exhaust the runner through aliases. */
const MOST_CHARACTERS = 1_000_000;
const MOST_CHARACTERS_OF_A_VALUE = 10_000;
const MOST_VALUES = 20_000;
const MOST_NESTING = 50;
const PLAIN_NAME = /^\P{Cc}{1,200}$/u;
/** YAML 1.2 text to nodes with positions; every syntax error with its place. Aliases are followed, merge keys are not. */
function parsePolicyDocument(text, file) {
    if (text.length > MOST_CHARACTERS) {
        return refuse(problemAt(file, 1, 1, `${text.length} characters`, `at most ${MOST_CHARACTERS}`, 'Is this the policy?'));
    }
    const lines = new dist/* LineCounter */.HN();
    const document = (0,dist/* parseDocument */.Tp)(text.replace(/^\ufeff/, ''), {
        lineCounter: lines,
        prettyErrors: false,
        merge: false,
        version: '1.2',
        schema: 'core',
        logLevel: 'error',
    });
    const [syntaxError, ...others] = withoutFollowUps([...document.errors, ...document.warnings]).map((error) => syntaxProblem(error, lines, file));
    if (syntaxError)
        return refuse(syntaxError, ...others);
    if (document.directives?.yaml.version !== '1.2') {
        return refuse(problemAt(file, 1, 1, 'another version of YAML is asked for', 'YAML 1.2', 'Remove the %YAML line.'));
    }
    const reader = new NodeReader(document.contents, lines, file);
    return reader.read();
}
/** Turns the library's nodes into ours and follows aliases, counting what comes out. */
class NodeReader {
    contents;
    lines;
    file;
    anchors = new Map();
    problems = [];
    values = 0;
    constructor(contents, lines, file) {
        this.contents = contents;
        this.lines = lines;
        this.file = file;
    }
    read() {
        if (this.contents === null)
            return refuse(problemAt(this.file, 1, 1, 'the file is empty', 'a policy', MINIMAL_REMEDY));
        const root = this.node(this.contents, 0);
        const [problem, ...others] = this.problems;
        if (problem)
            return refuse(problem, ...others);
        if (root.kind === 'mapping')
            return { ok: true, root };
        if (root.kind === 'scalar' && root.value === null)
            return refuse(problemAt(this.file, 1, 1, 'the file is empty', 'a policy', MINIMAL_REMEDY));
        const { line, col } = this.place(this.contents);
        return refuse(problemAt(this.file, line, col, `the file is ${root.kind === 'list' ? 'a list' : 'a text'}`, 'a mapping', MINIMAL_REMEDY));
    }
    node(node, depth) {
        const origin = this.origin(node);
        if (this.problems.length > 0 || node === null)
            return empty(origin);
        if (++this.values > MOST_VALUES)
            return this.complain(node, `more than ${MOST_VALUES} values`, 'fewer', 'Aliases (`*name`) multiply them.');
        if (depth > MOST_NESTING) {
            return this.complain(node, `nested deeper than ${MOST_NESTING} levels`, 'a flat policy', 'An alias (`*name`) may contain itself.');
        }
        if ((0,dist/* isAlias */.Vj)(node)) {
            const target = this.anchors.get(node.source);
            return target
                ? this.node(target, depth + 1)
                : this.complain(node, `no anchor &${node.source} before`, 'one', 'Write the value itself.');
        }
        if ('anchor' in node && typeof node.anchor === 'string')
            this.anchors.set(node.anchor, node);
        if ((0,dist/* isScalar */.jn)(node))
            return this.scalar(node.value, node.source ?? '', node, origin);
        if ((0,dist/* isMap */.jh)(node))
            return this.mapping(node.items, depth, origin);
        return { kind: 'list', items: node.items.map((item) => this.node(isNode(item) ? item : null, depth + 1)), origin };
    }
    scalar(value, source, node, origin) {
        if (source.length > MOST_CHARACTERS_OF_A_VALUE) {
            return this.complain(node, `a value of ${source.length} characters`, `at most ${MOST_CHARACTERS_OF_A_VALUE}`, 'Shorten it.');
        }
        if (typeof value === 'number') {
            if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
                return { kind: 'scalar', value, source, origin };
            return this.complain(node, `${source} cannot be held exactly`, 'a number below 2^53', 'If it is a name, put it in quotes.');
        }
        if (typeof value === 'string' || typeof value === 'boolean')
            return { kind: 'scalar', value, source: String(value), origin };
        return empty(origin);
    }
    mapping(items, depth, origin) {
        const entries = new Map();
        for (const { key, value } of items) {
            const name = (0,dist/* isScalar */.jn)(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : undefined;
            if (name === undefined || name === '__proto__' || !PLAIN_NAME.test(name))
                return this.complain(key, 'a key that is no plain name', 'a name', 'Keys are plain text.');
            if (entries.has(name))
                return this.complain(key, `the key \`${name}\` stands twice`, 'each key once', 'Remove one of them.');
            const keyOrigin = this.origin(key);
            entries.set(name, { keyOrigin, node: value === null ? empty(keyOrigin) : this.node(value, depth + 1) });
        }
        return { kind: 'mapping', entries, origin };
    }
    complain(node, found, expected, remedy) {
        const { line, col } = this.place(node);
        this.problems.push(problemAt(this.file, line, col, found, expected, remedy));
        return empty(this.origin(node));
    }
    origin(node) {
        const { line, col } = this.place(node);
        return { kind: 'file', line, column: col };
    }
    place(node) {
        return this.lines.linePos(node?.range?.[0] ?? 0);
    }
}
function empty(origin) {
    return { kind: 'scalar', value: null, source: '', origin };
}
function isNode(value) {
    return typeof value === 'object' && value !== null && 'range' in value;
}
function refuse(...problems) {
    return { ok: false, problems };
}
function problemAt(file, line, column, found, expected, remedy) {
    return { where: `${file}:${line}:${column}`, found, expected, remedy };
}
/** After a first mistake of form the parser stumbles on; a key that stands twice or a tag confuses nobody. */
function withoutFollowUps(errors) {
    const isHarmless = ({ code }) => code === 'DUPLICATE_KEY' || code === 'TAG_RESOLVE_FAILED';
    const first = errors.find((error) => !isHarmless(error));
    return errors.filter((error) => error === first || isHarmless(error));
}
function syntaxProblem(error, lines, file) {
    const { line, col } = lines.linePos(error.pos[0]);
    const remedy = SYNTAX_REMEDIES[error.code] ?? 'Mend the YAML there or in the line above; an editor with YAML support shows it.';
    return problemAt(file, line, col, SYNTAX_FOUND[error.code] ?? lowerFirst(error.message), 'valid YAML', remedy);
}
function lowerFirst(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}
const SYNTAX_FOUND = {
    TAB_AS_INDENT: 'a tab in the indentation',
    DUPLICATE_KEY: 'the same key stands twice in one mapping',
    MULTIPLE_DOCS: 'a second document (`---`)',
};
const SYNTAX_REMEDIES = {
    TAB_AS_INDENT: 'Indent with spaces.',
    DUPLICATE_KEY: 'Remove one of them.',
    MULTIPLE_DOCS: 'Keep one document a file; several models stand under `models:`.',
    BAD_SCALAR_START: 'Put the text in quotes.',
    BLOCK_AS_IMPLICIT_KEY: 'Put text that holds a colon in quotes, or mend the indentation.',
    MISSING_CHAR: 'Close the quote or the bracket that was opened there or above.',
    BAD_INDENT: 'Close the bracket, or mend the indentation.',
    TAG_RESOLVE_FAILED: 'Remove the tag (`!…`).',
};
/** Ready to paste. */
const MINIMAL_POLICY = `version: 1
models:
  my-model:
    onnx: models/my-model.onnx
    task: binary-classification
    data:
      evaluation: data/holdout.parquet
      label: label
    evaluate:
      metrics:
        roc_auc: { margin: 0.005 }
`;
const MINIMAL_REMEDY = `Start from this:\n\n${MINIMAL_POLICY}`;

// EXTERNAL MODULE: ./build/src/judge/margin.js
var margin = __webpack_require__(91671);
// EXTERNAL MODULE: ./build/src/metrics/registry.js + 17 modules
var registry = __webpack_require__(9353);
;// CONCATENATED MODULE: ./build/src/gates/evaluate/metric-problems.js


/**
 * What the schema cannot know: whether the task has the metric, in which direction it counts, and what its range allows.
 *
 * @param rule null when it cannot be read; then only the name is checked
 * @param written the rule as the file has it: `0.5pp` and 0.005 are one value, but points are not for every metric
 */
function metricProblems(name, rule, written, task) {
    const metric = metricOrProblem(name, task);
    if ('expected' in metric)
        return [metric];
    if (rule === null)
        return [];
    const isAsked = Object.values(rule).some((value) => value !== null);
    if (metric.reportOnly !== null && isAsked) {
        const remedy = `It is reported and not judged: ${metric.reportOnly}. Write \`${name}: {}\`.`;
        return [{ path: [], found: `\`${name}\` is judged`, expected: 'nothing asked of it', remedy }];
    }
    return [
        ...limitProblems(metric, rule),
        ...marginProblems(metric, written),
        ...(rule.require !== null && rule.margin === null ? [withoutMargin('require')] : []),
        ...(rule.suspiciousAbove !== null && rule.margin === null ? [withoutMargin('suspicious-above')] : []),
    ];
}
function metricOrProblem(name, task) {
    try {
        return (0,registry/* findMetric */.GF)(name, task);
    }
    catch (error) {
        if (!(error instanceof registry/* UnknownMetric */.x4))
            throw error;
        const remedy = error.nearest === null ? 'Choose one of them.' : `Did you mean \`${error.nearest}\`?`;
        return { path: [], found: `\`${name}\` is no metric of ${task}`, expected: `one of ${error.known.join(', ')}`, remedy };
    }
}
/** Floors are for what should be high, ceilings for what should be low (design §1). */
function limitProblems(metric, rule) {
    const [wrong, right, better] = metric.higherIsBetter ? ['max', 'min', 'higher'] : ['min', 'max', 'lower'];
    const limit = rule[right];
    const problems = [];
    if (rule[wrong] !== null) {
        problems.push({
            path: [wrong],
            found: `\`${wrong}\` of ${metric.name}, of which ${better} is better`,
            expected: `\`${right}\``,
            remedy: `Did you mean \`${right}: ${rule[wrong]}\`?`,
        });
    }
    const [least, most] = RANGES[metric.bounds];
    if (limit !== null && (limit < least || limit > most)) {
        const remedy = limit > most && limit <= 100 && most === 1 ? `Did you mean ${limit / 100}?` : 'Choose a value in that range.';
        problems.push({ path: [right], expected: `a value that ${metric.name} can have, ${rangeText(least, most)}`, remedy });
    }
    return problems;
}
const RANGES = {
    'unit-interval': [0, 1],
    'minus-one-to-one': [-1, 1],
    'non-negative': [0, Number.POSITIVE_INFINITY],
    unbounded: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
};
function rangeText(least, most) {
    return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `from ${least} to ${most}`;
}
const MARGIN_KEYS = ['margin', 'improve-by', 'suspicious-above'];
function marginProblems(metric, written) {
    const values = new Map(typeof written === 'object' && written !== null ? Object.entries(written) : []);
    return MARGIN_KEYS.filter((key) => values.has(key)).flatMap((key) => {
        const parsed = (0,margin/* parseMargin */.ES)(values.get(key), metric.bounds);
        return parsed.ok ? [] : [{ path: [key], expected: parsed.problem.expected, remedy: parsed.problem.remedy }];
    });
}
function withoutMargin(key) {
    return { path: [key], found: `\`${key}\` without \`margin\``, expected: 'both', remedy: 'Add `margin`, or remove it.' };
}

// EXTERNAL MODULE: ./node_modules/zod/v4/core/registries.js
var registries = __webpack_require__(29396);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 8 modules
var schemas = __webpack_require__(32716);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/core.js
var core = __webpack_require__(88532);
// EXTERNAL MODULE: ./node_modules/fastest-levenshtein/mod.js
var mod = __webpack_require__(21916);
;// CONCATENATED MODULE: ./build/src/gates/section/nearest.js

/**
 * The name that was probably meant, separators and case aside; undefined when none is that near.
 *
 * @param most share of the letters that may differ; swapped letters (`wran`) are two
 */
function nearest(name, known, most = 0.5) {
    const bare = bareName(name);
    const longer = bare.length < 3 ? undefined : known.find((candidate) => bareName(candidate).startsWith(bare));
    if (longer !== undefined)
        return longer;
    let best;
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of known) {
        const target = bareName(candidate);
        const away = (0,mod/* distance */.Io)(bare, target);
        if (away < least && away <= Math.max(bare.length, target.length) * most) {
            best = candidate;
            least = away;
        }
    }
    return best;
}
function bareName(name) {
    return name.toLowerCase().replaceAll(/[-_\s]/g, '');
}

;// CONCATENATED MODULE: ./build/src/gates/section/quantity.js


/** JSON Schema of what a parser reads, by the schema that stands for "anything" in zod's eyes. */
const jsonForms = registries/* registry */.u5();
/** A value that our own parser reads, so that its message says what was meant; `form` is the same for editors. */
function quantity(parse, form, expected) {
    const anything = schemas/* unknown */.L5J();
    jsonForms.add(anything, { form, expected });
    return anything.transform((raw, context) => {
        const parsed = parse(raw);
        if (parsed.ok)
            return parsed.value;
        const { expected, remedy } = parsed.problem;
        context.issues.push({ code: 'custom', message: expected, params: { remedy: remedy.replaceAll(/\p{Cc}/gu, ' ') }, input: raw });
        return core/* NEVER */.tm;
    });
}
/** Longer texts are no amounts, and the pattern below would take cubic time over them. */
const LONGEST = 40;
const AMOUNT = /^([+-]?(?:\d+\.?\d*|\.\d+))\s*(\S*)$/;
/** An amount and one of the units, multiplied out. */
function readQuantity(raw, { units, expected, least, most, suggestedUnit }) {
    const refuse = (remedy) => ({ ok: false, problem: { found: String(raw), expected, remedy } });
    if (typeof raw === 'number') {
        const meant = suggestedUnit === '%' && raw > 0 && raw <= 1 ? Number((raw * 100).toPrecision(12)) : raw;
        return refuse(`Write the unit: did you mean ${meant}${suggestedUnit}?`);
    }
    const match = typeof raw === 'string' && raw.length <= LONGEST ? AMOUNT.exec(raw.trim()) : null;
    if (match === null)
        return refuse(`Write a number and its unit, such as 1${suggestedUnit}.`);
    const [, amount = '', unit = ''] = match;
    if (unit === '')
        return refuse(`Write the unit: did you mean ${amount}${suggestedUnit}?`);
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (factor === undefined)
        return refuse(unknownUnit(amount, unit, Object.keys(units)));
    // Fifteen digits keep 99.9% the double 0.999, where 99.9 · 0.01 is its neighbour.
    const value = Number((Number(amount) * factor).toPrecision(15));
    return value >= least && value <= most ? { ok: true, value } : refuse('Choose a value in that range.');
}
function unknownUnit(amount, unit, units) {
    const near = ALSO_CALLED[unit.toLowerCase()] ?? nearest(unit, units);
    if (near !== undefined && units.includes(near))
        return `Did you mean ${amount}${near}?`;
    return `The unit is one of ${units.join(', ')}.`;
}
/** What people write, in lower case, and the unit that they mean. */
const ALSO_CALLED = {
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    min: 'm',
    mins: 'm',
    minute: 'm',
    minutes: 'm',
    hr: 'h',
    hour: 'h',
    hours: 'h',
    day: 'd',
    days: 'd',
    k: 'KiB',
    kb: 'kB',
    m: 'MiB',
    mb: 'MB',
    mib: 'MiB',
    g: 'GiB',
    gb: 'GB',
    gib: 'GiB',
    percent: '%',
    pct: '%',
};

;// CONCATENATED MODULE: ./build/src/gates/section/duration.js

/** Milliseconds in a unit. */
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PATTERN = '^\\d+(\\.\\d+)?(ms|s|m|h|d)$';
/** `90s`, `10m`, `6h`, `1d`, `250ms`: a time, as milliseconds. */
function duration(limits) {
    const range = limits.atMost === undefined ? `at least ${limits.atLeast}` : `from ${limits.atLeast} to ${limits.atMost}`;
    const expected = `a time with its unit, such as 90s, 10m, 6h or 1d, ${range}`;
    const least = milliseconds(limits.atLeast);
    const most = limits.atMost === undefined ? Number.POSITIVE_INFINITY : milliseconds(limits.atMost);
    return quantity((raw) => parseDuration(raw, expected, least, most), { type: 'string', pattern: PATTERN }, expected);
}
function parseDuration(raw, expected, least, most) {
    return readQuantity(raw, { units: UNITS, expected, least, most, suggestedUnit: 's' });
}
function milliseconds(text) {
    const parsed = parseDuration(text, 'a time', 0, Number.POSITIVE_INFINITY);
    if (!parsed.ok)
        throw new TypeError(`${text} is no time`);
    return parsed.value;
}

;// CONCATENATED MODULE: ./build/src/gates/section/margin.js


const margin_AMOUNT = '(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?';
const pattern = (units) => ({ type: 'string', pattern: `^${margin_AMOUNT}\\s*(${units})?$` });
const POSITIVE = { type: 'number', minimum: 0 };
/** The larger of both parts. */
const BOTH = {
    type: 'object',
    properties: {
        relative: { type: 'string', pattern: `^${margin_AMOUNT}\\s*%$`, description: "A share of the baseline's value." },
        absolute: { anyOf: [POSITIVE, pattern('[pP][pP]')], description: "In the metric's own unit, or in points." },
    },
    required: ['relative', 'absolute'],
    additionalProperties: false,
};
/** An allowed worsening (design §1). What the metric's range forbids is checked once the metric is known. */
function margin_margin() {
    const form = { anyOf: [POSITIVE, pattern('%|[pP][pP]'), BOTH] };
    return quantity((raw) => (0,margin/* parseMargin */.ES)(raw), form, 'a margin');
}
/** Of slices: `2x` the metric's own margin, or a margin for itself. */
function sliceMargin() {
    const form = { anyOf: [POSITIVE, pattern('%|[pP][pP]|[xX]'), BOTH] };
    return quantity((raw) => (0,margin/* parseSliceMargin */.EZ)(raw), form, 'a multiple of the margin such as 2x, or a margin');
}

;// CONCATENATED MODULE: ./build/src/gates/section/section.js

const keyFacts = registries/* registry */.u5();
/** A key of a section with what people and the strictness rule must know of it. */
function key(schema, facts) {
    const described = schema.meta({ description: facts.meaning });
    keyFacts.add(described, facts);
    return described;
}
/** Mappings that merge key by key: a model's block over `defaults`. All others (a margin, a slice) are one value. */
const sectionShapes = registries/* registry */.u5();
/** A mapping of known keys, kebab-case in the file, camelCase out of it; a key that was left out and has no default is null. */
function section(shape) {
    const written = schemas/* strictObject */.rej(shape, { error: 'a mapping of keys' });
    sectionShapes.add(written, { keys: Object.keys(shape) });
    return written.transform((values) => camelKeys(Object.keys(shape), values));
}
function camelKeys(keys, values) {
    const given = new Map(Object.entries(values));
    return Object.fromEntries(keys.map((name) => [camel(name), given.get(name) ?? null]));
}
function camel(name) {
    return name.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

;// CONCATENATED MODULE: ./build/src/gates/section/share.js

const share_PATTERN = '^\\d+(\\.\\d+)?%$';
/**
 * `5%`: a part of one, as a fraction (0.05). A bare number is refused: nobody can tell whether 0.5 means a half or half a percent.
 *
 * @param limits in percent, both allowed
 */
function share(limits) {
    const expected = `a share with a percent sign, from ${limits.atLeast}% to ${limits.atMost}%`;
    const least = limits.atLeast / 100;
    const most = limits.atMost / 100;
    const units = { '%': 0.01 };
    return quantity((raw) => readQuantity(raw, { units, expected, least, most, suggestedUnit: '%' }), { type: 'string', pattern: share_PATTERN }, expected);
}

;// CONCATENATED MODULE: ./build/src/gates/section/size.js

/** Bytes in a unit: decimal (SI) and binary (IEC 80000-13). */
const size_UNITS = {
    B: 1,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
};
const size_PATTERN = '^\\d+(\\.\\d+)?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$';
/** `64MiB`, `2GB`: an amount of memory or storage, as whole bytes. */
function size(limits) {
    const expected = `a size with its unit, such as 64MiB or 2GB, at least ${limits.atLeast}`;
    const least = bytes(limits.atLeast);
    return quantity((raw) => parseSize(raw, expected, least), { type: 'string', pattern: size_PATTERN }, expected);
}
function parseSize(raw, expected, least) {
    const parsed = readQuantity(raw, { units: size_UNITS, expected, least, most: Number.MAX_SAFE_INTEGER, suggestedUnit: 'MiB' });
    return parsed.ok ? { ok: true, value: Math.round(parsed.value) } : parsed;
}
function bytes(text) {
    const parsed = parseSize(text, 'a size', 0);
    if (!parsed.ok)
        throw new TypeError(`${text} is no size`);
    return parsed.value;
}

;// CONCATENATED MODULE: ./build/src/gates/section/slice.js


const EXPECTED = 'a column (`sex`), `{ column: age, edges: [30, 45] }` or `{ name: new-hires, where: "tenure < 1" }`';
const TEXT = { type: 'string', minLength: 1 };
const FORM = {
    anyOf: [
        { ...TEXT, description: 'A column: a slice for each of its values.' },
        {
            type: 'object',
            properties: {
                column: TEXT,
                edges: { type: 'array', items: { type: 'number' }, minItems: 1, description: 'Rising; groups include their lower edge.' },
            },
            required: ['column', 'edges'],
            additionalProperties: false,
        },
        {
            type: 'object',
            properties: { name: TEXT, where: { ...TEXT, description: 'A condition in SQL.' } },
            required: ['name', 'where'],
            additionalProperties: false,
        },
    ],
};
/** Rows that are judged by themselves: a column's values, ranges of a number, or a condition. */
function slice() {
    return quantity(parseSlice, FORM, EXPECTED);
}
function parseSlice(raw) {
    if (isText(raw))
        return accept({ kind: 'column', column: raw });
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
        return slice_refuse(raw, 'Name a column; a number or a truth value goes in quotes.');
    const { column, edges, name, where, ...unknown } = Object.fromEntries(Object.entries(raw));
    const [wrong] = Object.keys(unknown);
    if (wrong !== undefined)
        return slice_refuse(raw, unknownKey(wrong));
    if (column !== undefined) {
        if (name !== undefined || where !== undefined)
            return slice_refuse(raw, 'Take `column` with `edges`, or `name` with `where`, not both.');
        if (!isText(column))
            return slice_refuse(raw, '`column` is the name of a column.');
        if (edges === undefined)
            return slice_refuse(raw, `Add \`edges\`, or write the column alone: \`${column}\`.`);
        return isRising(edges) ? accept({ kind: 'edges', column, edges }) : slice_refuse(raw, '`edges` are different numbers in rising order.');
    }
    if (edges !== undefined)
        return slice_refuse(raw, 'Add the `column` that the edges cut.');
    if (!isText(name))
        return slice_refuse(raw, 'Add a `name` for the rows of that condition.');
    return isText(where) ? accept({ kind: 'where', name, where }) : slice_refuse(raw, 'Add `where`, a condition in SQL such as "tenure < 1".');
}
function unknownKey(wrong) {
    const near = nearest(wrong, ['column', 'edges', 'name', 'where']);
    return near === undefined ? `Remove \`${wrong}\`.` : `Did you mean \`${near}\` instead of \`${wrong}\`?`;
}
/** What two slices of one policy may not share, and by which a slice is the same one in base and head. */
function sliceIdentity(spec) {
    return spec.kind === 'where' ? spec.name : spec.kind === 'edges' ? `${spec.column} by edges` : spec.column;
}
/** The same of a slice as the file writes it. */
function identityOfSlice(raw) {
    const parsed = parseSlice(raw);
    return parsed.ok ? sliceIdentity(parsed.value) : JSON.stringify(raw);
}
function isText(value) {
    return typeof value === 'string' && value.trim() !== '';
}
function isRising(value) {
    if (!Array.isArray(value) || value.length === 0)
        return false;
    return value.every((edge, index) => typeof edge === 'number' && (index === 0 || edge > value[index - 1]));
}
function accept(value) {
    return { ok: true, value };
}
function slice_refuse(raw, remedy) {
    return { ok: false, problem: { found: JSON.stringify(raw) ?? 'nothing', expected: EXPECTED, remedy } };
}

;// CONCATENATED MODULE: ./build/src/gates/section/values.js

/** Text of one line: column names, references, conditions. */
function values_text(expected) {
    return schemas/* string */.YjP({ error: expected }).regex(/^[^\p{Cc}]*\S[^\p{Cc}]*$/u, { error: expected });
}
function wholeNumber(limits) {
    const expected = `a whole number from ${limits.atLeast} to ${limits.atMost}`;
    return schemas/* number */.aig({ error: expected })
        .int({ error: expected })
        .min(limits.atLeast, { error: expected })
        .max(limits.atMost, { error: expected });
}
function plainNumber(expected = 'a number') {
    return schemas/* number */.aig({ error: expected });
}
function listOf(item, expected, atLeast = 1) {
    return schemas/* array */.YOg(item, { error: expected }).min(atLeast, { error: expected });
}
/** One of a few words. */
function oneOf(...words) {
    return schemas/* enum */.k5n(words, { error: alternatives(words) });
}
function mapOf(name, value, expected) {
    return schemas/* record */.g1P(name, value, { error: (issue) => (issue.code === 'invalid_type' ? expected : undefined) });
}
/** `a`, `b` or `c`. */
function alternatives(words) {
    const quoted = words.map((word) => `\`${word}\``);
    return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/policy.js







/** What is asked of one metric; all left out: it is reported and not judged. */
const metricRule = section({
    margin: key(margin_margin().optional(), {
        meaning: "Allowed worsening against the baseline, in the metric's unit, points (`0.5pp`) or, of metrics without a fixed range, a share.",
        example: '0.005',
        unit: 'margin',
        stricter: 'smaller',
    }),
    min: key(plainNumber().optional(), {
        meaning: 'Floor for the candidate, for metrics of which higher is better; no baseline needed.',
        example: '0.85',
        unit: "the metric's unit",
        stricter: 'larger',
    }),
    max: key(plainNumber().optional(), {
        meaning: 'Ceiling for the candidate, for metrics of which lower is better; no baseline needed.',
        example: '0.4',
        unit: "the metric's unit",
        stricter: 'smaller',
    }),
    'improve-by': key(margin_margin().optional(), {
        meaning: 'The candidate must be proven better than the baseline by more than this.',
        example: '0.002',
        unit: 'margin',
        stricter: 'larger',
    }),
    'suspicious-above': key(margin_margin().optional(), {
        meaning: 'Warns when the candidate is better by more than this: a leak of the label is likelier than such a gain.',
        example: '0.05',
        unit: 'margin',
        stricter: 'smaller',
    }),
    require: key(oneOf('proof', 'no-harm').optional(), {
        meaning: 'What the overall check against the baseline asks for: `proof` that the worsening is below the margin, or `no-harm`: no proof that it is above. Slices, floors and ceilings are always `no-harm`; left out: `proof`.',
        example: 'no-harm',
        stricter: ['no-harm', 'proof'],
    }),
});
const writtenSection = section({
    metrics: key(mapOf(values_text('the name of a metric'), metricRule, "a mapping of metrics' names to what is asked of them"), {
        meaning: "Metrics by scikit-learn's names. One with nothing below it is reported and not judged.",
        example: '{ roc_auc: { margin: 0.005 } }',
    }),
    slices: key(listOf(slice(), 'a list of slices', 0).prefault([]), {
        meaning: 'Parts of the rows that are judged by themselves: columns, ranges of a number, conditions in SQL.',
        example: '[sex, { column: age, edges: [30, 45, 60] }, { name: new-hires, where: "tenure < 1" }]',
        stricter: { unionBy: identityOfSlice },
    }),
    'slice-margin': key(sliceMargin().prefault('2x'), {
        meaning: "Margin of slices: so many times the metric's own, or a margin for itself.",
        example: '2x',
        unit: 'multiple or margin',
        stricter: 'smaller',
    }),
    confidence: key(share({ atLeast: 50, atMost: 99.999 }).prefault('95%'), {
        meaning: 'Confidence of each one-sided bound.',
        example: '99%',
        unit: 'share',
        stricter: 'larger',
    }),
    'min-rows': key(wholeNumber({ atLeast: 2, atMost: 1_000_000_000 }).prefault(100), {
        meaning: 'With fewer independent rows (queries for ranking) a check is listed as not judged.',
        example: '200',
        unit: 'rows',
        stricter: 'base',
    }),
    'min-rarer-class': key(wholeNumber({ atLeast: 1, atMost: 1_000_000_000 }).prefault(20), {
        meaning: 'The same for rows of the rarer class, where the labels have two.',
        example: '50',
        unit: 'rows',
        stricter: 'base',
    }),
    'on-inconclusive': key(oneOf('block', 'warn').prefault('block'), {
        meaning: 'Whether a check that cannot tell blocks.',
        example: 'warn',
        stricter: ['warn', 'block'],
    }),
    anchor: key(values_text('a reference, `released` or `none`').prefault('released'), {
        meaning: 'A second comparison, with twice the margin, against this model: many small allowed losses must not add up unseen. `none` switches it off.',
        example: 'released',
        unit: 'reference',
        stricter: 'base',
    }),
    'batch-size': key(wholeNumber({ atLeast: 1, atMost: 1_000_000 }).prefault(4096), {
        meaning: 'Rows of one run of the models, the same for all; models with dynamic quantisation answer by batch.',
        example: '1',
        unit: 'rows',
        stricter: 'base',
    }),
    'time-limit': key(duration({ atLeast: '1s', atMost: '1d' }).prefault('60s'), {
        meaning: 'Longest time for loading a model and for one batch; beyond it the model is stopped and the check is an error.',
        example: '5m',
        unit: 'time',
        stricter: 'smaller',
    }),
    'memory-limit': key(size({ atLeast: '128MiB' }).prefault('4GiB'), {
        meaning: 'Most memory of the process that runs the models.',
        example: '12GiB',
        unit: 'size',
        stricter: 'smaller',
    }),
    seed: key(wholeNumber({ atLeast: 0, atMost: 4_294_967_295 }).prefault(1), {
        meaning: 'Of the bootstrap: the same seed gives the same intervals.',
        example: '7',
        stricter: 'base',
    }),
    'bootstrap-resamples': key(wholeNumber({ atLeast: 2000, atMost: 1_000_000 }).prefault(2000), {
        meaning: 'Of metrics whose interval needs a bootstrap.',
        example: '10000',
        unit: 'resamples',
        stricter: 'larger',
    }),
});
const evaluateSection = writtenSection.transform(({ batchSize, timeLimit, memoryLimit, ...rest }) => {
    const limits = { batchRows: batchSize, timeLimitMs: timeLimit, memoryLimitBytes: memoryLimit };
    return { ...rest, limits };
});

// EXTERNAL MODULE: ./build/src/policy/node.js
var policy_node = __webpack_require__(32522);
;// CONCATENATED MODULE: ./build/src/policy/later-sections.js






/*
 * diff, benchmark and rollout: their keys are checked so that a policy can be written whole; nothing reads them yet.
 * Each gate brings its own section's schema, which replaces the one here.
 */
const allowed = (meaning, example) => key(margin_margin().optional(), { meaning, example, unit: 'margin', stricter: 'smaller' });
const drift = (measures, meaning) => key(section({
    measure: key(oneOf(...measures).optional(), { meaning: 'How distance is measured.', example: measures[0], stricter: 'base' }),
    margin: allowed('Allowed distance.', '0.1'),
}).optional(), { meaning, example: `{ measure: ${measures[0]}, margin: 0.1 }` });
const waiver = schemas/* strictObject */.rej({
    rule: values_text('a rule such as COLUMN_REMOVED'),
    subject: values_text('the column or tensor').optional(),
    reason: values_text('why'),
    by: values_text('who answers for it, such as "@risk-team"'),
    expires: schemas/* string */.YjP({ error: 'a day, such as 2027-01-31' }).regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a day, such as 2027-01-31' }),
}, { error: 'a mapping of rule, subject, reason, by and expires' });
const diffSection = section({
    drift: key(section({
        numeric: drift(['ks', 'wasserstein', 'js', 'psi'], 'Of columns with numbers.'),
        categorical: drift(['tvd', 'js', 'psi'], 'Of columns with categories.'),
        nulls: allowed('Allowed rise of the share of nulls.', '2pp'),
        'min-rows': key(wholeNumber({ atLeast: 1, atMost: 1_000_000_000 }).optional(), {
            meaning: 'With fewer rows drift is listed as not judged.',
            example: '2000',
            unit: 'rows',
            stricter: 'base',
        }),
    }).optional(), { meaning: 'Change of distributions.', example: '{ nulls: 2pp }' }),
    rules: key(mapOf(values_text('the name of a rule'), key(oneOf('ignore', 'warn', 'fail'), { meaning: 'What the rule does.', example: 'warn', stricter: ['ignore', 'warn', 'fail'] }), 'a mapping of rules to ignore, warn or fail').optional(), { meaning: 'What a rule does when it finds something.', example: '{ TYPE_WIDENED: warn }' }),
    waivers: key(listOf(waiver, 'a list of waivers').optional(), {
        meaning: 'Findings that somebody has accepted until a day.',
        example: '[{ rule: COLUMN_REMOVED, subject: fnlwgt, reason: unused, by: "@risk-team", expires: 2027-01-31 }]',
        stricter: 'common',
    }),
});
const latency = section({
    margin: allowed('Allowed worsening against the baseline.', '5%'),
    max: key(duration({ atLeast: '0.001ms' }).optional(), { meaning: 'Ceiling.', example: '8ms', unit: 'time', stricter: 'smaller' }),
});
const benchmarkSection = section({
    'batch-sizes': key(listOf(wholeNumber({ atLeast: 1, atMost: 1_000_000 }), 'a list of whole numbers').optional(), {
        meaning: 'Rows of one request.',
        example: '[1, 32]',
        unit: 'rows',
        stricter: 'base',
    }),
    latency: key(mapOf(schemas/* string */.YjP().regex(/^(mean|p\d{1,2}(\.\d+)?)$/, { error: 'mean, or a percentile such as p50 or p99.9' }), latency, 'a mapping of percentiles (p50, p99) to their limits').optional(), { meaning: 'By percentile.', example: '{ p50: { margin: 5% }, p99: { max: 8ms } }' }),
    memory: key(section({ margin: allowed('Allowed rise of the resident memory.', '10%') }).optional(), {
        meaning: 'Memory of the process.',
        example: '{ margin: 10% }',
    }),
    cost: key(section({
        'price-per-hour': key(plainNumber('a price above 0').positive({ error: 'a price above 0' }).optional(), {
            meaning: 'Of the machine that serves.',
            example: '0.085',
            unit: 'USD',
            stricter: 'base',
        }),
        margin: allowed('Allowed rise of the cost per prediction.', '5%'),
    }).optional(), { meaning: 'Cost of a million predictions.', example: '{ price-per-hour: 0.085, margin: 5% }' }),
    'time-budget': key(duration({ atLeast: '1s', atMost: '6h' }).optional(), {
        meaning: 'Longest time of the whole measurement.',
        example: '60s',
        unit: 'time',
        stricter: 'base',
    }),
});
/** Adapters bring the keys of their own kind. */
const ofSomeKind = schemas/* looseObject */._H3({ kind: values_text('the name of an adapter') }, { error: 'a mapping with a `kind`' });
const anyKeys = schemas/* looseObject */._H3({}, { error: 'a mapping' });
const someTime = () => duration({ atLeast: '1s', atMost: '365d' }).optional();
const percent = () => share({ atLeast: 0, atMost: 100 }).optional();
const rolloutSection = section({
    environment: key(values_text('the name of an environment').optional(), { meaning: "GitHub's environment.", example: 'production' }),
    target: key(ofSomeKind.optional(), { meaning: 'What moves the traffic.', example: '{ kind: haproxy }' }),
    telemetry: key(ofSomeKind.optional(), { meaning: 'Where live metrics come from.', example: '{ kind: prometheus, window: 1m }' }),
    identity: key(anyKeys.optional(), {
        meaning: 'How an arm proves which model it serves.',
        example: '{ http: "https://…/version", equals: sha256 }',
    }),
    steps: key(listOf(share({ atLeast: 0, atMost: 100 }), 'a list of shares').optional(), {
        meaning: 'Shares of the traffic.',
        example: '[1%, 5%, 25%, 50%]',
        unit: 'shares',
    }),
    rehearse: key(someTime(), { meaning: 'A/A before the first step.', example: '10m', unit: 'time' }),
    shadow: key(anyKeys.optional(), {
        meaning: 'Mirrored traffic before the first step.',
        example: '{ share: 10%, for: 1h, disagreement: 2% }',
    }),
    bake: key(someTime(), { meaning: 'Least time of a step.', example: '10m', unit: 'time' }),
    deadline: key(someTime(), { meaning: 'Longest time of the rollout.', example: '6h', unit: 'time' }),
    'on-deadline': key(oneOf('ask', 'hold', 'rollback').optional(), { meaning: 'What happens then.', example: 'ask' }),
    guardrails: key(mapOf(values_text('the name of a guardrail'), anyKeys, 'a mapping of guardrails').optional(), {
        meaning: 'Live metrics that may stop the rollout.',
        example: "{ latency: { histogram: '…', quantiles: [99%], margin: 25% } }",
    }),
    'split-tolerance': key(percent(), { meaning: 'Allowed deviation of the observed share.', example: '20%', unit: 'share' }),
    'unattended-max': key(percent(), { meaning: 'Largest share without a lease and without a watching job.', example: '5%', unit: 'share' }),
    'blind-max': key(someTime(), { meaning: 'Without an evaluable window for so long the share falls to 0.', example: '15m', unit: 'time' }),
    'on-new-candidate': key(oneOf('refuse', 'replace', 'queue').optional(), {
        meaning: 'When a second candidate comes.',
        example: 'refuse',
    }),
    'false-rollback-rate': key(percent(), { meaning: 'Allowed chance of rolling a healthy candidate back.', example: '1%', unit: 'share' }),
    'false-promotion-rate': key(percent(), { meaning: 'Allowed chance of promoting a harmful candidate.', example: '5%', unit: 'share' }),
    approval: key(anyKeys.optional(), {
        meaning: 'Steps before which somebody is asked, and where.',
        example: '{ before: [50%], by: environment }',
    }),
    settle: key(someTime(), { meaning: 'How long the old model stays warm.', example: '1h', unit: 'time' }),
});

;// CONCATENATED MODULE: ./build/src/policy/schema.js





const COLUMN = 'the name of a column';
const REFERENCE = 'a reference: a path, `git:<rev>:<path>`, `https://…#sha256=…` or `run:<command>`';
const column = (meaning, example) => key(values_text(COLUMN).optional(), { meaning, example, unit: 'column', stricter: 'base' });
const dataSection = section({
    evaluation: key(schemas/* union */.KCZ([values_text(REFERENCE), listOf(values_text(REFERENCE), 'a list of references')], { error: `${REFERENCE}, or a list of them` }), {
        meaning: 'Rows with labels that both models are judged on: Parquet, CSV, JSON or JSON lines; a path may be a glob.',
        example: 'data/holdout.parquet',
        unit: 'reference, or a list',
        stricter: 'head',
    }),
    label: key(values_text(COLUMN), { meaning: 'The true value.', example: 'over_50k', unit: 'column', stricter: 'base' }),
    id: column('Names a row: predictions pair by it, and rows of one id are dependent.', 'row_id'),
    group: column('Rows of one value are dependent: intervals take whole groups.', 'household_id'),
    weight: column('Sample weight, 0 or more.', 'weight'),
    query: column('The query that a row belongs to (ranking).', 'query_id'),
    time: column('When a row was observed (order, freshness).', 'observed_at'),
    reference: key(values_text(REFERENCE).optional(), {
        meaning: 'Data that schema and drift are compared with; left out: the same path at the baseline commit.',
        example: 'data/train.parquet',
        unit: 'reference',
        stricter: 'head',
    }),
    compatibility: key(oneOf('backward', 'forward', 'full').optional(), {
        meaning: 'Which way old and new data must fit.',
        example: 'full',
        stricter: 'base',
    }),
});
const servingSection = section({
    onnxruntime: key(values_text('a version in quotes, such as "1.22"').optional(), {
        meaning: 'Version that production loads the model with.',
        example: '"1.22"',
        stricter: 'head',
    }),
    lockfiles: key(listOf(values_text('a path'), 'a list of paths').optional(), {
        meaning: 'Lock files of what serves the model.',
        example: '[serving/uv.lock]',
        unit: 'paths',
        stricter: 'head',
    }),
});
const columns = schemas/* union */.KCZ([values_text(COLUMN), listOf(values_text(COLUMN), 'a list of columns')], { error: 'a column or a list of columns' });
const subject = (meaning, example) => key(values_text(REFERENCE).optional(), { meaning, example, unit: 'reference', stricter: 'head' });
/** Exactly one of these says what the model is. */
const SUBJECT_KINDS = ['onnx', 'predictions', 'command', 'endpoint'];
const modelSection = section({
    onnx: subject('The model as ONNX file. A model is one of `onnx`, `predictions`, `command` and `endpoint`.', 'models/income.onnx'),
    predictions: subject('The model as a file of its predictions: Parquet, CSV or JSON lines, by `data.id`.', 'out/predictions.parquet'),
    command: subject('The model as a command: JSON lines in, JSON lines out.', 'python serve.py'),
    endpoint: subject('The model as an HTTP address.', 'http://localhost:8080/predict'),
    task: key(oneOf('binary-classification', 'multiclass-classification', 'regression', 'ranking'), {
        meaning: 'What the model answers.',
        example: 'binary-classification',
        stricter: 'base',
    }),
    inputs: key(mapOf(values_text("the name of the model's input"), columns, "a mapping of the model's inputs to columns").optional(), {
        meaning: "The model's inputs and the columns they are made of; left out: matched by name.",
        example: '{ x: [age, hours_per_week] }',
        stricter: 'head',
    }),
    output: key(columns.optional(), {
        meaning: "The model's output that holds the answer, or the column(s) of `predictions`; left out: found.",
        example: 'probabilities',
        unit: 'name, or a list',
        stricter: 'head',
    }),
    activation: key(oneOf('sigmoid', 'softmax').optional(), {
        meaning: 'What makes probabilities of an output of logits.',
        example: 'sigmoid',
        stricter: 'head',
    }),
    'positive-label': key(schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig(), schemas/* boolean */.zMY()], { error: 'a text, a number, true or false' }).optional(), {
        meaning: 'The label that the score is the probability of (binary classification).',
        example: '1',
        stricter: 'base',
    }),
    serving: key(servingSection.optional(), {
        meaning: 'What production loads the model with.',
        example: '{ onnxruntime: "1.22", lockfiles: [serving/uv.lock] }',
    }),
    data: key(dataSection, {
        meaning: 'The rows that the models are judged on.',
        example: '{ evaluation: data/holdout.parquet, label: over_50k }',
    }),
    evaluate: key(evaluateSection.optional(), {
        meaning: 'The gate on quality.',
        example: '{ metrics: { roc_auc: { margin: 0.005 } } }',
    }),
    diff: key(diffSection.optional(), { meaning: 'The gate on schema and drift.', example: '{ drift: { nulls: 2pp } }' }),
    benchmark: key(benchmarkSection.optional(), { meaning: 'The gate on latency, memory and cost.', example: '{ time-budget: 60s }' }),
    rollout: key(rolloutSection.optional(), {
        meaning: 'How the model goes live. A rollout reads the protected branch only.',
        example: '{ environment: production }',
        stricter: 'head',
    }),
});
/** Shared by both places in the JSON Schema. */
const model = modelSection.meta({ id: 'model' });
const MODEL_NAME = 'a name of letters, digits, `.`, `_` and `-` that starts with a letter or digit';
const modelName = schemas/* string */.YjP().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: MODEL_NAME });
/** sluice.yml as it is written. */
const policySection = section({
    version: key(schemas/* literal */.euz(1, { error: '1' }), { meaning: 'The version of this format.', example: '1', stricter: 'base' }),
    defaults: key(model.optional(), {
        meaning: "Anything of a model's block; a model's own keys win.",
        example: '{ evaluate: { confidence: 99% } }',
    }),
    models: key(mapOf(modelName, model, 'a mapping of names to models'), {
        meaning: 'Models by name.',
        example: '{ income: { onnx: models/income.onnx } }',
    }),
});

// EXTERNAL MODULE: ./node_modules/zod/v4/core/schemas.js + 2 modules
var core_schemas = __webpack_require__(56985);
;// CONCATENATED MODULE: ./build/src/policy/shape.js


function shapeOf(schema) {
    const inner = withoutWrappers(schema).schema;
    if (inner instanceof core_schemas/* $ZodPipe */._m) {
        const written = writtenSide(inner);
        if (written instanceof core_schemas/* $ZodObject */.L8 && sectionShapes.has(written)) {
            const keys = Object.entries(written._zod.def.shape).map(([name, keySchema]) => [name, keyShape(keySchema)]);
            return { kind: 'section', keys: new Map(keys) };
        }
    }
    if (inner instanceof core_schemas/* $ZodRecord */.h)
        return { kind: 'map', value: keyShape(inner._zod.def.valueType) };
    return { kind: 'value' };
}
/** What the file holds, before any transformation. */
function writtenSide(schema) {
    return schema instanceof core_schemas/* $ZodPipe */._m ? writtenSide(schema._zod.def.in) : schema;
}
function keyShape(schema) {
    const { schema: inner, optional, fallback } = withoutWrappers(schema);
    return { shape: shapeOf(inner), schema, facts: keyFacts.get(schema) ?? null, required: !optional, default: fallback };
}
function withoutWrappers(schema) {
    if (schema instanceof core_schemas/* $ZodOptional */.ig)
        return { ...withoutWrappers(schema._zod.def.innerType), optional: true };
    if (schema instanceof core_schemas/* $ZodPrefault */.VF) {
        return { ...withoutWrappers(schema._zod.def.innerType), optional: true, fallback: schema._zod.def.defaultValue };
    }
    return { schema, optional: false, fallback: undefined };
}

;// CONCATENATED MODULE: ./build/src/policy/problems.js




function whereOf(origin, file) {
    switch (origin.kind) {
        case 'file':
            return `${file}:${origin.line}:${origin.column}`;
        case 'base':
            // Not file:line:column: an annotation would land on a line of the pull request's file that has nothing to do with it.
            return `${file} at the base commit, line ${origin.line}`;
        case 'default':
            return file;
    }
}
/**
 * The schema's issues as problems with positions.
 *
 * @param missingKeys `ignored` where `defaults` may still bring them
 */
function problemsOf(issues, root, schema, file, missingKeys) {
    return issues.flatMap((issue) => {
        const node = (0,policy_node/* nodeAt */.oB)(root, issue.path);
        if (node === undefined)
            return missingKeys === 'reported' ? [missingKey(issue.path, root, schema, file)] : [];
        if (issue.code === 'unrecognized_keys' && node.kind === 'mapping') {
            return issue.keys.map((name) => problems_unknownKey(name, node, keyAt(schema, issue.path)?.shape, issue.message, file));
        }
        if (issue.code === 'invalid_union')
            return unionProblems(issue, node, root, schema, file);
        if (issue.code === 'invalid_key')
            return [wrongName(issue, root, file)];
        return [wrongValue(issue, node, root, schema, file)];
    });
}
function wrongValue(issue, node, root, schema, file) {
    const found = `${subjectOf(issue.path, root)} is ${(0,policy_node/* describeNode */.WQ)(node)}`;
    return {
        where: whereOf(node.origin, file),
        found,
        expected: issue.message,
        remedy: remedyFor(issue, node, keyAt(schema, issue.path)?.facts?.example),
    };
}
/** `evaluate.confidence` by its own name, an entry of a list with the list's. */
function subjectOf(path, root) {
    const last = path.at(-1);
    if (typeof last === 'number') {
        const list = (0,policy_node/* nodeAt */.oB)(root, path.slice(0, -1));
        return list?.kind === 'list' ? `entry ${last + 1} of ${subjectOf(path.slice(0, -1), root)}` : `entry ${last + 1}`;
    }
    return last === undefined ? 'the file' : `\`${String(last)}\``;
}
function remedyFor(issue, node, example) {
    if (issue.code === 'custom' && typeof issue.params?.['remedy'] === 'string')
        return issue.params['remedy'];
    if (node.kind === 'scalar' && node.value === null)
        return 'Give it a value or remove the key.';
    if (issue.code === 'invalid_value' && node.kind === 'scalar') {
        const near = nearest(String(node.value), issue.values.map(String));
        if (near !== undefined)
            return `Did you mean \`${near}\`?`;
        return issue.values.length === 1 ? `Write ${issue.values.map(String).join()}.` : 'Choose one of them.';
    }
    if (issue.code === 'invalid_type' && issue.expected === 'string' && node.kind === 'scalar')
        return `Put it in quotes: "${node.source}".`;
    if (issue.code === 'invalid_type' && issue.expected === 'array' && node.kind === 'scalar')
        return `Write it as a list: [${(0,policy_node/* oneLine */.TN)(node)}].`;
    return example === undefined ? 'Correct the value.' : `For example \`${String(issue.path.at(-1))}: ${example}\`.`;
}
function problems_unknownKey(name, parent, shape, otherwise, file) {
    const known = shape?.kind === 'section' ? [...shape.keys.keys()] : [];
    const origin = parent.entries.get(name)?.keyOrigin ?? parent.origin;
    const expected = known.length === 0 ? otherwise : `one of ${known.map((key) => `\`${key}\``).join(', ')}`;
    return { where: whereOf(origin, file), found: `unknown key \`${name}\``, expected, remedy: remedyForUnknownKey(name, known) };
}
function remedyForUnknownKey(name, known) {
    if (name === '<<')
        return 'Merge keys are not read: what models share goes under `defaults:`.';
    const misspelt = nearest(name, known, 0.34);
    if (misspelt !== undefined)
        return `Did you mean \`${misspelt}\`?`;
    const [place] = placesOf(name, keyShape(policySection).shape, '');
    if (place !== undefined)
        return `It belongs to \`${place}\`.`;
    const near = nearest(name, known);
    return near === undefined ? 'Remove it.' : `Did you mean \`${near}\`?`;
}
/** Where else the schema has a key of that name. */
function placesOf(name, shape, path) {
    if (shape.kind === 'map')
        return placesOf(name, shape.value.shape, `${path}.<name>`);
    if (shape.kind === 'value')
        return [];
    return [...shape.keys].flatMap(([key, { shape: inner }]) => {
        const place = path === '' ? key : `${path}.${key}`;
        return key === 'defaults' ? [] : [...(key === name ? [place] : []), ...placesOf(name, inner, place)];
    });
}
function missingKey(path, root, schema, file) {
    const name = String(path.at(-1));
    const facts = keyAt(schema, path)?.facts;
    const example = facts === null || facts === undefined ? '' : `: ${facts.example}`;
    return {
        where: whereOf(keyOrigin(root, path.slice(0, -1)), file),
        found: `\`${name}\` is missing`,
        expected: facts === null || facts === undefined ? 'that key' : `one: ${problems_lowerFirst(facts.meaning.split('. ')[0] ?? '').replace(/\.$/, '')}`,
        remedy: `Add \`${name}${example}\`.`,
    };
}
/** Of what has no place itself, its mapping's key is shown. */
function keyOrigin(root, path) {
    const parent = (0,policy_node/* nodeAt */.oB)(root, path.slice(0, -1));
    const entry = parent?.kind === 'mapping' ? parent.entries.get(String(path.at(-1))) : undefined;
    return entry?.keyOrigin ?? (0,policy_node/* nodeAt */.oB)(root, path)?.origin ?? root.origin;
}
function wrongName(issue, root, file) {
    const name = String(issue.path.at(-1));
    return {
        where: whereOf(keyOrigin(root, issue.path), file),
        found: `\`${name}\` is no name that can stand there`,
        expected: issue.issues[0]?.message ?? 'another name',
        remedy: 'Rename it.',
    };
}
/** Of a union, the branch that the value was meant for: the one that does not refuse it as a whole. */
function unionProblems(issue, node, root, schema, file) {
    const meant = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0));
    if (meant === undefined)
        return [wrongValue(issue, node, root, schema, file)];
    const inner = meant.map((problem) => ({ ...problem, path: [...issue.path, ...problem.path] }));
    return problemsOf(inner, root, schema, file, 'reported');
}
function keyAt(schema, path) {
    return path.reduce((at, step) => {
        if (at?.shape.kind === 'section')
            return at.shape.keys.get(String(step));
        return at?.shape.kind === 'map' ? at.shape.value : undefined;
    }, keyShape(schema));
}
function problems_lowerFirst(text) {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

;// CONCATENATED MODULE: ./build/src/policy/model-problems.js






/** What only the whole block of a model shows: keys that exclude or need each other, metrics that the task does not have. */
function modelProblems(name, model, written, file) {
    const at = (path, problem) => ({ where: placeOf(model, path, file), ...problem });
    return [
        ...subjectProblems(name, model, at),
        ...(written === null ? [] : [...outputProblems(model, written, at), ...taskProblems(written, at), ...sliceProblems(written, at)]),
        ...allMetricProblems(model, at),
    ];
}
/** Metric by metric, so that a mistake in one key hides no other. */
function allMetricProblems(model, at) {
    const metrics = (0,policy_node/* nodeAt */.oB)(model, ['evaluate', 'metrics']);
    const task = modelSection.in.shape.task.safeParse(plainAt(model, ['task']));
    if (metrics?.kind !== 'mapping')
        return [];
    if (metrics.entries.size === 0) {
        const remedy = 'Add one, such as `roc_auc: { margin: 0.005 }`.';
        return [at(['evaluate', 'metrics'], { found: '`metrics` is empty', expected: 'at least one metric', remedy })];
    }
    if (!task.success)
        return [];
    return [...metrics.entries].flatMap(([metric, { node }]) => {
        const rule = metricRule.safeParse((0,policy_node/* plain */.pj)(node));
        return metricProblems(metric, rule.data ?? null, (0,policy_node/* plain */.pj)(node), task.data).map(({ path, ...problem }) => {
            const full = ['evaluate', 'metrics', metric, ...path];
            const written = (0,policy_node/* nodeAt */.oB)(model, full);
            const found = problem.found ?? `\`${String(full.at(-1))}\` is ${written === undefined ? 'missing' : (0,policy_node/* describeNode */.WQ)(written)}`;
            return at(full, { ...problem, found });
        });
    });
}
function plainAt(model, path) {
    const node = (0,policy_node/* nodeAt */.oB)(model, path);
    return node === undefined ? undefined : (0,policy_node/* plain */.pj)(node);
}
function subjectProblems(name, model, at) {
    const given = SUBJECT_KINDS.filter((kind) => model.entries.has(kind));
    const [first, second] = given;
    const expected = 'exactly one of `onnx`, `predictions`, `command`, `endpoint`';
    if (first === undefined)
        return [at([], { found: `\`${name}\` does not say what the model is`, expected, remedy: `Add \`onnx: models/${name}.onnx\`.` })];
    if (second === undefined)
        return [];
    return [at([second], { found: given.map((kind) => `\`${kind}\``).join(' and '), expected, remedy: 'Keep one of them.' })];
}
/** Keys that say how an ONNX file is fed and read mean nothing elsewhere. */
function outputProblems(model, { onnx, predictions, output }, at) {
    const problems = [];
    if (onnx !== null && Array.isArray(output) && output.length > 1) {
        problems.push(at(['output'], {
            found: `${output.length} outputs`,
            expected: 'one output of the model',
            remedy: 'Name the one with the probabilities.',
        }));
    }
    if (onnx !== null)
        return problems;
    const unused = predictions === null ? ['inputs', 'output', 'activation'] : ['inputs', 'activation'];
    for (const key of unused.filter((name) => model.entries.has(name))) {
        problems.push(at([key], { found: `\`${key}\` with a model that is no ONNX file`, expected: 'it with `onnx`', remedy: `Remove \`${key}\`.` }));
    }
    return problems;
}
function taskProblems({ task, activation, positiveLabel, data }, at) {
    const problems = [];
    if (task === 'ranking' && data.query === null) {
        problems.push(at(['data'], {
            found: '`query` is missing',
            expected: 'the column that says which query a row belongs to',
            remedy: 'Add `query: query_id`.',
        }));
    }
    if (task !== 'ranking' && data.query !== null) {
        problems.push(at(['data', 'query'], {
            found: `\`query\` with task ${task}`,
            expected: 'it with `ranking`',
            remedy: 'Remove it, or did you mean `group`?',
        }));
    }
    if (task !== 'binary-classification' && positiveLabel !== null) {
        problems.push(at(['positive-label'], {
            found: `\`positive-label\` with task ${task}`,
            expected: 'it with `binary-classification`',
            remedy: 'Remove it.',
        }));
    }
    if (activation !== null && !task.endsWith('classification')) {
        problems.push(at(['activation'], { found: `\`activation\` with task ${task}`, expected: 'it with a classification', remedy: 'Remove it.' }));
    }
    return problems;
}
function sliceProblems({ evaluate }, at) {
    const seen = new Set();
    return (evaluate?.slices ?? []).flatMap((slice, index) => {
        const identity = sliceIdentity(slice);
        const twice = seen.has(identity);
        seen.add(identity);
        if (!twice)
            return [];
        return [
            at(['evaluate', 'slices', index], {
                found: `a second slice \`${identity}\``,
                expected: 'each slice once',
                remedy: 'Remove it, or give it another name.',
            }),
        ];
    });
}
/** The key where there is one: a message about `min` points at the word. */
function placeOf(model, path, file) {
    const parent = (0,policy_node/* nodeAt */.oB)(model, path.slice(0, -1));
    const entry = parent?.kind === 'mapping' ? parent.entries.get(String(path.at(-1))) : undefined;
    return whereOf(entry?.keyOrigin ?? (0,policy_node/* nodeAt */.oB)(model, path)?.origin ?? model.origin, file);
}

;// CONCATENATED MODULE: ./build/src/policy/policy.js
/** A model's block, once it is known to be whole, in the form that the gates take. */
function modelPolicyOf(name, written) {
    const { task, positiveLabel, serving, data, evaluate, diff, benchmark, rollout } = written;
    const subject = policy_subjectOf(written);
    return {
        name,
        subject,
        task,
        positiveLabel,
        serving,
        data: { ...data, evaluation: listed(data.evaluation) },
        evaluate,
        diff,
        benchmark,
        rollout,
    };
}
function policy_subjectOf({ onnx, predictions, command, endpoint, inputs, output, activation }) {
    if (onnx !== null) {
        const columns = inputs === null ? null : Object.fromEntries(Object.entries(inputs).map(([name, from]) => [name, listed(from)]));
        return { kind: 'onnx', reference: onnx, inputs: columns, output: output === null ? null : (listed(output)[0] ?? null), activation };
    }
    if (predictions !== null)
        return { kind: 'predictions', reference: predictions, columns: output === null ? null : listed(output) };
    if (command !== null)
        return { kind: 'command', command };
    if (endpoint !== null)
        return { kind: 'endpoint', url: endpoint };
    throw new TypeError('a model without a subject');
}
function listed(value) {
    return typeof value === 'string' ? [value] : value;
}

;// CONCATENATED MODULE: ./build/src/policy/tree.js

/** `evaluate:` with nothing behind it is an empty section, not a null; an empty value (`min:`) stays what it is, and is refused. */
function withEmptySections(node, shape) {
    if (shape.kind === 'value')
        return node;
    if (node.kind === 'scalar' && node.value === null)
        return { kind: 'mapping', entries: new Map(), origin: node.origin };
    if (node.kind !== 'mapping')
        return node;
    return mapEntries(node, (name, entry) => {
        const inner = shape.kind === 'map' ? shape.value.shape : shape.keys.get(name)?.shape;
        return inner === undefined ? entry.node : withEmptySections(entry.node, inner);
    });
}
/** A model's block over `defaults`: sections and maps key by key, every other value as a whole. */
function mergeOver(base, over, shape) {
    const entries = new Map(base.entries);
    for (const [name, entry] of over.entries) {
        const below = entries.get(name);
        const inner = shape.kind === 'map' ? shape.value.shape : shape.kind === 'section' ? shape.keys.get(name)?.shape : undefined;
        const merges = inner !== undefined && inner.kind !== 'value' && below?.node.kind === 'mapping' && entry.node.kind === 'mapping';
        entries.set(name, merges ? { ...entry, node: mergeOver(below.node, entry.node, inner) } : entry);
    }
    return { ...over, entries };
}
/** Every key that has a default and was left out, in the schema's order. */
function withDefaults(node, shape) {
    if (shape.kind === 'map') {
        const { shape: inner } = shape.value;
        return mapEntries(node, (_, entry) => (entry.node.kind === 'mapping' ? withDefaults(entry.node, inner) : entry.node));
    }
    if (shape.kind === 'value')
        return node;
    const entries = new Map();
    for (const [name, key] of shape.keys) {
        const given = node.entries.get(name);
        if (given !== undefined) {
            entries.set(name, given.node.kind === 'mapping' ? { ...given, node: withDefaults(given.node, key.shape) } : given);
        }
        else if (key.default !== undefined) {
            entries.set(name, { keyOrigin: { kind: 'default' }, node: (0,policy_node/* nodeOf */.E7)(key.default, { kind: 'default' }) });
        }
    }
    return { ...node, entries };
}
function mapEntries(node, change) {
    const entries = [...node.entries].map(([name, entry]) => [name, { ...entry, node: change(name, entry) }]);
    return { ...node, entries: new Map(entries) };
}

;// CONCATENATED MODULE: ./build/src/policy/load.js










const MODEL_SHAPE = shapeOf(modelSection);
const POLICY_SHAPE = shapeOf(policySection);
/** @throws UsageError with every problem of the text at once */
function parsePolicy(text, path) {
    return loadPolicy(text, path).policy;
}
function loadPolicy(text, path) {
    const parsed = parsePolicyDocument(text, path);
    if (!parsed.ok)
        throw new errors/* UsageError */.eb(...parsed.problems);
    const root = withEmptySections(parsed.root, POLICY_SHAPE);
    if (root.kind !== 'mapping')
        throw new TypeError('the root of a policy is a mapping');
    const written = policySection.safeParse((0,policy_node/* plain */.pj)(root));
    const problems = problemsOf(written.error?.issues ?? [], root, policySection, path, 'ignored');
    problems.push(...missingAtTop(root, path));
    const models = new Map([...modelBlocks(root)].map(([name, block]) => [name, expandModel(block, root.entries.get('defaults')?.node)]));
    return finish(models, path, problems);
}
/**
 * Expanded blocks to a policy; also used for what becomes of two policies.
 *
 * @param problems found before; they come first
 */
function finish(models, path, problems) {
    const all = [...problems];
    const policies = new Map();
    for (const [name, block] of models) {
        const parsed = modelSection.safeParse((0,policy_node/* plain */.pj)(block));
        all.push(...problemsOf(parsed.error?.issues ?? [], block, modelSection, path, 'reported'));
        all.push(...modelProblems(name, block, parsed.data ?? null, path));
        if (parsed.success && all.length === 0)
            policies.set(name, modelPolicyOf(name, parsed.data));
    }
    const [first, ...others] = inOrder(all).slice(0, MOST_PROBLEMS);
    if (first !== undefined)
        throw new errors/* UsageError */.eb(first, ...others);
    return { policy: { version: 1, models: policies }, models };
}
/** Required keys of a model may stand in `defaults`; these two may not. */
function missingAtTop(root, path) {
    const issues = ['version', 'models'].filter((name) => !root.entries.has(name)).map((name) => ({ ...MISSING, path: [name] }));
    const models = root.entries.get('models');
    if (models?.node.kind === 'mapping' && models.node.entries.size === 0) {
        const { where } = problemsOf([{ ...MISSING, path: ['models'] }], root, policySection, path, 'reported')[0] ?? { where: path };
        return [{ where, found: '`models` is empty', expected: 'at least one model', remedy: `For example:\n\n${MINIMAL_POLICY}` }];
    }
    return problemsOf(issues, root, policySection, path, 'reported');
}
const MISSING = { code: 'custom', message: '' };
function modelBlocks(root) {
    const models = root.entries.get('models')?.node;
    const blocks = new Map();
    if (models?.kind !== 'mapping')
        return blocks;
    for (const [name, { keyOrigin, node }] of models.entries) {
        // A message about the block as a whole points at the model's name, not at the line below it.
        if (node.kind === 'mapping')
            blocks.set(name, { ...node, origin: keyOrigin });
    }
    return blocks;
}
function expandModel(block, defaults) {
    const merged = defaults?.kind === 'mapping' ? mergeOver(withoutOtherSubject(defaults, block), block, MODEL_SHAPE) : block;
    return withDefaults(merged, MODEL_SHAPE);
}
/** A model that says what it is takes no other kind from `defaults`. */
function withoutOtherSubject(defaults, block) {
    const isSubject = (name) => SUBJECT_KINDS.some((kind) => kind === name);
    if (![...block.entries.keys()].some(isSubject))
        return defaults;
    return { ...defaults, entries: new Map([...defaults.entries].filter(([name]) => !isSubject(name))) };
}
/** Nobody reads more; a hostile policy could have thousands. */
const MOST_PROBLEMS = 100;
/** By place, each once: a mistake in `defaults` would come again with every model. */
function inOrder(problems) {
    const unique = new Map(problems.map((problem) => [JSON.stringify([problem.where, problem.found]), problem]));
    const place = ({ where }) => where.split(':').slice(-2).map(Number);
    return [...unique.values()].sort((a, b) => {
        const [lineA = 0, columnA = 0] = place(a);
        const [lineB = 0, columnB = 0] = place(b);
        return lineA - lineB || columnA - columnB;
    });
}
/** @throws UsageError with a policy to paste when there is none */
async function readPolicyFile(path) {
    try {
        return await (0,promises_.readFile)(path, 'utf8');
    }
    catch (error) {
        throw missingPolicy(path, error instanceof Error ? error.message : String(error));
    }
}
function missingPolicy(path, why) {
    const found = why.includes('ENOENT') ? 'there is no such file' : `it cannot be read (${why})`;
    return new errors/* UsageError */.eb({
        where: path,
        found,
        expected: 'the policy',
        remedy: `Save this as ${path} and fill in your names:\n\n${MINIMAL_POLICY}`,
    });
}

;// CONCATENATED MODULE: ./build/src/policy/stricter-value.js


/** The same value, however it is written: `0.5pp` and 0.005. */
function isSame(base, head, schema) {
    return canonicalJson(typed(base, schema)) === canonicalJson(typed(head, schema));
}
/** Both values have passed the schema before. */
function compareStrictness(base, head, schema, rule) {
    if (isSame(base, head, schema))
        return 'same';
    if (typeof rule === 'object')
        return fromSign(rule.indexOf(String((0,policy_node/* plain */.pj)(head))) - rule.indexOf(String((0,policy_node/* plain */.pj)(base))));
    const [before, after] = [sizesOf(typed(base, schema)), sizesOf(typed(head, schema))];
    if (before === undefined || after === undefined)
        return 'incomparable';
    const sign = rule === 'larger' ? 1 : -1;
    const signs = before.map((part, index) => sign * Math.sign((after[index] ?? 0) - part));
    if (signs.every((part) => part >= 0))
        return 'head-stricter';
    return signs.every((part) => part <= 0) ? 'head-looser' : 'incomparable';
}
function fromSign(sign) {
    return sign > 0 ? 'head-stricter' : 'head-looser';
}
function typed(node, schema) {
    const raw = (0,policy_node/* plain */.pj)(node);
    return isParser(schema) ? schema.parse(raw) : raw;
}
function isParser(schema) {
    return schema !== undefined && 'parse' in schema;
}
/**
 * What can be compared part by part: absolute, relative and multiple. 0.005 against 5 % depends on a baseline that nobody knows
 * yet, so neither is the smaller one.
 */
function sizesOf(value) {
    if (typeof value === 'number')
        return [value, 0, 0];
    return isMargin(value) ? marginSizes(value) : undefined;
}
function marginSizes(margin) {
    switch (margin.kind) {
        case 'absolute':
            return [margin.value, 0, 0];
        case 'relative':
            return [0, margin.share, 0];
        case 'larger':
            return [margin.absolute, margin.relative, 0];
        case 'multiple':
            return [0, 0, margin.factor];
    }
}
function isMargin(value) {
    return typeof value === 'object' && value !== null && 'kind' in value;
}

;// CONCATENATED MODULE: ./build/src/policy/strictness.js




/**
 * Key by key the stricter of the base commit's policy and the pull request's (design §4): nobody loosens in a pull request the
 * rule that judges it. What only head has applies; what head removes or loosens still applies as at base, and is listed.
 * Both come expanded: defaults are values like any other, so that "not set" against `confidence: 80%` is a loosening.
 */
function stricterOfBoth(base, head) {
    const models = new Map(head);
    const comparison = new Comparison();
    const model = keyShape(modelSection);
    for (const [name, block] of base) {
        const kept = comparison.stricter(block, head.get(name), model, `models.${name}`);
        if (kept?.kind === 'mapping')
            models.set(name, kept);
    }
    return { models, loosened: comparison.loosened };
}
class Comparison {
    loosened = [];
    stricter(base, head, key, path) {
        const rule = key.facts?.stricter;
        if (rule === 'head')
            return head;
        if (rule === undefined)
            return this.stricterSection(base, head, key, path);
        if (rule === 'base')
            return this.asAtBase(base, head, key, path);
        if (rule === 'common')
            return this.common(base, head, path);
        if (typeof rule === 'object' && 'unionBy' in rule)
            return this.union(base, head, rule.unionBy, path);
        return this.ordered(base, head, key, rule, path);
    }
    /** A section or a map: key by key. */
    stricterSection(base, head, key, path) {
        if (base === undefined)
            return head;
        if (head === undefined)
            return this.keep(base, undefined, path);
        if (base.kind !== 'mapping' || head.kind !== 'mapping')
            return this.keep(base, head, path);
        const entries = new Map();
        for (const name of new Set([...head.entries.keys(), ...base.entries.keys()])) {
            const inner = key.shape.kind === 'map' ? key.shape.value : key.shape.kind === 'section' ? key.shape.keys.get(name) : undefined;
            if (inner === undefined)
                continue;
            const node = this.stricter((0,policy_node/* nodeAt */.oB)(base, [name]), (0,policy_node/* nodeAt */.oB)(head, [name]), inner, `${path}.${name}`);
            const from = head.entries.get(name) ?? base.entries.get(name);
            if (node !== undefined && from !== undefined)
                entries.set(name, { ...from, node });
        }
        return { ...head, entries };
    }
    /** It says what is measured: neither value is the stricter one, so the one that the protected branch has agreed to stays. */
    asAtBase(base, head, key, path) {
        if (base !== undefined && head !== undefined && isSame(base, head, key.schema))
            return head;
        return base === undefined && head === undefined ? undefined : this.keep(base, head, path);
    }
    ordered(base, head, key, rule, path) {
        // A word that is left out stands for the strictest one (`require`: proof), so dropping it loosens nothing and adding one may.
        if (typeof rule === 'object' && head === undefined)
            return undefined;
        if (base === undefined) {
            const isStrictest = typeof rule !== 'object' || (head?.kind === 'scalar' && head.value === rule.at(-1));
            return isStrictest ? head : this.keep(base, head, path);
        }
        if (head === undefined)
            return this.keep(base, head, path);
        const comparison = compareStrictness(base, head, key.schema, rule);
        return comparison === 'head-looser' || comparison === 'incomparable' ? this.keep(base, head, path) : head;
    }
    /** Every entry of both counts; of two with one identity, base's. */
    union(base, head, identity, path) {
        if (base?.kind !== 'list' || head?.kind !== 'list')
            return head ?? base;
        const atBase = new Map(base.items.map((item) => [identity((0,policy_node/* plain */.pj)(item)), item]));
        const atHead = new Set(head.items.map((item) => identity((0,policy_node/* plain */.pj)(item))));
        const items = head.items.map((item) => {
            const name = identity((0,policy_node/* plain */.pj)(item));
            const before = atBase.get(name);
            return before === undefined || isSame(before, item, undefined) ? item : this.keep(before, item, `${path}.${name}`);
        });
        const removed = [...atBase].filter(([name]) => !atHead.has(name)).map(([name, item]) => this.keep(item, undefined, `${path}.${name}`));
        return { ...head, items: [...items, ...removed].filter((item) => item !== undefined) };
    }
    /** A waiver counts once the protected branch has it; one that head takes back counts no more. */
    common(base, head, path) {
        if (head?.kind !== 'list')
            return undefined;
        const agreed = base?.kind === 'list' ? base.items : [];
        const items = head.items.filter((item, index) => {
            const isAgreed = agreed.some((other) => isSame(other, item, undefined));
            if (!isAgreed)
                this.keep(undefined, item, `${path}.${index + 1}`);
            return isAgreed;
        });
        return items.length === 0 ? undefined : { ...head, items };
    }
    keep(base, head, path) {
        const before = base === undefined ? null : (0,policy_node/* oneLine */.TN)(base);
        this.loosened.push({ rule: path, base: before, head: head === undefined ? null : (0,policy_node/* oneLine */.TN)(head), kept: before, headNode: head ?? null });
        return base;
    }
}

;// CONCATENATED MODULE: ./build/src/policy/effective.js







/** @throws UsageError when head's policy is wrong, or does not fit with the base commit's rules that still apply */
function effectivePolicy({ base, head, path, comparing = 'base+head' }) {
    const own = loadPolicy(head, path);
    if (comparing !== 'base+head')
        return assemble(own, null, comparing, [], path);
    if (base === null)
        return assemble(own, null, 'bootstrap', [], path);
    const before = loadBase(base, path);
    if (typeof before === 'string')
        return assemble(own, null, 'base+head', [unreadableBase(before)], path);
    const baseModels = new Map([...before.models].map(([name, block]) => [name, atBase(block)]));
    const { models, loosened } = stricterOfBoth(baseModels, own.models);
    return assemble(finishBoth(models, path), before.policy, 'base+head', loosened, path);
}
/**
 * A base policy that this version cannot read must not lock the repository: the pull request that mends it, or that moves to a new
 * version, could never be merged. Its own policy applies, and the report says so.
 */
function loadBase(text, path) {
    try {
        return loadPolicy(text, path);
    }
    catch (error) {
        if (error instanceof errors/* UsageError */.eb)
            return error.message;
        throw error;
    }
}
function unreadableBase(why) {
    const [firstLine = why] = why.split('\n');
    return { rule: 'the whole policy', base: `cannot be read: ${firstLine}`, head: 'applies alone', kept: null, headNode: null };
}
function finishBoth(models, path) {
    try {
        return finish(models, path, []);
    }
    catch (error) {
        if (!(error instanceof errors/* UsageError */.eb))
            throw error;
        const [first, ...others] = error.problems;
        const remedy = `${first.remedy} The base commit's rules still apply, and the pull request's do not fit with them: give a model that changes its task a new name.`;
        throw new errors/* UsageError */.eb({ ...first, remedy }, ...others);
    }
}
function atBase(block) {
    const node = (0,policy_node/* asBase */.qW)(block);
    return node.kind === 'mapping' ? node : block;
}
function assemble({ policy, models }, base, source, loosened, path) {
    return {
        policy,
        base,
        source,
        loosened: loosened.map(({ headNode, ...rule }) => ({ ...rule, where: headNode === null ? path : whereOf(headNode.origin, path) })),
        sha256: sha256Of(policy),
        models,
        where: ([model, ...rest]) => {
            const block = models.get(String(model));
            const node = block === undefined ? undefined : ((0,policy_node/* nodeAt */.oB)(block, rest) ?? block);
            return node === undefined ? path : whereOf(node.origin, path);
        },
    };
}
function sha256Of({ version, models }) {
    return (0,external_node_crypto_.createHash)('sha256')
        .update(canonicalJson({ version, models: Object.fromEntries(models) }))
        .digest('hex');
}

// EXTERNAL MODULE: ./build/src/sources/git/fetch-commit.js
var fetch_commit = __webpack_require__(67617);
// EXTERNAL MODULE: ./build/src/sources/git/run-git.js
var run_git = __webpack_require__(81367);
;// CONCATENATED MODULE: ./build/src/sources/git/tree-path.js


/**
 * Where a file of the working tree stands in the repository, with `/`; null when it lies outside. The file itself may be gone
 * (deleted in the pull request), so symlinks are resolved only as far as folders exist: git's own root is free of them.
 */
async function pathInRepository(root, folder, path) {
    const inside = (0,external_node_path_.relative)(await (0,promises_.realpath)(root), await realFolder((0,external_node_path_.resolve)(folder, path)));
    if (inside === '' || (0,external_node_path_.isAbsolute)(inside) || inside.split(external_node_path_.sep).includes('..'))
        return null;
    return inside.split(external_node_path_.sep).join('/');
}
/** The path with the symlinks of its folders resolved; the last segment stays, as git names links and not their targets. */
async function realFolder(path) {
    const missing = [path.slice((0,external_node_path_.dirname)(path).length).replace(/^[\\/]/, '')];
    for (let folder = (0,external_node_path_.dirname)(path);; folder = (0,external_node_path_.dirname)(folder)) {
        try {
            return (0,external_node_path_.join)(await (0,promises_.realpath)(folder), ...missing);
        }
        catch {
            if (folder === (0,external_node_path_.dirname)(folder))
                return path;
            missing.unshift(folder.slice((0,external_node_path_.dirname)(folder).length).replace(/^[\\/]/, ''));
        }
    }
}

;// CONCATENATED MODULE: ./build/src/sources/git/repository.js




/** The repository around a folder, or null when there is none. @throws UsageError without git, or when git distrusts the folder */
async function openRepository(folder, options) {
    const { signal } = options;
    const place = { folder, environment: options.environment, ...(signal === undefined ? {} : { signal }) };
    const { code, stdout } = await (0,run_git/* runGit */.E)(place, ['rev-parse', '--show-toplevel']);
    return code === 0 ? new GitRepository(place, stdout.replace(/\r?\n$/, ''), options.token) : null;
}
class GitRepository {
    place;
    root;
    #token;
    #fetching = Promise.resolve();
    constructor(place, root, token) {
        this.place = place;
        this.root = root;
        this.#token = token;
    }
    async revParse(revision) {
        refuseOption(revision);
        const { code, stdout } = await (0,run_git/* runGit */.E)(this.place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
        return code === 0 ? stdout.trim() : null;
    }
    async parents(commit) {
        const { stdout } = await this.#ask(['cat-file', 'commit', requireCommitName(commit)]);
        const [header = ''] = stdout.split('\n\n', 1);
        return header.split('\n').flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []));
    }
    async mergeBase(one, other) {
        const { code, stdout } = await (0,run_git/* runGit */.E)(this.place, ['merge-base', requireCommitName(one), requireCommitName(other)]);
        return code === 0 ? stdout.trim() : null;
    }
    async isShallow() {
        const { stdout } = await this.#ask(['rev-parse', '--is-shallow-repository']);
        return stdout.trim() === 'true';
    }
    async upstream() {
        for (const name of ['origin/HEAD', '@{upstream}']) {
            const commit = await this.revParse(name);
            if (commit === null)
                continue;
            const { stdout } = await (0,run_git/* runGit */.E)(this.place, ['rev-parse', '--abbrev-ref', '--end-of-options', name]);
            return { name: stdout.trim().split('\n').at(-1) ?? name, commit };
        }
        return null;
    }
    fetchCommit(commit, depth) {
        requireCommitName(commit);
        // One after the other: two at once collide over git's lock of the shallow file.
        const fetched = this.#fetching.then(() => this.#fetch(commit, depth));
        this.#fetching = fetched.catch(() => { });
        return fetched;
    }
    async #fetch(commit, depth) {
        if (depth === undefined && (await this.revParse(commit)) !== null)
            return { kind: 'present' };
        // Depth would cut the history of a full clone, on somebody's laptop too.
        const history = (await this.isShallow()) ? (depth ?? 1) : null;
        return (0,fetch_commit/* fetchCommit */.iH)(this.place, commit, history, this.#token);
    }
    async remoteTip(name) {
        refuseOption(name);
        return (0,fetch_commit/* remoteTip */.W_)(this.place, name, this.#token);
    }
    async findFile(commit, path) {
        requireTreePath(path);
        const { stdout } = await this.#ask(['cat-file', '--batch-check', '--follow-symlinks'], `${requireCommitName(commit)}:${path}\n`);
        const found = /^([0-9a-f]{40,64}) blob (\d+)\n$/.exec(stdout);
        return found?.[1] === undefined ? null : { oid: found[1], bytes: Number(found[2]) };
    }
    openBlob(oid) {
        const { stdin, stdout, stderr, exit } = (0,run_git/* startGit */.B)(this.place, ['cat-file', 'blob', requireCommitName(oid)]);
        stdin.end();
        let said = '';
        stderr.on('data', (chunk) => {
            if (said.length < 2000)
                said += chunk.toString('utf8');
        });
        const done = exit.then((code) => {
            if (code !== 0)
                throw unreadable(`git cat-file blob ${oid}`, said);
        });
        return { stream: stdout, done };
    }
    async readText(commit, path) {
        const file = await this.findFile(commit, path);
        if (file === null)
            return null;
        if (file.bytes > MAX_TEXT_BYTES)
            throw unreadable(`${commit}:${path}`, `${file.bytes} bytes are too many for a text file`);
        return (await this.#ask(['cat-file', 'blob', file.oid])).stdout;
    }
    async listFiles(commit, folder) {
        const below = folder === '' ? [] : [`${requireTreePath(folder)}/`];
        return this.#list(['ls-tree', '-r', '-z', '--name-only', '--full-tree', requireCommitName(commit), '--', ...below]);
    }
    async changedPaths(base, head) {
        return this.#list(['diff-tree', '-r', '-z', '--name-only', '--no-renames', requireCommitName(base), requireCommitName(head), '--']);
    }
    pathInTree(path) {
        return pathInRepository(this.root, this.place.folder, path);
    }
    async #list(args) {
        return (await this.#ask(args)).stdout.split('\0').filter((path) => path !== '');
    }
    async #ask(args, stdin = '') {
        const outcome = await (0,run_git/* runGit */.E)(this.place, args, { stdin });
        if (outcome.code !== 0)
            throw unreadable(`git ${args.join(' ')}`, outcome.stderr);
        return outcome;
    }
}
function unreadable(what, said) {
    return new errors/* MeasurementError */.HG('REFERENCE_NOT_FOUND', `${what} failed: ${said.trim()}`, 'Run `git fsck`, or check out again.');
}
function refuseOption(revision) {
    if (!/^-|[\0\n]/.test(revision) && revision !== '')
        return;
    throw new errors/* UsageError */.eb({
        where: 'git revision',
        found: JSON.stringify(revision),
        expected: 'a commit, branch or tag',
        remedy: 'A revision cannot be empty or begin with `-`.',
    });
}
/** Object names only (SHA-1 or SHA-256): nothing that git could read as an option or a range. */
function requireCommitName(name) {
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(name))
        throw new Error(`not a full object name: ${JSON.stringify(name)}`);
    return name;
}
/** A newline would smuggle a second request into `cat-file --batch-check`. */
function requireTreePath(path) {
    if (/[\0\n]/.test(path))
        throw new Error(`not a path in a tree: ${JSON.stringify(path)}`);
    return path;
}
/** A policy is a few kilobytes; a megabyte is a mistake. */
const MAX_TEXT_BYTES = 2 ** 20;

// EXTERNAL MODULE: ./build/src/sources/native/load.js
var load = __webpack_require__(83184);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
;// CONCATENATED MODULE: ./build/src/sources/native/find-npm.js


/** npm's entry below the folder of a Node: `lib/` beside `bin/` in archives and on runners, the same folder on Windows. */
const NPM_CLI = [(0,external_node_path_.join)('..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'), (0,external_node_path_.join)('node_modules', 'npm', 'bin', 'npm-cli.js')];
/** The npm that came with this Node, started by this Node, because PATH may hold another pair; else the first npm on PATH. */
function findNpm(execPath, path) {
    const folders = [(0,external_node_path_.dirname)(execPath), (0,external_node_path_.dirname)((0,external_node_fs_.realpathSync)(execPath))];
    for (const cli of folders.flatMap((folder) => NPM_CLI.map((below) => (0,external_node_path_.join)(folder, below)))) {
        if ((0,external_node_fs_.existsSync)(cli))
            return { file: execPath, args: [cli] };
    }
    for (const folder of (path ?? '').split(external_node_path_.delimiter).filter(Boolean)) {
        const file = (0,external_node_path_.join)(folder, process.platform === 'win32' ? 'npm.cmd' : 'npm');
        if ((0,external_node_fs_.existsSync)(file))
            return { file, args: [] };
    }
    return null;
}

;// CONCATENATED MODULE: ./build/src/sources/native/npm-ci.js



/** npm's words in a message: its last lines say what went wrong. */
const MAX_TAIL_CHARS = 2_000;
/** What npm has no use for: tokens of the job, and the inputs, which hold one. The registry's own settings stay. */
const WITHHELD = /^(GITHUB_TOKEN|GH_TOKEN|ACTIONS_.*|SLUICE_.*|INPUT_.*)$/;
/**
 * `npm ci` in a folder: exactly the locked versions, each checked against the lock's integrity, no package's scripts. Registry,
 * proxy and certificates are the user's and the machine's settings; a `.npmrc` of the repository under test has no say.
 *
 * @throws MeasurementError RUNTIME_NOT_READY; the signal's reason when aborted
 */
async function npmCi(folder, { env, signal }) {
    const npm = findNpm(process.execPath, env['PATH']);
    if (npm === null) {
        throw failed('there is no npm beside this Node nor on PATH', 'Add actions/setup-node before this step, or prepare the folder elsewhere and name it by the input `runtime` (SLUICE_RUNTIME).');
    }
    const args = [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
    const allowed = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.test(name)));
    const { code, output } = await run(npm.file, args, folder, { ...allowed, ONNXRUNTIME_NODE_INSTALL: 'skip' }, signal);
    if (code === 0)
        return;
    throw failed(`\`npm ci\` ended with ${code}:\n${output.trim().slice(-MAX_TAIL_CHARS)}`, 'Check that the registry is reachable (npm config get registry). Without network, prepare the folder elsewhere and name it by the input `runtime` (SLUICE_RUNTIME).');
}
function run(file, args, cwd, env, signal) {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
        const child = (0,external_node_child_process_.spawn)(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: file.endsWith('.cmd') });
        let output = '';
        const keepTail = (text) => {
            output = (output + text).slice(-2 * MAX_TAIL_CHARS);
        };
        const stop = () => child.kill('SIGKILL');
        child.stdout.on('data', keepTail);
        child.stderr.on('data', keepTail);
        child.on('error', reject);
        child.on('close', (code, killedBy) => {
            signal.removeEventListener('abort', stop);
            if (signal.aborted)
                reject(signal.reason);
            else
                resolve({ code: code ?? killedBy ?? 'no exit code', output });
        });
        signal.addEventListener('abort', stop, { once: true });
    });
}
function failed(why, remedy) {
    return new errors/* MeasurementError */.HG('RUNTIME_NOT_READY', `onnxruntime and DuckDB could not be installed: ${why}`, remedy);
}

;// CONCATENATED MODULE: ./build/src/sources/native/platform.js

/** Where onnxruntime-node ships a CPU build. */
const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];
function currentPlatform() {
    const { platform, arch } = process;
    return { platform, arch, libc: platform === 'linux' ? currentLibc() : null };
}
/** @throws MeasurementError RUNTIME_NOT_READY, before anything is downloaded */
function requireSupported({ platform, arch, libc }) {
    if (libc === 'musl') {
        throw new errors/* MeasurementError */.HG('RUNTIME_NOT_READY', 'This is a musl system (Alpine Linux?), for which onnxruntime publishes no build', 'Run the job on a glibc image, such as ubuntu-24.04 or node:24-bookworm.');
    }
    if (!SUPPORTED.includes(`${platform}-${arch}`)) {
        throw new errors/* MeasurementError */.HG('RUNTIME_NOT_READY', `onnxruntime publishes no build for ${platform}-${arch}`, `Run the job on one of ${SUPPORTED.join(', ')}, or evaluate files of predictions.`);
    }
}
/** Node's own report names the glibc that it runs on; on musl the entry is absent. */
function currentLibc() {
    const { report } = process;
    // Network interfaces would be looked up by name, which takes seconds on some hosts.
    Object.assign(report, { excludeNetwork: true });
    const described = report.getReport();
    return typeof described.header?.glibcVersionRuntime === 'string' ? 'glibc' : 'musl';
}

;// CONCATENATED MODULE: ./build/src/sources/native/install.js







const PACKAGES = ['@duckdb/node-api', 'onnxruntime-node'];
/** A temporary folder older than this belongs to an installer that was killed. Installing takes a minute or two. */
const ABANDONED_MS = 60 * 60 * 1000;
/**
 * The folder that onnxruntime and DuckDB are loaded from: the prepared one, else one below `cacheFolder` that is named by the
 * lock and the platform, installed now if this is the first use. It appears by one rename, so that installers may race and a
 * killed one leaves nothing that looks complete.
 *
 * @throws UsageError for a prepared folder that lacks a package
 * @throws MeasurementError RUNTIME_NOT_READY
 */
async function installRuntime(options) {
    if (options.prepared !== undefined && options.prepared !== '')
        return checkPrepared(options.prepared);
    const platform = currentPlatform();
    requireSupported(platform);
    const root = (0,external_node_path_.join)(options.cacheFolder, 'sluice-runtime');
    const folder = (0,external_node_path_.join)(root, await folderName(options.manifestFolder, platform));
    if (isComplete(folder))
        return folder;
    options.onInstall?.(folder);
    await (0,promises_.mkdir)(root, { recursive: true });
    await removeAbandoned(root);
    const draft = `${folder}.${process.pid}-${(0,external_node_crypto_.randomBytes)(4).toString('hex')}.tmp`;
    try {
        await (0,promises_.mkdir)(draft);
        for (const file of ['package.json', 'package-lock.json'])
            await (0,promises_.copyFile)((0,external_node_path_.join)(options.manifestFolder, file), (0,external_node_path_.join)(draft, file));
        await npmCi(draft, options);
        await removeForeignBinaries(draft, platform);
        if (!isComplete(draft))
            throw notReady('npm finished without installing them', undefined);
        await moveIntoPlace(draft, folder);
    }
    finally {
        await (0,promises_.rm)(draft, { recursive: true, force: true });
    }
    return folder;
}
function checkPrepared(folder) {
    const missing = PACKAGES.filter((name) => (0,load/* packageVersion */.Tl)(folder, name) === null);
    if (missing.length === 0)
        return folder;
    throw new errors/* UsageError */.eb({
        where: '--runtime (SLUICE_RUNTIME)',
        found: `the folder ${folder} without ${missing.map((name) => `node_modules/${name}`).join(' and ')}`,
        expected: 'a folder in which npm installed the native packages',
        remedy: "Copy Sluice's runtime/package.json and package-lock.json there and run `npm ci --ignore-scripts` on this platform.",
    });
}
/** Another lock, platform or architecture is another folder; 16 hex digits of SHA-256 are enough to tell them apart. */
async function folderName(manifestFolder, { platform, arch }) {
    const lock = await (0,promises_.readFile)((0,external_node_path_.join)(manifestFolder, 'package-lock.json'));
    return `${(0,external_node_crypto_.createHash)('sha256').update(lock).digest('hex').slice(0, 16)}-${platform}-${arch}`;
}
function isComplete(folder) {
    return PACKAGES.every((name) => (0,load/* packageVersion */.Tl)(folder, name) !== null);
}
/** onnxruntime-node brings every platform's binaries, 288 MB; only this one's 46 MB (Linux x64) are kept. */
async function removeForeignBinaries(folder, { platform, arch }) {
    const binaries = (0,external_node_path_.join)(folder, 'node_modules', 'onnxruntime-node', 'bin');
    for (const api of await (0,promises_.readdir)(binaries)) {
        for (const system of await (0,promises_.readdir)((0,external_node_path_.join)(binaries, api))) {
            for (const cpu of await (0,promises_.readdir)((0,external_node_path_.join)(binaries, api, system))) {
                if (system !== platform || cpu !== arch)
                    await (0,promises_.rm)((0,external_node_path_.join)(binaries, api, system, cpu), { recursive: true });
            }
        }
    }
}
/** Rename first, look later: what another installer finished meanwhile is as good, and may already be in use. */
async function moveIntoPlace(draft, folder) {
    try {
        await (0,promises_.rename)(draft, folder);
    }
    catch (cause) {
        if (isComplete(folder))
            return;
        // A damaged folder (a cache restored by halves) gives way.
        await (0,promises_.rm)(folder, { recursive: true, force: true });
        await (0,promises_.rename)(draft, folder).catch(() => {
            if (!isComplete(folder))
                throw notReady(`they could not be moved to ${folder}`, cause);
        });
    }
}
async function removeAbandoned(root) {
    for (const name of await (0,promises_.readdir)(root)) {
        const path = (0,external_node_path_.join)(root, name);
        const age = Date.now() - ((await (0,promises_.stat)(path).catch(() => null))?.mtimeMs ?? Date.now());
        if (name.endsWith('.tmp') && age > ABANDONED_MS)
            await (0,promises_.rm)(path, { recursive: true, force: true });
    }
}
function notReady(why, cause) {
    return new errors/* MeasurementError */.HG('RUNTIME_NOT_READY', `onnxruntime and DuckDB could not be installed: ${why}`, 'Delete the folder sluice-runtime in the tool cache and run again.', { cause });
}

// EXTERNAL MODULE: ./build/src/sources/onnx/nearest-name.js
var nearest_name = __webpack_require__(11394);
// EXTERNAL MODULE: ./build/src/sources/references/git.js
var git = __webpack_require__(30935);
// EXTERNAL MODULE: ./build/src/sources/references/glob.js
var references_glob = __webpack_require__(4469);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(57075);
// EXTERNAL MODULE: external "node:timers/promises"
var external_node_timers_promises_ = __webpack_require__(58500);
// EXTERNAL MODULE: ./build/src/sources/references/parse.js
var parse = __webpack_require__(61036);
// EXTERNAL MODULE: ./build/src/sources/references/store.js
var store = __webpack_require__(29594);
;// CONCATENATED MODULE: ./build/src/sources/references/https.js







/** From the cache when the very bytes are there, else downloaded; wrong bytes reach neither the cache nor the caller. */
async function resolveHttps({ text, url, sha256 }, asked, sources) {
    const path = (0,external_node_path_.join)(sources.cache, 'sha256', sha256.slice(0, 2), sha256, fileName(url));
    const cached = await (0,store/* digestFile */.TM)(path, sources.signal).catch(() => null);
    if (cached?.sha256 === sha256)
        return { reference: text, path, ...cached };
    if (cached !== null)
        await (0,promises_.rm)(path, { force: true });
    for (let attempt = 1;; attempt += 1) {
        try {
            return { reference: text, path, ...(await download(url, sha256, path, sources)) };
        }
        catch (error) {
            sources.signal?.throwIfAborted();
            if (error instanceof errors/* MeasurementError */.HG)
                throw error;
            if (error instanceof store/* WrongDigest */.Eg)
                throw changed(text, error, asked);
            if (attempt >= MAX_ATTEMPTS || (error instanceof Refusal && !error.transient))
                throw unreachable(text, error, asked);
            await (0,external_node_timers_promises_.setTimeout)(sources.retryDelayMs * attempt, undefined, sources.signal === undefined ? {} : { signal: sources.signal });
        }
    }
}
async function download(url, sha256, path, sources) {
    const stalled = new AbortController();
    const timer = setTimeout(() => stalled.abort(new Refusal(`the server was silent for ${sources.stallLimitMs / 1000} s`, true)), sources.stallLimitMs);
    const signal = sources.signal === undefined ? stalled.signal : AbortSignal.any([sources.signal, stalled.signal]);
    try {
        const response = await follow(url, sources, signal);
        if (response.body === null)
            throw new Refusal('the answer is empty', false);
        const announced = Number(response.headers.get('content-length') ?? 0);
        if (announced > sources.maxBytes)
            throw new Refusal(`${announced} bytes are more than the limit of ${sources.maxBytes}`, false);
        const { body } = response;
        const onChunk = () => timer.refresh();
        const open = () => ({ stream: external_node_stream_.Readable.fromWeb(body) });
        return await (0,store/* storeStream */.sS)({ open, onChunk, maxBytes: sources.maxBytes, expected: { sha256 }, signal }, path);
    }
    catch (error) {
        throw stalled.signal.aborted ? stalled.signal.reason : error;
    }
    finally {
        clearTimeout(timer);
    }
}
/** Redirects by hand: fetch would follow one to plain http. */
async function follow(url, sources, signal) {
    let address = new URL(url);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
        // Digests are of the file: a server's gzip around it would be undone on the way and is not wanted.
        const response = await sources.fetch(address, { redirect: 'manual', signal, headers: { 'accept-encoding': 'identity' } });
        if (response.ok)
            return response;
        await response.body?.cancel();
        const location = response.headers.get('location');
        if (response.status < 300 || response.status > 399 || location === null) {
            throw new Refusal(`the server answered ${response.status} ${response.statusText}`.trim(), isTransient(response.status));
        }
        address = new URL(location, address);
        if (address.protocol !== 'https:')
            throw new Refusal(`it redirects to ${address.protocol}//${address.host}, and only https is followed`, false);
    }
    throw new Refusal(`more than ${MAX_REDIRECTS} redirects`, false);
}
class Refusal extends Error {
    name = 'Refusal';
    transient;
    constructor(message, transient) {
        super(message);
        this.transient = transient;
    }
}
function isTransient(status) {
    return status === 408 || status === 429 || status >= 500;
}
function changed(text, error, { where, role }) {
    const remedy = 'Find out who changed the file; correct the digest only if the new file is meant.';
    return new errors/* MeasurementError */.HG('DIGEST_MISMATCH', `${where}: the ${role} \`${text}\` is not what the digest names: ${error.message}`, remedy, { cause: error });
}
function unreachable(text, error, { where, role }) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    const why = (0,parse/* redact */.E)(error instanceof Error ? error.message + cause : String(error));
    return new errors/* MeasurementError */.HG('REFERENCE_NOT_FOUND', `${where}: the ${role} \`${text}\` could not be downloaded: ${why}`, error instanceof Refusal
        ? 'Open the address in a browser; a file behind a login is fetched by `run:`.'
        : 'Check the network; behind a proxy set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.', { cause: error });
}
/** The last segment of the address, for the eye and for the extension; the folder's name is the digest. */
function fileName(url) {
    const name = new URL(url).pathname
        .split('/')
        .at(-1)
        ?.replace(/[^\w.-]/g, '_')
        .replace(/^\.+/, '') ?? '';
    return name === '' ? 'file' : name.slice(-100);
}
const MAX_ATTEMPTS = 3;
const MAX_REDIRECTS = 5;

// EXTERNAL MODULE: ./build/src/sources/references/not-found.js
var not_found = __webpack_require__(69159);
// EXTERNAL MODULE: ./build/src/sources/git/lfs.js
var lfs = __webpack_require__(65732);
// EXTERNAL MODULE: ./build/src/sources/references/lfs.js
var references_lfs = __webpack_require__(30660);
;// CONCATENATED MODULE: ./build/src/sources/references/path.js










/** A file of the working tree, used where it lies; a Git LFS pointer's file is put into the scratch folder. */
async function resolvePath(text, path, asked, sources) {
    const absolute = (0,external_node_path_.resolve)(sources.folder, path);
    const pointer = await readPointerAt(absolute, text, asked, sources.folder);
    if (pointer === null)
        return { reference: text, path: absolute, ...(await (0,store/* digestFile */.TM)(absolute, sources.signal)) };
    const target = (0,external_node_path_.join)(placeFor((0,external_node_path_.dirname)(absolute), sources), (0,external_node_path_.basename)(absolute));
    return { reference: text, path: target, ...(await (0,references_lfs/* resolvePointer */.c)(pointer, text, asked, sources, target)) };
}
/** The names that a glob matches, from the folder of the policy; a file that is called just so comes first. */
async function expandPath(path, asked, sources) {
    if (await isFile((0,external_node_path_.resolve)(sources.folder, path)))
        return [path];
    const { folder, pattern } = (0,references_glob/* splitGlob */.VK)(path);
    const start = folder === '' && path.startsWith('/') ? '/' : folder;
    const absolute = (0,external_node_path_.resolve)(sources.folder, start);
    const names = await (0,references_glob/* listFolder */.bt)(absolute, pattern.includes('/')).catch(async (error) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
            throw await (0,not_found/* notFoundOnDisk */.Ol)(path, asked, absolute, sources.folder);
        throw error;
    });
    const matches = (0,references_glob/* matchGlob */.sB)(pattern, names);
    if (matches.length === 0)
        throw await (0,not_found/* notFoundOnDisk */.Ol)(path, asked, (0,external_node_path_.join)(absolute, pattern), sources.folder);
    return matches.map((name) => (start === '' ? name : `${start.replace(/\/$/, '')}/${name}`));
}
/**
 * A model and the side files it reads (`names`, checked by the caller), all in one folder: where they lie, or copied together
 * when one of them is a pointer. A symlink that leaves the model's folder is refused.
 */
async function resolveBeside(model, original, names, asked, sources) {
    const folder = (0,external_node_path_.dirname)(original);
    const home = await (0,promises_.realpath)(folder);
    const files = [];
    for (const name of names) {
        const path = (0,external_node_path_.join)(folder, name);
        const pointer = await readPointerAt(path, name, asked, folder);
        const inside = (0,external_node_path_.relative)(home, await (0,promises_.realpath)(path));
        if ((0,external_node_path_.isAbsolute)(inside) || inside.split(external_node_path_.sep)[0] === '..')
            throw readsOutside(name, asked);
        files.push({ name, path, pointer });
    }
    const stays = model.path === original && files.every(({ pointer }) => pointer === null);
    const place = stays ? folder : placeFor(folder, sources);
    const moved = stays || model.path !== original ? model : { ...model, path: await copyInto(original, (0,external_node_path_.join)(place, (0,external_node_path_.basename)(original)), sources) };
    const siblings = [];
    for (const { name, path, pointer } of files) {
        const target = (0,external_node_path_.join)(place, name);
        if (pointer !== null)
            siblings.push({ reference: name, path: target, ...(await (0,references_lfs/* resolvePointer */.c)(pointer, name, asked, sources, target)) });
        else
            siblings.push({
                reference: name,
                path: stays ? path : await copyInto(path, target, sources),
                ...(await (0,store/* digestFile */.TM)(path, sources.signal)),
            });
    }
    return { model: moved, siblings };
}
function readsOutside(name, { where, role }) {
    return new errors/* MeasurementError */.HG('MODEL_READS_OUTSIDE', `${where}: the ${role} reads \`${name}\`, which is not in its own folder`, 'Do not trust the file; export the model with its weights beside it.');
}
/** One scratch folder for each folder of the working tree, so that a model and its side files meet again. */
function placeFor(folder, sources) {
    return (0,external_node_path_.join)(sources.scratch, 'tree', (0,external_node_crypto_.createHash)('sha256').update(folder).digest('hex').slice(0, 16));
}
async function copyInto(from, target, sources) {
    const { signal } = sources;
    await (0,store/* storeStream */.sS)({ open: () => ({ stream: (0,external_node_fs_.createReadStream)(from) }), maxBytes: sources.maxBytes, ...(signal === undefined ? {} : { signal }) }, target);
    return target;
}
async function isFile(path) {
    return (0,promises_.stat)(path).then((found) => found.isFile(), () => false);
}
/** The pointer that stands at a path, null when the file itself does. */
async function readPointerAt(path, text, asked, base) {
    try {
        // Before opening: a pipe would hold us until somebody writes to it.
        const found = await (0,promises_.stat)(path);
        if (!found.isFile())
            throw notAFile(text, asked, found.isDirectory());
        await (0,promises_.access)(path, promises_.constants.R_OK);
        return found.size < lfs/* MAX_POINTER_BYTES */.l$ ? (0,lfs/* readPointer */.qT)(await (0,promises_.readFile)(path)) : null;
    }
    catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : null;
        if (code === null)
            throw error;
        if (code === 'ENOENT' || code === 'ENOTDIR')
            throw await (0,not_found/* notFoundOnDisk */.Ol)(text, asked, path, base);
        const message = `${asked.where}: the ${asked.role} \`${text}\` cannot be opened (${code})`;
        throw new errors/* MeasurementError */.HG('REFERENCE_NOT_FOUND', message, 'Check its permissions.', { cause: error });
    }
}
function notAFile(text, { where, role }, isFolder) {
    return new errors/* UsageError */.eb({
        where,
        found: isFolder ? `the folder \`${text}\`` : `\`${text}\`, which is not a regular file`,
        expected: `a file for the ${role}`,
        remedy: isFolder ? `Name a file in it, or for data all of them: \`${text.replace(/\/$/, '')}/*.parquet\`.` : 'Name a regular file.',
    });
}

// EXTERNAL MODULE: ./build/src/sources/git/spawn-group.js
var spawn_group = __webpack_require__(35834);
;// CONCATENATED MODULE: ./build/src/sources/references/run.js






/**
 * Runs the policy's or the caller's own command, which writes the file to `{out}` (also `$SLUICE_OUT`).
 *
 * It inherits the whole environment on purpose: aws, gcloud and dvc need their credentials. So whoever may write the policy may
 * use them. In a pull request that is its author, as with every other command of the workflow; jobs with secrets take their
 * policy from a protected ref (docs/threat-model.md).
 */
async function resolveRun(text, command, asked, sources) {
    const folder = (0,external_node_path_.join)(sources.scratch, 'run', (0,external_node_crypto_.randomBytes)(8).toString('hex'));
    await (0,promises_.mkdir)(folder, { recursive: true });
    const path = (0,external_node_path_.join)(folder, 'out');
    const failed = (why, said) => new errors/* MeasurementError */.HG('REFERENCE_NOT_FOUND', `${asked.where}: \`${text}\`, which fetches the ${asked.role}, ${why}${quoted(said)}`, 'Run the command by hand, with a path in place of {out}.');
    const { ending, said } = await runCommand(command.replaceAll('{out}', shellWord(path)), path, sources);
    if (ending !== null)
        throw failed(ending, said);
    const found = await (0,promises_.stat)(path).catch(() => null);
    if (found === null || !found.isFile())
        throw failed('ended well but wrote no file to {out}', said);
    if (found.size > sources.maxBytes)
        throw failed(`wrote ${found.size} bytes, more than the limit of ${sources.maxBytes}`, '');
    return { reference: text, path, ...(await (0,store/* digestFile */.TM)(path, sources.signal)) };
}
async function runCommand(command, out, sources) {
    const { signal, commandLimitMs } = sources;
    const { child, ended } = (0,spawn_group/* spawnGroup */.j)('sh', ['-c', command], {
        cwd: sources.folder,
        env: { ...sources.environment, SLUICE_OUT: out },
        timeLimitMs: commandLimitMs,
        ...(signal === undefined ? {} : { signal }),
    });
    let said = '';
    const keepTail = (chunk) => {
        said = (said + chunk.toString('utf8')).slice(-TAIL_CHARS);
    };
    child.stdin.end();
    child.stdout.on('data', keepTail);
    child.stderr.on('data', keepTail);
    const { code, killedBy, timedOut } = await ended;
    if (timedOut)
        return { ending: `did not end within ${commandLimitMs / 1000} s`, said };
    if (killedBy !== null)
        return { ending: `was ended by ${killedBy}`, said };
    return { ending: code === 0 ? null : `failed with exit code ${code}`, said };
}
/** Bare where nothing needs quoting, since the caller may have put {out} in quotes of its own. */
function shellWord(path) {
    return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
/** Every line begins with a bar: the runner takes a line that begins with `::` for a command of ours. */
function quoted(said) {
    const lines = said.split(/\r\n|\r|\n/).map((line) => line.replace(/[\p{Cc}]/gu, ' ').trimEnd());
    const shown = lines.filter((line) => line !== '').slice(-TAIL_LINES);
    return shown.length === 0 ? '' : `:\n${shown.map((line) => `  | ${line}`).join('\n')}`;
}
const TAIL_CHARS = 4000;
const TAIL_LINES = 12;

// EXTERNAL MODULE: ./build/src/sources/references/sources.js
var sources = __webpack_require__(40933);
;// CONCATENATED MODULE: ./build/src/sources/references/resolve.js










function createResolver(given) {
    return new Resolver({ fetch: globalThis.fetch, ...sources/* DEFAULT_LIMITS */.d, ...given });
}
class Resolver {
    #sources;
    #known = new Map();
    constructor(sources) {
        this.#sources = sources;
    }
    async resolve(reference, asked) {
        if ('glob' in reference && reference.glob) {
            const [only, ...others] = await this.#expand(reference, asked);
            if (only !== undefined && others.length === 0 && only.path === reference.path)
                return this.#once(only, asked);
            throw new errors/* UsageError */.eb({
                where: asked.where,
                found: `the glob \`${reference.text}\``,
                expected: `one file for the ${asked.role}`,
                remedy: 'Globs are for data; name the file.',
            });
        }
        return this.#once(reference, asked);
    }
    async resolveAll(reference, asked) {
        if (!('glob' in reference && reference.glob))
            return setOf(reference.text, await this.#once(reference, asked), []);
        const [first, ...others] = await this.#expand(reference, asked);
        if (first === undefined)
            throw (0,not_found/* notFound */.mX)(reference.text, asked, 'the folder', reference.path, []);
        const named = async (one) => ({ name: nameIn(reference.path, one.path), file: await this.#once(one, asked) });
        const model = await named(first);
        const rest = [];
        for (const one of others)
            rest.push(await named(one));
        return setOf(reference.text, model.file, rest, model.name);
    }
    async resolveTogether(reference, siblings, asked) {
        const model = await this.resolve(reference, asked);
        const names = [...new Set(siblings)].sort().map((name) => requireInside(name, asked));
        if (names.length === 0)
            return setOf(reference.text, model, []);
        switch (reference.kind) {
            case 'path':
            case 'run': {
                const original = reference.kind === 'path' ? (0,external_node_path_.resolve)(this.#sources.folder, reference.path) : model.path;
                const together = await resolveBeside(model, original, names, asked, this.#sources);
                return setOf(reference.text, together.model, together.siblings.map((file, at) => ({ name: names[at] ?? file.reference, file })));
            }
            case 'git': {
                const files = [];
                for (const name of names) {
                    const path = external_node_path_.posix.join(external_node_path_.posix.dirname(reference.path), name);
                    files.push({
                        name,
                        file: await this.#once({ ...reference, path, glob: false, text: `git:${reference.revision}:${path}` }, asked),
                    });
                }
                return setOf(reference.text, model, files);
            }
            case 'https':
            case 'artifact':
            case 'released':
                throw new errors/* UsageError */.eb({
                    where: asked.where,
                    found: `\`${reference.text}\`, a model with its weights in other files (${names.join(', ')})`,
                    expected: 'a model in one file: an address with a digest names only one',
                    remedy: 'Export the model with its weights inside, or fetch the folder by `run:`.',
                });
        }
    }
    async #expand(reference, asked) {
        const paths = reference.kind === 'path' ? await expandPath(reference.path, asked, this.#sources) : await (0,git/* expandGit */.f8)(reference, asked, this.#sources);
        return paths.map((path) => reference.kind === 'path'
            ? { kind: 'path', path, text: path, glob: false }
            : { kind: 'git', revision: reference.revision, path, text: `git:${reference.revision}:${path}`, glob: false });
    }
    /** Two arms that name the same file share one fetch. */
    #once(reference, asked) {
        const known = this.#known.get(reference.text);
        if (known !== undefined)
            return known;
        const fetched = this.#fetch(reference, asked);
        this.#known.set(reference.text, fetched);
        return fetched;
    }
    #fetch(reference, asked) {
        switch (reference.kind) {
            case 'path':
                return resolvePath(reference.text, reference.path, asked, this.#sources);
            case 'git':
                return (0,git/* resolveGit */.vn)(reference, asked, this.#sources);
            case 'https':
                return resolveHttps(reference, asked, this.#sources);
            case 'run':
                return resolveRun(reference.text, reference.command, asked, this.#sources);
            case 'artifact':
                return Promise.reject(notYet(reference.text, asked, 'the report action', 'Download it by actions/download-artifact and give its path.'));
            case 'released':
                return Promise.reject(notYet(reference.text, asked, 'the rollout action, which records what is live', 'Name a file, such as `git:<tag>:<path>`.'));
        }
    }
}
function notYet(text, { where }, comesWith, remedy) {
    return new errors/* UsageError */.eb({ where, found: `\`${text}\``, expected: `another kind of reference: this one comes with ${comesWith}`, remedy });
}
/** A path of a set, from the folder before its first wildcard: the same in the working tree and in a commit. */
function nameIn(glob, path) {
    const { folder } = (0,references_glob/* splitGlob */.VK)(glob);
    return folder === '' ? path : path.slice(folder.length + 1);
}
function setOf(reference, first, rest, name = (0,external_node_path_.basename)(first.path)) {
    if (rest.length === 0)
        return { reference, files: [first], sha256: first.sha256, bytes: first.bytes };
    const members = [{ name, file: first }, ...rest];
    const digest = (0,store/* digestSet */.JD)(members.map((member) => ({ name: member.name, sha256: member.file.sha256, bytes: member.file.bytes })));
    return { reference, files: [first, ...rest.map(({ file }) => file)], ...digest };
}
/** Only names below the model's folder; `..` is refused even where it would come back. */
function requireInside(name, asked) {
    const segments = name.split('/');
    if (name === '' || /[\\\0\r\n:]/.test(name) || segments.includes('..') || segments[0] === '' || (0,external_node_path_.dirname)(name) === name)
        throw readsOutside(name, asked);
    return segments.filter((segment) => segment !== '.' && segment !== '').join('/');
}

;// CONCATENATED MODULE: ./build/src/sources/subjects/event.js


const commit = schemas/* string */.YjP().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a full commit');
const PullRequest = schemas/* object */.Ikc({ pull_request: schemas/* object */.Ikc({ base: schemas/* object */.Ikc({ sha: commit }), head: schemas/* object */.Ikc({ sha: commit }) }) });
const MergeGroup = schemas/* object */.Ikc({ merge_group: schemas/* object */.Ikc({ base_sha: commit, head_sha: commit }) });
const Push = schemas/* object */.Ikc({ before: commit, forced: schemas/* boolean */.zMY().optional() });
const AnyEvent = schemas/* object */.Ikc({ repository: schemas/* object */.Ikc({ default_branch: schemas/* string */.YjP().min(1) }) });
const readPullRequest = (event) => read(PullRequest, event).pull_request;
const readMergeGroup = (event) => read(MergeGroup, event).merge_group;
const readPush = (event) => read(Push, event);
const readDefaultBranch = (event) => read(AnyEvent, event).repository.default_branch;
function read(schema, event) {
    const parsed = schema.safeParse(event.payload);
    if (parsed.success)
        return parsed.data;
    const [issue] = parsed.error.issues;
    throw new errors/* UsageError */.eb({
        where: `event ${event.name}`,
        found: `a payload without a usable \`${issue?.path.join('.')}\` (${issue?.message})`,
        expected: "the event's payload as GitHub sends it (GITHUB_EVENT_PATH)",
        remedy: 'Name the subjects by the inputs `candidate` and `baseline`, or run on pull_request, merge_group or push.',
    });
}

;// CONCATENATED MODULE: ./build/src/sources/subjects/choose.js



/** Which commits stand for candidate, baseline and policy (design §4). Whatever it names has been fetched. */
async function chooseSubjects({ event, repository, given }) {
    if (event === null)
        return repository === null ? outsideGit() : chooseInTerminal(repository);
    if (repository === null)
        throw withoutRepository(event.name);
    if (PULL_REQUEST_EVENTS.includes(event.name))
        return chooseForPullRequest(event, repository);
    switch (event.name) {
        case 'merge_group':
            return chooseForMergeGroup(event, repository);
        case 'push':
            return chooseForPush(event, repository, given.baseline);
        default:
            return chooseForDispatch(event, repository);
    }
}
async function chooseForPullRequest(event, git) {
    const { base, head } = readPullRequest(event);
    const checkout = await requireHead(git);
    if (checkout === base.sha)
        throw checkedOutBase(event.name, checkout);
    const [first, second] = await git.parents(checkout);
    if (first !== undefined && second === head.sha && checkout !== head.sha) {
        (0,fetch_commit/* requireFetched */.hq)(await git.fetchCommit(first), first, 'the pull request is merged into (the baseline)');
        return against(first, first, []);
    }
    (0,fetch_commit/* requireFetched */.hq)(await git.fetchCommit(base.sha), base.sha, 'the pull request goes to (the baseline)');
    const fork = await findMergeBase(git, checkout, base.sha);
    if (fork === checkout)
        throw checkedOutBase(event.name, checkout);
    const about = checkout === head.sha ? [] : [`The checkout ${choose_short(checkout)} is neither the pull request's head nor its merge commit.`];
    const note = fork === null
        ? `No merge base is in reach of this shallow checkout, so the baseline is the tip ${choose_short(base.sha)} of the base branch; \`fetch-depth: 0\` finds it.`
        : `The baseline is the merge base ${choose_short(fork)}: the checkout is not a merge commit.`;
    return against(fork ?? base.sha, base.sha, [...about, note]);
}
async function chooseForMergeGroup(event, git) {
    const { base_sha: base, head_sha: head } = readMergeGroup(event);
    (0,fetch_commit/* requireFetched */.hq)(await git.fetchCommit(base), base, 'the merge queue started from (the baseline)');
    const candidate = await checkedOutOr(git, head, 'the merge queue tests (the candidate)');
    return {
        candidate: candidate.revision,
        baseline: { commit: base },
        policies: { base: { commit: base }, head: candidate.revision },
        notes: candidate.notes,
    };
}
async function chooseForPush(event, git, hasBaseline) {
    const { before } = readPush(event);
    const candidate = await checkedOutOr(git, event.sha, 'was pushed (the candidate)');
    const chosen = (baseline, ...notes) => ({
        candidate: candidate.revision,
        baseline,
        policies: { base: null, head: candidate.revision },
        notes: [...candidate.notes, ...notes],
    });
    if (hasBaseline)
        return chosen(null);
    if (/^0+$/.test(before))
        return chosen(null, 'The push created the branch or tag, so there is no commit before it to compare with.');
    const outcome = await git.fetchCommit(before);
    if (outcome.kind === 'gone')
        return chosen(null, `The commit before the push, ${choose_short(before)}, is gone (a force push), so there is nothing to compare with.`);
    (0,fetch_commit/* requireFetched */.hq)(outcome, before, 'was the tip before the push (the baseline)');
    return chosen({ commit: before });
}
/** schedule, workflow_dispatch and whatever else starts a run without a change to judge. */
async function chooseForDispatch(event, git) {
    const branch = readDefaultBranch(event);
    const chosen = (head, ...notes) => ({
        candidate: 'released',
        baseline: null,
        policies: { base: null, head },
        notes,
    });
    const checkout = await requireHead(git);
    if (event.ref === `refs/heads/${branch}` && checkout === event.sha)
        return chosen('working-tree');
    const tip = await git.remoteTip(branch);
    if (tip === null)
        throw unknownBranch(event.name, branch);
    (0,fetch_commit/* requireFetched */.hq)(await git.fetchCommit(tip), tip, 'holds the policy (the default branch)');
    return tip === checkout
        ? chosen('working-tree')
        : chosen({ commit: tip }, `The policy is that of ${branch} at ${choose_short(tip)}, not of the checkout.`);
}
async function chooseInTerminal(git) {
    const policies = { base: null, head: 'working-tree' };
    const head = await git.revParse('HEAD');
    if (head === null)
        return {
            candidate: 'working-tree',
            baseline: null,
            policies,
            notes: ['The repository has no commit yet, so there is nothing to compare with.'],
        };
    const upstream = await git.upstream();
    const fork = upstream === null ? null : await git.mergeBase(head, upstream.commit);
    const baseline = { commit: fork ?? head };
    const note = fork === null || fork === head
        ? `The working tree is compared with HEAD (${choose_short(head)}).`
        : `The working tree is compared with ${choose_short(fork)}, where it left ${upstream?.name}.`;
    return { candidate: 'working-tree', baseline, policies, notes: [note] };
}
function outsideGit() {
    const notes = ['There is no git repository here, so nothing to compare with but what `--baseline` names.'];
    return { candidate: 'working-tree', baseline: null, policies: { base: null, head: 'working-tree' }, notes };
}
/** The policy is that of the branch's tip also where the models meet at the merge base: an old fork must not revive an old policy. */
function against(baseline, tip, notes) {
    return { candidate: 'working-tree', baseline: { commit: baseline }, policies: { base: { commit: tip }, head: 'working-tree' }, notes };
}
/** The checkout where it is that commit: earlier steps may have brought files that git does not hold (dvc pull, git lfs pull). */
async function checkedOutOr(git, commit, purpose) {
    const checkout = await requireHead(git);
    if (checkout === commit)
        return { revision: 'working-tree', notes: [] };
    (0,fetch_commit/* requireFetched */.hq)(await git.fetchCommit(commit), commit, purpose);
    return { revision: { commit }, notes: [`The candidate is commit ${choose_short(commit)}; the checkout is ${choose_short(checkout)}.`] };
}
/** A shallow checkout gets some history once; all of it could be gigabytes of old models. */
async function findMergeBase(git, head, base) {
    const near = await git.mergeBase(head, base);
    if (near !== null || !(await git.isShallow()))
        return near;
    for (const commit of [base, head]) {
        const outcome = await git.fetchCommit(commit, DEEPER_COMMITS);
        if (outcome.kind !== 'fetched')
            return null;
    }
    return git.mergeBase(head, base);
}
async function requireHead(git) {
    const head = await git.revParse('HEAD');
    if (head !== null)
        return head;
    throw withoutRepository('checkout without a commit');
}
function withoutRepository(what) {
    return new errors/* UsageError */.eb({
        where: `event ${what}`,
        found: 'no git repository in the working folder',
        expected: 'a checkout: the baseline and the policy come from its commits',
        remedy: 'Run actions/checkout first; in a container install git before it, else it unpacks an archive without history.',
    });
}
function checkedOutBase(event, checkout) {
    return new errors/* UsageError */.eb({
        where: `event ${event}`,
        found: `a checkout of ${choose_short(checkout)}, which holds nothing of the pull request`,
        expected: "the pull request's merge commit or head: the base would be compared with itself and pass",
        remedy: 'Use the event pull_request with actions/checkout as it is by default. In pull_request_target the checkout is the base.',
    });
}
function unknownBranch(event, branch) {
    return new errors/* UsageError */.eb({
        where: `event ${event}`,
        found: `no branch \`${branch}\` at the remote`,
        expected: 'the default branch, whose policy holds outside pull requests',
        remedy: 'Give the job `permissions: contents: read`, or run on the default branch.',
    });
}
function choose_short(commit) {
    return commit.slice(0, 12);
}
const PULL_REQUEST_EVENTS = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'];
/** Most pull requests fork off later than so many commits ago. */
const DEEPER_COMMITS = 50;

// EXTERNAL MODULE: ./build/src/sources/worker/messages.js
var messages = __webpack_require__(8807);
;// CONCATENATED MODULE: ./build/src/sources/worker/collect-rows.js

/**
 * The parent's side of the data: every array is made once, at its full length, when the first batch has said how many rows
 * come, so that the memory held is the memory needed. Whatever does not add up is refused.
 */
class RowCollector {
    #columns = null;
    #rowsTotal = 0;
    #rows = 0;
    get rows() {
        return this.#rows;
    }
    /** @throws Error when the batch does not fit the ones before it */
    add({ rows, rowsTotal, arrays }, payload) {
        this.#columns ??= arrays.map((header) => ({ ...header, values: new messages/* ARRAY_TYPES */.gN[header.type](rowsTotal * header.width) }));
        if (this.#rows === 0)
            this.#rowsTotal = rowsTotal;
        if (rowsTotal !== this.#rowsTotal || this.#rows + rows > rowsTotal)
            throw new Error(`${this.#rows} + ${rows} of ${rowsTotal} rows`);
        if (arrays.length !== this.#columns.length)
            throw new Error(`${arrays.length} columns instead of ${this.#columns.length}`);
        let offset = 0;
        for (const [index, { name, type, width, values }] of this.#columns.entries()) {
            const header = arrays[index];
            if (header?.name !== name || header.type !== type || header.width !== width)
                throw new Error(`column ${name} changed`);
            const bytes = rows * width * values.BYTES_PER_ELEMENT;
            if (offset + bytes > payload.length)
                throw new Error(`a payload of ${payload.length} bytes`);
            const target = new Uint8Array(values.buffer, this.#rows * width * values.BYTES_PER_ELEMENT, bytes);
            target.set(payload.subarray(offset, offset + bytes));
            offset += bytes;
        }
        if (offset !== payload.length)
            throw new Error(`a payload of ${payload.length} bytes instead of ${offset}`);
        this.#rows += rows;
    }
    /** @throws Error when rows or columns are missing */
    finish(summary, arms) {
        if (this.#rows !== this.#rowsTotal || summary.rows !== this.#rows)
            throw new Error(`${this.#rows} of ${this.#rowsTotal} rows`);
        const answers = {};
        for (const arm of arms)
            answers[arm] = this.#answers(arm);
        return {
            rows: this.#rows,
            label: this.#label(),
            arms: answers,
            weight: this.#optional('weight', Float64Array),
            cluster: this.#optional('cluster', Uint32Array),
            clusters: summary.clusters,
            query: this.#optional('query', Uint32Array),
            queries: summary.queries,
            classes: summary.classes,
            slices: summary.slices.map(({ name, groups }, index) => {
                const code = this.#optional(`slice.${index}`, Uint16Array);
                if (code === null)
                    throw new Error(`no column for slice ${name}`);
                return { name, groups, code };
            }),
        };
    }
    #find(name) {
        return this.#columns?.find((column) => column.name === name);
    }
    #label() {
        const label = this.#find('label')?.values;
        if (label instanceof Uint8Array || label instanceof Int32Array || label instanceof Float64Array)
            return label;
        throw new Error('no labels');
    }
    #answers(arm) {
        const column = this.#find(`arm.${arm}`);
        const values = column?.values;
        if (column === undefined || !(values instanceof Float32Array || values instanceof Float64Array))
            throw new Error(`no answers of ${arm}`);
        return { width: column.width, values };
    }
    #optional(name, type) {
        const values = this.#find(name)?.values;
        if (values === undefined)
            return null;
        if (!(values instanceof type))
            throw new Error(`column ${name} is of another type`);
        return values;
    }
}

;// CONCATENATED MODULE: ./build/src/sources/worker/explain-death.js

const MEBIBYTE = 2 ** 20;
/** What native code and Node themselves say when memory is at an end, before they abort. */
const OUT_OF_MEMORY = /bad_alloc|heap out of memory|Failed to allocate memory|Cannot allocate memory|Allocation failed/i;
/** Where it happened: `candidate (models/income.onnx) in batch 3 (rows 8193 to 12288)`. */
function explain_death_placeOf(step, label) {
    const who = label ?? 'the worker';
    switch (step?.step) {
        case undefined:
            return 'the worker, before it began';
        case 'open':
            return 'the worker, while the data were opened';
        case 'load':
            return `${who}, while it was loaded`;
        case 'read':
            return `the worker, while batch ${step.batch} of the data was read`;
        case 'run':
            return `${who}, in batch ${step.batch} (rows ${step.firstRow + 1} to ${step.firstRow + step.rows})`;
    }
}
function timedOut(step, label, limitMs) {
    const doing = step.step === 'load' ? 'did not load' : 'did not answer';
    const where = step.step === 'run' ? ` batch ${step.batch} (rows ${step.firstRow + 1} to ${step.firstRow + step.rows})` : '';
    return new errors/* MeasurementError */.HG('MODEL_TIMED_OUT', `${label} ${doing}${where} within ${limitMs / 1000} s, and was ended`, 'Raise `time-limit` in the policy if the model is only slow; a model that never ends holds a loop.');
}
/** A worker that ended without having finished: as what it is, with the signal and the place. */
function explainDeath(death) {
    const { code, signal, step, label, residentBytes, memoryLimitBytes, tail } = death;
    const place = explain_death_placeOf(step, label);
    const words = tail === '' ? '' : ` Its last words: ${tail}`;
    if (residentBytes !== null) {
        const used = Math.round(residentBytes / MEBIBYTE);
        return outOfMemory(`Memory passed the limit of ${Math.round(memoryLimitBytes / MEBIBYTE)} MiB (${used} MiB) in ${place}`);
    }
    if (signal === 'SIGKILL')
        return outOfMemory(`SIGKILL ended ${place}: probably the system, because memory ran out.${words}`);
    if (OUT_OF_MEMORY.test(tail))
        return outOfMemory(`${signal ?? `Exit code ${code}`} ended ${place}, because memory ran out.${words}`);
    if (signal !== null) {
        return new errors/* MeasurementError */.HG('MODEL_CRASHED', `${signal} ended ${place}.${words}`, 'Run the model on these rows alone: native code that dies here would die in production too.');
    }
    return new Error(`The worker ended with exit code ${code}: ${place}.${words}`);
}
function outOfMemory(what) {
    return new errors/* MeasurementError */.HG('MODEL_OUT_OF_MEMORY', what, 'Raise `memory-limit`, lower the evaluation batch size, use a larger runner, or make the model smaller.');
}

// EXTERNAL MODULE: ./build/src/sources/worker/open-arms.js + 16 modules
var open_arms = __webpack_require__(15213);
;// CONCATENATED MODULE: ./build/src/sources/worker/step-timer.js
/** Times the steps in which a model's own code runs. Time spent reading data is not a model's, and has no limit. */
class StepTimer {
    #limitMs;
    #onTimeout;
    #timer;
    #step = null;
    constructor(limitMs, onTimeout) {
        this.#limitMs = limitMs;
        this.#onTimeout = onTimeout;
    }
    start(step) {
        this.stop();
        if (step.step !== 'load' && step.step !== 'run')
            return;
        this.#step = step;
        this.#timer = setTimeout(() => this.#expire(step), this.#limitMs);
    }
    stop() {
        clearTimeout(this.#timer);
        this.#step = null;
    }
    /** When this process itself stood still, the next step may lie unread in the pipe: timers run before pipes are read. */
    #expire(step) {
        setImmediate(() => setImmediate(() => this.#step === step && this.#onTimeout(step)));
    }
}

// EXTERNAL MODULE: ./build/src/sources/worker/frames.js
var worker_frames = __webpack_require__(6961);
;// CONCATENATED MODULE: ./build/src/sources/worker/tail.js
/** Enough for the message of an aborting library, short enough for an annotation. */
const MAX_CHARS = 2_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' colours are control characters
const COLOURS = /\u001b\[[0-9;]*m/g;
/** The end of a stream of text, without colours. */
class Tail {
    #text = '';
    add(chunk) {
        this.#text = (this.#text + Buffer.from(chunk).toString('utf8')).slice(-2 * MAX_CHARS);
    }
    toString() {
        return this.#text.replace(COLOURS, '').trim().slice(-MAX_CHARS);
    }
}

;// CONCATENATED MODULE: ./build/src/sources/worker/worker-process.js




/** All of the environment that a model's process sees: nothing that could hold a token. The tracking id lets a runner find orphans. */
const ALLOWED_ENVIRONMENT = [
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TZ',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SYSTEMROOT',
    'LD_LIBRARY_PATH',
    'RUNNER_TRACKING_ID',
];
function startWorker(entry, job, ear) {
    const environment = Object.fromEntries(ALLOWED_ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    const child = (0,external_node_child_process_.spawn)(entry.execPath, entry.args, { env: environment, stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'], windowsHide: true });
    const kill = () => void child.kill('SIGKILL');
    const tail = new Tail();
    const watchdog = new Tail();
    for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk) => tail.add(chunk));
    readable(child, messages/* WATCHDOG_DESCRIPTOR */.WJ).on('data', (chunk) => watchdog.add(chunk));
    const reader = new worker_frames/* FrameReader */.t();
    let isBroken = false;
    readable(child, messages/* FRAMES_DESCRIPTOR */.lS).on('data', (chunk) => {
        if (isBroken)
            return;
        try {
            for (const frame of reader.push(chunk))
                ear.hear(frame);
        }
        catch (cause) {
            isBroken = true;
            ear.hearNonsense(cause);
        }
    });
    sendJob(child.stdin, job);
    const ended = new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code, signal) => {
            resolve({ code, signal, residentBytes: residentBytesIn(watchdog), tail: tail.toString() });
        });
    });
    return { pid: child.pid, kill, ended };
}
function sendJob(stdin, job) {
    // A worker that died before it read its job is explained by its ending, not by the broken pipe.
    stdin?.on('error', () => { });
    stdin?.end(JSON.stringify(job));
}
function readable(child, descriptor) {
    const stream = child.stdio[descriptor];
    if (stream === null || stream === undefined || !('read' in stream))
        throw new Error(`no pipe at descriptor ${descriptor}`);
    return stream;
}
function residentBytesIn(watchdog) {
    const [line] = String(watchdog).split('\n');
    if (line === undefined || line === '')
        return null;
    try {
        return messages/* watchdogMessage */.Tf.parse(JSON.parse(line)).residentBytes;
    }
    catch {
        return null;
    }
}

;// CONCATENATED MODULE: ./build/src/sources/worker/score-rows.js







/**
 * Scores all arms on the same rows, in a process of its own that holds no token: a model that crashes, hangs or eats memory
 * ends that process and nothing else. When this returns or throws, the process is gone.
 *
 * @throws MeasurementError with what went wrong, in which arm, batch and rows
 * @throws the signal's reason when aborted
 */
async function scoreRows(job, options) {
    options.signal.throwIfAborted();
    const worker = new Supervisor(job, options);
    options.signal.addEventListener('abort', worker.stop, { once: true });
    try {
        return await worker.run();
    }
    catch (cause) {
        throw options.signal.aborted ? options.signal.reason : cause;
    }
    finally {
        options.signal.removeEventListener('abort', worker.stop);
    }
}
/** Reads what one worker says, times its steps, and turns its end into a result or an error. */
class Supervisor {
    #job;
    #options;
    #rows = new RowCollector();
    #timer;
    #step = null;
    #outcome = null;
    #kill = () => { };
    constructor(job, options) {
        this.#job = job;
        this.#options = options;
        this.#timer = new StepTimer(job.limits.timeLimitMs, (step) => this.#end({ error: timedOut(step, this.#labelOf(step) ?? '', job.limits.timeLimitMs) }));
    }
    stop = () => this.#kill();
    async run() {
        const { runtimeFolder, threads, entry, signal } = this.#options;
        const job = { ...this.#job, runtimeFolder, threads, parentPid: process.pid };
        const worker = startWorker(entry, job, {
            hear: (frame) => this.#take(frame),
            hearNonsense: (cause) => this.#end({ error: this.#notToBeTrusted(cause) }),
        });
        this.#kill = worker.kill;
        if (signal.aborted)
            worker.kill();
        try {
            const ending = await worker.ended;
            if (this.#outcome === null) {
                throw explainDeath({ ...ending, step: this.#step, label: this.#labelOf(this.#step), memoryLimitBytes: job.limits.memoryLimitBytes });
            }
            if ('error' in this.#outcome)
                throw this.#outcome.error;
            return this.#scoring(this.#outcome.finished);
        }
        finally {
            this.#timer.stop();
        }
    }
    #take({ header, payload }) {
        if (this.#outcome !== null)
            return;
        const message = messages/* workerMessage */.sq.parse(header);
        switch (message.kind) {
            case 'step':
                this.#step = message;
                this.#timer.start(message);
                return;
            case 'batch':
                this.#rows.add(message, payload);
                this.#options.onProgress?.(this.#rows.rows, message.rowsTotal);
                return;
            case 'finished':
                this.#end({ finished: message });
                return;
            case 'failed':
                this.#end({ error: errorOf(message) });
        }
    }
    /** The worker has nothing left to do: libraries that crash while they are taken down are none of the model's faults. */
    #end(outcome) {
        this.#outcome ??= outcome;
        this.#timer.stop();
        this.#kill();
    }
    #scoring(finished) {
        const arms = ['baseline', 'candidate', 'anchor'].filter((arm) => this.#job.arms[arm] !== undefined);
        try {
            if (finished.slices.length !== this.#job.data.slices.length)
                throw new Error(`${finished.slices.length} slices`);
            return { scored: this.#rows.finish(finished, arms), notes: finished.notes, environment: finished.environment };
        }
        catch (cause) {
            throw this.#notToBeTrusted(cause);
        }
    }
    /** A worker that says what it cannot mean: native code has written over its memory, or a hostile model has taken it over. */
    #notToBeTrusted(cause) {
        const place = explain_death_placeOf(this.#step, this.#labelOf(this.#step));
        const why = cause instanceof Error ? cause.message : String(cause);
        const remedy = 'Do not trust the model before you know why.';
        return new errors/* MeasurementError */.HG('MODEL_CRASHED', `What came from ${place} makes no sense: ${why}`, remedy, { cause });
    }
    #labelOf(step) {
        if (step === null || !('arm' in step))
            return null;
        const subject = this.#job.arms[step.arm];
        return subject === undefined ? step.arm : (0,open_arms/* labelOf */.Wy)(step.arm, subject);
    }
}
function errorOf(failure) {
    switch (failure.error) {
        case 'measurement':
            return new errors/* MeasurementError */.HG(failure.reasonCode, failure.message, failure.remedy);
        case 'usage':
            return new errors/* UsageError */.eb(...failure.problems);
        case 'fault': {
            const fault = new Error(failure.message);
            fault.stack = failure.stack;
            return fault;
        }
    }
}

;// CONCATENATED MODULE: ./build/src/commands/session.js












/** More threads than this scatter small batches. */
const MOST_THREADS = 4;
async function openSession(inputs, world) {
    const { environment, run, signal, cwd } = world;
    const token = inputs.githubToken === null || run === null ? {} : { token: { server: run.serverUrl, value: inputs.githubToken } };
    const repository = await openRepository(cwd, { environment: environment.forChildren, signal, ...token });
    const event = run === null ? null : { name: run.event, sha: run.sha, ref: run.ref, payload: run.payload };
    const given = { candidate: inputs.candidate !== null, baseline: inputs.baseline !== null };
    const chosen = await chooseSubjects({ event, repository, given });
    const texts = new PolicyTexts(inputs.policy, cwd, repository);
    const head = await texts.at(chosen.policies.head);
    const base = chosen.policies.base === null ? null : await texts.atOrNull(chosen.policies.base);
    const comparing = chosen.policies.base !== null ? 'base+head' : run === null ? 'working-tree' : 'head';
    const policy = effectivePolicy({ base, head, path: inputs.policy, comparing });
    const before = typeof chosen.baseline === 'object' && chosen.baseline !== null ? await texts.atOrNull(chosen.baseline) : null;
    const resolver = createResolver({
        folder: (0,external_node_path_.dirname)((0,external_node_path_.resolve)(cwd, inputs.policy)),
        repository,
        cache: (0,external_node_path_.join)(environment.cacheFolder, 'references'),
        scratch: makeScratch(world),
        environment: environment.forChildren,
        signal,
        ...token,
    });
    return {
        chosen,
        policy,
        policyPath: inputs.policy,
        baselinePolicy: before === null ? null : tolerantly(before, inputs.policy),
        policyUnchanged: before === head,
        models: selectModels(policy.policy, inputs.model),
        repository,
        resolver,
        score: (job, title) => score(job, title, inputs, world),
    };
}
async function score(job, title, inputs, world) {
    const { environment, host, program, signal } = world;
    const prepared = inputs.runtime ?? environment.runtimeFolder;
    const runtimeFolder = await installRuntime({
        ...(prepared === null ? {} : { prepared }),
        manifestFolder: program.runtimeManifestFolder,
        cacheFolder: environment.cacheFolder,
        env: environment.forChildren,
        signal,
        onInstall: (folder) => host.log.info(`Installing onnxruntime and DuckDB into ${folder}: once for this version of Sluice.`),
    });
    const phase = host.progress.start(title);
    try {
        return await scoreRows(job, {
            runtimeFolder,
            entry: { execPath: program.execPath, args: program.workerArguments },
            threads: Math.min(MOST_THREADS, (0,external_node_os_.availableParallelism)()),
            signal,
            onProgress: (done, total) => phase.advance(done, total),
        });
    }
    finally {
        phase.end();
    }
}
/** The policy's text as a commit or the working tree has it. */
class PolicyTexts {
    #path;
    #cwd;
    #repository;
    constructor(path, cwd, repository) {
        this.#path = path;
        this.#cwd = cwd;
        this.#repository = repository;
    }
    async at(revision) {
        if (revision === 'working-tree')
            return readPolicyFile((0,external_node_path_.resolve)(this.#cwd, this.#path));
        const text = await this.atOrNull(revision);
        if (text !== null)
            return text;
        throw new errors/* UsageError */.eb({
            where: this.#path,
            found: `no such file at commit ${revision.commit}`,
            expected: 'the policy',
            remedy: 'Name it by the input `policy`, as a path from the root of the repository.',
        });
    }
    async atOrNull({ commit }) {
        const path = await this.#repository?.pathInTree((0,external_node_path_.resolve)(this.#cwd, this.#path));
        return path === undefined || path === null ? null : ((await this.#repository?.readText(commit, path)) ?? null);
    }
}
/** An old policy that this version cannot read tells nothing about where the baseline's files were. */
function tolerantly(text, path) {
    try {
        return parsePolicy(text, path);
    }
    catch (error) {
        if (error instanceof errors/* UsageError */.eb)
            return null;
        throw error;
    }
}
function selectModels(policy, name) {
    if (name === null)
        return [...policy.models.values()];
    const model = policy.models.get(name);
    if (model !== undefined)
        return [model];
    const names = [...policy.models.keys()];
    const nearest = (0,nearest_name/* nearestName */.q)(name, names);
    throw new errors/* UsageError */.eb({
        where: '--model',
        found: `the model ${JSON.stringify(name)}`,
        expected: `one of the policy's models: ${names.join(', ')}`,
        remedy: nearest === null ? 'Choose one of them.' : `Did you mean ${nearest}?`,
    });
}
function makeScratch({ environment, onCleanup }) {
    const folder = (0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)(environment.temporaryFolder, 'sluice-'));
    onCleanup(() => (0,external_node_fs_.rmSync)(folder, { recursive: true, force: true }));
    return folder;
}


/***/ }),

/***/ 91671:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ES: () => (/* binding */ parseMargin),
/* harmony export */   EZ: () => (/* binding */ parseSliceMargin),
/* harmony export */   hS: () => (/* binding */ resolveMargin),
/* harmony export */   zn: () => (/* binding */ resolveSliceMargin)
/* harmony export */ });
/* unused harmony export formatMargin */
/** What a metric's bounds forbid in a margin: the largest possible worsening, and whether shares and points make sense. */
const RANGE = {
    'unit-interval': { largest: 1, percent: false, points: true },
    'minus-one-to-one': { largest: 2, percent: false, points: true },
    'non-negative': { largest: Number.POSITIVE_INFINITY, percent: true, points: false },
    unbounded: { largest: Number.POSITIVE_INFINITY, percent: true, points: false },
};
const EXPECTED = 'a margin: 0.005 in the metric’s unit, 5% of the baseline, 0.5pp, or { relative: 25%, absolute: 0.5pp }';
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%|pp|x)?$/i;
/**
 * The one margin grammar (design §1).
 *
 * @param raw a number, a text or a mapping, as YAML gave it
 * @param bounds of the metric; left out where the margin is of something else (an error rate, a latency)
 */
function parseMargin(raw, bounds) {
    if (isMapping(raw))
        return parseLarger(raw);
    const quantity = parseQuantity(raw);
    if (!quantity.ok)
        return quantity;
    const { amount, unit } = quantity.value;
    if (unit === 'x')
        return refuse(raw, 'Multiples are for slice-margin; did you mean `slice-margin: 2x`?');
    const range = bounds === undefined ? undefined : RANGE[bounds];
    if (unit === '%') {
        if (range?.percent === false)
            return refuse(raw, `Of a metric with a fixed range 5% is ambiguous: ${didYouMean(amount)}`);
        return accept({ kind: 'relative', share: amount / 100 });
    }
    if (unit === 'pp' && range?.points === false)
        return refuse(raw, `Points (pp) are for rates between 0 and 1; did you mean ${shortest(amount / 100)}?`);
    const value = unit === 'pp' ? amount / 100 : amount;
    if (range !== undefined && value > range.largest)
        return refuse(raw, `The metric can fall by ${range.largest} at most; ${didYouMean(amount)}`);
    return accept({ kind: 'absolute', value });
}
/** `2x` of the metric's own margin, or any margin. */
function parseSliceMargin(raw) {
    const quantity = parseQuantity(raw);
    if (quantity.ok && quantity.value.unit === 'x')
        return accept({ kind: 'multiple', factor: quantity.value.amount });
    return parseMargin(raw);
}
/**
 * The margin in the metric's own unit, ≥ 0.
 *
 * @param baselineValue the baseline's value on the same rows; a relative margin is a share of its size
 */
function resolveMargin(margin, baselineValue) {
    switch (margin.kind) {
        case 'absolute':
            return margin.value;
        case 'relative':
            return margin.share * Math.abs(baselineValue);
        case 'larger':
            return Math.max(margin.relative * Math.abs(baselineValue), margin.absolute);
    }
}
/** @param overall the metric's own margin, which a multiple multiplies */
function resolveSliceMargin(slice, overall, baselineValue) {
    return slice.kind === 'multiple' ? slice.factor * resolveMargin(overall, baselineValue) : resolveMargin(slice, baselineValue);
}
/** As the policy would write it. */
function formatMargin(margin) {
    switch (margin.kind) {
        case 'absolute':
            return shortest(margin.value);
        case 'relative':
            return `${shortest(margin.share * 100)}%`;
        case 'multiple':
            return `${shortest(margin.factor)}x`;
        case 'larger':
            return `{ relative: ${shortest(margin.relative * 100)}%, absolute: ${shortest(margin.absolute)} }`;
    }
}
function parseLarger(raw) {
    const unknown = Object.keys(raw).filter((key) => key !== 'relative' && key !== 'absolute');
    if (unknown.length > 0)
        return refuse(raw, `Only relative and absolute belong here, not ${unknown.join(', ')}.`);
    const relative = parseQuantity(raw['relative']);
    if (!relative.ok)
        return relative;
    if (relative.value.unit !== '%')
        return refuse(raw, `relative carries a percent sign; did you mean ${shortest(relative.value.amount * 100)}%?`);
    const absolute = parseQuantity(raw['absolute']);
    if (!absolute.ok)
        return absolute;
    const { amount, unit } = absolute.value;
    if (unit === '%' || unit === 'x')
        return refuse(raw, `absolute is a number or points; did you mean ${shortest(amount)}pp?`);
    return accept({ kind: 'larger', relative: relative.value.amount / 100, absolute: unit === 'pp' ? amount / 100 : amount });
}
function parseQuantity(raw) {
    if (typeof raw !== 'number' && typeof raw !== 'string')
        return refuse(raw, 'Write a number with or without a unit.');
    const text = String(raw).trim();
    const match = NUMBER.exec(text);
    if (match === null) {
        return refuse(raw, /^[+-]?\d+,\d+/.test(text) ? `Decimals take a point: ${text.replace(',', '.')}.` : 'Write a number with or without a unit.');
    }
    const amount = Number(match[1]);
    if (!Number.isFinite(amount))
        return refuse(raw, 'Write a finite number.');
    if (amount < 0)
        return refuse(raw, 'A margin is an allowed worsening, whatever the metric’s direction: write it without the minus sign.');
    const unit = match[2]?.toLowerCase();
    return accept({ amount, unit: unit === '%' || unit === 'pp' || unit === 'x' ? unit : '' });
}
/** Percent or hundredths were written where a share of 1 was meant: 5 and 5% both become 0.05 or 5pp. */
function didYouMean(amount) {
    return `did you mean ${shortest(amount / 100)} or ${shortest(amount)}pp?`;
}
function accept(value) {
    return { ok: true, value };
}
function refuse(raw, remedy) {
    const found = raw === undefined ? 'nothing' : typeof raw === 'number' ? String(raw) : (JSON.stringify(raw) ?? String(raw));
    return { ok: false, problem: { found, expected: EXPECTED, remedy } };
}
/** Without the digits that binary fractions add: 0.07 · 100 is 7, not 7.000000000000001. */
function shortest(value) {
    return String(Number(value.toPrecision(12)));
}
function isMapping(raw) {
    return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}


/***/ }),

/***/ 31182:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ predictedClass),
/* harmony export */   u: () => (/* binding */ correctness)
/* harmony export */ });
/** Scores above this are the positive class; a score of exactly 0.5 is not (scikit-learn's argmax takes the first). */
const THRESHOLD = 0.5;
/** The class each row is given: binary 1 where the score is above 0.5, multiclass the first maximum of the row. */
function predictedClass(sample, answers) {
    return sample.task === 'binary-classification' ? aboveThreshold(answers.values) : firstMaximum(answers);
}
/** 1 where the predicted class is the true one: the cells of the paired accuracy table and the rows of the flip report. */
function correctness(sample, answers) {
    if (sample.task === 'binary-classification')
        return rightOfThreshold(sample.label, answers.values);
    const { label } = sample;
    const predicted = firstMaximum(answers);
    const right = new Uint8Array(label.length);
    for (let i = 0; i < right.length; i++)
        right[i] = predicted[i] === label[i] ? 1 : 0;
    return right;
}
/** The same in one pass without branches: accuracy is measured on millions of rows. */
function rightOfThreshold(label, scores) {
    const right = new Uint8Array(label.length);
    for (let i = 0; i < right.length; i++)
        right[i] = Number((scores[i] ?? 0) > THRESHOLD) ^ (label[i] ?? 0) ^ 1;
    return right;
}
function aboveThreshold(scores) {
    const predicted = new Int32Array(scores.length);
    for (let i = 0; i < predicted.length; i++)
        predicted[i] = (scores[i] ?? 0) > THRESHOLD ? 1 : 0;
    return predicted;
}
function firstMaximum({ width, values }) {
    const predicted = new Int32Array(values.length / width);
    for (let row = 0; row < predicted.length; row++) {
        const start = row * width;
        let best = 0;
        let highest = values[start] ?? 0;
        for (let k = 1; k < width; k++) {
            const value = values[start + k] ?? 0;
            if (value > highest) {
                highest = value;
                best = k;
            }
        }
        predicted[row] = best;
    }
    return predicted;
}


/***/ }),

/***/ 84555:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ UndefinedMetric)
/* harmony export */ });
/** The metric has no value on this data; the message says why in one clause ("only one class in the labels"). */
class UndefinedMetric extends Error {
    name = 'UndefinedMetric';
}


/***/ }),

/***/ 9353:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  x4: () => (/* binding */ UnknownMetric),
  GF: () => (/* binding */ findMetric)
});

// UNUSED EXPORTS: metricNames

// EXTERNAL MODULE: ./node_modules/fastest-levenshtein/mod.js
var mod = __webpack_require__(21916);
// EXTERNAL MODULE: ./build/src/stats/score-order.js
var score_order = __webpack_require__(70282);
// EXTERNAL MODULE: ./build/src/metrics/metric.js
var metric = __webpack_require__(84555);
;// CONCATENATED MODULE: ./build/src/metrics/define-metric.js

/** A metric of one task: refuses what no metric can use (no rows, answers that are not numbers) before `measure` sees it. */
function defineMetric(task, { infinityIsAnAnswer = false, reportOnly, ...traits }, measure) {
    return {
        ...traits,
        reportOnly: reportOnly ?? null,
        estimate(sample, answers) {
            if (!isOf(task, sample))
                throw new Error(`${traits.name} is a metric of ${task}, the rows are of ${sample.task}`);
            refuseUnusableRows(sample, answers);
            refuseNonNumbers(answers, infinityIsAnAnswer ? Number.POSITIVE_INFINITY : Number.MAX_VALUE);
            const estimate = measure(sample, answers);
            if (!Number.isFinite(estimate.value))
                throw new metric/* UndefinedMetric */.d('its value is not finite');
            return estimate;
        },
    };
}
function isOf(task, sample) {
    return sample.task === task;
}
function refuseUnusableRows(sample, { width, values }) {
    const rows = sample.label.length;
    if (rows === 0)
        throw new metric/* UndefinedMetric */.d('there are no rows');
    const expected = sample.task === 'multiclass-classification' ? sample.classes : 1;
    if (width !== expected)
        throw new metric/* UndefinedMetric */.d(`each row has ${width} answers where ${expected} are expected`);
    if (values.length !== rows * width)
        throw new Error(`${values.length} answers for ${rows} rows of ${width}`);
    if (sample.weight !== null)
        refuseUnusableWeights(sample.weight);
}
function refuseUnusableWeights(weight) {
    let total = 0;
    for (let i = 0; i < weight.length; i++) {
        const w = weight[i] ?? 0;
        if (!(w >= 0))
            throw new metric/* UndefinedMetric */.d(`the sample weight of row ${i} is ${w}`);
        total += w;
    }
    if (total === 0)
        throw new metric/* UndefinedMetric */.d('all sample weights are zero');
    if (total === Number.POSITIVE_INFINITY)
        throw new metric/* UndefinedMetric */.d('the sample weights are not finite');
}
/** Sources refuse such answers with file and column; this guard keeps a NaN from ever becoming a verdict. */
function refuseNonNumbers({ width, values }, largest) {
    for (let i = 0; i < values.length; i++) {
        if (!(Math.abs(values[i] ?? 0) <= largest))
            throw new metric/* UndefinedMetric */.d(`the answer of row ${Math.floor(i / width)} is not finite`);
    }
}

;// CONCATENATED MODULE: ./build/src/metrics/weighted-mean.js
/**
 * Mean of one term a unit, weighted (Σwx / Σw) where there are weights. The influence value of a unit is
 * w(x − mean) / mean(w), which for a ratio of sums is its exact first-order effect.
 *
 * @param terms one a unit; overwritten with the influence values, so that a million rows cost one array
 */
function meanOf(terms, weight) {
    return weight === null ? plainMean(terms) : weightedMean(terms, weight);
}
function plainMean(terms) {
    const units = terms.length;
    let sum = 0;
    for (let i = 0; i < units; i++)
        sum += terms[i] ?? 0;
    const value = sum / units;
    for (let i = 0; i < units; i++)
        terms[i] = (terms[i] ?? 0) - value;
    return { value, units, influence: terms };
}
function weightedMean(terms, weight) {
    const units = terms.length;
    let sum = 0;
    let total = 0;
    for (let i = 0; i < units; i++) {
        const w = weight[i] ?? 0;
        sum += w * (terms[i] ?? 0);
        total += w;
    }
    const value = sum / total;
    const scale = units / total;
    for (let i = 0; i < units; i++)
        terms[i] = scale * (weight[i] ?? 0) * ((terms[i] ?? 0) - value);
    return { value, units, influence: terms };
}
/** Multiplies influence values of an unweighted functional with w / mean(w): a row's weight scales its effect. */
function applyWeights(influence, weight) {
    if (weight === null)
        return influence;
    const scale = influence.length / totalWeight(weight, influence.length);
    for (let i = 0; i < influence.length; i++)
        influence[i] = scale * (weight[i] ?? 0) * (influence[i] ?? 0);
    return influence;
}
/** Σw, or the number of rows where there are no weights. */
function totalWeight(weight, rows) {
    if (weight === null)
        return rows;
    let total = 0;
    for (let i = 0; i < rows; i++)
        total += weight[i] ?? 0;
    return total;
}

;// CONCATENATED MODULE: ./build/src/metrics/average-precision.js




/**
 * Σ over distinct scores of (rise in recall) × precision, without interpolation (sklearn.metrics.average_precision_score): the
 * mean, over positives, of the precision among rows that score at least as high.
 *
 * @throws UndefinedMetric when only one class has rows
 */
const averagePrecision = defineMetric('binary-classification', { name: 'average_precision', higherIsBetter: true, bounds: 'unit-interval', comparer: 'influence' }, ({ label, weight }, { values }) => areaUnderPrecision(label, values, weight));
/**
 * With A(s), B(s) the weights of positives and of all rows that score at least s, and P = A/B, the value is E[Y·P(S)] / π. Adding a
 * row (y, s) moves its own term, and the precision at every score S' up to s; the derivative is
 *
 *   φ(y, s) = ( y·(P(s) − AP) + y·G(s) − H(s) ) / π,   G(s) = E[Y'·1(S' ≤ s) / B(S')],   H(s) = E[Y'·1(S' ≤ s)·P(S') / B(S')].
 *
 * One pass from the highest score fills P, one from the lowest sums G and H; tied rows move together.
 */
function areaUnderPrecision(label, scores, weight) {
    const order = (0,score_order/* orderByScore */._)(scores, (0,score_order/* scratchFor */.w)(label.length));
    const marks = markRows(label, scores, order);
    const precision = new Float64Array(label.length);
    const { value, positive, total } = fillPrecision(order, marks, weight, precision);
    if (!(positive > 0 && positive < total))
        throw new metric/* UndefinedMetric */.d('only one class in the labels');
    turnIntoInfluence(precision, order, marks, weight, value, positive, total);
    return { value, units: label.length, influence: applyWeights(precision, weight) };
}
/** What the passes ask of each position of the order, side by side in memory: is it positive, does a higher score follow? */
const POSITIVE = 1;
const LAST_OF_TIE = 2;
function markRows(label, scores, order) {
    const marks = new Uint8Array(order.length);
    let next = Number.NaN;
    for (let position = order.length - 1; position >= 0; position--) {
        const row = order[position] ?? 0;
        const score = scores[row] ?? 0;
        marks[position] = (label[row] === 1 ? POSITIVE : 0) | (score === next ? 0 : LAST_OF_TIE);
        next = score;
    }
    return marks;
}
/** Precision at each row's score, from the highest on, and the value; `positive` and `total` are weights. */
function fillPrecision(order, marks, weight, precision) {
    let positive = 0;
    let total = 0;
    let sum = 0;
    for (let end = order.length - 1; end >= 0;) {
        const before = positive;
        let start = end;
        do {
            const w = weight === null ? 1 : (weight[order[start] ?? 0] ?? 0);
            if (((marks[start] ?? 0) & POSITIVE) !== 0)
                positive += w;
            total += w;
            start -= 1;
        } while (start >= 0 && ((marks[start] ?? 0) & LAST_OF_TIE) === 0);
        const here = total > 0 ? positive / total : 0;
        sum += (positive - before) * here;
        for (let position = end; position > start; position--)
            precision[order[position] ?? 0] = here;
        end = start;
    }
    return { value: sum / positive, positive, total };
}
/** Overwrites each row's precision with its influence value, from the lowest score on. */
function turnIntoInfluence(precision, order, marks, weight, value, positive, total) {
    const scale = total / positive;
    let above = total;
    let inverse = 0;
    let inversePrecision = 0;
    for (let start = 0; start < order.length;) {
        const here = precision[order[start] ?? 0] ?? 0;
        let tied = 0;
        let tiedPositive = 0;
        let end = start;
        do {
            const w = weight === null ? 1 : (weight[order[end] ?? 0] ?? 0);
            if (((marks[end] ?? 0) & POSITIVE) !== 0)
                tiedPositive += w;
            tied += w;
            end += 1;
        } while (((marks[end - 1] ?? 0) & LAST_OF_TIE) === 0);
        // Subtracting leaves rounding in `above`; it can never be less than the tied rows themselves.
        const step = tiedPositive > 0 ? tiedPositive / Math.max(above, tied) : 0;
        inverse += step;
        inversePrecision += step * here;
        const ofPositive = (here - value + inverse - inversePrecision) * scale;
        const ofNegative = -inversePrecision * scale;
        for (let position = start; position < end; position++) {
            precision[order[position] ?? 0] = ((marks[position] ?? 0) & POSITIVE) !== 0 ? ofPositive : ofNegative;
        }
        above -= tied;
        start = end;
    }
}

;// CONCATENATED MODULE: ./build/src/metrics/probability.js

/** scikit-learn clips log_loss at float64's epsilon: a certain and wrong answer costs 36.04, not infinity. */
const LOG_LOSS_CLIP = 2.220446049250313e-16;
/** Sums of float32 votes (random forests) overshoot 1 by some 1e-7; more than this is not a probability. */
const FLOAT32_OVERSHOOT = 1e-6;
/** Rows of doubles that sum to 1 but for rounding stay as they are: dividing would make and break ties. */
const DOUBLE_ROUNDING = 1e-12;
/** How far a row of class probabilities may miss 1: float16 models and rounded prediction files pass, logits do not. */
const ROW_SUM_TOLERANCE = 0.01;
/** How far outside [0, 1] a score may lie and still be read as 0 or 1. */
function overshootOf(values) {
    return values instanceof Float32Array ? FLOAT32_OVERSHOOT : 0;
}
/** @throws UndefinedMetric when a score is not a probability */
function refuseOutsideUnitInterval(values) {
    const overshoot = overshootOf(values);
    for (let i = 0; i < values.length; i++) {
        const p = values[i] ?? 0;
        if (!(p >= -overshoot && p <= 1 + overshoot))
            throw new metric/* UndefinedMetric */.d(`scores are not probabilities: row ${i} has ${p}`);
    }
}
/**
 * One over the sum of each row of class probabilities: float32 softmax sums to 1 only within its precision, so every
 * probability is renormalised in double before log_loss, brier_score and roc_auc (oracles: "Definitions that differ").
 *
 * @throws UndefinedMetric when a row is no distribution over the classes
 */
function rowScales({ width, values }) {
    const scales = new Float64Array(values.length / width);
    const overshoot = overshootOf(values);
    const rounding = values instanceof Float32Array ? 0 : DOUBLE_ROUNDING;
    for (let row = 0; row < scales.length; row++) {
        let sum = 0;
        for (let i = row * width; i < (row + 1) * width; i++) {
            const p = values[i] ?? 0;
            if (!(p >= -overshoot && p <= 1 + overshoot))
                throw new metric/* UndefinedMetric */.d(`answers are not probabilities: row ${row} has ${p}`);
            sum += p;
        }
        if (!(Math.abs(sum - 1) <= ROW_SUM_TOLERANCE))
            throw new metric/* UndefinedMetric */.d(`the class probabilities of row ${row} sum to ${sum}`);
        scales[row] = Math.abs(sum - 1) <= rounding ? 1 : 1 / sum;
    }
    return scales;
}

;// CONCATENATED MODULE: ./build/src/metrics/binary-losses.js



/** Mean negative log likelihood, in nats; scores are clipped to [ε, 1 − ε] after widening to double (sklearn.metrics.log_loss). */
const logLoss = defineMetric('binary-classification', { name: 'log_loss', higherIsBetter: false, bounds: 'non-negative', comparer: 'mean' }, ({ label, weight }, { values }) => {
    refuseOutsideUnitInterval(values);
    return meanOf(logLosses(label, values), weight);
});
/** Mean squared distance of score and label (sklearn.metrics.brier_score_loss). */
const brierScore = defineMetric('binary-classification', { name: 'brier_score', higherIsBetter: false, bounds: 'unit-interval', comparer: 'mean' }, ({ label, weight }, { values }) => {
    refuseOutsideUnitInterval(values);
    return meanOf(squaredDistances(label, values), weight);
});
function logLosses(label, scores) {
    const losses = new Float64Array(label.length);
    for (let i = 0; i < losses.length; i++) {
        const score = scores[i] ?? 0;
        const likelihood = label[i] === 1 ? score : 1 - score;
        losses[i] = -Math.log(Math.min(Math.max(likelihood, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP));
    }
    return losses;
}
function squaredDistances(label, scores) {
    const losses = new Float64Array(label.length);
    for (let i = 0; i < losses.length; i++) {
        const distance = Math.min(Math.max(scores[i] ?? 0, 0), 1) - (label[i] ?? 0);
        losses[i] = distance * distance;
    }
    return losses;
}

// EXTERNAL MODULE: ./build/src/metrics/correctness.js
var correctness = __webpack_require__(31182);
;// CONCATENATED MODULE: ./build/src/metrics/calibration.js



const BINS = 15;
const TRAITS = {
    name: 'expected_calibration_error',
    higherIsBetter: false,
    bounds: 'unit-interval',
    comparer: 'none',
    reportOnly: 'it is biased upward, the more the fewer the rows, and depends on the bins: gate brier_score or log_loss',
};
/** Score of the positive class against the positive label, in 15 equal bins. */
const binaryCalibrationError = defineMetric('binary-classification', TRAITS, ({ label, weight }, { values }) => {
    refuseOutsideUnitInterval(values);
    return calibrationError(values, label, weight, BINS);
});
/** Probability of the predicted class against "the prediction is right" (top label), in 15 equal bins. */
const topLabelCalibrationError = defineMetric('multiclass-classification', TRAITS, (sample, answers) => {
    return calibrationError(topConfidence(answers), (0,correctness/* correctness */.u)(sample, answers), sample.weight, BINS);
});
/**
 * Expected calibration error: Σ over bins of (share of rows) × |mean label − mean score|. Bins are equally wide and closed on
 * the right; the first one also holds 0 (as sklearn.calibration.calibration_curve).
 *
 * `expectedByChance` is its mean for a perfectly calibrated model on the same scores. A bin's gap is then a sum of centred
 * Bernoulli terms, near normal with variance v = Σw²p(1 − p), so its mean size is √(2v/π); for rare events that overstates, and
 * Σ 2wp(1 − p), the sum of each term's own mean size, is a bound. In a bin of one row it is exact.
 */
function calibrationError(scores, label, weight, bins) {
    const gap = new Float64Array(bins);
    const variance = new Float64Array(bins);
    const bound = new Float64Array(bins);
    const rows = new Uint32Array(bins);
    let total = 0;
    for (let i = 0; i < label.length; i++) {
        const w = weight === null ? 1 : (weight[i] ?? 0);
        const p = Math.min(Math.max(scores[i] ?? 0, 0), 1);
        const bin = binOf(p, bins);
        gap[bin] = (gap[bin] ?? 0) + w * ((label[i] ?? 0) - p);
        variance[bin] = (variance[bin] ?? 0) + w * w * p * (1 - p);
        bound[bin] = (bound[bin] ?? 0) + 2 * w * p * (1 - p);
        rows[bin] = (rows[bin] ?? 0) + 1;
        total += w;
    }
    const byChance = bound.map((most, bin) => (rows[bin] === 1 ? most : Math.min(Math.sqrt((2 * (variance[bin] ?? 0)) / Math.PI), most)));
    return { value: sizeOf(gap) / total, units: label.length, influence: null, expectedByChance: sizeOf(byChance) / total };
}
function sizeOf(values) {
    return values.reduce((sum, value) => sum + Math.abs(value), 0);
}
/** Number of inner edges i/bins below p, with the edges as numpy.linspace rounds them (3 × 0.1 is above 0.3). */
function binOf(p, bins) {
    const step = 1 / bins;
    let bin = Math.min(Math.max(Math.ceil(p * bins) - 1, 0), bins - 1);
    if (bin > 0 && !(bin * step < p))
        bin -= 1;
    if (bin < bins - 1 && (bin + 1) * step < p)
        bin += 1;
    return bin;
}
function topConfidence(answers) {
    const { width, values } = answers;
    const confidence = rowScales(answers);
    for (let row = 0; row < confidence.length; row++) {
        let highest = 0;
        for (let i = row * width; i < (row + 1) * width; i++)
            highest = Math.max(highest, values[i] ?? 0);
        confidence[row] = highest * (confidence[row] ?? 0);
    }
    return confidence;
}

;// CONCATENATED MODULE: ./build/src/metrics/cell-measures.js
const RECALL = { truth: 1, predicted: 0 };
const PRECISION = { truth: 0, predicted: 1 };
const F1 = { truth: 1, predicted: 1 };
/** `present` is the mean over classes that occur in the labels: with RECALL it is balanced_accuracy. */
function ratioMeasure(ratio, average) {
    return (confusion) => {
        const { classes, cells, truth, predicted, total } = confusion;
        const share = classShares(confusion, average);
        const ratios = new Float64Array(classes);
        const perUnit = new Float64Array(classes);
        let value = 0;
        for (let k = 0; k < classes; k++) {
            const denominator = ratio.truth * (truth[k] ?? 0) + ratio.predicted * (predicted[k] ?? 0);
            if (denominator === 0)
                continue;
            ratios[k] = ((ratio.truth + ratio.predicted) * (cells[k * classes + k] ?? 0)) / denominator;
            perUnit[k] = (share[k] ?? 0) / denominator;
            value += (share[k] ?? 0) * (ratios[k] ?? 0);
        }
        const gradient = cells.map((_, cell) => {
            const t = Math.floor(cell / classes);
            const p = cell % classes;
            const hit = t === p ? (ratio.truth + ratio.predicted) * (perUnit[t] ?? 0) : 0;
            const crowd = ratio.truth * (perUnit[t] ?? 0) * (ratios[t] ?? 0) + ratio.predicted * (perUnit[p] ?? 0) * (ratios[p] ?? 0);
            // A row also moves the shares when these are shares of rows.
            const shift = average === 'weighted' ? ((ratios[t] ?? 0) - value) / total : 0;
            return hit - crowd + shift;
        });
        return { value, gradient };
    };
}
function classShares({ classes, truth, total }, average) {
    switch (average) {
        case 'positive':
            return Float64Array.from({ length: classes }, (_, k) => (k === 1 ? 1 : 0));
        case 'macro':
            return new Float64Array(classes).fill(1 / classes);
        case 'weighted':
            return truth.map((w) => w / total);
        case 'present': {
            const present = truth.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
            return truth.map((w) => (w > 0 ? 1 / present : 0));
        }
    }
}
/**
 * Matthews correlation coefficient for any number of classes (Gorodkin 2004, as sklearn.metrics.matthews_corrcoef):
 * (N·hits − Σ truth·predicted) / √((N² − Σ predicted²)(N² − Σ truth²)); 0 when labels or predictions are all one class.
 */
const matthews = ({ classes, cells, truth, predicted, total }) => {
    let hits = 0;
    let chance = 0;
    let truthSpread = total * total;
    let predictedSpread = total * total;
    for (let k = 0; k < classes; k++) {
        const t = truth[k] ?? 0;
        const p = predicted[k] ?? 0;
        hits += cells[k * classes + k] ?? 0;
        chance += t * p;
        truthSpread -= t * t;
        predictedSpread -= p * p;
    }
    if (truthSpread === 0 || predictedSpread === 0)
        return { value: 0, gradient: new Float64Array(cells.length) };
    const scale = Math.sqrt(truthSpread) * Math.sqrt(predictedSpread);
    const value = (total * hits - chance) / scale;
    const gradient = cells.map((_, cell) => {
        const t = Math.floor(cell / classes);
        const p = cell % classes;
        const covariance = hits + (t === p ? total : 0) - (predicted[t] ?? 0) - (truth[p] ?? 0);
        const spread = (total - (truth[t] ?? 0)) / truthSpread + (total - (predicted[p] ?? 0)) / predictedSpread;
        return covariance / scale - value * spread;
    });
    return { value, gradient };
};

;// CONCATENATED MODULE: ./build/src/metrics/confusion.js

/**
 * Delta method on cell weights. T depends on the weights w only through the cells and not on their scale, so Σw·∂T/∂w = 0
 * and the influence of a row is n·w·∂T/∂cell of its cell (the infinitesimal jackknife).
 */
function estimateFromCells(sample, answers, measure) {
    const { label, weight } = sample;
    const classes = sample.task === 'binary-classification' ? 2 : sample.classes;
    const predicted = (0,correctness/* predictedClass */.B)(sample, answers);
    const { value, gradient } = measure(countCells(label, predicted, weight, classes));
    const units = label.length;
    const influence = new Float64Array(units);
    for (let i = 0; i < units; i++) {
        const slope = gradient[(label[i] ?? 0) * classes + (predicted[i] ?? 0)] ?? 0;
        influence[i] = units * slope * (weight === null ? 1 : (weight[i] ?? 0));
    }
    return { value, units, influence };
}
function countCells(label, predicted, weight, classes) {
    const cells = new Float64Array(classes * classes);
    for (let i = 0; i < label.length; i++) {
        const cell = (label[i] ?? 0) * classes + (predicted[i] ?? 0);
        cells[cell] = (cells[cell] ?? 0) + (weight === null ? 1 : (weight[i] ?? 0));
    }
    const truth = new Float64Array(classes);
    const columns = new Float64Array(classes);
    let total = 0;
    cells.forEach((w, cell) => {
        const t = Math.floor(cell / classes);
        const p = cell % classes;
        truth[t] = (truth[t] ?? 0) + w;
        columns[p] = (columns[p] ?? 0) + w;
        total += w;
    });
    return { classes, cells, truth, predicted: columns, total };
}

;// CONCATENATED MODULE: ./build/src/metrics/label-metrics.js





/** Metrics of predicted labels alone: accuracy, and what is made from the cells of true × predicted class. */
const SHARE = { higherIsBetter: true, bounds: 'unit-interval', infinityIsAnAnswer: true };
const BINARY_LABEL_METRICS = [
    defineMetric('binary-classification', { name: 'accuracy', ...SHARE, comparer: 'proportion' }, shareRight),
    ofCells('binary-classification', 'balanced_accuracy', ratioMeasure(RECALL, 'present')),
    ofCells('binary-classification', 'precision', ratioMeasure(PRECISION, 'positive')),
    ofCells('binary-classification', 'recall', ratioMeasure(RECALL, 'positive')),
    ofCells('binary-classification', 'f1', ratioMeasure(F1, 'positive')),
    ofCells('binary-classification', 'mcc', matthews, 'minus-one-to-one'),
];
const MULTICLASS_LABEL_METRICS = [
    defineMetric('multiclass-classification', { name: 'accuracy', ...SHARE, comparer: 'proportion' }, shareRight),
    ofCells('multiclass-classification', 'balanced_accuracy', ratioMeasure(RECALL, 'present')),
    ...averages('precision', PRECISION),
    ...averages('recall', RECALL),
    ...averages('f1', F1),
    ofCells('multiclass-classification', 'mcc', matthews, 'minus-one-to-one'),
];
/** With one label a row, each wrong row is one false positive and one false negative: all micro averages are accuracy. */
function averages(name, ratio) {
    const weighted = (average) => ofCells('multiclass-classification', `${name}_${average}`, ratioMeasure(ratio, average));
    const micro = { name: `${name}_micro`, ...SHARE, comparer: 'proportion' };
    return [weighted('macro'), defineMetric('multiclass-classification', micro, shareRight), weighted('weighted')];
}
function ofCells(task, name, measure, bounds = 'unit-interval') {
    const traits = { name, ...SHARE, bounds, comparer: 'influence' };
    return defineMetric(task, traits, (sample, answers) => estimateFromCells(sample, answers, measure));
}
/** Share of rows whose predicted class is the true one (sklearn.metrics.accuracy_score). */
function shareRight(sample, answers) {
    return meanOf(new Float64Array((0,correctness/* correctness */.u)(sample, answers)), sample.weight);
}

;// CONCATENATED MODULE: ./build/src/metrics/median-absolute-error.js



/** Below it the density at the median is too rough a guess, and the difference of two medians is bootstrapped. */
const ROWS_FOR_A_DENSITY = 5_000;
/**
 * Median of |y − p|; weighted, the value at which half of the weight is reached, the mean of both neighbours when it is reached
 * exactly (sklearn.metrics.median_absolute_error).
 */
const medianAbsoluteError = defineMetric('regression', { name: 'median_absolute_error', higherIsBetter: false, bounds: 'non-negative', comparer: 'bootstrap' }, ({ label, weight }, { values }) => {
    const units = label.length;
    const errors = new Float64Array(units);
    for (let i = 0; i < units; i++)
        errors[i] = Math.abs((label[i] ?? 0) - (values[i] ?? 0));
    const quantile = quantiles(errors, weight);
    const value = quantile(0.5);
    return { value, units, influence: units < ROWS_FOR_A_DENSITY ? null : influenceOf(errors, weight, value, quantile) };
});
/**
 * (½ − 1[e ≤ median]) / density at the median, by its sparsity 1/f = (Q(½ + h) − Q(½ − h)) / 2h with the bandwidth
 * of Hall & Sheather (1988, JRSS-B 50) for 95 % intervals. null where so many errors tie that there is no density.
 */
function influenceOf(errors, weight, median, quantile) {
    const h = HALL_SHEATHER * errors.length ** (-1 / 3);
    const sparsity = (quantile(0.5 + h) - quantile(0.5 - h)) / (2 * h);
    if (sparsity === 0)
        return null;
    const total = totalWeight(weight, errors.length);
    let below = 0;
    for (let i = 0; i < errors.length; i++)
        if ((errors[i] ?? 0) <= median)
            below += weight === null ? 1 : (weight[i] ?? 0);
    const influence = errors.map((error) => sparsity * (below / total - (error <= median ? 1 : 0)));
    return applyWeights(influence, weight);
}
/** z(0.975)^⅔ · (1.5 φ(0)²)^⅓, their bandwidth's constant at the median. */
const HALL_SHEATHER = 0.9715;
/** Quantile function of the errors: the inverse of their (weighted) distribution function, averaged where it is flat. */
function quantiles(errors, weight) {
    if (weight === null) {
        const sorted = errors.slice().sort();
        return (share) => {
            const at = share * sorted.length;
            const lower = sorted[Math.ceil(at) - 1] ?? 0;
            return Number.isInteger(at) ? (lower + (sorted[at] ?? 0)) / 2 : lower;
        };
    }
    const order = (0,score_order/* orderByScore */._)(errors, (0,score_order/* scratchFor */.w)(errors.length)).filter((row) => (weight[row] ?? 0) > 0);
    const cumulative = new Float64Array(order.length);
    let total = 0;
    order.forEach((row, position) => {
        total += weight[row] ?? 0;
        cumulative[position] = total;
    });
    return (share) => {
        const at = cumulative.findIndex((reached) => reached >= share * total);
        const lower = errors[order[at] ?? 0] ?? 0;
        return cumulative[at] === share * total ? (lower + (errors[order[at + 1] ?? 0] ?? lower)) / 2 : lower;
    };
}

// EXTERNAL MODULE: ./build/src/stats/delong.js + 2 modules
var delong = __webpack_require__(23523);
;// CONCATENATED MODULE: ./build/src/metrics/roc-auc.js



/**
 * Area under the ROC curve: P(score of a positive > of a negative) + ½ P(equal) (sklearn.metrics.roc_auc_score).
 *
 * @throws UndefinedMetric when only one class has rows
 */
const rocAuc = defineMetric('binary-classification', { name: 'roc_auc', higherIsBetter: true, bounds: 'unit-interval', comparer: 'delong' }, ({ label, weight }, { values }) => {
    const { value, influence } = areaUnderCurve(label, values, weight);
    return { value, units: label.length, influence };
});
/**
 * AUC of one class (label 1) against another (0), with its influence values: (placement − AUC) · n · w / (weight of the row's
 * class). Unweighted, Σ influence² / n² is DeLong's variance but for his (m − 1) in place of m.
 */
function areaUnderCurve(label, scores, weight) {
    const [negative, positive] = classWeights(label, weight);
    if (positive === 0 || negative === 0)
        throw new metric/* UndefinedMetric */.d('only one class in the labels');
    const { auc, placement } = weight === null ? (0,delong/* placements */.DD)(label, scores) : (0,delong/* weightedPlacements */.IZ)(label, scores, weight);
    for (let i = 0; i < label.length; i++) {
        const w = weight === null ? 1 : (weight[i] ?? 0);
        placement[i] = ((placement[i] ?? 0) - auc) * ((label.length * w) / (label[i] === 1 ? positive : negative));
    }
    return { value: auc, influence: placement };
}
function classWeights(label, weight) {
    let negative = 0;
    let positive = 0;
    for (let i = 0; i < label.length; i++) {
        const w = weight === null ? 1 : (weight[i] ?? 0);
        if (label[i] === 1)
            positive += w;
        else
            negative += w;
    }
    return [negative, positive];
}

;// CONCATENATED MODULE: ./build/src/metrics/multiclass-auc.js





/**
 * AUC of each class against the rest, averaged over classes or by their share of the weight
 * (sklearn.metrics.roc_auc_score, multi_class='ovr').
 *
 * @throws UndefinedMetric when a class that counts has no rows, or all of them
 */
function oneVersusRest(average) {
    return multiclassAuc(`roc_auc_ovr_${average}`, (sample, answers) => {
        const { label, weight, classes } = sample;
        const units = label.length;
        const scales = rowScales(answers);
        const total = totalWeight(weight, units);
        const influence = new Float64Array(units);
        let value = 0;
        for (let k = 0; k < classes; k++) {
            const isClass = Uint8Array.from(label, (truth) => (truth === k ? 1 : 0));
            const share = average === 'macro' ? 1 / classes : weightOf(isClass, weight) / total;
            if (average === 'weighted' && share === 0)
                continue;
            const area = withClass(k, () => areaUnderCurve(isClass, column(answers, scales, k), weight));
            value += share * area.value;
            for (let i = 0; i < units; i++) {
                // A row of class k also moves the share of k; the mean of these terms, the value, is taken off below.
                const shift = average === 'weighted' && isClass[i] === 1 ? area.value * units * ((weight?.[i] ?? 1) / total) : 0;
                influence[i] = (influence[i] ?? 0) + share * (area.influence[i] ?? 0) + shift;
            }
        }
        if (average === 'weighted') {
            for (let i = 0; i < units; i++)
                influence[i] = (influence[i] ?? 0) - value * units * ((weight?.[i] ?? 1) / total);
        }
        return { value, units, influence };
    });
}
/**
 * For each pair of classes that have rows, the mean of both directions' AUC on the pair's rows, averaged over pairs or by their
 * share of the rows (Hand & Till 2001; sklearn.metrics.roc_auc_score, multi_class='ovo').
 *
 * @throws UndefinedMetric with sample weights, for which scikit-learn has no definition either, or with one class only
 */
function oneVersusOne(average) {
    return multiclassAuc(`roc_auc_ovo_${average}`, (sample, answers) => {
        if (sample.weight !== null)
            throw new metric/* UndefinedMetric */.d('one-versus-one AUC has no definition with sample weights');
        const { label } = sample;
        const units = label.length;
        const scales = rowScales(answers);
        const rows = rowsByClass(sample);
        const present = rows.flatMap((of, k) => (of.length > 0 ? [k] : []));
        if (present.length < 2)
            throw new metric/* UndefinedMetric */.d('only one class in the labels');
        const pairs = (present.length * (present.length - 1)) / 2;
        const influence = new Float64Array(units);
        let value = 0;
        for (const a of present) {
            for (const b of present) {
                if (a === b)
                    continue;
                const pair = pairOf(rows[a] ?? NO_ROWS, rows[b] ?? NO_ROWS);
                // Rows of one class lie in (classes − 1) pairs, so these shares sum to (classes − 1); both directions halve them.
                const share = average === 'macro' ? 0.5 / pairs : 0.5 * (pair.rows.length / units / (present.length - 1));
                const area = areaUnderCurve(pair.isFirst, column(answers, scales, a, pair.rows), null);
                value += share * area.value;
                const scale = share * (units / pair.rows.length);
                const shift = average === 'weighted' ? area.value * (0.5 / (present.length - 1)) : 0;
                pair.rows.forEach((row, i) => {
                    influence[row] = (influence[row] ?? 0) + scale * (area.influence[i] ?? 0) + shift;
                });
            }
        }
        if (average === 'weighted')
            for (let i = 0; i < units; i++)
                influence[i] = (influence[i] ?? 0) - value;
        return { value, units, influence };
    });
}
const NO_ROWS = new Uint32Array(0);
function multiclassAuc(name, measure) {
    return defineMetric('multiclass-classification', { name, higherIsBetter: true, bounds: 'unit-interval', comparer: 'influence' }, measure);
}
/** Renormalised probabilities of class k, of all rows or of the given ones. */
function column({ width, values }, scales, k, rows) {
    const probabilities = new Float64Array(rows?.length ?? scales.length);
    for (let i = 0; i < probabilities.length; i++) {
        const row = rows === undefined ? i : (rows[i] ?? 0);
        probabilities[i] = (values[row * width + k] ?? 0) * (scales[row] ?? 0);
    }
    return probabilities;
}
function rowsByClass({ label, classes }) {
    const rows = Array.from({ length: classes }, () => []);
    label.forEach((k, row) => {
        rows[k]?.push(row);
    });
    return rows.map((of) => Uint32Array.from(of));
}
function pairOf(first, second) {
    const rows = new Uint32Array(first.length + second.length);
    rows.set(first);
    rows.set(second, first.length);
    return { rows, isFirst: new Uint8Array(rows.length).fill(1, 0, first.length) };
}
function weightOf(isClass, weight) {
    let sum = 0;
    for (let i = 0; i < isClass.length; i++)
        if (isClass[i] === 1)
            sum += weight === null ? 1 : (weight[i] ?? 0);
    return sum;
}
function withClass(k, measure) {
    try {
        return measure();
    }
    catch (error) {
        if (error instanceof metric/* UndefinedMetric */.d)
            throw new metric/* UndefinedMetric */.d(`class ${k} (counted from 0) has no rows or all rows, so no AUC`);
        throw error;
    }
}

;// CONCATENATED MODULE: ./build/src/metrics/multiclass-losses.js




/** Mean negative log likelihood of the true class, in nats; rows renormalised, then clipped (sklearn.metrics.log_loss). */
const multiclassLogLoss = defineMetric('multiclass-classification', { name: 'log_loss', higherIsBetter: false, bounds: 'non-negative', comparer: 'mean' }, ({ label, weight }, answers) => {
    const { width, values } = answers;
    const scales = rowScales(answers);
    for (let i = 0; i < scales.length; i++) {
        const likelihood = (values[i * width + (label[i] ?? 0)] ?? 0) * (scales[i] ?? 0);
        scales[i] = -Math.log(Math.min(Math.max(likelihood, LOG_LOSS_CLIP), 1 - LOG_LOSS_CLIP));
    }
    return meanOf(scales, weight);
});
/**
 * Mean squared distance between the class probabilities and the true class's unit vector, in [0, 2]; halved to [0, 1] for
 * two classes (sklearn.metrics.brier_score_loss with scale_by_half='auto').
 */
const multiclassBrierScore = defineMetric('multiclass-classification', { name: 'brier_score', higherIsBetter: false, bounds: 'non-negative', comparer: 'mean' }, ({ label, weight, classes }, answers) => {
    const { width, values } = answers;
    const terms = rowScales(answers);
    const half = classes === 2 ? 0.5 : 1;
    for (let row = 0; row < terms.length; row++) {
        const scale = terms[row] ?? 0;
        let squares = 0;
        for (let k = 0; k < width; k++) {
            const distance = (values[row * width + k] ?? 0) * scale - (label[row] === k ? 1 : 0);
            squares += distance * distance;
        }
        terms[row] = half * squares;
    }
    return meanOf(terms, weight);
});
/**
 * Share of rows whose true class is among the k highest; of tied classes the one with the higher index is ranked first
 * (sklearn.metrics.top_k_accuracy_score).
 */
function topKAccuracy(k) {
    return defineMetric('multiclass-classification', { name: `top_k_accuracy@${k}`, higherIsBetter: true, bounds: 'unit-interval', comparer: 'proportion', infinityIsAnAnswer: true }, ({ label, weight, classes }, answers) => {
        if (k >= classes)
            throw new metric/* UndefinedMetric */.d(`with ${classes} classes every row is right at k = ${k}`);
        return meanOf(hitsAmongHighest(label, answers, k), weight);
    });
}
function hitsAmongHighest(label, { width, values }, k) {
    const hits = new Float64Array(label.length);
    for (let row = 0; row < hits.length; row++) {
        const truth = label[row] ?? 0;
        const score = values[row * width + truth] ?? 0;
        let above = 0;
        for (let other = 0; other < width; other++) {
            const rival = values[row * width + other] ?? 0;
            if (rival > score || (rival === score && other > truth))
                above += 1;
        }
        hits[row] = above < k ? 1 : 0;
    }
    return hits;
}

;// CONCATENATED MODULE: ./build/src/metrics/ranked-queries.js
function orderedByQuery({ label, query, queries }, scores) {
    const { offsets, order } = groupedByQuery(query, queries);
    for (let q = 0; q < queries; q++) {
        order.subarray(offsets[q], offsets[q + 1]).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    }
    const relevance = new Float64Array(order.length);
    const score = new Float64Array(order.length);
    order.forEach((row, i) => {
        relevance[i] = label[row] ?? 0;
        score[i] = scores[row] ?? 0;
    });
    const documents = (q) => (offsets[q + 1] ?? 0) - (offsets[q] ?? 0);
    const hasRelevant = (q) => relevance.subarray(offsets[q], offsets[q + 1]).some((value) => value > 0);
    return { offsets, order, relevance, score, documents, hasRelevant };
}
/** Counting sort of the rows by query, rows of one query in their order. */
function groupedByQuery(query, queries) {
    const offsets = new Uint32Array(queries + 1);
    for (let i = 0; i < query.length; i++)
        offsets[(query[i] ?? 0) + 1] = (offsets[(query[i] ?? 0) + 1] ?? 0) + 1;
    for (let q = 0; q < queries; q++)
        offsets[q + 1] = (offsets[q + 1] ?? 0) + (offsets[q] ?? 0);
    const next = offsets.slice();
    const order = new Uint32Array(query.length);
    for (let i = 0; i < query.length; i++) {
        const q = query[i] ?? 0;
        const at = next[q] ?? 0;
        order[at] = i;
        next[q] = at + 1;
    }
    return { offsets, order };
}

;// CONCATENATED MODULE: ./build/src/metrics/ranking.js




/**
 * Mean normalised discounted cumulative gain of the first k documents, one term a query: linear gain, discount 1/log₂(rank + 1),
 * documents with tied scores share the mean of their ranks' discounts (sklearn.metrics.ndcg_score). A query without relevant
 * documents counts as 0; one with a single document is left out, as scikit-learn refuses it.
 *
 * @param k null takes all documents
 */
function ndcg(k) {
    const name = k === null ? 'ndcg' : `ndcg@${k}`;
    return rankingMetric(name, (queries) => {
        const term = ndcgOf(queries, k ?? Number.POSITIVE_INFINITY);
        return { term, counts: (documents) => documents > 1 };
    });
}
/**
 * Mean over queries of average precision: the mean, over relevant documents (relevance > 0), of the share of relevant ones down
 * to it. Tied scores keep the order of the rows. A query without relevant documents counts as 0.
 */
const meanAveragePrecision = rankingMetric('map', ({ documents, offsets, relevance }) => ({
    term(query) {
        const start = offsets[query] ?? 0;
        let relevant = 0;
        let precision = 0;
        for (let rank = 1; rank <= documents(query); rank++) {
            if (!((relevance[start + rank - 1] ?? 0) > 0))
                continue;
            relevant += 1;
            precision += relevant / rank;
        }
        return relevant === 0 ? 0 : precision / relevant;
    },
    counts: () => true,
}));
/** Mean over queries of 1 / rank of the first relevant document; ties and queries without one as in `map`. */
const meanReciprocalRank = rankingMetric('mrr', ({ documents, offsets, relevance }) => ({
    term(query) {
        const start = offsets[query] ?? 0;
        for (let rank = 1; rank <= documents(query); rank++)
            if ((relevance[start + rank - 1] ?? 0) > 0)
                return 1 / rank;
        return 0;
    },
    counts: () => true,
}));
function rankingMetric(name, measure) {
    return defineMetric('ranking', { name, higherIsBetter: true, bounds: 'unit-interval', comparer: 'mean' }, (sample, { values }) => {
        const queries = orderedByQuery(sample, values);
        const { term, counts } = measure(queries);
        const terms = new Float64Array(sample.queries);
        const weight = queryWeights(sample, queries);
        let counted = 0;
        let irrelevant = 0;
        for (let query = 0; query < terms.length; query++) {
            if (!counts(queries.documents(query))) {
                weight[query] = 0;
                continue;
            }
            counted += 1;
            if (!queries.hasRelevant(query))
                irrelevant += 1;
            terms[query] = term(query);
        }
        if (counted === 0)
            throw new metric/* UndefinedMetric */.d('every query has only one document');
        return withNotes(meanOf(terms, weight), counted, irrelevant);
    });
}
function withNotes(estimate, counted, irrelevant) {
    const notes = [];
    const left = estimate.units - counted;
    if (irrelevant > 0)
        notes.push(`${irrelevant} of ${counted} queries have no relevant document and count as 0`);
    if (left > 0)
        notes.push(`${left} of ${estimate.units} queries have only one document and are left out`);
    return { ...estimate, counted, notes };
}
/** One weight a query; weights that differ within a query would need a definition that nobody shares. */
function queryWeights({ weight, query, queries }, { order, offsets }) {
    const weights = new Float64Array(queries).fill(1);
    if (weight === null)
        return weights;
    for (let q = 0; q < queries; q++)
        weights[q] = weight[order[offsets[q] ?? 0] ?? 0] ?? 0;
    const row = weight.findIndex((w, i) => w !== weights[query[i] ?? 0]);
    if (row >= 0)
        throw new metric/* UndefinedMetric */.d(`sample weights differ within one query (row ${row})`);
    return weights;
}
function ndcgOf({ documents, offsets, relevance, score }, k) {
    const discounts = cumulativeDiscounts(k, largest(offsets));
    return (query) => {
        const start = offsets[query] ?? 0;
        const end = start + documents(query);
        const ideal = relevance.slice(start, end).sort();
        if ((ideal[0] ?? 0) < 0)
            throw new metric/* UndefinedMetric */.d('a document has negative relevance');
        let best = 0;
        for (let rank = 0; rank < ideal.length; rank++)
            best += (ideal[ideal.length - 1 - rank] ?? 0) * discountBetween(discounts, rank, rank + 1);
        if (best === 0)
            return 0;
        let gain = 0;
        for (let from = start; from < end;) {
            let to = from;
            let tied = 0;
            while (to < end && score[to] === score[from])
                tied += relevance[to++] ?? 0;
            gain += (tied / (to - from)) * discountBetween(discounts, from - start, to - start);
            from = to;
        }
        return gain / best;
    };
}
/** discounts[r] = Σ of 1/log₂(rank + 1) over the first r ranks, ranks beyond k counting nothing. */
function cumulativeDiscounts(k, ranks) {
    const discounts = new Float64Array(ranks + 1);
    for (let rank = 1; rank <= ranks; rank++)
        discounts[rank] = (discounts[rank - 1] ?? 0) + (rank <= k ? 1 / Math.log2(rank + 1) : 0);
    return discounts;
}
function discountBetween(discounts, from, to) {
    return (discounts[to] ?? 0) - (discounts[from] ?? 0);
}
function largest(offsets) {
    let documents = 0;
    for (let query = 0; query + 1 < offsets.length; query++)
        documents = Math.max(documents, (offsets[query + 1] ?? 0) - (offsets[query] ?? 0));
    return documents;
}

;// CONCATENATED MODULE: ./build/src/metrics/regression-losses.js



/** scikit-learn divides by at least float64's epsilon, so one zero target makes mape astronomically large, not undefined. */
const SMALLEST_DENOMINATOR = 2.220446049250313e-16;
const LOWER_IS_BETTER = { higherIsBetter: false, bounds: 'non-negative' };
const meanAbsoluteError = meanLoss('mean_absolute_error', (y, p) => Math.abs(y - p));
const meanSquaredError = meanLoss('mean_squared_error', (y, p) => (y - p) * (y - p));
/** A share, not a percentage: 0.16 is 16 %. `mape` is its short name. */
const meanAbsolutePercentageError = meanLoss('mean_absolute_percentage_error', (y, p) => Math.abs(y - p) / Math.max(Math.abs(y), SMALLEST_DENOMINATOR));
/** Loss of a prediction of the quantile q: q per unit that the truth lies above, 1 − q per unit below. */
function meanPinballLoss(q) {
    return meanLoss(`mean_pinball_loss@${q}`, (y, p) => (y >= p ? q * (y - p) : (1 - q) * (p - y)));
}
/** Root of the mean squared error; influence by the delta method, (e² − MSE) / 2·RMSE. */
const rootMeanSquaredError = regressionMetric({ name: 'root_mean_squared_error', ...LOWER_IS_BETTER, comparer: 'influence' }, (label, values, weight) => {
    const { value, units, influence } = meanOf(termsOf(label, values, (y, p) => (y - p) * (y - p)), weight);
    const root = Math.sqrt(value);
    return { value: root, units, influence: influence?.map((effect) => (root === 0 ? 0 : effect / (2 * root))) ?? null };
});
/** Largest absolute error of a row with weight. No interval exists: the rows beyond the sample decide it. */
const maxError = regressionMetric({ name: 'max_error', ...LOWER_IS_BETTER, comparer: 'none' }, (label, values, weight) => {
    let largest = 0;
    for (let i = 0; i < label.length; i++) {
        if (weight !== null && weight[i] === 0)
            continue;
        largest = Math.max(largest, Math.abs((label[i] ?? 0) - (values[i] ?? 0)));
    }
    return { value: largest, units: label.length, influence: null };
});
/**
 * 1 − Σw(y − p)² / Σw(y − ȳ)² (sklearn.metrics.r2_score): for constant truth 1 when perfect, else 0.
 *
 * @throws UndefinedMetric for fewer than two rows
 */
const r2 = explainedShare('r2', (errors) => {
    if (errors.length < 2)
        throw new metric/* UndefinedMetric */.d('it needs at least two rows');
    return 0;
});
/** As r2, but a constant error costs nothing: 1 − Var(y − p) / Var(y) (sklearn.metrics.explained_variance_score). */
const explainedVariance = explainedShare('explained_variance', weightedCentre);
/** Both shares are 1 − A/B of two means of squares; the means inside move neither to first order. */
function explainedShare(name, centreOfErrors) {
    const traits = { name, higherIsBetter: true, bounds: 'unbounded', comparer: 'influence' };
    return regressionMetric(traits, (label, values, weight) => {
        const units = label.length;
        const errors = termsOf(label, values, (y, p) => y - p);
        const total = totalWeight(weight, units);
        const errorCentre = centreOfErrors(errors, weight);
        const labelCentre = weightedCentre(label, weight);
        const unexplained = meanSquareAround(errors, errorCentre, weight, total);
        const spread = meanSquareAround(label, labelCentre, weight, total);
        if (spread === 0)
            return { value: unexplained === 0 ? 1 : 0, units, influence: new Float64Array(units) };
        const share = unexplained / spread;
        const influence = errors;
        for (let i = 0; i < units; i++) {
            const w = weight === null ? 1 : (weight[i] ?? 0);
            const effect = ((errors[i] ?? 0) - errorCentre) ** 2 - share * ((label[i] ?? 0) - labelCentre) ** 2;
            influence[i] = (-(units / total) * w * effect) / spread;
        }
        return { value: 1 - share, units, influence };
    });
}
/** Weighted mean; of a constant array exactly that constant, so that its spread is exactly 0. */
function weightedCentre(values, weight) {
    const first = values[0] ?? 0;
    let offset = 0;
    for (let i = 0; i < values.length; i++)
        offset += (weight === null ? 1 : (weight[i] ?? 0)) * ((values[i] ?? 0) - first);
    return first + offset / totalWeight(weight, values.length);
}
function meanSquareAround(values, centre, weight, total) {
    let sum = 0;
    for (let i = 0; i < values.length; i++)
        sum += (weight === null ? 1 : (weight[i] ?? 0)) * ((values[i] ?? 0) - centre) ** 2;
    return sum / total;
}
function meanLoss(name, loss) {
    return regressionMetric({ name, ...LOWER_IS_BETTER, comparer: 'mean' }, (label, values, weight) => meanOf(termsOf(label, values, loss), weight));
}
function regressionMetric(traits, measure) {
    return defineMetric('regression', traits, ({ label, weight }, { values }) => measure(label, values, weight));
}
function termsOf(label, values, loss) {
    const terms = new Float64Array(label.length);
    for (let i = 0; i < terms.length; i++)
        terms[i] = loss(label[i] ?? 0, values[i] ?? 0);
    return terms;
}

;// CONCATENATED MODULE: ./build/src/metrics/spearman.js



/**
 * Spearman's rank correlation of truth and prediction: Pearson's on midranks (scipy.stats.spearmanr).
 *
 * @throws UndefinedMetric when truth or prediction is constant, and with sample weights, for which scipy has no definition either
 */
const spearman = defineMetric('regression', { name: 'spearman', higherIsBetter: true, bounds: 'minus-one-to-one', comparer: 'influence' }, ({ label, weight }, { values }) => {
    if (weight !== null)
        throw new metric/* UndefinedMetric */.d('rank correlation has no definition with sample weights');
    const units = label.length;
    const truth = midDistribution(label);
    const answer = midDistribution(values);
    if (truth.variance === 0)
        throw new metric/* UndefinedMetric */.d('the true values are all the same');
    if (answer.variance === 0)
        throw new metric/* UndefinedMetric */.d('the predictions are all the same');
    const covariance = meanProduct(truth.share, answer.share) - 1 / 4;
    const scale = Math.sqrt(truth.variance * answer.variance);
    const value = covariance / scale;
    return { value, units, influence: rankInfluence(truth, answer, covariance, scale, value) };
});
/**
 * A row (x, y) adds its own product of shares, and shifts the shares of all rows above it. With U, V the shares of truth and answer
 * and a_f(x) = E[f·(1(x < X') + ½·1(x = X'))]: dCov = UV + a_V(x) + a_U(y) − 3E[UV], dVar(U) = U² + 2a_U(x) − 3E[U²], likewise V, and
 * φ = dCov / scale − ½ρ (dVar(U) / Var(U) + dVar(V) / Var(V)).
 */
function rankInfluence(truth, answer, covariance, scale, rho) {
    const truthPull = Float64Array.from(answer.share, (v, i) => v / scale - (rho * (truth.share[i] ?? 0)) / truth.variance);
    const answerPull = Float64Array.from(truth.share, (u, i) => u / scale - (rho * (answer.share[i] ?? 0)) / answer.variance);
    const influence = meanAbove(truth, truthPull);
    const fromAnswer = meanAbove(answer, answerPull);
    const centre = (3 * (covariance + 1 / 4)) / scale - (3 * rho * (truth.variance + 1 / 4)) / (2 * truth.variance);
    const offset = centre - (3 * rho * (answer.variance + 1 / 4)) / (2 * answer.variance);
    for (let i = 0; i < influence.length; i++) {
        const u = truth.share[i] ?? 0;
        const v = answer.share[i] ?? 0;
        const own = (u * v) / scale - (rho / 2) * ((u * u) / truth.variance + (v * v) / answer.variance);
        influence[i] = own + (influence[i] ?? 0) + (fromAnswer[i] ?? 0) - offset;
    }
    return influence;
}
function midDistribution(values) {
    const order = (0,score_order/* orderByScore */._)(values, (0,score_order/* scratchFor */.w)(values.length));
    const share = new Float64Array(values.length);
    forEachTie(values, order, (from, to) => {
        for (let position = from; position < to; position++)
            share[order[position] ?? 0] = (from + to) / 2 / values.length;
    });
    const constant = values[order[0] ?? 0] === values[order[order.length - 1] ?? 0];
    return { values, order, share, variance: constant ? 0 : meanProduct(share, share) - 1 / 4 };
}
/** For each row the mean over all rows of f where they lie above it, ties half. */
function meanAbove({ values, order }, f) {
    const means = new Float64Array(f.length);
    let above = f.reduce((sum, value) => sum + value, 0);
    forEachTie(values, order, (from, to) => {
        let tied = 0;
        for (let position = from; position < to; position++)
            tied += f[order[position] ?? 0] ?? 0;
        for (let position = from; position < to; position++)
            means[order[position] ?? 0] = (above - tied / 2) / f.length;
        above -= tied;
    });
    return means;
}
function forEachTie(values, order, visit) {
    for (let from = 0; from < order.length;) {
        let to = from + 1;
        while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0])
            to += 1;
        visit(from, to);
        from = to;
    }
}
function meanProduct(a, b) {
    let sum = 0;
    for (let i = 0; i < a.length; i++)
        sum += (a[i] ?? 0) * (b[i] ?? 0);
    return sum / a.length;
}

;// CONCATENATED MODULE: ./build/src/metrics/registry.js












/** No metric of the task has this name. `known` are those that exist, families as `ndcg@k`; `nearest` the likeliest meant. */
class UnknownMetric extends Error {
    name = 'UnknownMetric';
    known;
    nearest;
    constructor(problem, known, nearest) {
        const suggestion = nearest === null ? '' : ` Did you mean ${nearest}?`;
        super(`${problem}.${suggestion} Metrics of this task: ${known.join(', ')}`);
        this.known = known;
        this.nearest = nearest;
    }
}
const CATALOGUES = {
    'binary-classification': {
        metrics: [rocAuc, averagePrecision, logLoss, brierScore, ...BINARY_LABEL_METRICS, binaryCalibrationError],
        families: [],
    },
    'multiclass-classification': {
        metrics: [
            ...MULTICLASS_LABEL_METRICS,
            multiclassLogLoss,
            multiclassBrierScore,
            oneVersusRest('macro'),
            oneVersusRest('weighted'),
            oneVersusOne('macro'),
            oneVersusOne('weighted'),
            topLabelCalibrationError,
        ],
        families: [{ name: 'top_k_accuracy', parameter: 'k', whenBare: 2, make: (k) => topKAccuracy(k ?? 2) }],
    },
    regression: {
        metrics: [
            meanAbsoluteError,
            meanSquaredError,
            rootMeanSquaredError,
            medianAbsoluteError,
            r2,
            explainedVariance,
            meanAbsolutePercentageError,
            { ...meanAbsolutePercentageError, name: 'mape' },
            maxError,
            spearman,
        ],
        families: [{ name: 'mean_pinball_loss', parameter: 'q', whenBare: 0.5, make: (q) => meanPinballLoss(q ?? 0.5) }],
    },
    ranking: {
        metrics: [meanAveragePrecision, meanReciprocalRank],
        families: [{ name: 'ndcg', parameter: 'k', whenBare: null, make: ndcg }],
    },
};
/** The names of a task's metrics, families with their parameter's letter: `ndcg@k`. */
function metricNames(task) {
    const { metrics, families } = CATALOGUES[task];
    return [...metrics.map(({ name }) => name), ...families.map(({ name, parameter }) => `${name}@${parameter}`)];
}
/**
 * The metric of that name; it keeps the name as written (`mape`, `ndcg`).
 *
 * @throws UnknownMetric for a name or a parameter that the task does not have
 */
function findMetric(name, task) {
    const { metrics, families } = CATALOGUES[task];
    const metric = metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined)
        return metric;
    const [base = '', written, ...rest] = name.split('@');
    const family = families.find((candidate) => candidate.name === base);
    if (family === undefined || rest.length > 0)
        throw unknown(name, task);
    if (written === undefined)
        return { ...family.make(family.whenBare), name };
    return { ...family.make(parameterOf(family, written, name, task)), name };
}
function parameterOf({ parameter }, written, name, task) {
    const value = Number(written);
    const known = metricNames(task);
    if (parameter === 'k' && !/^[1-9]\d{0,8}$/.test(written)) {
        throw new UnknownMetric(`${name}: k is a whole number from 1`, known, null);
    }
    if (parameter === 'q' && !(/^\d*\.\d+$/.test(written) && value > 0 && value < 1)) {
        throw new UnknownMetric(`${name}: q is a quantile between 0 and 1, as in @0.9`, known, null);
    }
    return value;
}
/** Names that people know from elsewhere and that no spelling distance would lead from. */
const SYNONYMS = new Map([
    ['auc', 'roc_auc'],
    ['auroc', 'roc_auc'],
    ['ap', 'average_precision'],
    ['pr_auc', 'average_precision'],
    ['logloss', 'log_loss'],
    ['cross_entropy', 'log_loss'],
    ['brier', 'brier_score'],
    ['matthews_corrcoef', 'mcc'],
    ['ece', 'expected_calibration_error'],
    ['sensitivity', 'recall'],
    ['mae', 'mean_absolute_error'],
    ['mse', 'mean_squared_error'],
    ['rmse', 'root_mean_squared_error'],
    ['medae', 'median_absolute_error'],
    ['spearmanr', 'spearman'],
    ['mean_average_precision', 'map'],
    ['mean_reciprocal_rank', 'mrr'],
]);
function unknown(name, task) {
    const known = metricNames(task);
    const written = name.toLowerCase().replace(/[\s-]+/g, '_');
    const meant = SYNONYMS.get(written) ?? written;
    const nearest = known.includes(meant) ? meant : nearestOf(meant, known);
    return new UnknownMetric(`${task} has no metric "${name}"`, known, nearest);
}
/** `ndgc@5` is compared as `ndgc@k`; `f1` begins `f1_macro`; a name of which more than half is different suggests nothing. */
function nearestOf(written, known) {
    const family = written.replace(/@[\d.]+$/, (parameter) => (parameter.includes('.') ? '@q' : '@k')).replace(/_(score|loss)$/, '');
    const longer = known.find((name) => name.startsWith(`${family}_`));
    if (longer !== undefined)
        return longer;
    const nearest = (0,mod/* closest */.kp)(family, [...known]);
    return (0,mod/* distance */.Io)(family, nearest) <= Math.max(family.length, nearest.length) / 2 ? nearest : null;
}


/***/ }),

/***/ 32522:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E7: () => (/* binding */ nodeOf),
/* harmony export */   TN: () => (/* binding */ oneLine),
/* harmony export */   WQ: () => (/* binding */ describeNode),
/* harmony export */   oB: () => (/* binding */ nodeAt),
/* harmony export */   pj: () => (/* binding */ plain),
/* harmony export */   qW: () => (/* binding */ asBase)
/* harmony export */ });
/** As plain data, for the schema. */
function plain(node) {
    switch (node.kind) {
        case 'scalar':
            return node.value;
        case 'list':
            return node.items.map(plain);
        case 'mapping':
            return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
    }
}
/** Plain data (a default) as nodes of one origin. */
function nodeOf(value, origin) {
    if (Array.isArray(value))
        return { kind: 'list', items: value.map((item) => nodeOf(item, origin)), origin };
    if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).map(([key, item]) => [key, { keyOrigin: origin, node: nodeOf(item, origin) }]);
        return { kind: 'mapping', entries: new Map(entries), origin };
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
        return { kind: 'scalar', value, source: String(value), origin };
    }
    throw new TypeError(`a policy cannot hold a ${typeof value}`);
}
function nodeAt(root, path) {
    return path.reduce((node, step) => {
        if (node?.kind === 'mapping')
            return node.entries.get(String(step))?.node;
        return node?.kind === 'list' && typeof step === 'number' ? node.items[step] : undefined;
    }, root);
}
/** The same nodes, said to stand in the base commit's file. */
function asBase(node) {
    const origin = baseOrigin(node.origin);
    switch (node.kind) {
        case 'scalar':
            return { ...node, origin };
        case 'list':
            return { ...node, items: node.items.map(asBase), origin };
        case 'mapping': {
            const entries = [...node.entries].map(([key, entry]) => [key, { keyOrigin: baseOrigin(entry.keyOrigin), node: asBase(entry.node) }]);
            return { ...node, entries: new Map(entries), origin };
        }
    }
}
function baseOrigin(origin) {
    return origin.kind === 'file' ? { ...origin, kind: 'base' } : origin;
}
/** One line, as a message quotes it: `5%`, `[1, 32]`, `{ relative: 25%, absolute: 0.5pp }`. */
function oneLine(node) {
    switch (node.kind) {
        case 'scalar':
            return node.source === '' ? "''" : node.source.replaceAll(/\p{Cc}/gu, ' ');
        case 'list':
            return `[${node.items.map(oneLine).join(', ')}]`;
        case 'mapping': {
            const entries = [...node.entries].map(([key, entry]) => `${key}: ${oneLine(entry.node)}`);
            return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
        }
    }
}
const MOST_QUOTED = 80;
/** What stands there, for the `found` of a problem. */
function describeNode(node) {
    if (node.kind === 'scalar') {
        if (node.value === null)
            return 'empty';
        const text = node.source.length > MOST_QUOTED ? `${node.source.slice(0, MOST_QUOTED)}…` : node.source;
        return typeof node.value === 'string' ? JSON.stringify(text) : text;
    }
    const text = oneLine(node);
    const noun = node.kind === 'list' ? 'a list' : 'a mapping';
    return text.length > MOST_QUOTED ? noun : `${noun}: ${text}`;
}


/***/ }),

/***/ 67617:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W_: () => (/* binding */ remoteTip),
/* harmony export */   hq: () => (/* binding */ requireFetched),
/* harmony export */   iH: () => (/* binding */ fetchCommit),
/* harmony export */   qt: () => (/* binding */ authorisedBy)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27406);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(81367);


/** @param depth commits of history, null for all (only a shallow checkout may be given a depth) */
async function fetchCommit(place, commit, depth, token) {
    const args = [...QUIET_FETCH, ...(depth === null ? [] : [`--depth=${depth}`]), '--end-of-options', REMOTE, commit];
    return outcomeOf(await askRemote(place, args, token));
}
/** The commit that a branch or tag has at the remote, null when there is none or the remote cannot be asked. */
async function remoteTip(place, name, token) {
    const refs = [`refs/heads/${name}`, `refs/tags/${name}`, `refs/tags/${name}^{}`];
    const { code, stdout } = await askRemote(place, [...STALLS_END, 'ls-remote', '--quiet', REMOTE, ...refs], token);
    // An annotated tag is listed twice; the peeled line, which comes last, is the commit.
    return code === 0 ? (/^([0-9a-f]{40,64})\t/.exec(stdout.trim().split('\n').at(-1) ?? '')?.[1] ?? null) : null;
}
/** With git's own credentials first: they may be a deploy key, which sees more than the job's token. */
async function askRemote(place, args, token) {
    const first = await (0,_run_git_js__WEBPACK_IMPORTED_MODULE_1__/* .runGit */ .E)(place, args, { timeLimitMs: FETCH_LIMIT_MS });
    if (first.code === 0 || token === undefined || !REFUSED.test(first.stderr))
        return first;
    return (0,_run_git_js__WEBPACK_IMPORTED_MODULE_1__/* .runGit */ .E)(place, args, { timeLimitMs: FETCH_LIMIT_MS, environment: authorisedBy(token) });
}
/** @throws UsageError | MeasurementError that names what the job lacks; nothing when the commit is here now */
function requireFetched(outcome, commit, purpose) {
    const problem = { where: `git fetch ${REMOTE} ${commit}`, expected: `the commit that ${purpose}` };
    switch (outcome.kind) {
        case 'present':
        case 'fetched':
            return;
        case 'refused':
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb({
                ...problem,
                found: `the server refused the credentials (${reasonIn(outcome.said)})`,
                remedy: 'Give the job `permissions: contents: read` and Sluice the input `github-token` (or keep persist-credentials of actions/checkout on); `fetch-depth: 0` in actions/checkout needs no fetch at all.',
            });
        case 'no-remote':
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb({
                ...problem,
                found: `no remote named ${REMOTE} to fetch it from`,
                remedy: 'Check out with `fetch-depth: 0` in actions/checkout, or name the baseline by the input `baseline`.',
            });
        case 'gone':
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb({
                ...problem,
                found: `the remote does not have it (${reasonIn(outcome.said)})`,
                remedy: 'It may have been lost in a force push. Name the baseline by the input `baseline`, or push again.',
            });
        case 'failed':
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MeasurementError */ .HG('REFERENCE_NOT_FOUND', `${problem.where} failed: ${reasonIn(outcome.said)}`, `It is ${problem.expected}. Try again, or check out with \`fetch-depth: 0\` in actions/checkout.`);
    }
}
function outcomeOf({ code, stderr }) {
    if (code === 0)
        return { kind: 'fetched' };
    if (/does not appear to be a git repository|No such remote|No remote repository specified/.test(stderr))
        return { kind: 'no-remote', said: stderr };
    if (/not our ref|unadvertised object|couldn't find remote ref|no such commit/i.test(stderr))
        return { kind: 'gone', said: stderr };
    if (REFUSED.test(stderr))
        return { kind: 'refused', said: stderr };
    return { kind: 'failed', said: stderr };
}
/**
 * The token travels in the environment, never on a command line that others can list. The empty first value clears headers that
 * the configuration has: two Authorization headers are answered with 400.
 */
function authorisedBy({ server, value }) {
    const key = `http.${server.replace(/\/$/, '')}/.extraheader`;
    const basic = Buffer.from(`x-access-token:${value}`).toString('base64');
    return {
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: key,
        GIT_CONFIG_VALUE_0: '',
        GIT_CONFIG_KEY_1: key,
        GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${basic}`,
    };
}
/** Git prints hints around the reason; the line that names the fault begins with who says it. */
function reasonIn(said) {
    const lines = said.split('\n').filter((line) => line.trim() !== '');
    return (lines.find((line) => /^(fatal|error|remote):/.test(line)) ??
        lines.at(-1) ??
        'git said nothing, or was ended after ten minutes').trim();
}
const REMOTE = 'origin';
const REFUSED = /could not read (Username|Password)|Authentication failed|terminal prompts disabled|Permission denied|error: 40[13]|Repository not found/i;
/** No tags, submodules, FETCH_HEAD or maintenance left running in the background; a transfer that stalls for a minute ends. */
const STALLS_END = ['-c', 'http.lowSpeedLimit=1000', '-c', 'http.lowSpeedTime=60'];
const QUIET_FETCH = [
    ...[...STALLS_END, '-c', 'maintenance.auto=false', '-c', 'gc.auto=0'],
    ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
];
const FETCH_LIMIT_MS = 10 * 60_000;


/***/ }),

/***/ 65732:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cN: () => (/* binding */ smudge),
/* harmony export */   kz: () => (/* binding */ hasGitLfs),
/* harmony export */   l$: () => (/* binding */ MAX_POINTER_BYTES),
/* harmony export */   mc: () => (/* binding */ localObjectPath),
/* harmony export */   qT: () => (/* binding */ readPointer)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _fetch_commit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(67617);
/* harmony import */ var _run_git_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(81367);



/** A pointer file is shorter than this, by its specification. */
const MAX_POINTER_BYTES = 1024;
/** The pointer in a file's bytes, null when it is anything else. */
function readPointer(content) {
    if (content.length >= MAX_POINTER_BYTES)
        return null;
    const text = Buffer.from(content).toString('latin1');
    if (!text.startsWith('version https://git-lfs.github.com/spec/v1\n'))
        return null;
    const sha256 = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
    const bytes = /^size (\d{1,15})$/m.exec(text)?.[1];
    return sha256 === undefined || bytes === undefined ? null : { sha256, bytes: Number(bytes) };
}
/** Where `git lfs fetch` keeps the object; shared by all work trees of a repository. */
async function localObjectPath(place, { sha256 }) {
    const { stdout } = await (0,_run_git_js__WEBPACK_IMPORTED_MODULE_2__/* .runGit */ .E)(place, ['rev-parse', '--git-common-dir']);
    return (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.resolve)(place.folder, stdout.trim()), 'lfs', 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}
async function hasGitLfs(place) {
    return (await (0,_run_git_js__WEBPACK_IMPORTED_MODULE_2__/* .runGit */ .E)(place, ['lfs', 'version'])).code === 0;
}
/** `git lfs smudge`: the pointer in, the file out, downloaded when need be; `done` rejects with git's words. */
function smudge(place, pointer, token) {
    const environment = { GIT_LFS_SKIP_SMUDGE: '0', ...(token === undefined ? {} : (0,_fetch_commit_js__WEBPACK_IMPORTED_MODULE_1__/* .authorisedBy */ .qt)(token)) };
    const { stdin, stdout, stderr, exit } = (0,_run_git_js__WEBPACK_IMPORTED_MODULE_2__/* .startGit */ .B)(place, ['lfs', 'smudge'], { environment, timeLimitMs: SMUDGE_LIMIT_MS });
    let said = '';
    stderr.on('data', (chunk) => {
        said = (said + chunk.toString('utf8')).slice(-2000);
    });
    const done = exit.then((code) => {
        if (code !== 0)
            throw new Error(said.trim() || `git lfs smudge ended with ${code}`);
    });
    // Written anew instead of passed on: nothing of the pull request's text reaches git-lfs but a digest and a number.
    stdin.end(`version https://git-lfs.github.com/spec/v1\noid sha256:${pointer.sha256}\nsize ${pointer.bytes}\n`);
    return { stream: stdout, done };
}
const SMUDGE_LIMIT_MS = 30 * 60_000;


/***/ }),

/***/ 81367:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ startGit),
/* harmony export */   E: () => (/* binding */ runGit)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27406);
/* harmony import */ var _spawn_group_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(35834);


/** Runs git to its end and hands back what it said; a non-zero exit is an answer, not an error. Arguments never pass a shell. */
async function runGit(place, args, call = {}) {
    const { stdin, stdout, stderr, exit } = startGit(place, args, call);
    stdin.end(call.stdin ?? '');
    const [said, complained, code] = await Promise.all([collect(stdout), collect(stderr), exit]);
    refuseForeignOwner(complained, place.folder);
    return { code, stdout: said, stderr: complained };
}
/** A running git whose output the caller streams; `exit` is its code, 128 (git's own for a fatal error) when a signal ended it. */
function startGit(place, args, call = {}) {
    const { child, ended } = (0,_spawn_group_js__WEBPACK_IMPORTED_MODULE_1__/* .spawnGroup */ .j)('git', ['--no-pager', ...args], {
        cwd: place.folder,
        env: { ...withoutRepository(place.environment), ...UNATTENDED, ...call.environment },
        ...(call.timeLimitMs === undefined ? {} : { timeLimitMs: call.timeLimitMs }),
        ...(place.signal === undefined ? {} : { signal: place.signal }),
    });
    const exit = ended.then(({ code }) => code ?? 128, (error) => {
        throw error.code === 'ENOENT' ? withoutGit(place.folder) : error;
    });
    exit.catch(() => { });
    return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exit };
}
async function collect(stream) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of stream) {
        bytes += chunk.length;
        if (bytes > MAX_OUTPUT_BYTES)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .MeasurementError */ .HG('REFERENCE_NOT_FOUND', 'git answered more than 256 MiB', 'Narrow the path or the glob.');
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}
function withoutGit(folder) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb({
        where: folder,
        found: 'no git on the PATH, or no such folder',
        expected: 'git, which reads the baseline and the policy of the base commit',
        remedy: 'Install git in the job container before actions/checkout runs (without it the checkout is an archive that has no history), for example `apt-get install git`.',
    });
}
function refuseForeignOwner(stderr, folder) {
    if (!stderr.includes('detected dubious ownership'))
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb({
        where: folder,
        found: 'a repository that belongs to another user, which git refuses to read',
        expected: 'a repository owned by the user who runs Sluice, or one declared safe',
        remedy: `In a job container add a step: git config --global --add safe.directory "${folder}"`,
    });
}
/** Inside a git hook these point at the hook's repository, whatever folder we ask about (git rev-parse --local-env-vars). */
const REPOSITORY_VARIABLES = [
    'GIT_DIR',
    'GIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_PREFIX',
    'GIT_COMMON_DIR',
    'GIT_OBJECT_DIRECTORY',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_NAMESPACE',
    'GIT_SHALLOW_FILE',
];
function withoutRepository(environment) {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !REPOSITORY_VARIABLES.includes(name)));
}
/** Never ask on a terminal, never translate (messages are recognised), never take locks, follow replace refs or expand paths. */
const UNATTENDED = {
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    LC_ALL: 'C',
};
/** A listing of a million paths of 200 characters still fits. */
const MAX_OUTPUT_BYTES = 256 * 2 ** 20;


/***/ }),

/***/ 35834:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ spawnGroup)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(31421);

/**
 * Starts a program in a process group of its own, so that a cancelled job or a time limit ends whatever it started too: git runs
 * helpers that would go on downloading. `ended` settles when all of its output is read; it rejects when the program cannot be
 * started or the job is cancelled.
 */
function spawnGroup(program, args, options) {
    const { signal, timeLimitMs } = options;
    signal?.throwIfAborted();
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(program, args, { cwd: options.cwd, env: { ...options.env }, stdio: 'pipe', detached: true });
    // A program may end before it has read its input; its exit code tells more than the broken pipe.
    child.stdin.on('error', () => { });
    let timedOut = false;
    const end = () => endGroup(child);
    const endLate = () => {
        timedOut = true;
        end();
    };
    const limit = timeLimitMs === undefined ? undefined : setTimeout(endLate, timeLimitMs);
    signal?.addEventListener('abort', end);
    const ended = new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, killedBy) => (signal?.aborted === true ? reject(signal.reason) : resolve({ code, killedBy, timedOut })));
    });
    const forget = () => {
        clearTimeout(limit);
        signal?.removeEventListener('abort', end);
    };
    // Handled here as well: a caller that is still reading the output has not asked for the end yet.
    ended.then(forget, forget);
    return { child, ended };
}
function endGroup(child) {
    try {
        if (child.pid !== undefined)
            process.kill(-child.pid, 'SIGKILL');
    }
    catch {
        // The group has ended by itself.
    }
}


/***/ }),

/***/ 30935:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mp: () => (/* binding */ matchInCommit),
/* harmony export */   f8: () => (/* binding */ expandGit),
/* harmony export */   vn: () => (/* binding */ resolveGit)
/* harmony export */ });
/* unused harmony export findCommit */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27406);
/* harmony import */ var _git_fetch_commit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(67617);
/* harmony import */ var _git_lfs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65732);
/* harmony import */ var _glob_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4469);
/* harmony import */ var _lfs_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(30660);
/* harmony import */ var _not_found_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(69159);
/* harmony import */ var _sources_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(40933);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(29594);









/** A file of a commit, put under scratch as it stands in the tree, so that side files of a model land beside it. */
async function resolveGit({ text, revision, path }, asked, sources) {
    const repository = (0,_sources_js__WEBPACK_IMPORTED_MODULE_7__/* .requireRepository */ .C)(sources, text, asked);
    const commit = await findCommit(repository, revision, asked);
    const file = await repository.findFile(commit, path);
    if (file === null)
        throw (0,_not_found_js__WEBPACK_IMPORTED_MODULE_6__/* .notFoundInCommit */ .s1)(text, asked, path, commit, await repository.listFiles(commit, ''));
    if (file.bytes > sources.maxBytes) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .MeasurementError */ .HG('REFERENCE_NOT_FOUND', `${asked.where}: \`${text}\` has ${file.bytes} bytes, more than the limit of ${sources.maxBytes}`, 'Check what it names.');
    }
    const target = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(sources.scratch, 'git', commit, ...path.split('/'));
    const pointer = file.bytes < _git_lfs_js__WEBPACK_IMPORTED_MODULE_3__/* .MAX_POINTER_BYTES */ .l$ ? (0,_git_lfs_js__WEBPACK_IMPORTED_MODULE_3__/* .readPointer */ .qT)(Buffer.from((await repository.readText(commit, path)) ?? '')) : null;
    if (pointer !== null)
        return { reference: text, path: target, ...(await (0,_lfs_js__WEBPACK_IMPORTED_MODULE_5__/* .resolvePointer */ .c)(pointer, text, asked, sources, target)) };
    const { signal } = sources;
    const digest = await (0,_store_js__WEBPACK_IMPORTED_MODULE_8__/* .storeStream */ .sS)({
        open: () => repository.openBlob(file.oid),
        expected: { bytes: file.bytes },
        maxBytes: sources.maxBytes,
        ...(signal === undefined ? {} : { signal }),
    }, target);
    return { reference: text, path: target, ...digest };
}
/** The paths that a glob matches in a commit. */
async function expandGit({ text, revision, path }, asked, sources) {
    const repository = (0,_sources_js__WEBPACK_IMPORTED_MODULE_7__/* .requireRepository */ .C)(sources, text, asked);
    const commit = await findCommit(repository, revision, asked);
    const matches = await matchInCommit(repository, commit, path);
    if (matches.length === 0)
        throw (0,_not_found_js__WEBPACK_IMPORTED_MODULE_6__/* .notFoundInCommit */ .s1)(text, asked, path, commit, await repository.listFiles(commit, ''));
    return matches;
}
/** Paths of a commit that a path or glob names; none when it names nothing there. */
async function matchInCommit(repository, commit, path) {
    if ((await repository.findFile(commit, path)) !== null)
        return [path];
    const { folder, pattern } = (0,_glob_js__WEBPACK_IMPORTED_MODULE_4__/* .splitGlob */ .VK)(path);
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = (await repository.listFiles(commit, folder)).map((file) => file.slice(prefix.length));
    // A tree written by hand can hold names that lead out of any folder; git refuses to check those out, and so do we.
    return (0,_glob_js__WEBPACK_IMPORTED_MODULE_4__/* .matchGlob */ .sB)(pattern, names.filter((name) => node_path__WEBPACK_IMPORTED_MODULE_0__.posix.normalize(name) === name && !/[\n\0]/.test(name))).map((name) => prefix + name);
}
/** A commit by any name: as git knows it here, else fetched by its full name, else the remote's branch or tag of that name. */
async function findCommit(repository, revision, { where, role }) {
    const known = await repository.revParse(revision);
    if (known !== null)
        return known;
    const tip = FULL_NAME.test(revision) ? revision : await repository.remoteTip(revision.replace(/^origin\//, ''));
    if (tip === null) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb({
            where,
            found: `the revision \`${revision}\`, which git knows neither here nor at the remote`,
            expected: 'a commit (all of its digits), branch or tag',
            remedy: 'A checkout of depth 1 has no history: set `fetch-depth: 0` in actions/checkout for names such as `HEAD~3`.',
        });
    }
    (0,_git_fetch_commit_js__WEBPACK_IMPORTED_MODULE_2__/* .requireFetched */ .hq)(await repository.fetchCommit(tip), tip, `the ${role} is read from (${where})`);
    return tip;
}
const FULL_NAME = /^[0-9a-f]{40}([0-9a-f]{24})?$/;


/***/ }),

/***/ 4469:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   VK: () => (/* binding */ splitGlob),
/* harmony export */   bt: () => (/* binding */ listFolder),
/* harmony export */   fg: () => (/* binding */ isGlob),
/* harmony export */   sB: () => (/* binding */ matchGlob)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);


/**
 * Globs as a shell has them, the same in the working tree and in a commit (git's and Node's own disagree): `*` and `?` within a
 * name, `**` over folders, `[a-z]`, `[!a-z]`, `{one,other}`. A leading dot must be written.
 */
function isGlob(path) {
    return /[*?[{]/.test(path);
}
/** The folders before the first segment with a wildcard, and the rest. */
function splitGlob(path) {
    const segments = path.split('/');
    const first = segments.findIndex(isGlob);
    const at = first === -1 ? segments.length - 1 : first;
    return { folder: segments.slice(0, at).join('/'), pattern: segments.slice(at).join('/') };
}
/** Those of `names` that match, in byte order: the same order on every machine. */
function matchGlob(pattern, names) {
    const expression = new RegExp(`^(?:${expandBraces(pattern).map(toExpression).join('|')})$`, 's');
    return names.filter((name) => expression.test(name)).sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}
/** Files below a folder, relative to it, with `/`. Folders reached by a symlink are left out: they may form a ring. */
async function listFolder(folder, deep) {
    const names = [];
    for (const entry of await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder, { withFileTypes: true })) {
        if (!entry.isDirectory())
            names.push(entry.name);
        else if (deep && entry.name !== '.git' && entry.name !== 'node_modules') {
            for (const name of await listFolder((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(folder, entry.name), deep))
                names.push(`${entry.name}/${name}`);
        }
    }
    return names;
}
/** `a{b,c}d` is `abd` and `acd`; braces without a comma are themselves. Innermost first. */
function expandBraces(pattern) {
    const found = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
    if (found === null)
        return [pattern];
    const [, before = '', choices = '', after = ''] = found;
    return choices.split(',').flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}
function toExpression(pattern) {
    const segments = pattern.split('/');
    return segments
        .map((segment, at) => {
        const last = at === segments.length - 1;
        if (segment === '**')
            return last ? '(?:[^./][^/]*/)*[^./][^/]*' : '(?:[^./][^/]*/)*';
        return (/^[*?[]/.test(segment) ? '(?!\\.)' : '') + segment.replace(TOKENS, translate) + (last ? '' : '/');
    })
        .join('');
}
const TOKENS = /\*+|\?|\[(!?)(\]?[^\]/]*)\]|[\\^$.|+()[\]{}]/g;
function translate(token, negated, members) {
    if (token.startsWith('*'))
        return '[^/]*';
    if (token === '?')
        return '[^/]';
    if (members === undefined || members === '')
        return `\\${token}`;
    return `[${negated === '!' ? '^/' : ''}${members.replace(/[\\\][^]/g, '\\$&')}]`;
}


/***/ }),

/***/ 30660:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ resolvePointer)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(73024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(51455);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(27406);
/* harmony import */ var _git_lfs_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(65732);
/* harmony import */ var _not_found_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(69159);
/* harmony import */ var _store_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(29594);






/**
 * The file that a Git LFS pointer stands for, written to `target`: from the repository's own store, else by `git lfs smudge`,
 * and in either case only with the digest that the pointer names.
 */
async function resolvePointer(pointer, text, asked, sources, target) {
    const refuse = (why, cause) => unresolved(pointer, text, asked, why, cause);
    const { repository } = sources;
    if (pointer.bytes > sources.maxBytes)
        throw refuse(`it is larger than the limit of ${sources.maxBytes} bytes`);
    if (repository === null)
        throw refuse('there is no git repository to fetch it with');
    const object = await (0,_git_lfs_js__WEBPACK_IMPORTED_MODULE_3__/* .localObjectPath */ .mc)(repository.place, pointer);
    const arrival = { maxBytes: sources.maxBytes, expected: pointer, ...(sources.signal === undefined ? {} : { signal: sources.signal }) };
    if (await exists(object)) {
        try {
            return await (0,_store_js__WEBPACK_IMPORTED_MODULE_5__/* .storeStream */ .sS)({ ...arrival, open: () => ({ stream: (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.createReadStream)(object) }) }, target);
        }
        catch (error) {
            if (error instanceof _store_js__WEBPACK_IMPORTED_MODULE_5__/* .WrongDigest */ .Eg)
                throw refuse(`its object in .git/lfs/objects is damaged: ${error.message}`, error);
            throw error;
        }
    }
    if (!(await (0,_git_lfs_js__WEBPACK_IMPORTED_MODULE_3__/* .hasGitLfs */ .kz)(repository.place)))
        throw refuse('it is not in .git/lfs/objects, and git-lfs is not installed');
    const attempts = sources.token === undefined ? [undefined] : [undefined, sources.token];
    let last;
    for (const token of attempts) {
        try {
            return await (0,_store_js__WEBPACK_IMPORTED_MODULE_5__/* .storeStream */ .sS)({ ...arrival, open: () => (0,_git_lfs_js__WEBPACK_IMPORTED_MODULE_3__/* .smudge */ .cN)(repository.place, pointer, token) }, target);
        }
        catch (error) {
            if (sources.signal?.aborted === true)
                throw error;
            last = error;
        }
    }
    throw refuse(`it is not in .git/lfs/objects, and git-lfs could not fetch it (${(0,_not_found_js__WEBPACK_IMPORTED_MODULE_4__/* .printable */ .g$)(reason(last))})`, last);
}
function unresolved(pointer, text, asked, why, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .MeasurementError */ .HG('LFS_POINTER', `${asked.where}: the ${asked.role} \`${(0,_not_found_js__WEBPACK_IMPORTED_MODULE_4__/* .printable */ .g$)(text)}\` is a Git LFS pointer (oid sha256:${pointer.sha256}, ${pointer.bytes} bytes), not the file; ${why}`, text.startsWith('git:')
        ? 'Install git-lfs and let the job fetch (`permissions: contents: read`, input `github-token`), or run `git lfs fetch origin <commit>` before.'
        : 'Set `lfs: true` in actions/checkout, or run `git lfs pull`.', { cause });
}
function reason(error) {
    return error instanceof _store_js__WEBPACK_IMPORTED_MODULE_5__/* .WrongDigest */ .Eg ? 'it gave something else back' : error instanceof Error ? error.message.slice(0, 500) : String(error);
}
async function exists(path) {
    return (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.access)(path).then(() => true, () => false);
}


/***/ }),

/***/ 69159:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ol: () => (/* binding */ notFoundOnDisk),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   mX: () => (/* binding */ notFound),
/* harmony export */   s1: () => (/* binding */ notFoundInCommit)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(76760);
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(21916);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(27406);




/** Names come from a pull request: no control character of theirs reaches a log. */
function printable(name) {
    return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}
/** @param names what lies where the file was looked for, relative to `folder` */
function notFound(text, asked, folder, wanted, names) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .MeasurementError */ .HG('REFERENCE_NOT_FOUND', `${asked.where}: the ${asked.role} \`${printable(text)}\` does not exist`, neighbours(folder, wanted, names));
}
function neighbours(folder, wanted, names) {
    const near = names
        .map((name) => ({ name, away: (0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_2__/* .distance */ .Io)(name.toLowerCase(), wanted.toLowerCase()) }))
        .filter(({ name, away }) => away <= Math.max(2, Math.floor(Math.max(name.length, wanted.length) / 3)))
        .sort((one, other) => one.away - other.away);
    if (near.length > 0)
        return `Did you mean ${list(near.map(({ name }) => name))} in ${folder}?`;
    return names.length === 0 ? `${folder} is empty.` : `${folder} holds ${list([...names].sort())}.`;
}
function list(names) {
    const shown = names.slice(0, MAX_SHOWN).map((name) => `\`${printable(name)}\``);
    return shown.join(', ') + (names.length > MAX_SHOWN ? ` and ${names.length - MAX_SHOWN} more` : '');
}
/** The nearest folder that exists says more than the one that does not. */
async function notFoundOnDisk(text, asked, path, base) {
    for (let wanted = path;; wanted = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(wanted)) {
        const folder = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(wanted);
        try {
            const names = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.readdir)(folder);
            return notFound(text, asked, `the folder \`${(0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(base, folder) || '.'}\``, wanted.slice(folder.length).replace(/^[\\/]/, ''), names);
        }
        catch (error) {
            if (folder === wanted)
                throw error;
        }
    }
}
/** The same for a commit, from the list of all its files. */
function notFoundInCommit(text, asked, path, commit, files) {
    const segments = path.split('/');
    for (let depth = segments.length - 1;; depth -= 1) {
        const folder = segments.slice(0, depth).join('/');
        const inside = folder === '' ? files : files.flatMap((file) => (file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : []));
        if (inside.length === 0 && depth > 0)
            continue;
        const names = [...new Set(inside.map((file) => file.split('/', 1)[0] ?? file))];
        return notFound(text, asked, `\`${folder || '.'}\` of commit ${commit.slice(0, 12)}`, segments[depth] ?? path, names);
    }
}
const MAX_SHOWN = 5;


/***/ }),

/***/ 61036:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ redact),
/* harmony export */   F: () => (/* binding */ parseReference)
/* harmony export */ });
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(21916);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(27406);
/* harmony import */ var _glob_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4469);



/**
 * `path` (globs for data) · `git:<rev>:<path>` · `https://…#sha256=<hex>` · `artifact:<name>` · `released` · `run:<command with {out}>`.
 * A path that looks like a scheme is written `./like:this`.
 *
 * @param where the input (`--candidate`) or the policy's position (`sluice.yml:4:11`) that the reference stands in
 */
function parseReference(text, where) {
    const wrong = (found, expected, remedy) => new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb({ where, found, expected, remedy });
    if (text.trim() === '' || /[\0\r\n]/.test(text))
        throw wrong(text.trim() === '' ? 'an empty reference' : 'a line break in a reference', FORMS, 'Write one reference on one line.');
    if (text === 'released')
        return { kind: 'released', text };
    const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(text)?.[1];
    if (scheme === undefined)
        return { kind: 'path', text, path: text, glob: (0,_glob_js__WEBPACK_IMPORTED_MODULE_2__/* .isGlob */ .fg)(text) };
    const rest = text.slice(scheme.length + 1);
    switch (scheme) {
        case 'git':
            return gitReference(text, rest, wrong);
        case 'https':
            return httpsReference(text, wrong);
        case 'artifact':
            if (rest === '')
                throw wrong('`artifact:` without a name', '`artifact:<name>`', 'Name the artifact.');
            return { kind: 'artifact', text, name: rest };
        case 'run':
            if (!rest.includes('{out}'))
                throw wrong(`\`${text}\` without {out}`, '`run:<command with {out}>`', `For example \`${RUN_EXAMPLE}\`: Sluice puts the path of a fresh file there.`);
            return { kind: 'run', text, command: rest };
        default:
            throw wrong(`the unknown scheme \`${scheme}:\` in \`${redact(text)}\``, FORMS, remedyFor(scheme, redact(text)));
    }
}
function gitReference(text, rest, wrong) {
    const [, revision = '', path = ''] = /^([^:]*):(.*)$/.exec(rest) ?? [];
    if (revision === '' || path === '')
        throw wrong(`\`${text}\``, '`git:<rev>:<path>`', 'For example `git:main:models/income.onnx`.');
    if (revision.startsWith('-'))
        throw wrong(`the revision \`${revision}\``, 'a commit, branch or tag', 'A revision cannot begin with `-`.');
    const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (path.startsWith('/') || segments.includes('..') || segments.length === 0) {
        throw wrong(`the path \`${path}\``, 'a path from the root of the repository, without `..`', 'For example `git:main:models/income.onnx`.');
    }
    return { kind: 'git', text, revision, path: segments.join('/'), glob: (0,_glob_js__WEBPACK_IMPORTED_MODULE_2__/* .isGlob */ .fg)(path) };
}
function httpsReference(text, wrong) {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || url.hostname === '')
        throw wrong(`\`${redact(text)}\``, '`https://<host>/<path>#sha256=<64 hex digits>`', 'Check the address.');
    if (url.username !== '' || url.password !== '') {
        throw wrong('a user name or password in an address', 'an address without credentials', `They would be shown in reports. Use \`${RUN_EXAMPLE}\` with credentials from the environment.`);
    }
    const sha256 = /^#sha256=([0-9a-fA-F]{64})$/.exec(url.hash)?.[1]?.toLowerCase();
    if (sha256 === undefined) {
        throw wrong(`\`${redact(text)}\` without a digest`, '`https://…#sha256=<64 hex digits>`', 'What lies at an address can change unseen: append what `sha256sum` prints for the file that you mean.');
    }
    url.hash = '';
    return { kind: 'https', text: `${redact(url.href)}#sha256=${sha256}`, url: url.href, sha256 };
}
/** Values of a signed address are credentials; verdicts and reports show references. */
function redact(address) {
    return address
        .replace(/\/\/[^/@?#]*@/, '//…@')
        .replace(/([?&][^=&#]*(?:sig|signature|token|credential|key|secret|password)=)[^&#]*/gi, '$1…');
}
function remedyFor(scheme, text) {
    if (scheme === 'http')
        return 'Plain http can be changed on the way: use https.';
    const tool = FETCHERS[scheme.toLowerCase()];
    if (tool !== undefined)
        return `Use the tool that speaks it: \`run:${tool.replace('{}', text)}\`.`;
    const nearest = SCHEMES.find((known) => (0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(known, scheme.toLowerCase()) <= 2);
    return nearest === undefined
        ? `A file whose name has a colon is written \`./${text}\`.`
        : `Did you mean \`${nearest}:\`? A file is written \`./${text}\`.`;
}
const SCHEMES = ['git', 'https', 'artifact', 'run'];
const FORMS = 'a path, `git:<rev>:<path>`, `https://…#sha256=<hex>`, `artifact:<name>`, `released` or `run:<command with {out}>`';
const RUN_EXAMPLE = 'run:aws s3 cp s3://bucket/model.onnx {out}';
/** Commands that write one file of a store to a path; people know them, and they know the credentials. */
const FETCHERS = {
    s3: 'aws s3 cp {} {out}',
    gs: 'gcloud storage cp {} {out}',
    az: 'az storage blob download --blob-url {} --file {out}',
    ftp: 'curl -fsSLo {out} {}',
    file: 'cp {} {out}',
};


/***/ }),

/***/ 40933:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ requireRepository),
/* harmony export */   d: () => (/* binding */ DEFAULT_LIMITS)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(27406);

const DEFAULT_LIMITS = { maxBytes: 64 * 2 ** 30, retryDelayMs: 1000, stallLimitMs: 60_000, commandLimitMs: 30 * 60_000 };
function requireRepository(sources, text, { where }) {
    if (sources.repository !== null)
        return sources.repository;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UsageError */ .eb({
        where,
        found: `\`${text}\`, and no git repository around ${sources.folder}`,
        expected: 'a checkout with its .git folder',
        remedy: 'In a container, install git before actions/checkout runs: without git it unpacks an archive that has no history.',
    });
}


/***/ }),

/***/ 29594:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Eg: () => (/* binding */ WrongDigest),
/* harmony export */   JD: () => (/* binding */ digestSet),
/* harmony export */   TM: () => (/* binding */ digestFile),
/* harmony export */   sS: () => (/* binding */ storeStream)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(77598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(73024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(51455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(76760);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(46466);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(27406);






/** Reads a file once, chunk by chunk. */
async function digestFile(path, signal) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    let bytes = 0;
    const stream = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createReadStream)(path, { highWaterMark: CHUNK_BYTES, ...(signal === undefined ? {} : { signal }) });
    for await (const chunk of stream) {
        hash.update(chunk);
        bytes += chunk.length;
    }
    return { sha256: hash.digest('hex'), bytes };
}
/** What arrived was not what was named. */
class WrongDigest extends Error {
    name = 'WrongDigest';
}
/**
 * Writes a stream beside its target and moves it there once it is whole and right: at the target's name there is never half a
 * file, and after any failure nothing of it is left.
 */
async function storeStream(arrival, target) {
    const partial = `${target}.${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(6).toString('hex')}.partial`;
    await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.mkdir)((0,node_path__WEBPACK_IMPORTED_MODULE_3__.dirname)(target), { recursive: true });
    const { stream, done } = arrival.open();
    // Watched from the start: a writer that fails before the stream ends must not become an unhandled rejection.
    const ending = Promise.allSettled([done]);
    try {
        const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        let bytes = 0;
        const measure = async function* (chunks) {
            for await (const chunk of chunks) {
                bytes += chunk.length;
                if (bytes > arrival.maxBytes)
                    throw tooLarge(target, arrival.maxBytes);
                hash.update(chunk);
                arrival.onChunk?.();
                yield chunk;
            }
        };
        const { signal } = arrival;
        await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_4__.pipeline)(stream, measure, (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createWriteStream)(partial, { flags: 'wx' }), ...(signal === undefined ? [] : [{ signal }]));
        const [outcome] = await ending;
        if (outcome?.status === 'rejected')
            throw outcome.reason;
        const digest = { sha256: hash.digest('hex'), bytes };
        refuseOther(digest, arrival.expected);
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rename)(partial, target);
        return digest;
    }
    catch (error) {
        stream.destroy();
        await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_2__.rm)(partial, { force: true });
        throw error;
    }
}
function refuseOther({ sha256, bytes }, expected) {
    if (expected?.sha256 !== undefined && sha256 !== expected.sha256) {
        throw new WrongDigest(`sha256 ${sha256} (${bytes} bytes) arrived, sha256 ${expected.sha256} was named`);
    }
    if (expected?.bytes !== undefined && bytes !== expected.bytes)
        throw new WrongDigest(`${bytes} bytes arrived of ${expected.bytes}`);
}
function tooLarge(target, maxBytes) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_5__/* .MeasurementError */ .HG('REFERENCE_NOT_FOUND', `More than ${maxBytes} bytes arrived for ${target}`, 'Check what the reference names.');
}
/** One digest for a set, as `sha256sum a b | sha256sum` prints it in the folder of the files. */
function digestSet(files) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    for (const { name, sha256 } of files)
        hash.update(`${sha256}  ${name}\n`);
    return { sha256: hash.digest('hex'), bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
/** Larger than Node's 64 KiB: fewer turns of the event loop for files of gigabytes. */
const CHUNK_BYTES = 2 ** 20;


/***/ }),

/***/ 98620:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  z: () => (/* binding */ bcaDistribution)
});

// EXTERNAL MODULE: ./node_modules/pure-rand/lib/esm/generator/xoroshiro128plus.js
var xoroshiro128plus = __webpack_require__(19821);
// EXTERNAL MODULE: ./build/src/stats/distributions.js + 1 modules
var distributions = __webpack_require__(12168);
// EXTERNAL MODULE: ./build/src/stats/normal.js
var normal = __webpack_require__(12610);
// EXTERNAL MODULE: ./build/src/stats/not-estimable.js
var not_estimable = __webpack_require__(78839);
;// CONCATENATED MODULE: ./build/src/stats/bca.js



/**
 * The confidence distribution of given bootstrap replicates by BCa: quantile(p) is the replicates' quantile at the BCa level of p,
 * cdf its inverse. p-values do not go below 1 / (replicates + 1) or above its complement (Davison and Hinkley 1997, section 4.2): a
 * claim within a family of k checks at level α needs at least k / α replicates.
 *
 * @param replicates in any order; all equal gives a point mass at the estimate
 * @param acceleration from `accelerationOf`
 */
function bcaFromReplicates(replicates, estimate, acceleration, method) {
    const sorted = replicates.slice().sort();
    const smallest = sorted[0];
    if (smallest === undefined)
        throw new not_estimable/* NotEstimable */.a('no replicates');
    if (smallest === sorted[sorted.length - 1])
        return (0,distributions/* pointMass */.R2)(estimate, method);
    const constants = { z0: biasCorrection(sorted, estimate), acceleration };
    const floor = 1 / (sorted.length + 1);
    const clamped = (share) => Math.min(1 - floor, Math.max(floor, share));
    return {
        estimate,
        standardError: spread(sorted),
        method,
        cdf: (x) => clamped(levelToConfidence(shareUpTo(sorted, x), constants)),
        upperTail: (x) => clamped(1 - levelToConfidence(shareBelow(sorted, x), constants)),
        quantile: (p) => quantileOfSorted(sorted, confidenceToLevel(p, constants)),
    };
}
/** Levels of the replicates' quantiles that are the BCa bounds at one-sided confidence p each. */
function bcaLevels(confidences, constants) {
    return confidences.map((p) => confidenceToLevel(p, constants));
}
/**
 * z0: how far the estimate is from the replicates' median, as a normal quantile; replicates equal to the estimate count half (as in
 * scipy.stats.bootstrap). An estimate beyond all replicates counts as half a replicate from their end.
 *
 * @param sorted ascending
 */
function biasCorrection(sorted, estimate) {
    const below = (countUpTo(sorted, estimate, false) + countUpTo(sorted, estimate, true)) / 2;
    return (0,normal/* normalQuantile */.Zl)(Math.min(sorted.length - 0.5, Math.max(0.5, below)) / sorted.length);
}
/**
 * Acceleration: a sixth of the skewness of the leave-one-unit-out values. Influence values with their sign turned serve as well, since
 * only deviations from their mean enter, and no unit.
 */
function accelerationOf(leaveOneOut) {
    let mean = 0;
    for (let i = 0; i < leaveOneOut.length; i++)
        mean += (leaveOneOut[i] ?? 0) / leaveOneOut.length;
    let squares = 0;
    let cubes = 0;
    for (let i = 0; i < leaveOneOut.length; i++) {
        const deviation = mean - (leaveOneOut[i] ?? 0);
        squares += deviation ** 2;
        cubes += deviation ** 3;
    }
    return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}
/** Quantile of sorted values by linear interpolation (numpy's default, Hyndman and Fan's type 7). */
function quantileOfSorted(sorted, level) {
    const position = Math.min(1, Math.max(0, level)) * (sorted.length - 1);
    const index = Math.floor(position);
    const value = sorted[index] ?? Number.NaN;
    const next = sorted[index + 1] ?? value;
    return value + (next - value) * (position - index);
}
function confidenceToLevel(p, { z0, acceleration }) {
    const w = z0 + (0,normal/* normalQuantile */.Zl)(p);
    const stretch = 1 - acceleration * w;
    // Beyond the pole no level is far enough: the bound is the last replicate.
    if (stretch <= 0)
        return w > 0 ? 1 : 0;
    return (0,normal/* normalCdf */.vr)(z0 + w / stretch);
}
function levelToConfidence(level, { z0, acceleration }) {
    if (level <= 0 || level >= 1)
        return level;
    const v = (0,normal/* normalQuantile */.Zl)(level) - z0;
    const stretch = 1 + acceleration * v;
    if (stretch <= 0)
        return v > 0 ? 1 : 0;
    return (0,normal/* normalCdf */.vr)(v / stretch - z0);
}
/** Largest level whose quantile is at most x: the inverse of `quantileOfSorted`, taking in all replicates equal to x. */
function shareUpTo(sorted, x) {
    const count = countUpTo(sorted, x, true);
    return count === 0 ? 0 : interpolatedLevel(sorted, x, count - 1);
}
/** Smallest level whose quantile is at least x. */
function shareBelow(sorted, x) {
    const count = countUpTo(sorted, x, false);
    if (count === 0)
        return 0;
    if (sorted[count] === x)
        return count / (sorted.length - 1);
    return interpolatedLevel(sorted, x, count - 1);
}
/** Level of x between the replicate at `index` and the next. */
function interpolatedLevel(sorted, x, index) {
    const last = sorted.length - 1;
    if (index >= last)
        return 1;
    const left = sorted[index] ?? x;
    const right = sorted[index + 1] ?? x;
    return (index + (right > left ? (x - left) / (right - left) : 0)) / last;
}
/** How many values are below x, or at most x when `inclusive`. */
function countUpTo(sorted, x, inclusive) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        const value = sorted[middle] ?? 0;
        if (value < x || (inclusive && value === x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
function spread(values) {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

;// CONCATENATED MODULE: ./build/src/stats/bootstrap.js



/**
 * Paired bootstrap with BCa bounds: rows (both arms' answers together), or whole clusters, are drawn with replacement.
 *
 * @throws NotEstimable for fewer than two units, or when more than 1 % of the resamples do not define the statistic
 */
function bcaDistribution(plan) {
    const resamples = plan.resamples ?? LEAST_RESAMPLES;
    if (resamples < LEAST_RESAMPLES)
        throw new RangeError(`${resamples} resamples are too few: at least ${LEAST_RESAMPLES}`);
    const units = unitsOf(plan);
    if (units.count < 2)
        throw new not_estimable/* NotEstimable */.a(`${units.count} ${units.name} cannot be resampled`);
    const replicates = replicatesOf(plan, units, resamples);
    const acceleration = accelerationOf(plan.jackknife ?? jackknifeOf(plan, units));
    return bcaFromReplicates(replicates, plan.estimate, acceleration, plan.method ?? 'bca-bootstrap');
}
function unitsOf({ rows, cluster, clusters, stratum }) {
    const code = cluster ?? Uint32Array.from({ length: rows }, (_, row) => row);
    const codes = cluster === undefined || cluster === null ? rows : (clusters ?? 0);
    const { starts, members } = groupRows(code, codes);
    const strata = new Map();
    let count = 0;
    for (let unit = 0; unit < codes; unit++) {
        const from = starts[unit] ?? 0;
        const to = starts[unit + 1] ?? 0;
        if (from === to)
            continue;
        count++;
        const key = stratum === undefined || stratum === null ? 0 : commonStratum(stratum, members.subarray(from, to));
        const units = strata.get(key);
        if (units === undefined)
            strata.set(key, [unit]);
        else
            units.push(unit);
    }
    const name = cluster === undefined || cluster === null ? 'rows' : 'clusters';
    return { name, count, strata: [...strata.values()].map((units) => Uint32Array.from(units)), starts, members };
}
/** Rows by code, as one array with the start of each code: a counting sort. */
function groupRows(code, codes) {
    const starts = new Uint32Array(codes + 1);
    for (const one of code) {
        if (one >= codes)
            throw new RangeError(`cluster ${one} of only ${codes}`);
        starts[one + 1] = (starts[one + 1] ?? 0) + 1;
    }
    for (let i = 1; i <= codes; i++)
        starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const next = starts.slice();
    const members = new Uint32Array(code.length);
    for (let row = 0; row < code.length; row++) {
        const one = code[row] ?? 0;
        const place = next[one] ?? 0;
        members[place] = row;
        next[one] = place + 1;
    }
    return { starts, members };
}
function commonStratum(stratum, members) {
    const first = stratum[members[0] ?? 0] ?? 0;
    if (members.some((row) => stratum[row] !== first))
        throw new RangeError('a cluster has rows of two strata');
    return first;
}
function replicatesOf({ statistic, seed }, units, resamples) {
    const random = (0,xoroshiro128plus/* xoroshiro128plus */.b)(seed);
    const drawn = new Uint32Array(units.count);
    const replicates = new Float64Array(resamples);
    const rows = rowsOf(units);
    let defined = 0;
    for (let resample = 0; resample < resamples; resample++) {
        let place = 0;
        for (const stratum of units.strata) {
            for (let i = 0; i < stratum.length; i++) {
                // The upper 32 bits scaled to the size: a bias of at most size / 2^32, below 0.12 % at five million rows.
                const index = Math.floor(((random.next() >>> 0) / 2 ** 32) * stratum.length);
                drawn[place++] = stratum[index] ?? 0;
            }
        }
        const value = statistic(rows(drawn));
        if (Number.isFinite(value))
            replicates[defined++] = value;
    }
    if (defined < MOST_UNDEFINED * resamples)
        throw new not_estimable/* NotEstimable */.a(`undefined in ${resamples - defined} of ${resamples} resamples`);
    return replicates.subarray(0, defined);
}
/** Rows of the units drawn, in a buffer that is reused and grows with the largest resample so far. */
function rowsOf({ name, starts, members }) {
    if (name === 'rows')
        return (drawn) => drawn;
    let buffer = new Uint32Array(members.length);
    return (drawn) => {
        let size = 0;
        for (const unit of drawn)
            size += (starts[unit + 1] ?? 0) - (starts[unit] ?? 0);
        if (size > buffer.length)
            buffer = new Uint32Array(2 * size);
        let place = 0;
        for (const unit of drawn) {
            const from = starts[unit] ?? 0;
            const to = starts[unit + 1] ?? 0;
            for (let i = from; i < to; i++)
                buffer[place++] = members[i] ?? 0;
        }
        return buffer.subarray(0, size);
    };
}
/**
 * Values of the statistic without each unit. Beyond 400 units groups of them are left out together, dealt out in turn: third and
 * second moments of sums grow alike, so the acceleration stays unbiased, with an error of about 0.65 / 400.
 */
function jackknifeOf({ statistic }, units) {
    const all = units.strata.length === 1 ? (units.strata[0] ?? new Uint32Array()) : Uint32Array.from(units.strata.flatMap((one) => [...one]));
    const groups = Math.min(units.count, MOST_JACKKNIFE_GROUPS);
    const rows = rowsOf(units);
    const values = new Float64Array(groups);
    let defined = 0;
    for (let group = 0; group < groups; group++) {
        const value = statistic(rows(all.filter((_, position) => position % groups !== group)));
        if (Number.isFinite(value))
            values[defined++] = value;
    }
    return values.subarray(0, defined);
}
const LEAST_RESAMPLES = 2000;
const MOST_JACKKNIFE_GROUPS = 400;
/** Share of the resamples that must define the statistic. */
const MOST_UNDEFINED = 0.99;


/***/ }),

/***/ 23523:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  yt: () => (/* binding */ delongDistribution),
  rX: () => (/* binding */ pairedDelong),
  DD: () => (/* reexport */ placements),
  IZ: () => (/* reexport */ weightedPlacements)
});

// EXTERNAL MODULE: ./build/src/stats/bootstrap.js + 1 modules
var bootstrap = __webpack_require__(98620);
// EXTERNAL MODULE: ./build/src/stats/score-order.js
var score_order = __webpack_require__(70282);
;// CONCATENATED MODULE: ./build/src/stats/auc-bootstrap.js


/** Candidate's AUC minus the baseline's by a stratified bootstrap: both classes keep their sizes, both arms see the same draws. */
function bootstrapAucDifference(estimate, label, baseline, candidate, resampling) {
    const aucBaseline = resampledAuc(label, baseline);
    const aucCandidate = resampledAuc(label, candidate);
    return (0,bootstrap/* bcaDistribution */.z)({
        rows: label.length,
        statistic: (rows) => aucCandidate(rows) - aucBaseline(rows),
        estimate,
        stratum: label,
        method: 'delong-bootstrap',
        ...resampling,
    });
}
/** The AUC of any multiset of rows in O(rows): the scores are sorted once, a resample only counts. */
function resampledAuc(label, scores) {
    const scratch = (0,score_order/* scratchFor */.w)(label.length);
    const order = (0,score_order/* orderByScore */._)(scores, scratch);
    const { keys } = scratch;
    const rank = new Uint32Array(label.length);
    let ranks = 0;
    for (let position = 0; position < order.length; position++) {
        if (position > 0 && keys[position] !== keys[position - 1])
            ranks++;
        rank[order[position] ?? 0] = ranks;
    }
    const counts = [new Uint32Array(ranks + 1), new Uint32Array(ranks + 1)];
    return (rows) => {
        const [negativesAt, positivesAt] = counts;
        negativesAt.fill(0);
        positivesAt.fill(0);
        for (const row of rows) {
            const at = label[row] === 1 ? positivesAt : negativesAt;
            const place = rank[row] ?? 0;
            at[place] = (at[place] ?? 0) + 1;
        }
        return aucOfCounts(positivesAt, negativesAt);
    };
}
function aucOfCounts(positivesAt, negativesAt) {
    let positives = 0;
    let negatives = 0;
    let ordered = 0;
    for (let place = 0; place < positivesAt.length; place++) {
        const tiedPositives = positivesAt[place] ?? 0;
        const tiedNegatives = negativesAt[place] ?? 0;
        ordered += tiedPositives * (negatives + tiedNegatives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
    }
    return ordered / positives / negatives;
}

// EXTERNAL MODULE: ./build/src/stats/distributions.js + 1 modules
var distributions = __webpack_require__(12168);
// EXTERNAL MODULE: ./build/src/stats/not-estimable.js
var not_estimable = __webpack_require__(78839);
;// CONCATENATED MODULE: ./build/src/stats/placements.js

/**
 * Structural components of the AUC (DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44) in O(n), by one radix sort instead of all
 * pairs (the idea of Sun and Xu 2014, IEEE Signal Proc. Lett. 21). The mean of either class's placements is the AUC.
 *
 * @param label 1 for positive rows, 0 for negative ones
 * @param scratch working memory of an earlier call over as many rows; 16 bytes a row are allocated without it
 * @throws RangeError for a NaN among the scores
 */
function placements(label, scores, scratch = (0,score_order/* scratchFor */.w)(scores.length)) {
    checkLengths(label, scores);
    const rows = label.length;
    const placement = new Float64Array(rows);
    const positives = label.reduce((count, one) => count + one, 0);
    const negatives = rows - positives;
    if (positives === 0 || negatives === 0)
        return { auc: Number.NaN, placement, positives, negatives };
    const order = (0,score_order/* orderByScore */._)(scores, scratch);
    const halvesBelow = placeTieGroups(label, scratch.keys, order, placement, positives, negatives);
    return { auc: halvesBelow / 2 / positives / negatives, placement, positives, negatives };
}
/** @returns twice the number of (positive, negative) pairs in the right order, ties once: exact up to 2^53 */
function placeTieGroups(label, keys, order, placement, positives, negatives) {
    let positivesBelow = 0;
    let negativesBelow = 0;
    let halvesBelow = 0;
    let from = 0;
    while (from < order.length) {
        const key = keys[from];
        let to = from;
        let tiedPositives = 0;
        while (to < order.length && keys[to] === key) {
            tiedPositives += label[order[to] ?? 0] ?? 0;
            to++;
        }
        const tiedNegatives = to - from - tiedPositives;
        const below = (negativesBelow + tiedNegatives / 2) / negatives;
        const above = (positives - positivesBelow - tiedPositives / 2) / positives;
        for (let position = from; position < to; position++) {
            const row = order[position] ?? 0;
            placement[row] = label[row] === 1 ? below : above;
        }
        halvesBelow += tiedPositives * (2 * negativesBelow + tiedNegatives);
        positivesBelow += tiedPositives;
        negativesBelow += tiedNegatives;
        from = to;
    }
    return halvesBelow;
}
/**
 * The same with sample weights: shares of weight instead of shares of rows; the AUC is the weighted mean of either class's
 * placements, as scikit-learn's roc_auc_score with sample_weight.
 *
 * @param weight ≥ 0, one a row
 */
function weightedPlacements(label, scores, weight, scratch = (0,score_order/* scratchFor */.w)(scores.length)) {
    checkLengths(label, scores);
    const totals = classWeights(label, weight);
    const placement = new Float64Array(label.length);
    if (!(totals.positiveWeight > 0 && totals.negativeWeight > 0))
        return { auc: Number.NaN, placement, ...totals };
    const { positiveWeight, negativeWeight } = totals;
    const order = (0,score_order/* orderByScore */._)(scores, scratch);
    let positiveBelow = 0;
    let negativeBelow = 0;
    let ordered = 0;
    let from = 0;
    while (from < order.length) {
        const key = scratch.keys[from];
        let to = from;
        let tiedPositive = 0;
        let tiedNegative = 0;
        while (to < order.length && scratch.keys[to] === key) {
            const row = order[to] ?? 0;
            if (label[row] === 1)
                tiedPositive += weight[row] ?? 0;
            else
                tiedNegative += weight[row] ?? 0;
            to++;
        }
        const below = (negativeBelow + tiedNegative / 2) / negativeWeight;
        const above = (positiveWeight - positiveBelow - tiedPositive / 2) / positiveWeight;
        for (let position = from; position < to; position++) {
            const row = order[position] ?? 0;
            placement[row] = label[row] === 1 ? below : above;
        }
        ordered += tiedPositive * below;
        positiveBelow += tiedPositive;
        negativeBelow += tiedNegative;
        from = to;
    }
    return { auc: ordered / positiveWeight, placement, ...totals };
}
function classWeights(label, weight) {
    let positives = 0;
    let positiveWeight = 0;
    let negativeWeight = 0;
    for (let row = 0; row < label.length; row++) {
        if (label[row] === 1) {
            positives++;
            positiveWeight += weight[row] ?? 0;
        }
        else
            negativeWeight += weight[row] ?? 0;
    }
    return { positives, negatives: label.length - positives, positiveWeight, negativeWeight };
}
function checkLengths(label, scores) {
    if (label.length !== scores.length)
        throw new RangeError(`${label.length} labels but ${scores.length} scores`);
}

;// CONCATENATED MODULE: ./build/src/stats/delong.js






/**
 * AUCs of two models on the same rows with their covariance (DeLong, DeLong and Clarke-Pearson 1988). The variance of the difference
 * is summed from the differences of the placements, not as v₁ + v₂ − 2c: that cancels for models that are nearly the same, and is
 * exactly 0 here for models that rank alike. Fewer than two rows of a class: variances are NaN. Memory: 32 bytes a row.
 *
 * @param label 1 for positive rows, 0 for negative ones
 * @throws RangeError for a NaN among the scores
 */
function pairedDelong(label, baseline, candidate) {
    const scratch = (0,score_order/* scratchFor */.w)(label.length);
    const a = placements(label, baseline, scratch);
    const b = placements(label, candidate, scratch);
    const sums = sumProducts(label, a, b);
    const { positives, negatives } = a;
    const variance = ([ofPositives, ofNegatives]) => positives < 2 || negatives < 2 ? Number.NaN : ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives;
    return {
        aucBaseline: a.auc,
        aucCandidate: b.auc,
        varianceBaseline: variance(sums.baseline),
        varianceCandidate: variance(sums.candidate),
        covariance: variance(sums.product),
        difference: b.auc - a.auc,
        standardError: Math.sqrt(variance(sums.difference)),
        positives,
        negatives,
    };
}
/** Sums of squares and products of the placements' deviations from their AUCs, for each class. */
function sumProducts(label, a, b) {
    const ofPositives = sumProductsOf(1, label, a, b);
    const ofNegatives = sumProductsOf(0, label, a, b);
    return {
        baseline: [ofPositives.baseline, ofNegatives.baseline],
        candidate: [ofPositives.candidate, ofNegatives.candidate],
        product: [ofPositives.product, ofNegatives.product],
        difference: [ofPositives.difference, ofNegatives.difference],
    };
}
function sumProductsOf(label, labels, a, b) {
    let baseline = 0;
    let candidate = 0;
    let product = 0;
    let difference = 0;
    for (let row = 0; row < labels.length; row++) {
        if (labels[row] !== label)
            continue;
        const da = (a.placement[row] ?? 0) - a.auc;
        const db = (b.placement[row] ?? 0) - b.auc;
        baseline += da * da;
        candidate += db * db;
        product += da * db;
        difference += (db - da) * (db - da);
    }
    return { baseline, candidate, product, difference };
}
/**
 * Candidate's AUC minus the baseline's as a normal confidence distribution; a point mass at 0 for models that rank alike. Few rows of
 * a class take t quantiles, with as many degrees of freedom as that class has rows, less one. A difference without any variance (one
 * arm perfect, the other constant) is the one case that DeLong cannot judge: a stratified bootstrap does.
 *
 * A bootstrap for few rows of a class was measured and refused: with 4 to 9 positives among 100 rows and equal models, its one-sided
 * 95 % bounds missed in 9 to 11 %, the normal ones in 4 to 5 %, these in 0 to 3 %.
 *
 * @param areas what `pairedDelong` gave for the same three arrays
 * @throws NotEstimable for fewer than two rows of a class
 */
function delongDistribution(areas, label, baseline, candidate, resampling) {
    const { positives, negatives, difference, standardError } = areas;
    const rarer = Math.min(positives, negatives);
    if (rarer < 2)
        throw new not_estimable/* NotEstimable */.a(`${positives} positive and ${negatives} negative rows: each class needs two`);
    if (standardError === 0) {
        const certain = difference === 0 || label.length > MOST_BOOTSTRAP_ROWS;
        return certain ? (0,distributions/* pointMass */.R2)(difference, 'delong') : bootstrapAucDifference(difference, label, baseline, candidate, resampling);
    }
    if (rarer < FEW_OF_A_CLASS)
        return (0,distributions/* tDistribution */.$Z)(difference, standardError, rarer - 1, 'delong-t');
    return (0,distributions/* normalDistribution */.m6)(difference, standardError, 'delong');
}
/**
 * The policy's min-rows judges no fewer by default. Neither t nor a bootstrap mends the skew of areas near 1: with 20 positives, and
 * areas of .983 before and .921 after, the bound of harm falls below the true harm in 13 %, not 5 %.
 */
const FEW_OF_A_CLASS = 20;
/** 2,000 resamples of more rows take too long, and what DeLong's variance leaves out shrinks with the square of the rows. */
const MOST_BOOTSTRAP_ROWS = 50_000;


/***/ }),

/***/ 12168:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vR: () => (/* binding */ negated),
  m6: () => (/* binding */ normalDistribution),
  R2: () => (/* binding */ pointMass),
  wI: () => (/* binding */ shifted),
  $Z: () => (/* binding */ tDistribution)
});

// UNUSED EXPORTS: scaled, upperTail

// EXTERNAL MODULE: ./build/src/stats/normal.js
var normal = __webpack_require__(12610);
// EXTERNAL MODULE: ./build/src/stats/not-estimable.js
var not_estimable = __webpack_require__(78839);
// EXTERNAL MODULE: ./node_modules/@stdlib/stats-base-dists-t-cdf/lib/index.js
var lib = __webpack_require__(86021);
// EXTERNAL MODULE: ./node_modules/@stdlib/stats-base-dists-t-quantile/lib/index.js
var stats_base_dists_t_quantile_lib = __webpack_require__(74455);
;// CONCATENATED MODULE: ./build/src/stats/student-t.js


/** P(T ≤ t) of Student's t with `df` > 0 degrees of freedom; accurate relative to itself in the lower tail. */
function tCdf(t, df) {
    return lib(t, df);
}
/** P(T > t), accurate relative to itself in the upper tail. */
function tUpperTail(t, df) {
    return lib(-t, df);
}
/** t with P(T ≤ t) = p; the upper half by symmetry, where p's complement is exact. */
function tQuantile(p, df) {
    return p > 0.5 ? -stats_base_dists_t_quantile_lib(1 - p, df) : stats_base_dists_t_quantile_lib(p, df);
}

;// CONCATENATED MODULE: ./build/src/stats/distributions.js



/** Estimate ± normal quantiles of the standard error; a standard error of 0 is a point mass. */
function normalDistribution(estimate, standardError, method) {
    return locationScale(estimate, standardError, method, { cdf: normal/* normalCdf */.vr, upperTail: normal/* normalUpperTail */.IL, quantile: normal/* normalQuantile */.Zl });
}
/** Estimate ± t quantiles with `df` > 0 degrees of freedom; a standard error of 0 is a point mass. */
function tDistribution(estimate, standardError, df, method) {
    if (!(df > 0))
        throw new not_estimable/* NotEstimable */.a(`${df} degrees of freedom`);
    return locationScale(estimate, standardError, method, {
        cdf: (t) => tCdf(t, df),
        upperTail: (t) => tUpperTail(t, df),
        quantile: (p) => tQuantile(p, df),
    });
}
/**
 * The data leave no doubt (identical scores): every bound is the estimate, and both "at most x" and "at least x" have p-value 1 at
 * the estimate itself: no harm is never proof of harm.
 */
function pointMass(estimate, method) {
    return {
        estimate,
        standardError: 0,
        method,
        cdf: (x) => (x >= estimate ? 1 : 0),
        upperTail: (x) => (x <= estimate ? 1 : 0),
        quantile: () => estimate,
    };
}
/** p-value of H0 "parameter ≥ x" under any confidence distribution. */
function upperTail(distribution, x) {
    return distribution.upperTail === undefined ? 1 - distribution.cdf(x) : distribution.upperTail(x);
}
/** The distribution of −θ: harm from a difference of which more is better. */
function negated(distribution) {
    return {
        estimate: positiveZero(-distribution.estimate),
        standardError: distribution.standardError,
        method: distribution.method,
        cdf: (x) => upperTail(distribution, -x),
        upperTail: (x) => distribution.cdf(-x),
        quantile: (p) => positiveZero(-distribution.quantile(1 - p)),
    };
}
/** The distribution of θ + by: `shifted(negated(value), floor)` is how far a value falls below its floor. */
function shifted(distribution, by) {
    if (distribution.standardError === 0)
        return pointMass(distribution.estimate + by, distribution.method);
    return {
        estimate: distribution.estimate + by,
        standardError: distribution.standardError,
        method: distribution.method,
        cdf: (x) => distribution.cdf(x - by),
        upperTail: (x) => upperTail(distribution, x - by),
        quantile: (p) => distribution.quantile(p) + by,
    };
}
/** The distribution of factor · θ, for a factor that is not 0. */
function scaled(distribution, factor) {
    if (factor === 0 || !Number.isFinite(factor))
        throw new RangeError(`a distribution cannot be scaled by ${factor}`);
    if (factor < 0)
        return scaled(negated(distribution), -factor);
    if (distribution.standardError === 0)
        return pointMass(distribution.estimate * factor, distribution.method);
    return {
        estimate: distribution.estimate * factor,
        standardError: distribution.standardError * factor,
        method: distribution.method,
        cdf: (x) => distribution.cdf(x / factor),
        upperTail: (x) => upperTail(distribution, x / factor),
        quantile: (p) => distribution.quantile(p) * factor,
    };
}
function locationScale(estimate, standardError, method, standard) {
    if (!Number.isFinite(estimate))
        throw new not_estimable/* NotEstimable */.a(`the estimate is ${estimate}`);
    if (!(standardError >= 0 && standardError < Infinity))
        throw new not_estimable/* NotEstimable */.a(`the standard error is ${standardError}`);
    if (standardError === 0)
        return pointMass(estimate, method);
    return {
        estimate,
        standardError,
        method,
        cdf: (x) => standard.cdf((x - estimate) / standardError),
        upperTail: (x) => standard.upperTail((x - estimate) / standardError),
        quantile: (p) => estimate + standardError * standard.quantile(p),
    };
}
/** −0 would print as "-0" in a report. */
function positiveZero(x) {
    return x === 0 ? 0 : x;
}


/***/ }),

/***/ 12610:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IL: () => (/* binding */ normalUpperTail),
/* harmony export */   Zl: () => (/* binding */ normalQuantile),
/* harmony export */   vr: () => (/* binding */ normalCdf)
/* harmony export */ });
/* unused harmony export normalDensity */
/* harmony import */ var _stdlib_stats_base_dists_normal_cdf__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(72484);
/* harmony import */ var _stdlib_stats_base_dists_normal_quantile__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(86060);


/** P(Z ≤ x) of a standard normal Z, accurate relative to itself down to 1e-300 (W. J. Cody's erfc). */
function normalCdf(x) {
    return _stdlib_stats_base_dists_normal_cdf__WEBPACK_IMPORTED_MODULE_0__(x, 0, 1);
}
/** P(Z > x): not 1 − cdf, which is 0 beyond x = 8.3. */
function normalUpperTail(x) {
    return _stdlib_stats_base_dists_normal_cdf__WEBPACK_IMPORTED_MODULE_0__(-x, 0, 1);
}
/** Standard normal density. */
function normalDensity(x) {
    return Math.exp(-0.5 * x * x) / SQRT_TWO_PI;
}
/**
 * x with P(Z ≤ x) = p. 0 gives −∞, 1 gives ∞, anything outside [0, 1] NaN.
 *
 * The library inverts erf(1 − 2p), which loses p's digits below 0.01 and gives −∞ from 1e-17 on; there Newton's iteration on
 * ln Φ(x) = ln p takes over. ln Φ is concave and nearly a parabola, so five steps from the asymptotic start reach full precision.
 */
function normalQuantile(p) {
    if (p > 0.5)
        return -normalQuantile(1 - p);
    if (!(p > 0 && p < FAR_TAIL))
        return _stdlib_stats_base_dists_normal_quantile__WEBPACK_IMPORTED_MODULE_1__(p, 0, 1);
    const logP = Math.log(p);
    const start = Math.sqrt(-2 * logP);
    let x = -start + Math.log(start * SQRT_TWO_PI) / start;
    for (let step = 0; step < 8; step++) {
        const below = _stdlib_stats_base_dists_normal_cdf__WEBPACK_IMPORTED_MODULE_0__(x, 0, 1);
        const move = ((Math.log(below) - logP) * below) / normalDensity(x);
        x -= move;
        if (Math.abs(move) <= 1e-15 * Math.abs(x))
            break;
    }
    return x;
}
const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
/** Below it the library's quantile is worse than 1e-14 (measured against 60-digit values). */
const FAR_TAIL = 0.01;


/***/ }),

/***/ 78839:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ NotEstimable)
/* harmony export */ });
/** The sample cannot carry the estimate or its error (one class, one cluster, one row); the message says why in one clause. */
class NotEstimable extends Error {
    name = 'NotEstimable';
}


/***/ }),

/***/ 70282:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ orderByScore),
/* harmony export */   w: () => (/* binding */ scratchFor)
/* harmony export */ });
function scratchFor(rows) {
    return {
        keys: new Uint32Array(rows),
        order: new Uint32Array(rows),
        spareKeys: new Uint32Array(rows),
        spareOrder: new Uint32Array(rows),
    };
}
/**
 * Row numbers in ascending order of score, rows of equal score in row order; −0 equals +0, infinities are allowed. A radix sort over
 * the floats' bits, since comparison sorts of a million rows take ten times as long.
 *
 * @returns a view of `scratch`, valid until its next use
 * @throws RangeError for NaN, with its row
 */
function orderByScore(scores, scratch) {
    const rows = scores.length;
    if (scores instanceof Float32Array) {
        fillKeys32(new Uint32Array(scores.buffer, scores.byteOffset, rows), scratch);
        sortByKeys(scratch, 0, rows);
        return scratch.order;
    }
    const words = new Uint32Array(scores.buffer, scores.byteOffset, 2 * rows);
    fillHighKeys(words, scratch);
    sortByKeys(scratch, 0, rows);
    sortLowWords(words, scratch);
    return scratch.order;
}
/** Bits of a float, turned so that they sort as unsigned numbers: negative numbers all flipped, others with the sign bit set. */
function fillKeys32(bits, { keys, order }) {
    for (let row = 0; row < bits.length; row++) {
        const bit = bits[row] ?? 0;
        if ((bit & 0x7fffffff) > 0x7f800000)
            throw new RangeError(`the score of row ${row} is NaN`);
        keys[row] = bit > 0x80000000 ? ~bit : bit | 0x80000000;
        order[row] = row;
    }
}
/** The same for the upper half of a double; which half comes first in memory is the machine's. */
function fillHighKeys(words, { keys, order }) {
    for (let row = 0; row < order.length; row++) {
        const high = words[2 * row + HIGH] ?? 0;
        const low = words[2 * row + LOW] ?? 0;
        const magnitude = high & 0x7fffffff;
        if (magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0))
            throw new RangeError(`the score of row ${row} is NaN`);
        keys[row] = high > 0x80000000 || (high === 0x80000000 && low !== 0) ? ~high : high | 0x80000000;
        order[row] = row;
    }
}
/**
 * Sorts each run of equal upper halves by the lower half, and numbers the groups of equal scores in `keys`. Runs are short unless the
 * scores are all but equal.
 */
function sortLowWords(words, scratch) {
    const { keys, order } = scratch;
    let group = 0;
    let from = 0;
    while (from < order.length) {
        const high = keys[from] ?? 0;
        let to = from + 1;
        while (to < order.length && keys[to] === high)
            to++;
        if (to - from > 1) {
            const flip = high < 0x80000000 ? 0xffffffff : 0;
            for (let position = from; position < to; position++)
                keys[position] = (words[2 * (order[position] ?? 0) + LOW] ?? 0) ^ flip;
            sortByKeys(scratch, from, to);
        }
        group = numberGroups(keys, from, to, group);
        from = to;
    }
}
/** Replaces sorted keys by the numbers of their groups, from `group` on; answers the next free number. */
function numberGroups(keys, from, to, group) {
    let number = group;
    let before = keys[from] ?? 0;
    for (let position = from; position < to; position++) {
        const key = keys[position] ?? 0;
        if (key !== before)
            number++;
        before = key;
        keys[position] = number;
    }
    return number + 1;
}
/** Sorts order[from…to) by keys[from…to), both moved together, stably. */
function sortByKeys(scratch, from, to) {
    if (to - from <= INSERTION_LIMIT) {
        insertionSort(scratch.keys, scratch.order, from, to);
        return;
    }
    const { keys, order, spareKeys, spareOrder } = scratch;
    const { counts, passes } = countDigits(keys, from, to);
    let moved = false;
    for (let pass = 0; pass < passes.length; pass++) {
        if (passes[pass] === false)
            continue;
        const starts = counts.subarray(pass * BUCKETS, (pass + 1) * BUCKETS);
        if (moved)
            scatter(spareKeys, spareOrder, keys, order, starts, pass * BITS, from, to);
        else
            scatter(keys, order, spareKeys, spareOrder, starts, pass * BITS, from, to);
        moved = !moved;
    }
    if (!moved)
        return;
    keys.set(spareKeys.subarray(from, to), from);
    order.set(spareOrder.subarray(from, to), from);
}
/** Where each digit's rows start, for the three digits of 11, 11 and 10 bits, and which digits differ at all. */
function countDigits(keys, from, to) {
    const counts = new Uint32Array(3 * BUCKETS);
    for (let i = from; i < to; i++) {
        const key = keys[i] ?? 0;
        const low = key & MASK;
        const middle = BUCKETS + ((key >>> BITS) & MASK);
        const high = 2 * BUCKETS + (key >>> (2 * BITS));
        counts[low] = (counts[low] ?? 0) + 1;
        counts[middle] = (counts[middle] ?? 0) + 1;
        counts[high] = (counts[high] ?? 0) + 1;
    }
    const passes = [true, true, true];
    for (let pass = 0; pass < 3; pass++) {
        let start = from;
        for (let bucket = pass * BUCKETS; bucket < (pass + 1) * BUCKETS; bucket++) {
            const count = counts[bucket] ?? 0;
            if (count === to - from)
                passes[pass] = false;
            counts[bucket] = start;
            start += count;
        }
    }
    return { counts, passes };
}
function scatter(keys, order, toKeys, toOrder, starts, shift, from, to) {
    for (let i = from; i < to; i++) {
        const key = keys[i] ?? 0;
        const digit = (key >>> shift) & MASK;
        const place = starts[digit] ?? 0;
        starts[digit] = place + 1;
        toKeys[place] = key;
        toOrder[place] = order[i] ?? 0;
    }
}
function insertionSort(keys, order, from, to) {
    for (let i = from + 1; i < to; i++) {
        const key = keys[i] ?? 0;
        const row = order[i] ?? 0;
        let place = i;
        while (place > from && (keys[place - 1] ?? 0) > key) {
            keys[place] = keys[place - 1] ?? 0;
            order[place] = order[place - 1] ?? 0;
            place--;
        }
        keys[place] = key;
        order[place] = row;
    }
}
const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;
/** Below it a radix pass over 6,144 counters costs more than sorting by insertion. */
const INSERTION_LIMIT = 64;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const LOW = 1 - HIGH;


/***/ })

};
