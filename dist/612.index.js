export const id = 612;
export const ids = [612];
export const modules = {

/***/ 54649:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  w: () => (/* binding */ evaluatedModels),
  l: () => (/* binding */ findFiles)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./build/src/sources/onnx/model-facts.js + 2 modules
var model_facts = __webpack_require__(76847);
// EXTERNAL MODULE: ./build/src/sources/onnx/model-file.js
var model_file = __webpack_require__(29894);
// EXTERNAL MODULE: ./build/src/sources/references/parse.js
var parse = __webpack_require__(61036);
// EXTERNAL MODULE: ./build/src/sources/references/store.js
var store = __webpack_require__(29594);
// EXTERNAL MODULE: ./build/src/sources/references/git.js
var git = __webpack_require__(30935);
;// CONCATENATED MODULE: ./build/src/sources/subjects/subject.js


/** What the input names, else what the policy names at the candidate's revision. */
async function candidateReference(input, policy, revision, repository) {
    if (input !== null)
        return found(input);
    if (revision === 'released')
        return released('--candidate');
    const reference = await referenceAt(policy, revision, repository);
    // Outside the repository there is only one version of it, and the candidate is what is there.
    return reference === null ? found(policy) : { kind: 'found', reference, where: policy.where };
}
/**
 * What the input names, else what the policy of the baseline's own commit names there: a pull request that moves the model, or
 * changes the digest of an address, is compared with what stood there before. Serves the evaluation data of the base as well.
 *
 * @param policyAtBase null when that commit has no policy, or none for this model
 */
async function baselineReference(input, policyAtBase, policyAtHead, revision, repository) {
    if (input !== null)
        return found(input);
    if (revision === null || repository === null)
        return absent('there is no commit to compare with');
    if (revision === 'released')
        return released('--baseline');
    const declared = policyAtBase ?? policyAtHead;
    const reference = await referenceAt(declared, revision, repository);
    if (reference === null)
        return absent(`\`${declared.text}\` lies outside the repository, so no commit has an earlier version of it`);
    if (policyAtBase === null && reference.kind !== 'git') {
        return absent(`the policy at the baseline's commit does not name the model, and \`${reference.text}\` is the candidate itself`);
    }
    if (revision !== 'working-tree' && reference.kind === 'git' && reference.revision === revision.commit) {
        const files = await (0,git/* matchInCommit */.Mp)(repository, revision.commit, reference.path);
        if (files.length === 0)
            return absent(`\`${reference.path}\` does not exist at ${revision.commit.slice(0, 12)}`);
    }
    return { kind: 'found', reference, where: declared.where };
}
/** A path stands for the file at the revision; every other reference means the same everywhere. null: outside the repository. */
async function referenceAt(declared, revision, repository) {
    const reference = (0,parse/* parseReference */.F)(declared.text, declared.where);
    if (reference.kind !== 'path' || typeof revision === 'string')
        return reference;
    const path = (await repository?.pathInTree(reference.path)) ?? null;
    if (path === null)
        return null;
    return { kind: 'git', revision: revision.commit, path, glob: reference.glob, text: `git:${revision.commit}:${path}` };
}
function found({ text, where }) {
    return { kind: 'found', reference: (0,parse/* parseReference */.F)(text, where), where };
}
function released(where) {
    return { kind: 'found', reference: { kind: 'released', text: 'released' }, where };
}
function absent(why) {
    return { kind: 'absent', reasonCode: 'NO_BASELINE', why };
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/model-files.js







/** Which files are compared for one model, fetched and digested. Nothing is loaded yet. */
async function findModelFiles(request) {
    const { model, modelBefore, chosen, repository, resolver, given } = request;
    const declared = declaredSubject(model, request.where([model.name, model.subject.kind]));
    const declaredBefore = modelBefore === null ? null : declaredSubject(modelBefore, declared.where);
    const candidate = await candidateReference(input('--candidate', given.candidate), declared, chosen.candidate, repository);
    const notes = [...chosen.notes.filter(() => given.baseline === null)];
    const baseline = await baselineReference(input('--baseline', given.baseline), declaredBefore, declared, chosen.baseline, repository);
    if (baseline.kind === 'absent')
        notes.push(`There is no baseline: ${baseline.why}.`);
    return {
        candidate: await resolveSubject(resolver, candidate.reference, { role: 'candidate', where: candidate.where }, model),
        baseline: baseline.kind === 'absent'
            ? null
            : await resolveSubject(resolver, baseline.reference, { role: 'baseline', where: baseline.where }, model),
        anchor: await findAnchor(request, notes),
        data: await findData(request, notes),
        notes,
    };
}
function input(where, text) {
    return text === null ? null : { text, where };
}
function declaredSubject({ subject }, where) {
    if (subject.kind === 'onnx' || subject.kind === 'predictions')
        return { text: subject.reference, where };
    throw new errors/* UsageError */.eb({
        where,
        found: `a model as \`${subject.kind}\``,
        expected: '`onnx` or `predictions`',
        remedy: `Evaluate its predictions: write them to a file and name it by \`predictions\`. Running a ${subject.kind} comes with the benchmark gate.`,
    });
}
/** A model's weights may lie in side files; the digest covers them. */
async function resolveSubject(resolver, reference, asked, model) {
    const file = await resolver.resolve(reference, asked);
    if (model.subject.kind !== 'onnx')
        return file;
    const siblings = sideFiles(file);
    if (siblings.length === 0)
        return file;
    const { files, sha256, bytes } = await resolver.resolveTogether(reference, siblings, asked);
    return { ...files[0], sha256, bytes };
}
/** A file that cannot be read as a model has none; the worker says what is wrong with it, in its own process. */
function sideFiles(file) {
    try {
        const locations = (0,model_facts/* externalLocations */.u)((0,model_file/* readModelFile */.G)(file.path, file.reference).model);
        return locations.every(isPlainRelative) ? locations : [];
    }
    catch {
        return [];
    }
}
/** Others are refused where the model is loaded, with the reason. */
function isPlainRelative(location) {
    return !location.startsWith('/') && !location.split(/[/\\]/).includes('..');
}
/** `released` is known to the rollout's journal; without a rollout there is no release to compare with. */
async function findAnchor({ model, anchor, where: whereOf, resolver }, notes) {
    if (anchor === 'none')
        return null;
    const where = whereOf([model.name, 'evaluate', 'anchor']);
    if (anchor === 'released') {
        notes.push('No anchor: no model has been released by a rollout yet.');
        return null;
    }
    return resolveSubject(resolver, (0,parse/* parseReference */.F)(anchor, where), { role: 'anchor', where }, model);
}
async function findData(request, notes) {
    const { given, model, modelBefore, chosen, repository } = request;
    if (given.evaluationData !== null) {
        return [await resolveData(request, [(0,parse/* parseReference */.F)(given.evaluationData, '--evaluation-data')], '--evaluation-data')];
    }
    const where = request.where([model.name, 'data', 'evaluation']);
    const ofCandidate = (revision) => Promise.all(model.data.evaluation.map((text) => candidateReference(null, { text, where }, revision, repository)));
    const now = await resolveData(request, (await ofCandidate(chosen.candidate)).map(({ reference }) => reference), where);
    if (given.baseline !== null && given.candidate !== null)
        return [now];
    const earlier = await Promise.all((modelBefore ?? model).data.evaluation.map((text) => baselineReference(null, { text, where }, { text, where }, chosen.baseline, repository)));
    const found = earlier.flatMap((one) => (one.kind === 'found' ? [one.reference] : []));
    if (found.length < earlier.length) {
        if (chosen.baseline !== null)
            notes.push('The evaluation data is not in the baseline’s commit, so both models are judged on the data at hand.');
        return [now];
    }
    const then = await resolveData(request, found, where);
    return then.sha256 === now.sha256 ? [now] : [then, now];
}
async function resolveData({ resolver }, references, where) {
    const sets = [];
    for (const reference of references)
        sets.push(await resolver.resolveAll(reference, { role: 'evaluation data', where }));
    const [only, ...others] = sets;
    if (only === undefined)
        throw new Error('a policy without evaluation data');
    const sha256 = others.length === 0 ? only.sha256 : (0,store/* digestSet */.JD)(sets.map((set) => ({ name: set.reference, ...set }))).sha256;
    const files = sets.flatMap((set) => set.files);
    return { files, reference: sets.map((set) => set.reference).join(', '), sha256, format: formatOf(files, where) };
}
const FORMATS = {
    '.parquet': 'parquet',
    '.csv': 'csv',
    '.tsv': 'csv',
    '.json': 'json',
    '.jsonl': 'json',
    '.ndjson': 'json',
};
function formatOf(files, where) {
    const formats = new Set(files.map(({ reference }) => FORMATS[(0,external_node_path_.extname)(bare(reference)).toLowerCase()]));
    const [format] = formats;
    if (formats.size === 1 && format !== undefined)
        return format;
    throw new errors/* UsageError */.eb({
        where,
        found: formats.size === 1 ? `data whose format its name does not tell (${files[0]?.reference})` : 'data files of several formats',
        expected: 'files that all end in .parquet, .csv, .tsv, .json, .jsonl or .ndjson, compressed (.gz, .zst) or not',
        remedy: 'Name the files so, or convert them.',
    });
}
/** A reference without digest and compression. */
function bare(reference) {
    return reference.replace(/[#?].*$/, '').replace(/\.(gz|zst)$/i, '');
}

;// CONCATENATED MODULE: ./build/src/commands/evaluated-models.js


/** The models whose policy asks for an evaluation. @throws UsageError when none does: a gate that measures nothing is no gate */
function evaluatedModels({ models, policyPath }) {
    const asked = models.flatMap((model) => (model.evaluate === null ? [] : [{ model, evaluate: model.evaluate }]));
    if (asked.length > 0)
        return asked;
    throw new errors/* UsageError */.eb({
        where: policyPath,
        found: `no \`evaluate\` block for ${models.map(({ name }) => name).join(', ')}`,
        expected: 'at least one model with metrics to judge',
        remedy: 'For example `evaluate: { metrics: { roc_auc: { margin: 0.005 } } }` in the model’s block.',
    });
}
/** The files that are compared for one of them: what the inputs name, else what the commits have. */
function findFiles(session, { model, evaluate }, given) {
    const { chosen, repository, resolver, policy, baselinePolicy } = session;
    const modelBefore = baselinePolicy?.models.get(model.name) ?? null;
    return findModelFiles({ model, anchor: evaluate.anchor, modelBefore, where: policy.where, chosen, repository, resolver, given });
}


/***/ }),

/***/ 98417:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  H: () => (/* binding */ evaluateModel)
});

// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
// EXTERNAL MODULE: ./build/src/judge/judge.js
var judge = __webpack_require__(21242);
// EXTERNAL MODULE: ./build/src/judge/margin.js
var judge_margin = __webpack_require__(91671);
// EXTERNAL MODULE: ./build/src/metrics/registry.js + 17 modules
var registry = __webpack_require__(9353);
// EXTERNAL MODULE: ./build/src/metrics/metric.js
var metrics_metric = __webpack_require__(84555);
// EXTERNAL MODULE: ./build/src/stats/distributions.js + 1 modules
var distributions = __webpack_require__(12168);
// EXTERNAL MODULE: ./build/src/stats/not-estimable.js
var not_estimable = __webpack_require__(78839);
;// CONCATENATED MODULE: ./build/src/stats/paired-means.js


/**
 * Mean of per-unit differences with its t interval (paired t).
 *
 * @throws NotEstimable for fewer than two differences
 */
function meanDistribution(differences, method = 'paired-t') {
    const n = differences.length;
    if (n < 2)
        throw new NotEstimable(`${n} ${n === 1 ? 'difference has' : 'differences have'} no spread`);
    // Sums of deviations from the first value: exact zero where all are equal, and no digits lost to a large common offset.
    const origin = differences[0] ?? 0;
    let sum = 0;
    for (let i = 0; i < n; i++)
        sum += (differences[i] ?? 0) - origin;
    const offset = sum / n;
    let squares = 0;
    for (let i = 0; i < n; i++)
        squares += ((differences[i] ?? 0) - origin - offset) ** 2;
    return tDistribution(origin + offset, Math.sqrt(squares / (n - 1) / n), n - 1, method);
}
/**
 * Weighted mean Σwx / Σw of per-unit differences, by the variance of a ratio estimator: the weights say how much a row counts, not
 * how precisely it was measured. Rows of weight 0 do not count as units.
 *
 * @throws NotEstimable for fewer than two rows of positive weight
 */
function weightedMeanDistribution(differences, weights, method = 'weighted-t') {
    let total = 0;
    let sum = 0;
    let units = 0;
    for (let i = 0; i < differences.length; i++) {
        const weight = weights[i] ?? 0;
        total += weight;
        sum += weight * (differences[i] ?? 0);
        if (weight > 0)
            units++;
    }
    if (units < 2)
        throw new NotEstimable(`${units} rows of positive weight have no spread`);
    const mean = sum / total;
    let squares = 0;
    for (let i = 0; i < differences.length; i++)
        squares += ((weights[i] ?? 0) * ((differences[i] ?? 0) - mean)) ** 2;
    return tDistribution(mean, (Math.sqrt(squares) / total) * Math.sqrt(units / (units - 1)), units - 1, method);
}
/**
 * Any statistic that is asymptotically a mean of influence values: standard error √(Σ influence²) / units with the correction
 * n / (n − 1), t quantiles with units − 1 degrees of freedom (Hampel 1974, JASA 69; for a mean it is the paired t).
 *
 * @param influence one value a unit, mean 0: for a difference, the candidate's minus the baseline's
 * @param estimate the statistic's value
 * @throws NotEstimable for fewer than two units
 */
function influenceDistribution(influence, units, estimate, method = 'influence-t') {
    if (units < 2)
        throw new not_estimable/* NotEstimable */.a(`${units} ${units === 1 ? 'unit has' : 'units have'} no spread`);
    let squares = 0;
    for (let i = 0; i < influence.length; i++)
        squares += (influence[i] ?? 0) ** 2;
    return (0,distributions/* tDistribution */.$Z)(estimate, (Math.sqrt(squares) / units) * Math.sqrt(units / (units - 1)), units - 1, method);
}
/**
 * The same where rows of one cluster depend on each other: influence is summed within each cluster, and the clusters are the units
 * (cluster-robust variance with the correction G / (G − 1); Liang and Zeger 1986, Biometrika 73), t with G − 1 degrees of freedom.
 *
 * @param cluster code 0…clusters−1 of each row; codes without rows do not count
 * @throws NotEstimable for fewer than two clusters
 */
function clusteredDistribution(influence, cluster, clusters, estimate, method = 'cluster-t') {
    const rows = influence.length;
    const sums = new Float64Array(clusters);
    const seen = new Uint8Array(clusters);
    for (let i = 0; i < rows; i++) {
        const code = cluster[i] ?? 0;
        sums[code] = (sums[code] ?? 0) + (influence[i] ?? 0);
        seen[code] = 1;
    }
    const groups = seen.reduce((count, one) => count + one, 0);
    if (groups < 2)
        throw new not_estimable/* NotEstimable */.a(`${groups} ${groups === 1 ? 'cluster has' : 'clusters have'} no spread`);
    const squares = sums.reduce((total, value) => total + value * value, 0);
    return (0,distributions/* tDistribution */.$Z)(estimate, (Math.sqrt(squares) / rows) * Math.sqrt(groups / (groups - 1)), groups - 1, method);
}

// EXTERNAL MODULE: ./node_modules/@stdlib/math-base-special-betainc/lib/index.js
var lib = __webpack_require__(89986);
// EXTERNAL MODULE: ./node_modules/@stdlib/math-base-special-gammainc/lib/index.js
var math_base_special_gammainc_lib = __webpack_require__(55479);
// EXTERNAL MODULE: ./node_modules/@stdlib/math-base-special-gammaln/lib/index.js
var math_base_special_gammaln_lib = __webpack_require__(67711);
;// CONCATENATED MODULE: ./build/src/stats/gamma.js


/** ln |Γ(x)|. */
function gamma_logGamma(x) {
    return gammaln(x);
}
/**
 * What Stirling's formula misses: ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], for x > 0. Differences of large log-gammas are taken
 * through it, because the leading terms (1e10 at x = 1e9) would cancel the digits that matter.
 */
function gamma_stirlingRemainder(x) {
    if (x < STIRLING_FROM)
        return math_base_special_gammaln_lib(x) - ((x - 0.5) * Math.log(x) - x + gamma_HALF_LOG_TWO_PI);
    // Abramowitz and Stegun 6.1.41: B₂ₖ / (2k (2k − 1) x²ᵏ⁻¹); the first left out is below 1e-17 from x = 15 on.
    const s = 1 / (x * x);
    return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360_360 - s / 156)))))) / x;
}
/** Regularised lower incomplete gamma function P(a, x): the cdf of a gamma variable of shape a and scale 1. */
function incompleteGamma(a, x) {
    return regularised(x, a, true, false);
}
/** Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x). */
function incompleteGammaUpper(a, x) {
    return regularised(x, a, true, true);
}
/** P(X ≤ x) for χ² with `df` degrees of freedom. */
function chiSquaredCdf(x, df) {
    return x <= 0 ? 0 : incompleteGamma(df / 2, x / 2);
}
/** P(X > x) for χ² with `df` degrees of freedom. */
function chiSquaredUpperTail(x, df) {
    return x <= 0 ? 1 : incompleteGammaUpper(df / 2, x / 2);
}
/** P(X ≤ k) for a Poisson count with the given mean. */
function poissonCdf(k, mean) {
    return k < 0 ? 0 : incompleteGammaUpper(Math.floor(k) + 1, mean);
}
const gamma_HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const STIRLING_FROM = 15;

;// CONCATENATED MODULE: ./build/src/stats/beta.js



/** Regularised incomplete beta function I_x(a, b): the cdf of Beta(a, b), for a, b > 0 and x in [0, 1]. */
function beta_incompleteBeta(a, b, x) {
    return regularised(x, a, b, true, false);
}
/** 1 − I_x(a, b), accurate where it is small. */
function incompleteBetaUpper(a, b, x) {
    return lib(x, a, b, true, true);
}
/** x with I_x(a, b) = p, by bisection on ln x: limits of rare events are tiny, and their relative error is what counts. */
function beta_betaQuantile(p, a, b) {
    if (p <= 0 || p >= 1)
        return p <= 0 ? 0 : 1;
    return Math.exp(invertDecreasing((logX) => -beta_incompleteBeta(a, b, Math.exp(logX)), -p, LOG_OF_LEAST, 0));
}
/** P(X ≤ x) for the F distribution. */
function fCdf(x, df1, df2) {
    return x <= 0 ? 0 : beta_incompleteBeta(df1 / 2, df2 / 2, (df1 * x) / (df1 * x + df2));
}
/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without their cancellation when an argument is large. */
function logBeta(a, b) {
    const small = Math.min(a, b);
    const large = Math.max(a, b);
    if (large < beta_STIRLING_FROM)
        return logGamma(small) + logGamma(large) - logGamma(small + large);
    const sum = small + large;
    // ln Γ(large) − ln Γ(sum), leading terms combined by hand.
    const largeOverSum = small - (large - 0.5) * Math.log1p(small / large) - small * Math.log(sum) + stirlingRemainder(large) - stirlingRemainder(sum);
    if (small < beta_STIRLING_FROM)
        return logGamma(small) + largeOverSum;
    return (HALF_LOG_TWO_PI -
        0.5 * Math.log(small) -
        (large - 0.5) * Math.log1p(small / large) -
        small * Math.log1p(large / small) +
        stirlingRemainder(small) +
        stirlingRemainder(large) -
        stirlingRemainder(sum));
}
const beta_STIRLING_FROM = 15;
/** exp of it is the smallest double above 0. */
const LOG_OF_LEAST = (/* unused pure expression or super */ null && (-744.4));

// EXTERNAL MODULE: ./build/src/stats/normal.js
var normal = __webpack_require__(12610);
;// CONCATENATED MODULE: ./build/src/stats/proportions.js



/**
 * A share x / n with Wilson's score interval (Wilson 1927, JASA 22) at every level. The standard error is half the width at z = 1,
 * so that 0 of n and n of n keep one.
 *
 * @throws NotEstimable for n = 0
 */
function wilsonDistribution(successes, n, method = 'wilson') {
    checkCount(successes, n);
    const share = successes / n;
    const score = (x) => (share === x ? 0 : (x - share) / Math.sqrt((x * (1 - x)) / n));
    return {
        estimate: share,
        standardError: (wilsonLimit(successes, n, 1) - wilsonLimit(successes, n, -1)) / 2,
        method,
        cdf: (x) => (x < 0 ? 0 : x >= 1 ? 1 : (0,normal/* normalCdf */.vr)(score(x))),
        upperTail: (x) => (x <= 0 ? 1 : x > 1 ? 0 : (0,normal/* normalCdf */.vr)(-score(x))),
        quantile: (p) => wilsonLimit(successes, n, (0,normal/* normalQuantile */.Zl)(p)),
    };
}
/** Wilson's interval at a two-sided level. */
function proportions_wilsonInterval(successes, n, level) {
    checkCount(successes, n);
    const z = normalQuantile((1 + level) / 2);
    return [wilsonLimit(successes, n, -z), wilsonLimit(successes, n, z)];
}
/** Exact interval, at least `level` whatever the share (Clopper and Pearson 1934, Biometrika 26). */
function clopperPearsonInterval(successes, n, level) {
    checkCount(successes, n);
    const tail = (1 - level) / 2;
    return [
        successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
        successes === n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1),
    ];
}
/** @throws NotEstimable for n = 0, RangeError for a count that is none */
function checkCount(successes, n) {
    if (n === 0)
        throw new not_estimable/* NotEstimable */.a('no rows');
    if (!(successes >= 0 && successes <= n))
        throw new RangeError(`${successes} of ${n} is not a share`);
}
function wilsonLimit(successes, n, z) {
    const centre = successes + (z * z) / 2;
    const halfWidth = z * Math.sqrt((successes * (n - successes)) / n + (z * z) / 4);
    return Math.min(1, Math.max(0, (centre + halfWidth) / (n + z * z)));
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/unit-clusters.js
/**
 * The clusters of a sample's rows, or of its queries where the metric's terms are queries; null where all are independent.
 * A query takes the cluster of its first row: data.group names what holds whole queries (a user's sessions).
 */
function unitClusters(sample) {
    if (sample.cluster === null)
        return null;
    if (sample.task !== 'ranking')
        return { code: sample.cluster, count: sample.clusters };
    const code = new Uint32Array(sample.queries);
    const seen = new Uint8Array(sample.queries);
    for (let row = 0; row < sample.query.length; row++) {
        const query = sample.query[row] ?? 0;
        if (seen[query] === 1)
            continue;
        seen[query] = 1;
        code[query] = sample.cluster[row] ?? 0;
    }
    return { code, count: sample.clusters };
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/one-arm.js




/**
 * What the data say about one arm's metric alone: floors and ceilings are judged on it. A metric without a known sampling
 * distribution (max_error) is taken as observed: its limit is about these very rows.
 *
 * @throws UndefinedMetric, NotEstimable
 */
function oneArm(metric, sample, answers) {
    const estimate = metric.estimate(sample, answers);
    const clusters = unitClusters(sample);
    const n = clusters?.count ?? estimate.counted ?? estimate.units;
    const notes = estimate.notes ?? [];
    if (estimate.influence === null)
        return { value: (0,distributions/* pointMass */.R2)(estimate.value, 'observed'), n, notes };
    if (clusters !== null)
        return { value: clusteredDistribution(estimate.influence, clusters.code, clusters.count, estimate.value), n, notes };
    if (metric.comparer === 'proportion' && sample.weight === null) {
        return { value: wilsonDistribution(Math.round(estimate.value * estimate.units), estimate.units), n, notes };
    }
    return { value: influenceDistribution(estimate.influence, estimate.units, estimate.value), n, notes };
}

;// CONCATENATED MODULE: ./build/src/metrics/subset.js
/** The given rows of a sample, in the given order (a slice, or a resample); cluster and query codes are dense again. */
function subset(sample, rows) {
    const cluster = sample.cluster === null ? null : denseCodes(sample.cluster, rows, sample.clusters);
    const design = {
        weight: sample.weight === null ? null : take(sample.weight, new Float64Array(rows.length), rows),
        cluster: cluster?.codes ?? null,
        clusters: cluster?.count ?? rows.length,
    };
    switch (sample.task) {
        case 'binary-classification':
            return { ...sample, ...design, label: take(sample.label, new Uint8Array(rows.length), rows) };
        case 'multiclass-classification':
            return { ...sample, ...design, label: take(sample.label, new Int32Array(rows.length), rows) };
        case 'regression':
            return { ...sample, ...design, label: take(sample.label, new Float64Array(rows.length), rows) };
        case 'ranking': {
            const query = denseCodes(sample.query, rows, sample.queries);
            const label = take(sample.label, new Float64Array(rows.length), rows);
            return { ...sample, ...design, label, query: query.codes, queries: query.count };
        }
    }
}
/** The answers for the same rows, of the same float width: a wider copy would change which scores tie. */
function subsetAnswers({ width, values }, rows) {
    const taken = values instanceof Float32Array ? new Float32Array(rows.length * width) : new Float64Array(rows.length * width);
    for (let i = 0; i < rows.length; i++) {
        const from = (rows[i] ?? 0) * width;
        for (let k = 0; k < width; k++)
            taken[i * width + k] = values[from + k] ?? 0;
    }
    return { width, values: taken };
}
function take(from, to, rows) {
    for (let i = 0; i < rows.length; i++)
        to[i] = from[rows[i] ?? 0] ?? 0;
    return to;
}
/** Codes 0…count−1 in the order of first appearance. */
function denseCodes(codes, rows, count) {
    const renamed = new Int32Array(count).fill(-1);
    const dense = new Uint32Array(rows.length);
    let next = 0;
    for (let i = 0; i < rows.length; i++) {
        const code = codes[rows[i] ?? 0] ?? 0;
        let name = renamed[code] ?? -1;
        if (name === -1) {
            name = next++;
            renamed[code] = name;
        }
        dense[i] = name;
    }
    return { codes: dense, count: next };
}

// EXTERNAL MODULE: ./build/src/stats/bootstrap.js + 1 modules
var bootstrap = __webpack_require__(98620);
// EXTERNAL MODULE: ./build/src/stats/delong.js + 2 modules
var delong = __webpack_require__(23523);
;// CONCATENATED MODULE: ./build/src/stats/binomial.js


/**
 * P(X = k) for X ~ Binomial(n, p), by Loader's saddle-point form (Loader 2000, "Fast and accurate computation of binomial
 * probabilities"): exact to rounding also for n in the millions, where ln Γ's cancel.
 */
function binomialPmf(k, n, p) {
    if (k < 0 || k > n || !Number.isInteger(k))
        return 0;
    if (p <= 0 || p >= 1)
        return k === (p <= 0 ? 0 : n) ? 1 : 0;
    if (k === 0)
        return Math.exp(n * Math.log1p(-p));
    if (k === n)
        return Math.exp(n * Math.log(p));
    const misses = n - k;
    const exponent = gamma_stirlingRemainder(n) - gamma_stirlingRemainder(k) - gamma_stirlingRemainder(misses) - deviance(k, n * p) - deviance(misses, n * (1 - p));
    return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * misses));
}
/** P(X ≤ k) for X ~ Binomial(n, p). */
function binomialCdf(k, n, p) {
    if (k < 0)
        return 0;
    if (k >= n)
        return 1;
    return incompleteBetaUpper(Math.floor(k) + 1, n - Math.floor(k), p);
}
/** P(X > k), accurate where it is small. */
function binomialUpperTail(k, n, p) {
    if (k < 0)
        return 1;
    if (k >= n)
        return 0;
    return incompleteBeta(Math.floor(k) + 1, n - Math.floor(k), p);
}
/** x ln(x / mean) + mean − x ≥ 0, by its series where x is near the mean and the direct form would cancel. */
function deviance(x, mean) {
    const v = (x - mean) / (x + mean);
    if (Math.abs(v) > 0.1)
        return x * Math.log(x / mean) + mean - x;
    let sum = (x - mean) * v;
    let term = 2 * x * v;
    for (let odd = 3;; odd += 2) {
        term *= v * v;
        const next = sum + term / odd;
        if (next === sum)
            return sum;
        sum = next;
    }
}

;// CONCATENATED MODULE: ./build/src/stats/bisection.js
/**
 * x in [low, high] where `decreasing` falls through `target`, by bisection: it needs no derivative, cannot leave the interval, and
 * answers an end where the target is never reached (scores are steep or undefined there).
 */
function bisection_invertDecreasing(decreasing, target, low, high) {
    let above = low;
    let below = high;
    for (let step = 0; step < MAX_HALVINGS; step++) {
        const middle = 0.5 * (above + below);
        if (middle === above || middle === below)
            break;
        if (decreasing(middle) > target)
            above = middle;
        else
            below = middle;
    }
    if (below === high)
        return high;
    return above === low ? low : 0.5 * (above + below);
}
/** Reaches 1e-18 from an interval of length 1,000: limits nearer to 0 than that do not matter. */
const MAX_HALVINGS = 70;

;// CONCATENATED MODULE: ./build/src/stats/score-distribution.js


/**
 * The confidence distribution that inverts a score test: `score(x)` is the standard normal statistic of H0 "the parameter is x",
 * decreasing in x between the ends of the parameter's range. The standard error is half the width of the 68.3 % interval: unlike
 * Wald's it does not vanish when nothing was observed to differ, and it agrees with Wald's in large samples.
 */
function scoreDistribution(estimate, score, range, method) {
    const { low, high } = range;
    return {
        estimate,
        standardError: (bisection_invertDecreasing(score, -1, low, high) - bisection_invertDecreasing(score, 1, low, high)) / 2,
        method,
        cdf: (x) => (x < low ? 0 : x >= high ? 1 : (0,normal/* normalCdf */.vr)(-score(x))),
        upperTail: (x) => (x <= low ? 1 : x > high ? 0 : (0,normal/* normalCdf */.vr)(score(x))),
        quantile: (p) => bisection_invertDecreasing(score, -(0,normal/* normalQuantile */.Zl)(p), low, high),
    };
}

;// CONCATENATED MODULE: ./build/src/stats/paired-proportions.js





/**
 * Candidate's share right minus the baseline's, by inverting the score test of paired proportions (Tango 1998, Stat. Med. 17:891).
 * A table without flips is no proof of equality: its bounds are ± z² / (n + z²).
 *
 * @throws NotEstimable for an empty table
 */
function tangoDistribution(table) {
    const n = rowsOf(table);
    const { onlyCandidateRight: gained, onlyBaselineRight: lost } = table;
    const score = (difference) => {
        // Share lost, by maximum likelihood under the hypothesis: the larger root of 2n·q² + b·q + c, without cancellation.
        const b = (2 * n - gained + lost) * difference - gained - lost;
        const c = -lost * difference * (1 - difference);
        const root = Math.sqrt(Math.max(0, b * b - 8 * n * c));
        const shareLost = b <= 0 ? (root - b) / (4 * n) : (-2 * c) / (root + b);
        const variance = n * (2 * shareLost + difference * (1 - difference));
        const excess = gained - lost - n * difference;
        if (variance > 0)
            return excess / Math.sqrt(variance);
        return excess === 0 ? 0 : excess > 0 ? Infinity : -Infinity;
    };
    return scoreDistribution((gained - lost) / n, score, { low: -1, high: 1 }, 'tango');
}
/**
 * The same difference by square-and-add of Wilson limits with the correlation of the two shares (Newcombe 1998, Stat. Med. 17:2635,
 * method 10); `level` is two-sided.
 */
function newcombePairedInterval(table, level) {
    const n = rowsOf(table);
    const { bothRight, onlyCandidateRight, onlyBaselineRight, bothWrong } = table;
    const candidateRight = bothRight + onlyCandidateRight;
    const baselineRight = bothRight + onlyBaselineRight;
    const [lowerCandidate, upperCandidate] = wilsonInterval(candidateRight, n, level);
    const [lowerBaseline, upperBaseline] = wilsonInterval(baselineRight, n, level);
    const margins = candidateRight * (n - candidateRight) * baselineRight * (n - baselineRight);
    const association = bothRight * bothWrong - onlyCandidateRight * onlyBaselineRight;
    const corrected = association > 0 ? Math.max(0, association - n / 2) : association;
    const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins);
    const combine = (a, b) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
    const difference = (onlyCandidateRight - onlyBaselineRight) / n;
    return [
        difference - combine(candidateRight / n - lowerCandidate, upperBaseline - baselineRight / n),
        difference + combine(upperCandidate - candidateRight / n, baselineRight / n - lowerBaseline),
    ];
}
/** McNemar's test over the flips (McNemar 1947, Psychometrika 12). */
function mcnemar({ onlyCandidateRight: gained, onlyBaselineRight: lost }) {
    const flips = gained + lost;
    if (flips === 0)
        return { exact: 1, midP: 1, worse: { exact: 1, midP: 1 }, chiSquared: null };
    const rarer = Math.min(gained, lost);
    const exact = Math.min(1, 2 * binomialCdf(rarer, flips, 0.5));
    const midP = gained === lost ? 1 - binomialPmf(gained, flips, 0.5) / 2 : exact - binomialPmf(rarer, flips, 0.5);
    const worse = binomialCdf(gained, flips, 0.5);
    const root = Math.abs(gained - lost) / Math.sqrt(flips);
    const correctedRoot = Math.abs(Math.abs(gained - lost) - 1) / Math.sqrt(flips);
    return {
        exact,
        midP,
        worse: { exact: worse, midP: worse - binomialPmf(gained, flips, 0.5) / 2 },
        chiSquared: {
            statistic: root * root,
            p: 2 * (0,normal/* normalUpperTail */.IL)(root),
            corrected: correctedRoot * correctedRoot,
            correctedP: 2 * (0,normal/* normalUpperTail */.IL)(correctedRoot),
        },
    };
}
function rowsOf({ bothRight, onlyCandidateRight, onlyBaselineRight, bothWrong }) {
    const n = bothRight + onlyCandidateRight + onlyBaselineRight + bothWrong;
    if (n === 0)
        throw new not_estimable/* NotEstimable */.a('no rows');
    return n;
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/paired-table.js
/**
 * The paired 2×2 table of a share of right answers. A row's term is 1 or 0, so its influence value (term − share) tells which;
 * this serves every such metric, accuracy and top-k accuracy alike.
 */
function pairedTable(before, after) {
    const baseline = rightRows(before);
    const candidate = rightRows(after);
    let bothRight = 0;
    let onlyBaselineRight = 0;
    let onlyCandidateRight = 0;
    for (let row = 0; row < baseline.length; row++) {
        const first = baseline[row] === 1;
        const second = candidate[row] === 1;
        if (first && second)
            bothRight++;
        else if (first)
            onlyBaselineRight++;
        else if (second)
            onlyCandidateRight++;
    }
    return {
        bothRight,
        onlyBaselineRight,
        onlyCandidateRight,
        bothWrong: baseline.length - bothRight - onlyBaselineRight - onlyCandidateRight,
    };
}
function rightRows({ influence, value }) {
    if (influence === null)
        throw new Error('a share of right answers came without influence values');
    const right = new Uint8Array(influence.length);
    for (let row = 0; row < right.length; row++)
        right[row] = (influence[row] ?? 0) + value > 0.5 ? 1 : 0;
    return right;
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/paired-difference.js








/**
 * Below so many units the normal approximation of an influence value is too rough for ratios and ranks, and a bootstrap is
 * cheap. From 500 on influence values hold their error rates (docs/calibration.md).
 */
const BOOTSTRAP_BELOW_UNITS = 500;
/**
 * How the candidate's metric differs from the baseline's on the same rows. Which interval is right follows from the metric and
 * from the data's design: weighted or dependent rows take influence values, summed within clusters; others the metric's own.
 *
 * @throws UndefinedMetric, NotEstimable
 */
function pairedDifference(pair) {
    const { metric, sample } = pair;
    const independent = sample.weight === null && sample.cluster === null;
    if (metric.comparer === 'delong' && independent && sample.task === 'binary-classification')
        return differenceOfAreas(pair, sample);
    const before = metric.estimate(sample, pair.baseline);
    const after = metric.estimate(sample, pair.candidate);
    const clusters = unitClusters(sample);
    return {
        baseline: before.value,
        candidate: after.value,
        difference: independent ? differenceOfIndependent(pair, before, after) : differenceByInfluence(pair, before, after, clusters),
        n: clusters?.count ?? after.counted ?? after.units,
        notes: after.notes ?? [],
    };
}
function differenceOfIndependent(pair, before, after) {
    switch (pair.metric.comparer) {
        case 'proportion':
            return tangoDistribution(pairedTable(before, after));
        case 'influence':
            return before.units < BOOTSTRAP_BELOW_UNITS
                ? differenceByBootstrap(pair, before, after)
                : differenceByInfluence(pair, before, after, null);
        case 'none':
            throw new metrics_metric/* UndefinedMetric */.d('its sampling distribution is unknown, so a difference cannot be judged; give it a limit (min or max)');
        default:
            return differenceByInfluence(pair, before, after, null);
    }
}
function differenceOfAreas({ baseline, candidate, resampling }, sample) {
    const areas = (0,delong/* pairedDelong */.rX)(sample.label, baseline.values, candidate.values);
    return {
        baseline: areas.aucBaseline,
        candidate: areas.aucCandidate,
        difference: (0,delong/* delongDistribution */.yt)(areas, sample.label, baseline.values, candidate.values, resampling),
        n: sample.label.length,
        notes: [],
    };
}
function differenceByInfluence(pair, before, after, clusters) {
    const estimate = after.value - before.value;
    const influence = influenceDifference(before, after);
    if (influence === null)
        return differenceByBootstrap(pair, before, after);
    if (clusters !== null)
        return clusteredDistribution(influence, clusters.code, clusters.count, estimate);
    const method = pair.metric.comparer === 'mean' && pair.sample.weight === null ? 'paired-t' : 'influence-t';
    return influenceDistribution(influence, before.units, estimate, method);
}
/** Subtracts in place: an array of a million rows is not copied. */
function influenceDifference(before, after) {
    const difference = after.influence;
    const subtrahend = before.influence;
    if (difference === null || subtrahend === null)
        return null;
    for (let unit = 0; unit < difference.length; unit++)
        difference[unit] = (difference[unit] ?? 0) - (subtrahend[unit] ?? 0);
    return difference;
}
/** Whole clusters are drawn where rows depend on each other, else rows within their class; both arms see the same draws. */
function differenceByBootstrap(pair, before, after) {
    const { metric, sample, baseline, candidate, resampling } = pair;
    const statistic = (rows) => {
        const drawn = subset(sample, rows);
        return valueOrNaN(metric, drawn, subsetAnswers(candidate, rows)) - valueOrNaN(metric, drawn, subsetAnswers(baseline, rows));
    };
    return (0,bootstrap/* bcaDistribution */.z)({
        rows: sample.label.length,
        statistic,
        estimate: after.value - before.value,
        cluster: sample.cluster,
        clusters: sample.clusters,
        stratum: sample.cluster === null && isClassification(sample) ? sample.label : null,
        ...resampling,
    });
}
function isClassification(sample) {
    return sample.task === 'binary-classification' || sample.task === 'multiclass-classification';
}
/** A resample may lose what defines the metric (the only query of two documents); the bootstrap counts such draws. */
function valueOrNaN(metric, sample, answers) {
    try {
        return metric.estimate(sample, answers).value;
    }
    catch (error) {
        if (error instanceof metrics_metric/* UndefinedMetric */.d)
            return Number.NaN;
        throw error;
    }
}

// EXTERNAL MODULE: ./build/src/sources/scored-rows.js
var scored_rows = __webpack_require__(59000);
;// CONCATENATED MODULE: ./build/src/gates/evaluate/slice-groups.js

/** Every group of every declared slice, in the order of declaration. Rows are counted first, so each list is allocated once. */
function* sliceGroups(slices) {
    for (const slice of slices) {
        const counts = countGroups(slice);
        for (const [group, name] of slice.groups.entries())
            yield { slice: name, rows: rowsOfGroup(slice.code, group, counts[group] ?? 0) };
    }
}
function countGroups(slice) {
    const counts = new Uint32Array(slice.groups.length);
    for (const code of slice.code)
        if (code !== scored_rows/* NO_GROUP */.M)
            counts[code] = (counts[code] ?? 0) + 1;
    return counts;
}
function rowsOfGroup(code, group, count) {
    const rows = new Uint32Array(count);
    let next = 0;
    for (let row = 0; row < code.length; row++)
        if (code[row] === group)
            rows[next++] = row;
    return rows;
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/scope.js


function* scopes(measurement, slices) {
    yield { slice: null, rows: measurement.sample.label.length, ...measurement };
    for (const { slice, rows } of sliceGroups(slices)) {
        yield { slice, rows: rows.length, sample: subset(measurement.sample, rows), arms: armsOf(measurement, rows) };
    }
}
function armsOf({ arms }, rows) {
    const taken = {};
    // A slice is not compared with the anchor: many small losses are judged overall.
    for (const arm of ['baseline', 'candidate']) {
        const answers = arms[arm];
        if (answers !== undefined)
            taken[arm] = subsetAnswers(answers, rows);
    }
    return taken;
}
/** Rows of the rarer class, where there are two; null where the notion does not apply. */
function rarerClass(sample) {
    if (sample.task !== 'binary-classification')
        return null;
    let positives = 0;
    for (const label of sample.label)
        positives += label;
    return Math.min(positives, sample.label.length - positives);
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/measure.js






/** Harm of the candidate against another arm; what stands in the way is part of the answer, never an exception. */
function measureAgainst(measuring, other, whyAbsent) {
    const { metric, scope, resampling, note } = measuring;
    return guarded(measuring, (candidate) => {
        if (other === undefined)
            return { kind: 'not-applicable', why: whyAbsent };
        const pair = pairedDifference({ metric, sample: scope.sample, baseline: other, candidate, resampling });
        for (const text of pair.notes)
            note(text);
        const harm = metric.higherIsBetter ? (0,distributions/* negated */.vR)(pair.difference) : pair.difference;
        return { kind: 'measured', harm, baseline: pair.baseline, candidate: pair.candidate, n: pair.n, unit: unitOf(scope.sample) };
    });
}
/** How far the candidate's value is on the wrong side of a floor or ceiling. */
function measureLimit(measuring, limit) {
    const { metric, scope, note } = measuring;
    return guarded(measuring, (candidate) => {
        const arm = oneArm(metric, scope.sample, candidate);
        for (const text of arm.notes)
            note(text);
        const harm = metric.higherIsBetter ? (0,distributions/* shifted */.wI)((0,distributions/* negated */.vR)(arm.value), limit) : (0,distributions/* shifted */.wI)(arm.value, -limit);
        return { kind: 'measured', harm, baseline: null, candidate: arm.value.estimate, n: arm.n, unit: unitOf(scope.sample) };
    });
}
function guarded({ scope, minRows, minRarerClass }, measure) {
    const { sample, rows, arms } = scope;
    if (rows === 0)
        return { kind: 'error', reasonCode: 'EMPTY_SLICE', why: 'no row belongs to it' };
    const n = unitsOf(sample);
    const rarer = rarerClass(sample);
    if (n < minRows || (rarer !== null && rarer < minRarerClass))
        return { kind: 'too-few-rows', n, rarer, unit: unitOf(sample) };
    if (arms.candidate === undefined)
        throw new Error('the candidate gave no answers');
    try {
        return measure(arms.candidate);
    }
    catch (error) {
        if (error instanceof metrics_metric/* UndefinedMetric */.d || error instanceof not_estimable/* NotEstimable */.a) {
            return { kind: 'error', reasonCode: 'METRIC_UNDEFINED', why: error.message };
        }
        throw error;
    }
}
/** min-rows counts what is independent: queries of a ranking, groups of dependent rows, else rows. */
function unitsOf(sample) {
    if (sample.cluster !== null)
        return sample.clusters;
    return sample.task === 'ranking' ? sample.queries : sample.label.length;
}
function unitOf(sample) {
    if (sample.cluster !== null)
        return 'groups';
    return sample.task === 'ranking' ? 'queries' : 'rows';
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/compare.js




/** Many small allowed losses must not add up unseen: the last release may be missed by twice the margin (design §4). */
const ANCHOR_MARGINS = 2;
/** Every check that the policy asks for, measured: overall, and in each group of each declared slice. */
function compareAll(measurement, slices, policy, data) {
    const comparisons = [];
    const notes = new Set();
    for (const scope of scopes(measurement, slices)) {
        for (const [name, rule] of Object.entries(policy.metrics)) {
            const metric = (0,registry/* findMetric */.GF)(name, measurement.sample.task);
            if (metric.reportOnly !== null)
                continue;
            const measuring = { metric, scope, ...thresholdsOf(policy), note: (text) => notes.add(`${metric.name}: ${text}`) };
            for (const check of scope.slice === null ? overallChecks(measuring, rule) : sliceChecks(measuring, rule, policy)) {
                comparisons.push({ ...check, metric: metric.name, slice: scope.slice, data, higherIsBetter: metric.higherIsBetter });
            }
        }
    }
    return { comparisons, notes: [...notes] };
}
function thresholdsOf({ minRows, minRarerClass, seed, bootstrapResamples }) {
    return { minRows, minRarerClass, resampling: { seed, resamples: bootstrapResamples } };
}
function* overallChecks(measuring, { margin, improveBy, suspiciousAbove, ...rule }) {
    const { metric, scope } = measuring;
    if (margin !== null || improveBy !== null) {
        const measured = measureAgainst(measuring, scope.arms.baseline, 'there is no baseline');
        const inUnit = (allowed) => resolved(measured, (baseline) => (0,judge_margin/* resolveMargin */.hS)(allowed, baseline));
        if (margin !== null) {
            const suspicious = suspiciousAbove === null ? null : inUnit(suspiciousAbove);
            yield {
                id: metric.name,
                kind: 'relative',
                require: rule.require ?? 'proof',
                margin: inUnit(margin),
                suspiciousAbove: suspicious,
                measured,
            };
        }
        if (improveBy !== null) {
            yield {
                id: `${metric.name}.improve-by`,
                kind: 'improve-by',
                require: 'proof',
                margin: -inUnit(improveBy),
                suspiciousAbove: null,
                measured,
            };
        }
    }
    yield* limitChecks(measuring, rule);
    if (margin !== null && scope.arms.anchor !== undefined)
        yield anchorCheck(measuring, scope.arms.anchor, margin);
}
/** Slices ask for harm only against the baseline, and never demand proof (design §1). */
function* sliceChecks(measuring, rule, policy) {
    const { margin: overall } = rule;
    if (overall === null)
        return;
    const measured = measureAgainst(measuring, measuring.scope.arms.baseline, 'there is no baseline');
    const margin = resolved(measured, (baseline) => (0,judge_margin/* resolveSliceMargin */.zn)(policy.sliceMargin, overall, baseline));
    yield { id: measuring.metric.name, kind: 'relative', require: 'no-harm', margin, suspiciousAbove: null, measured };
}
function* limitChecks(measuring, limits) {
    const { metric } = measuring;
    const side = metric.higherIsBetter ? 'min' : 'max';
    const limit = limits[side];
    if (limit === null)
        return;
    const measured = measureLimit(measuring, limit);
    yield { id: `${metric.name}.${side}`, kind: 'limit', require: 'no-harm', margin: 0, suspiciousAbove: null, measured };
}
function anchorCheck(measuring, anchor, margin) {
    const measured = measureAgainst(measuring, anchor, 'there is no released model');
    return {
        id: `${measuring.metric.name}.anchor`,
        kind: 'anchor',
        require: 'no-harm',
        margin: ANCHOR_MARGINS * resolved(measured, (released) => (0,judge_margin/* resolveMargin */.hS)(margin, released)),
        suspiciousAbove: null,
        measured,
    };
}
/** A margin in the metric's unit; 0 where nothing was measured, so that no share of an unknown baseline is taken. */
function resolved(measured, resolve) {
    return measured.kind === 'measured' && measured.baseline !== null ? resolve(measured.baseline) : 0;
}

// EXTERNAL MODULE: ./build/src/metrics/correctness.js
var correctness = __webpack_require__(31182);
// EXTERNAL MODULE: ./build/src/stats/multiplicity.js
var multiplicity = __webpack_require__(15662);
;// CONCATENATED MODULE: ./build/src/gates/evaluate/flips.js




/** As many groups as a reviewer reads. */
const MOST_GROUPS = 5;
/** Groups are searched, not declared: their false discoveries are held to one in twenty (Benjamini–Hochberg), and none is judged. */
const FALSE_DISCOVERY_RATE = 0.05;
/** null where answers are not right or wrong (regression, ranking), or where there is no baseline. */
function turnsOf({ sample, arms }) {
    if (sample.task !== 'binary-classification' && sample.task !== 'multiclass-classification')
        return null;
    if (arms.baseline === undefined || arms.candidate === undefined)
        return null;
    const before = (0,correctness/* correctness */.u)(sample, arms.baseline);
    const after = (0,correctness/* correctness */.u)(sample, arms.candidate);
    const turns = new Int8Array(before.length);
    for (let row = 0; row < turns.length; row++)
        turns[row] = (after[row] ?? 0) - (before[row] ?? 0);
    return turns;
}
/** How many answers turned, both ways, and the groups in which right answers were lost beyond chance. */
function summarizeFlips(turns, slices) {
    const groups = [...sliceGroups(slices)].map(({ slice, rows }) => ({ slice, ...count(turns, rows) }));
    const adjusted = (0,multiplicity/* benjaminiHochberg */.Uh)(groups.map(lossBeyondChance));
    const separating = groups
        .map((group, index) => ({ group, p: adjusted[index] ?? 1 }))
        .filter(({ p }) => p <= FALSE_DISCOVERY_RATE)
        .sort((a, b) => a.p - b.p || b.group.toWrong - a.group.toWrong)
        .slice(0, MOST_GROUPS)
        .map(({ group }) => group);
    return { ...count(turns, null), groups: separating };
}
/** Rows whose answer turned, for the file that a reviewer reads. */
function turnedRows(turns) {
    const rows = [];
    turns.forEach((turn, row) => {
        if (turn !== 0)
            rows.push(row);
    });
    return Uint32Array.from(rows);
}
function count(turns, rows) {
    let toWrong = 0;
    let toRight = 0;
    const length = rows?.length ?? turns.length;
    for (let i = 0; i < length; i++) {
        const turn = turns[rows === null ? i : (rows[i] ?? 0)] ?? 0;
        if (turn < 0)
            toWrong++;
        else if (turn > 0)
            toRight++;
    }
    return { rows: length, toWrong, toRight };
}
/** Mid-p McNemar against "more answers turned wrong than right". */
function lossBeyondChance({ toRight, toWrong }) {
    return mcnemar({ bothRight: 0, onlyCandidateRight: toRight, onlyBaselineRight: toWrong, bothWrong: 0 }).worse.midP;
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/reported.js


/** Metrics that are shown and not judged: those that cannot be, and those that the policy names without a rule. */
function reportedMetrics(measurement, policy) {
    return Object.entries(policy.metrics).flatMap(([name, rule]) => {
        const metric = (0,registry/* findMetric */.GF)(name, measurement.sample.task);
        const why = metric.reportOnly ?? (isJudged(rule) ? null : 'the policy gives it no margin and no limit');
        return why === null ? [] : [reportedMetric(metric, measurement, why)];
    });
}
function isJudged({ margin, min, max, improveBy }) {
    return [margin, min, max, improveBy].some((asked) => asked !== null);
}
function reportedMetric(metric, { sample, arms }, why) {
    const reasons = new Set([why]);
    const measured = (answers) => {
        if (answers === undefined)
            return null;
        try {
            const { value, expectedByChance } = metric.estimate(sample, answers);
            if (expectedByChance !== undefined)
                reasons.add('an ideal model’s value by chance alone is subtracted');
            return value - (expectedByChance ?? 0);
        }
        catch (error) {
            if (!(error instanceof metrics_metric/* UndefinedMetric */.d))
                throw error;
            reasons.add(`undefined: ${error.message}`);
            return null;
        }
    };
    const baseline = measured(arms.baseline);
    const candidate = measured(arms.candidate);
    return { metric: metric.name, slice: null, baseline, candidate, why: [...reasons].join('; ') };
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/sample.js
function measurementOf(task, scored) {
    return { sample: sampleOf(task, scored), arms: scored.arms };
}
function sampleOf(task, scored) {
    const design = { weight: scored.weight, cluster: scored.cluster, clusters: scored.clusters };
    switch (task) {
        case 'binary-classification':
            return { task, label: labelsAs(Uint8Array, scored), ...design };
        case 'multiclass-classification':
            return { task, label: labelsAs(Int32Array, scored), classes: scored.classes.length, ...design };
        case 'regression':
            return { task, label: labelsAs(Float64Array, scored), ...design };
        case 'ranking': {
            if (scored.query === null)
                throw new Error('ranking rows came without query codes');
            return { task, label: labelsAs(Float64Array, scored), query: scored.query, queries: scored.queries, ...design };
        }
    }
}
function labelsAs(type, scored) {
    if (!(scored.label instanceof type))
        throw new Error(`labels came as ${scored.label.constructor.name}, not as ${type.name}`);
    return scored.label;
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/scoring-job.js
/** What the worker is asked for: all arms on the same rows of one version of the data. */
function scoringJob(model, evaluate, files, data) {
    const { label, id, group, weight, query } = model.data;
    const optional = { id, group, weight, query };
    const named = Object.fromEntries(Object.entries(optional).filter((entry) => entry[1] !== null));
    return {
        task: model.task,
        data: { files: data.files, format: data.format, label, ...named, slices: evaluate.slices },
        ...(model.positiveLabel === null ? {} : { positiveLabel: model.positiveLabel }),
        arms: scoring_job_armsOf(model, files),
        limits: evaluate.limits,
    };
}
function scoring_job_armsOf(model, { candidate, baseline, anchor }) {
    return {
        ...(baseline === null ? {} : { baseline: subjectOf(model, baseline) }),
        candidate: subjectOf(model, candidate),
        ...(anchor === null ? {} : { anchor: subjectOf(model, anchor) }),
    };
}
function subjectOf({ subject }, file) {
    switch (subject.kind) {
        case 'onnx': {
            const { inputs, output, activation } = subject;
            return {
                kind: 'onnx',
                file,
                ...(inputs === null ? {} : { inputs }),
                ...(output === null ? {} : { output }),
                ...(activation === null ? {} : { activation }),
            };
        }
        case 'predictions':
            return { kind: 'predictions', file, ...(subject.columns === null ? {} : { columns: subject.columns }) };
        case 'command':
        case 'endpoint':
            throw new Error(`a ${subject.kind} was given as a file`);
    }
}

;// CONCATENATED MODULE: ./build/src/gates/evaluate/evaluate-model.js







/**
 * Measures and judges one model. On changed evaluation data both versions are judged, and all checks are one gate: the candidate
 * must hold on both.
 *
 * @throws MeasurementError, UsageError
 */
async function evaluateModel(request) {
    const { model, evaluate, files } = request;
    if (isUnchanged(request))
        return untouched(files);
    if (files.baseline === null)
        requireLimits(model, evaluate);
    const parts = [];
    for (const [index, data] of files.data.entries()) {
        parts.push(await measurePart(request, data, index === 0 ? 'evaluation' : 'evaluation-changed'));
    }
    const comparisons = parts.flatMap((part) => part.comparisons);
    const [first] = parts;
    return {
        judgement: (0,judge/* judge */.S4)(comparisons, evaluate),
        comparisons,
        data: parts.map(({ role, data, rows }) => ({ role, reference: data.reference, sha256: data.sha256, rows })),
        reported: first?.reported ?? [],
        flips: first?.flips ?? null,
        turned: first?.turned ?? null,
        notes: [...files.notes, ...new Set(parts.flatMap((part) => part.notes))],
        environment: first?.environment ?? null,
    };
}
async function measurePart({ model, evaluate, files, score }, data, role) {
    const job = scoringJob(model, evaluate, files, data);
    const title = role === 'evaluation' ? `Scoring ${model.name}` : `Scoring ${model.name} on the changed data`;
    const { scored, notes, environment } = await score(job, title);
    const measurement = measurementOf(model.task, scored);
    const compared = compareAll(measurement, scored.slices, evaluate, role);
    return {
        role,
        data,
        rows: scored.rows,
        comparisons: compared.comparisons,
        reported: reportedMetrics(measurement, evaluate),
        ...flipsOf(measurement, scored, job),
        notes: [...notes, ...compared.notes],
        environment,
    };
}
function flipsOf(measurement, scored, job) {
    const turns = turnsOf(measurement);
    if (turns === null)
        return { flips: null, turned: null };
    return { flips: summarizeFlips(turns, scored.slices), turned: { rows: turnedRows(turns), turns, job } };
}
/** Same bytes, same data, same policy (design §4): nothing is loaded. */
function isUnchanged({ files, policyUnchanged }) {
    return policyUnchanged && files.data.length === 1 && files.candidate.sha256 === files.baseline?.sha256;
}
function untouched({ data, notes }) {
    const [{ reference, sha256 }] = data;
    return {
        judgement: (0,judge/* unchanged */.Cv)(),
        comparisons: [],
        data: [{ role: 'evaluation', reference, sha256, rows: 0 }],
        reported: [],
        flips: null,
        turned: null,
        notes,
        environment: null,
    };
}
/** Without a baseline only floors and ceilings can decide (design §4); a policy without them would decide nothing. */
function requireLimits({ name }, { metrics }) {
    if (Object.values(metrics).some(({ min, max }) => min !== null || max !== null))
        return;
    const [metric = 'roc_auc'] = Object.keys(metrics);
    throw new errors/* UsageError */.eb({
        where: `models.${name}.evaluate.metrics`,
        found: 'no floor or ceiling, and there is no baseline to compare with',
        expected: 'a baseline (`--baseline`), or at least one limit',
        remedy: `For example \`${metric}: { margin: 0.005, min: 0.85 }\` (\`max\` where lower is better).`,
    });
}


/***/ }),

/***/ 35143:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C$: () => (/* binding */ SEVERITY),
/* harmony export */   FO: () => (/* binding */ exitCodeOf),
/* harmony export */   QZ: () => (/* binding */ worst)
/* harmony export */ });
/** From best to worst (design §6). */
const SEVERITY = ['pass', 'warn', 'inconclusive', 'fail', 'error'];
const EXIT_CODES = { pass: 0, warn: 0, fail: 3, inconclusive: 4, error: 5 };
/** The worst of several models' verdicts; `error` for none at all, because a run that judged nothing is never a pass. */
function worst(verdicts) {
    if (verdicts.length === 0)
        return 'error';
    return SEVERITY.findLast((word) => verdicts.some(({ verdict }) => verdict === word)) ?? 'error';
}
/** Design §3: 0 pass or warn, 3 fail, 4 inconclusive that blocks, 5 could not measure. */
function exitCodeOf(verdicts) {
    return EXIT_CODES[worst(verdicts)];
}


/***/ }),

/***/ 35058:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B4: () => (/* binding */ formatCount),
/* harmony export */   MA: () => (/* binding */ formatP),
/* harmony export */   WB: () => (/* binding */ formatPlain),
/* harmony export */   Xg: () => (/* binding */ usefulDecimals),
/* harmony export */   ZV: () => (/* binding */ formatNumber),
/* harmony export */   l9: () => (/* binding */ formatPercent),
/* harmony export */   lb: () => (/* binding */ formatAbout)
/* harmony export */ });
/** Below this a fixed-point number would be mostly zeros. */
const SMALLEST_FIXED = 1e-7;
const MAX_DECIMALS = 8;
/**
 * Decimals that a reader can use: the first significant digit of the standard error, and never fewer than tell the compared
 * numbers from the margin. With an error of 0.0018, 0.0182 is read as 0.018.
 *
 * @param compared numbers that stand beside the margin in the text (bounds, the estimate)
 */
function usefulDecimals({ standardError, margin }, compared = []) {
    const grain = standardError !== null && standardError > 0 ? standardError : (largest([margin, ...compared]) ?? 1) / 100;
    let decimals = Math.max(decimalsOf(grain), ownDecimals(margin));
    while (decimals < MAX_DECIMALS && compared.some((value) => value !== margin && value.toFixed(decimals) === margin.toFixed(decimals)))
        decimals++;
    return Math.min(decimals, MAX_DECIMALS);
}
/** `12,400.5`, `0.018`, `−0.003` with a true minus sign. Zero carries no sign. */
function formatNumber(value, decimals) {
    if (!Number.isFinite(value))
        return value > 0 ? 'infinity' : value < 0 ? '−infinity' : 'not a number';
    const size = Math.abs(value);
    if (size > 0 && size < SMALLEST_FIXED)
        return sign(value) + size.toExponential(1);
    const fixed = size.toFixed(decimals);
    const [whole = '0', fraction] = fixed.split('.');
    const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
    return Number(fixed) === 0 ? text : sign(value) + text;
}
/** A number for itself, in its shortest form: by default a margin or limit as the policy wrote it, free of binary noise. */
function formatPlain(value, digits = 6) {
    const short = Number(value.toPrecision(digits));
    return Math.abs(short) > 0 && Math.abs(short) < SMALLEST_FIXED ? formatNumber(short, 0) : formatNumber(short, ownDecimals(short, digits));
}
/** Counts of rows that were worked out, not counted: three significant digits are all that they deserve. */
function formatAbout(count) {
    return grouped(String(Math.ceil(Number(count.toPrecision(3)))));
}
function formatCount(count) {
    return grouped(String(count));
}
function formatP(p) {
    if (p < 0.0001)
        return '< 0.0001';
    return p > 0.99 ? '> 0.99' : `${Number(p.toPrecision(2))}`;
}
function formatPercent(share) {
    const percent = share * 100;
    return `${percent > 0 && percent < 1 ? Number(percent.toPrecision(2)) : Number(percent.toFixed(1))} %`;
}
function decimalsOf(grain) {
    if (!(grain > 0) || !Number.isFinite(grain))
        return 0;
    return Math.min(MAX_DECIMALS, Math.max(0, -Math.floor(Math.log10(grain))));
}
/** Decimals of the shortest form: 2 for 0.05. Digits are limited because a margin of `5%` of the baseline has them without end. */
function ownDecimals(value, digits = 3) {
    const text = String(Number(Math.abs(value).toPrecision(digits)));
    const [mantissa = '', exponent = '0'] = text.split('e');
    const fraction = mantissa.split('.')[1]?.length ?? 0;
    return Math.min(MAX_DECIMALS, Math.max(0, fraction - Number(exponent)));
}
function largest(values) {
    const sizes = values.map(Math.abs).filter((size) => size > 0);
    return sizes.length === 0 ? undefined : Math.max(...sizes);
}
function sign(value) {
    return value < 0 ? '−' : '';
}
function grouped(digits) {
    return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}


/***/ }),

/***/ 85779:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EG: () => (/* binding */ checkOf),
/* harmony export */   V2: () => (/* binding */ isMeasured),
/* harmony export */   hD: () => (/* binding */ findingOf)
/* harmony export */ });
/* harmony import */ var _stats_normal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12610);
/* harmony import */ var _stats_power_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(44224);
/* harmony import */ var _messages_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(95157);
/* harmony import */ var _reason_codes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(10614);




function isMeasured(finding) {
    return finding.kind === 'measured';
}
/** Power at which `detectableHarm` and `rowsToDecide` are stated (design §1). */
const POWER = 0.8;
/** Beyond it "more rows" is no advice. */
const MOST_ROWS = 1e9;
/** Names of slices are values of the data and may be whole documents. */
const MAX_SLICE_NAME = 200;
/** Numbers that are not finite could hide harm (NaN is neither above nor below a margin), so they become an error here. */
function findingOf(comparison, confidence) {
    const { margin, kind, measured } = comparison;
    if (margin < 0 && kind !== 'improve-by')
        throw new RangeError(`${comparison.id}: a margin is an allowed worsening, not ${margin}`);
    if (margin > 0 && kind === 'improve-by')
        throw new RangeError(`${comparison.id}: improve-by demands a gain, margin must be −${margin}`);
    if (measured.kind !== 'measured')
        return { kind: 'unmeasured', comparison, why: measured };
    const { harm } = measured;
    const numbers = {
        harm: harm.estimate,
        standardError: harm.standardError,
        lower: harm.quantile(1 - confidence),
        upper: harm.quantile(confidence),
        pValue: harm.cdf(margin),
    };
    if ([margin, measured.candidate, measured.baseline ?? 0, ...Object.values(numbers)].every(Number.isFinite)) {
        return { kind: 'measured', comparison, numbers, arms: measured };
    }
    const why = `its value or uncertainty is not a number (${harm.method}, ${measured.n} ${measured.unit ?? 'rows'})`;
    return { kind: 'unmeasured', comparison, why: { kind: 'error', reasonCode: 'METRIC_UNDEFINED', why } };
}
/**
 * @param adjustedP p-value of "harm ≤ margin" within its family; null when not measured
 * @param family how many checks share the family-wise error (at least 1)
 */
function checkOf(finding, adjustedP, family, options) {
    const { comparison } = finding;
    const { id, metric, data, kind, require, higherIsBetter, margin } = comparison;
    const identity = { id, metric, slice: shortened(comparison.slice), data, kind, require, higherIsBetter, margin };
    if (!isMeasured(finding)) {
        const { why } = finding;
        const n = why.kind === 'too-few-rows' ? why.n : null;
        const unit = (why.kind === 'too-few-rows' ? why.unit : undefined) ?? 'rows';
        const check = { ...identity, ...decideUnmeasured(comparison, why, options), ...NOTHING_MEASURED, n, unit };
        return { ...check, message: (0,_messages_js__WEBPACK_IMPORTED_MODULE_3__/* .describeCheck */ .cn)(check, { why, options, family }) };
    }
    const { numbers, arms } = finding;
    const decision = decide(comparison, numbers, adjustedP ?? 1, options);
    const alpha = 1 - options.confidence;
    const spread = spreadOf(numbers, options.confidence);
    const check = {
        ...identity,
        ...decision,
        baseline: arms.baseline,
        candidate: arms.candidate,
        difference: arms.baseline === null ? null : arms.candidate - arms.baseline,
        harm: numbers.harm,
        harmBounds: { lower: numbers.lower, upper: numbers.upper, confidence: options.confidence, sides: 'one-sided each' },
        pValue: numbers.pValue,
        adjustedP,
        n: arms.n,
        unit: arms.unit ?? 'rows',
        method: arms.harm.method,
        standardError: numbers.standardError,
        detectableHarm: margin + (0,_stats_power_js__WEBPACK_IMPORTED_MODULE_1__/* .detectableHarm */ .EP)(spread, require === 'no-harm' ? alpha / family : alpha, POWER),
        rowsToDecide: rowsNeeded(comparison, numbers, decision.outcome, arms.n, spread, alpha),
        notExcluded: decision.outcome !== 'fail' && numbers.upper > margin ? numbers.upper : null,
    };
    return { ...check, message: (0,_messages_js__WEBPACK_IMPORTED_MODULE_3__/* .describeCheck */ .cn)(check, { why: null, options, family }) };
}
function decide(comparison, numbers, adjustedP, options) {
    const { margin, require } = comparison;
    const { harm, lower, upper } = numbers;
    if (lower > margin && (require === 'proof' || adjustedP <= 1 - options.confidence)) {
        return { outcome: 'fail', reasonCode: failureOf(comparison), blocking: true };
    }
    // Identical scores leave no room between the bounds: then harm at the margin itself is within it, also with a margin of 0.
    const proven = upper < margin || (upper === margin && lower === upper);
    if (require === 'proof' && !proven) {
        return { outcome: 'inconclusive', reasonCode: 'CANNOT_TELL', blocking: options.onInconclusive === 'block' };
    }
    if (require === 'no-harm' && harm > margin)
        return { outcome: 'warn', reasonCode: 'LOSS_NOT_EXCLUDED', blocking: false };
    if (isSuspicious(comparison, numbers))
        return { outcome: 'warn', reasonCode: 'SUSPICIOUS_GAIN', blocking: false };
    return { outcome: 'pass', reasonCode: 'NOT_WORSE', blocking: false };
}
/** The gain is beyond the bound, and it is a gain beyond doubt: noise on few rows is no suspicion. */
function isSuspicious({ suspiciousAbove }, { harm, upper }) {
    return suspiciousAbove !== null && -harm > suspiciousAbove && upper < 0;
}
function failureOf({ kind }) {
    switch (kind) {
        case 'relative':
            return 'WORSE_THAN_MARGIN';
        case 'limit':
            return 'OUTSIDE_LIMIT';
        case 'improve-by':
            return 'NOT_SUPERIOR';
        case 'anchor':
            return 'CREEP';
    }
}
function decideUnmeasured({ slice, kind }, why, options) {
    switch (why.kind) {
        case 'error':
            return { outcome: 'error', reasonCode: (0,_reason_codes_js__WEBPACK_IMPORTED_MODULE_2__/* .isReasonCode */ .O8)(why.reasonCode) ? why.reasonCode : 'DATA_INVALID', blocking: true };
        case 'too-few-rows':
            if (slice !== null)
                return { outcome: 'not-judged', reasonCode: 'TOO_FEW_ROWS', blocking: false };
            return { outcome: 'inconclusive', reasonCode: 'TOO_FEW_ROWS', blocking: options.onInconclusive === 'block' };
        case 'not-applicable':
            return { outcome: 'not-applicable', reasonCode: kind === 'anchor' ? 'NO_RELEASE' : 'NO_BASELINE', blocking: false };
    }
}
/**
 * Units at which the open question would be answered with 80 % power, at the observed standard error: for a comparison, if the models
 * are equal; for a limit or a demanded gain, if the value stays as it is. null when n is already enough, or nothing realistic is.
 */
function rowsNeeded({ kind, margin }, { harm }, outcome, n, spread, alpha) {
    if (outcome !== 'inconclusive' && outcome !== 'warn')
        return null;
    const distance = kind === 'limit' || kind === 'improve-by' ? Math.abs(margin - harm) : margin;
    const rows = (0,_stats_power_js__WEBPACK_IMPORTED_MODULE_1__/* .rowsToDecide */ .VS)(n, spread, distance, alpha, POWER);
    return rows > n && rows <= MOST_ROWS ? rows : null;
}
/** Score intervals have width where the plain standard error is 0 (no row changed sides); half of it stands in. */
function spreadOf({ standardError, lower, upper }, confidence) {
    return standardError > 0 ? standardError : (upper - lower) / 2 / (0,_stats_normal_js__WEBPACK_IMPORTED_MODULE_0__/* .normalQuantile */ .Zl)(confidence);
}
function shortened(slice) {
    return slice === null || slice.length <= MAX_SLICE_NAME ? slice : `${slice.slice(0, MAX_SLICE_NAME)}…`;
}
const NOTHING_MEASURED = {
    baseline: null,
    candidate: null,
    difference: null,
    harm: null,
    harmBounds: null,
    pValue: null,
    adjustedP: null,
    method: null,
    standardError: null,
    detectableHarm: null,
    rowsToDecide: null,
    notExcluded: null,
};


/***/ }),

/***/ 21242:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cv: () => (/* binding */ unchanged),
/* harmony export */   S4: () => (/* binding */ judge),
/* harmony export */   ZG: () => (/* binding */ couldNotMeasure)
/* harmony export */ });
/* harmony import */ var _stats_multiplicity_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(15662);
/* harmony import */ var _judge_check_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(85779);
/* harmony import */ var _worst_check_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8991);



/**
 * Is the candidate worse than the baseline by more than the margin, and how sure are we? (design §1)
 *
 * The fail claims of all `no-harm` checks of the gate are one Holm family (Holm 1979), because there are many and each is only looked at
 * for harm. A `proof` check answers for itself: it was declared as decisive, and since all of them must pass, their pass claims need
 * no correction (intersection–union).
 *
 * @param comparisons all checks of one gate and model, in the order of the policy
 */
function judge(comparisons, options) {
    const findings = comparisons.map((comparison) => (0,_judge_check_js__WEBPACK_IMPORTED_MODULE_0__/* .findingOf */ .hD)(comparison, options.confidence));
    const adjusted = adjustedWithinFamily(findings);
    const family = findings.filter(_judge_check_js__WEBPACK_IMPORTED_MODULE_0__/* .isMeasured */ .V2).filter(inFamily).length;
    const checks = findings.map((finding, index) => (0,_judge_check_js__WEBPACK_IMPORTED_MODULE_0__/* .checkOf */ .EG)(finding, adjusted[index] ?? null, family, options));
    const worst = (0,_worst_check_js__WEBPACK_IMPORTED_MODULE_1__/* .worstCheck */ .cZ)(checks);
    const cannot = checks.every(({ outcome }) => outcome !== 'error') && !findings.some(_judge_check_js__WEBPACK_IMPORTED_MODULE_0__/* .isMeasured */ .V2);
    if (worst === null || cannot)
        return nothingJudged(checks);
    return { verdict: (0,_worst_check_js__WEBPACK_IMPORTED_MODULE_1__/* .consequenceOf */ .pd)(worst), reasonCode: worst.reasonCode ?? 'NOT_WORSE', message: worst.message, remedy: null, checks };
}
/** The gate broke off before there was anything to compare: a model that crashed, data that cannot be read. */
function couldNotMeasure(problem) {
    return { verdict: 'error', reasonCode: problem.reasonCode, message: problem.message, remedy: problem.remedy, checks: [] };
}
/** Same bytes, same data, same policy (design §4): nothing was loaded. */
function unchanged() {
    const message = 'The model, the evaluation data and the policy are byte for byte those of the baseline.';
    return { verdict: 'pass', reasonCode: 'UNCHANGED', message, remedy: null, checks: [] };
}
function nothingJudged(checks) {
    const first = checks[0];
    const message = first === undefined ? 'The policy asks for no check.' : `Nothing could be judged. ${first.message}`;
    return { verdict: 'error', reasonCode: 'NOTHING_JUDGED', message, remedy: null, checks };
}
function adjustedWithinFamily(findings) {
    const adjusted = (0,_stats_multiplicity_js__WEBPACK_IMPORTED_MODULE_2__/* .holm */ .fU)(findings
        .filter(_judge_check_js__WEBPACK_IMPORTED_MODULE_0__/* .isMeasured */ .V2)
        .filter(inFamily)
        .map(({ numbers }) => numbers.pValue));
    let next = 0;
    return findings.map((finding) => {
        if (!(0,_judge_check_js__WEBPACK_IMPORTED_MODULE_0__/* .isMeasured */ .V2)(finding))
            return null;
        return inFamily(finding) ? (adjusted[next++] ?? null) : finding.numbers.pValue;
    });
}
function inFamily({ comparison }) {
    return comparison.require === 'no-harm';
}


/***/ }),

/***/ 95157:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cn: () => (/* binding */ describeCheck),
/* harmony export */   et: () => (/* binding */ subjectOf),
/* harmony export */   pn: () => (/* binding */ amountsOf)
/* harmony export */ });
/* harmony import */ var _format_number_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(35058);

/** A check in plain words, complete without its table row. Names in it are hostile text until the report escapes them. */
function describeCheck(check, { why, options, family }) {
    if (why !== null)
        return describeUnmeasured(check, why, options);
    return `${findingSentence(check)} ${conclusion(check, family)}`;
}
/** `roc_auc on age<30`. */
function subjectOf({ id, metric, slice, data }) {
    const changed = data === 'evaluation-changed' ? ' on the changed evaluation data' : '';
    return `${metric ?? id}${slice === null ? '' : ` on ${slice}`}${changed}`;
}
function amountsOf(check) {
    const { harm, harmBounds, margin, candidate, kind, higherIsBetter, standardError } = check;
    if (harm === null || harmBounds === null || candidate === null)
        return null;
    const { lower, upper } = harmBounds;
    const direction = harm > 0 ? 'worse' : harm < 0 ? 'better' : null;
    if (kind === 'limit') {
        const limit = higherIsBetter ? candidate + harm : candidate - harm;
        const [low, high] = higherIsBetter ? [limit - upper, limit - lower] : [limit + lower, limit + upper];
        const bar = Number(limit.toPrecision(12));
        const decimals = (0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .usefulDecimals */ .Xg)({ standardError, margin: bar }, [candidate, low, high]);
        const show = (value) => (0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatNumber */ .ZV)(value, decimals);
        return { estimate: show(candidate), range: `${show(low)} to ${show(high)}`, bar: (0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatPlain */ .WB)(bar), notExcluded: null, direction };
    }
    const decimals = (0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .usefulDecimals */ .Xg)({ standardError, margin }, [harm, lower, upper]);
    const show = (value) => (0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatNumber */ .ZV)(value, decimals);
    const [from, to] = harm < 0 ? [-upper, -lower] : [lower, upper];
    return {
        estimate: show(Math.abs(harm)),
        range: `${show(from)} to ${show(to)}`,
        bar: (0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatPlain */ .WB)(Math.abs(margin)),
        notExcluded: check.notExcluded === null ? null : show(check.notExcluded),
        direction,
    };
}
/** `roc_auc lower by 0.018 (0.015 to 0.021), allowed 0.005.` */
function findingSentence(check) {
    const amounts = amountsOf(check);
    if (amounts === null)
        return subjectOf(check);
    const { estimate, range, bar, direction } = amounts;
    if (check.kind === 'limit')
        return `${subjectOf(check)} is ${estimate} (${range}), ${limitName(check)} ${bar}.`;
    const than = check.kind === 'anchor' ? ' than in the last release' : '';
    const change = direction === null ? 'unchanged' : `${wentUp(check, direction) ? 'higher' : 'lower'} by ${estimate}`;
    const bounds = check.harmBounds?.lower === check.harmBounds?.upper ? '' : ` (${range})`;
    const allowed = check.kind === 'improve-by' ? `demanded gain ${bar}` : `allowed${direction === 'worse' ? '' : ' loss'} ${bar}`;
    return `${subjectOf(check)} ${change}${than}${bounds}, ${allowed}.`;
}
function conclusion(check, family) {
    switch (check.outcome) {
        case 'fail':
            return `${proven(check)}${evidenceOfFamily(check, family)}.`;
        case 'inconclusive':
            return `Cannot tell yet: ${openQuestion(check)}; ${whatWouldTell(check)}.`;
        case 'warn':
            if (check.reasonCode === 'SUSPICIOUS_GAIN')
                return 'A gain too good to be true: look for leaked labels.';
            return check.kind === 'limit'
                ? `Outside the ${limitName(check)}, but not proven; ${whatWouldTell(check)}.`
                : `More than allowed, but not proven: ${openQuestion(check)}; ${whatWouldTell(check)}.`;
        default:
            return `${passed(check)}.`;
    }
}
/** Only where the p-value is not simply that of the bounds. */
function evidenceOfFamily({ require, adjustedP }, family) {
    if (require === 'proof' || adjustedP === null || family < 2)
        return '';
    return ` (p ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatP */ .MA)(adjustedP)}, adjusted over ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(family)} checks)`;
}
function passed(check) {
    const amounts = amountsOf(check);
    if (check.kind === 'limit')
        return check.notExcluded === null ? `Within the ${limitName(check)}` : `Not proven outside the ${limitName(check)}`;
    if (check.kind === 'improve-by')
        return 'The gain is proven';
    if (check.notExcluded === null)
        return 'A greater loss is excluded';
    return `No greater loss is proven; one of up to ${amounts?.notExcluded} is not excluded`;
}
function proven(check) {
    if (check.kind === 'limit')
        return `Proven ${check.higherIsBetter ? 'below the floor' : 'above the ceiling'}`;
    return check.kind === 'improve-by' ? 'The gain is proven to be smaller' : 'Proven worse than allowed';
}
/** What was excluded and what was not (design §1). */
function openQuestion(check) {
    const amounts = amountsOf(check);
    if (check.kind === 'limit')
        return `both sides of the ${limitName(check)} are possible`;
    if (check.kind === 'improve-by')
        return 'the gain may be smaller than demanded';
    return `a loss of up to ${amounts?.notExcluded ?? amounts?.bar} is not excluded, a greater one is`;
}
function whatWouldTell(check) {
    const { rowsToDecide, unit, n, margin, kind } = check;
    if (rowsToDecide !== null)
        return `about ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatAbout */ .lb)(rowsToDecide)} ${unit} would tell (${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(n ?? 0)} now)`;
    if (margin === 0 && kind !== 'limit')
        return 'an equal model never proves a margin of 0';
    if (kind === 'limit' || kind === 'improve-by')
        return 'it lies so close that no realistic number of rows would tell';
    return `these ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(n ?? 0)} ${unit} are enough to clear an equal model: the loss itself is close to the margin`;
}
function describeUnmeasured(check, why, { minRows, minRarerClass }) {
    switch (why.kind) {
        case 'error':
            return `${subjectOf(check)} could not be measured: ${why.why}.`;
        case 'not-applicable':
            return `${subjectOf(check)} not compared: ${why.why}.`;
        case 'too-few-rows': {
            const rows = `${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(why.n)} ${check.unit}${why.n < minRows ? ` (at least ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(minRows)} needed)` : ''}`;
            const rarer = why.rarer !== null && why.rarer < minRarerClass
                ? `, ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(why.rarer)} of the rarer class (at least ${(0,_format_number_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCount */ .B4)(minRarerClass)} needed)`
                : '';
            return `${subjectOf(check)} not judged: ${rows}${rarer}.`;
        }
    }
}
function wentUp({ higherIsBetter }, direction) {
    return higherIsBetter === (direction === 'better');
}
function limitName({ higherIsBetter }) {
    return higherIsBetter ? 'floor' : 'ceiling';
}


/***/ }),

/***/ 10614:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O8: () => (/* binding */ isReasonCode),
/* harmony export */   OE: () => (/* binding */ REASON_CODES),
/* harmony export */   ez: () => (/* binding */ REASONS)
/* harmony export */ });
/* unused harmony export renderReasonCodes */
/** The closed list: a verdict's `reasonCode` is that of its worst check, and no other word ever appears there. */
const REASONS = {
    NOT_WORSE: { meaning: 'No check found the candidate worse than its margin allows.', remedy: 'Nothing to do.' },
    UNCHANGED: { meaning: 'Same model bytes, same data, same policy: nothing to compare.', remedy: 'Nothing to do.' },
    WORSE_THAN_MARGIN: {
        meaning: 'The candidate is worse than the baseline by more than the margin, at the demanded confidence.',
        remedy: 'Improve the model, or widen the margin in a reviewed change of the policy.',
    },
    OUTSIDE_LIMIT: {
        meaning: 'The candidate is below a floor (`min`) or above a ceiling (`max`), at the demanded confidence.',
        remedy: 'Improve the model; a limit is independent of the baseline.',
    },
    NOT_SUPERIOR: {
        meaning: '`improve-by` asks for a gain, and the gain is proven to be smaller.',
        remedy: 'Improve the model, or lower `improve-by`.',
    },
    CREEP: {
        meaning: 'Against the last released model the loss is more than the anchor allows: many small allowed losses have added up.',
        remedy: 'Win the loss back, or release a model on purpose to move the anchor.',
    },
    CANNOT_TELL: {
        meaning: 'The data allow neither "not worse than the margin" nor "worse than the margin".',
        remedy: 'Add evaluation rows (the check says how many), widen the margin, or set `on-inconclusive: warn`.',
    },
    LOSS_NOT_EXCLUDED: {
        meaning: 'The estimate is beyond the margin, but harm is not proven.',
        remedy: 'Look at the slice; more rows of it would tell.',
    },
    SUSPICIOUS_GAIN: {
        meaning: 'The gain is larger than `suspicious-above`: too good to be true.',
        remedy: 'Look for leaked labels or evaluation rows in the training data.',
    },
    TOO_FEW_ROWS: {
        meaning: 'Fewer rows than `min-rows`, or too few of the rarer class, for a judgement.',
        remedy: 'Add evaluation rows, or lower `min-rows`.',
    },
    NOTHING_JUDGED: {
        meaning: 'Not one check could be judged; a gate that judged nothing is never a pass.',
        remedy: 'Check the evaluation data and the policy: every check lacked rows or a baseline.',
    },
    NO_BASELINE: {
        meaning: 'There is no baseline model, so only floors and ceilings decided.',
        remedy: 'Expected for a first model; afterwards name one by `baseline`.',
    },
    NO_RELEASE: {
        meaning: 'Nothing has been released yet, so there is no anchor to compare with.',
        remedy: 'Nothing to do; the first rollout sets the anchor.',
    },
    POLICY_LOOSENED: {
        meaning: 'The pull request removes or loosens a rule of the base policy; the base rule still applied.',
        remedy: 'Merge the policy change by itself first.',
    },
    METRIC_UNDEFINED: {
        meaning: 'The metric has no value on these rows (one class only, a zero denominator, …).',
        remedy: 'Give the data what the metric needs, or take the metric or the slice out of the policy.',
    },
    EMPTY_SLICE: {
        meaning: 'A declared slice has no rows in the evaluation data.',
        remedy: 'Correct the slice (column, edges, condition), or add rows of it.',
    },
    DATA_INVALID: {
        meaning: 'The evaluation data cannot be used: a missing column, a null, NaN or infinite value, a wrong type, no rows.',
        remedy: 'Mend the file at the row and column named.',
    },
    ROWS_DO_NOT_PAIR: {
        meaning: 'The rows of the arms, or of predictions and data, do not match one to one.',
        remedy: 'Set `data.id`, or write both from the same file.',
    },
    REFERENCE_NOT_FOUND: {
        meaning: 'A reference (path, git revision, URL, artifact) names nothing that can be fetched.',
        remedy: 'Correct the reference, or give the job the permission that the message names.',
    },
    DIGEST_MISMATCH: {
        meaning: 'What arrived is not the file that the digest names: it was changed, damaged or cut short.',
        remedy: 'Find out who changed the file; correct the digest only if the new file is meant.',
    },
    LFS_POINTER: {
        meaning: 'A Git LFS pointer stands where the file should be.',
        remedy: 'Set `lfs: true` on actions/checkout, or let Sluice fetch it with `contents: read`.',
    },
    MODEL_NOT_LOADED: {
        meaning: 'The runtime refuses the model: a damaged file, a newer opset, an unknown operator.',
        remedy: 'Export the model again for the runtime that the message names.',
    },
    MODEL_CRASHED: { meaning: 'The model ended its process.', remedy: 'Run the model on the batch that the message names.' },
    MODEL_TIMED_OUT: { meaning: 'The model did not answer a batch in time.', remedy: 'Raise `time-limit`, or find the loop.' },
    MODEL_OUT_OF_MEMORY: {
        meaning: 'The model asked for more memory than allowed.',
        remedy: 'Raise `memory-limit`, or lower `batch-size`.',
    },
    MODEL_READS_OUTSIDE: {
        meaning: 'The model names weights outside its own folder.',
        remedy: 'Do not trust the file; export the model with its weights beside it.',
    },
    RUNTIME_NOT_READY: {
        meaning: 'The native packages that run models and read data could not be installed or loaded.',
        remedy: 'Check the registry and the network, or prepare a folder and name it by `runtime`.',
    },
    OUTPUT_NOT_FINITE: {
        meaning: 'The model answered NaN or infinity.',
        remedy: 'Look at the row that the message names; such a model must not ship.',
    },
    OUTPUT_NOT_FOUND: { meaning: 'The model has no output that can be the score.', remedy: 'Name it by `output` in the policy.' },
    OUTPUT_NOT_PROBABILITY: {
        meaning: 'A classifier answered a number outside 0 to 1.',
        remedy: 'If these are logits, set `activation: sigmoid` or `activation: softmax` in the policy.',
    },
    INPUT_NOT_MATCHED: {
        meaning: 'An input of the model has no column in the data.',
        remedy: 'Map inputs to columns by `inputs` in the policy.',
    },
    NOISY_RUNNER: {
        meaning: 'The machine is too noisy: the same model against itself differs by more than the margin.',
        remedy: 'Use a quieter or dedicated runner, a longer time budget, or a wider margin.',
    },
    MISSING_GATE: {
        meaning: 'A gate that the policy asks for has handed in no verdict.',
        remedy: 'Look at its job: it was skipped, cancelled, or its artifact is missing.',
    },
    INTERRUPTED: { meaning: 'The run was stopped before it could judge.', remedy: 'Run it again.' },
};
const REASON_CODES = Object.keys(REASONS).filter(isReasonCode);
/** For codes that come as text from a MeasurementError or a file. */
function isReasonCode(text) {
    return Object.hasOwn(REASONS, text);
}
/** docs/reason-codes.md. */
function renderReasonCodes() {
    const rows = REASON_CODES.map((code) => `| \`${code}\` | ${REASONS[code].meaning} | ${REASONS[code].remedy} |`);
    return [
        '# Reason codes',
        '',
        'Every verdict and every check carries one of these; the list is closed. The reason of a verdict is that of its worst check.',
        '',
        '| code | meaning | what to do |',
        '| --- | --- | --- |',
        ...rows,
        '',
    ].join('\n');
}


/***/ }),

/***/ 8991:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cZ: () => (/* binding */ worstCheck),
/* harmony export */   nr: () => (/* binding */ inOrderOfConcern),
/* harmony export */   pd: () => (/* binding */ consequenceOf)
/* harmony export */ });
/* harmony import */ var _exit_code_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(35143);

/** What a check makes of the whole verdict (design §1, §6). */
function consequenceOf(check) {
    switch (check.outcome) {
        case 'error':
        case 'fail':
        case 'warn':
        case 'pass':
            return check.outcome;
        case 'inconclusive':
            return check.blocking ? 'inconclusive' : 'warn';
        case 'not-judged':
            return 'pass';
        case 'not-applicable':
            // Without a baseline the verdict is at best `warn`; that nothing was released yet is no reason to warn.
            return check.kind === 'anchor' ? 'pass' : 'warn';
    }
}
/**
 * The check to speak of first: by consequence, then what was measured before what was not, overall before slices, then by how many
 * standard errors the harm lies beyond the margin. null without checks.
 */
function worstCheck(checks) {
    return inOrderOfConcern(checks)[0] ?? null;
}
function inOrderOfConcern(checks) {
    return checks
        .map((check, index) => ({ check, index, key: concernOf(check) }))
        .sort((a, b) => compareKeys(b.key, a.key) || a.index - b.index)
        .map(({ check }) => check);
}
function concernOf(check) {
    const hasAnswer = check.outcome !== 'not-judged' && check.outcome !== 'not-applicable';
    return [_exit_code_js__WEBPACK_IMPORTED_MODULE_0__/* .SEVERITY */ .C$.indexOf(consequenceOf(check)), hasAnswer ? 1 : 0, check.slice === null ? 1 : 0, excessOf(check)];
}
function excessOf({ harm, margin, standardError }) {
    if (harm === null)
        return 0;
    if (standardError !== null && standardError > 0)
        return (harm - margin) / standardError;
    return harm > margin ? Number.MAX_VALUE : -Number.MAX_VALUE;
}
function compareKeys(a, b) {
    for (const [index, value] of a.entries()) {
        const difference = value - (b[index] ?? 0);
        if (difference !== 0)
            return difference;
    }
    return 0;
}


/***/ }),

/***/ 67511:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FV: () => (/* binding */ escapeMarkdown),
/* harmony export */   SS: () => (/* binding */ codeSpan),
/* harmony export */   wh: () => (/* binding */ plainText)
/* harmony export */ });
/* unused harmony export MAX_NAME_CHARS */
/** Longest name shown, in characters: a column, a slice, a reference. */
const MAX_NAME_CHARS = 200;
/** Separates what GitHub would link or translate, without showing. It is added after the text's own invisible characters are gone. */
const BREAK = '\u200B';
/** Control, invisible, text-direction and broken characters (Unicode Cc, Cf, Cs, Co) can hide or reorder what a reader sees. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
/**
 * Text that came from a model, a column, a slice or a file, made fit for a Markdown paragraph, list item or table cell: it shows
 * as it is and nothing in it is markup, a link, an image, a mention, an issue, an emoji code or a new line.
 */
function escapeMarkdown(hostile, maxChars = MAX_NAME_CHARS) {
    return oneLine(hostile, maxChars)
        .replace(/[\\`*[\]|~$]/g, '\\$&')
        .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;')
        .replace(/@/g, `@${BREAK}`)
        .replace(/#/g, `\\#${BREAK}`)
        .replace(/\b(GH)-(?=\d)/gi, `$1-${BREAK}`)
        .replace(/:(?=\/\/|[a-z0-9_+-]+:)/gi, `:${BREAK}`)
        .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}${BREAK}.`)
        .replace(/\b(?=[0-9a-f]{7,40}\b)(?=[0-9]*[a-f])([0-9a-f]{3})/gi, `$1${BREAK}`)
        .replace(/^([-+=])/, '\\$1')
        .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}
/** Inline code, in which nothing is markup; the fence is longer than any run of backticks inside. */
function codeSpan(hostile, maxChars = MAX_NAME_CHARS) {
    const text = oneLine(hostile, maxChars);
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(longest + 1);
    return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}
/** For a terminal or a runner's log: no escape sequence, and no workflow command wherever in a line it stands. */
function plainText(hostile, maxChars = MAX_NAME_CHARS) {
    return oneLine(hostile, maxChars)
        .replace(/:(?=:)/g, `:${BREAK}`)
        .replace(/##(?=\[)/g, `##${BREAK}`);
}
/** Cut by whole characters, so that no half of a pair is left. */
function oneLine(hostile, maxChars) {
    // Twice as many code units as characters wanted hold them all; a text of megabytes is not walked through.
    const clean = hostile
        .slice(0, maxChars * 2 + 2)
        .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(INVISIBLE, '')
        .trim();
    const characters = Array.from(clean);
    if (characters.length === 0)
        return '(empty)';
    if (characters.length <= maxChars && hostile.length <= maxChars * 2 + 2)
        return clean;
    return `${characters.slice(0, maxChars - 1).join('')}…`;
}


/***/ }),

/***/ 39375:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F5: () => (/* binding */ scalesOf),
/* harmony export */   JH: () => (/* binding */ PLOT_MARKS),
/* harmony export */   PI: () => (/* binding */ plotInterval),
/* harmony export */   Y5: () => (/* binding */ scaleKey)
/* harmony export */ });
/** The characters of a plot, for the legend. */
const PLOT_MARKS = { estimate: '●', range: '─', noChange: '┊', margin: '│', better: '‹', worse: '›' };
const EMPTY = '·';
/** Beyond so many margins a plot is cut off: one wild slice would press all others into a corner. */
const MOST_MARGINS = 6;
/** One scale for all checks that may be compared by eye: the same metric, differences apart from limits. */
function scalesOf(checks) {
    const keys = new Set(checks.map(scaleKey));
    return new Map([...keys].map((key) => [key, scaleOf(checks.filter((check) => scaleKey(check) === key))]));
}
function scaleKey({ metric, id, kind }) {
    return `${metric ?? id} ${kind === 'limit' ? `limit ${id}` : 'difference'}`;
}
/** A line of `width` characters, the same width whatever it shows; null where nothing was measured. */
function plotInterval(check, scale, width) {
    const { harm, harmBounds, margin, kind } = check;
    if (harm === null || harmBounds === null)
        return null;
    const column = (value) => Math.round(((value - scale.from) / (scale.to - scale.from)) * (width - 1));
    const cells = new Array(width).fill(EMPTY);
    const put = (index, mark) => {
        if (index >= 0 && index < width)
            cells[index] = mark;
    };
    for (let index = Math.max(0, column(harmBounds.lower)); index <= Math.min(width - 1, column(harmBounds.upper)); index++)
        put(index, PLOT_MARKS.range);
    if (kind !== 'limit')
        put(column(0), PLOT_MARKS.noChange);
    put(column(margin), PLOT_MARKS.margin);
    put(column(harm), PLOT_MARKS.estimate);
    if (column(harmBounds.upper) >= width)
        put(width - 1, PLOT_MARKS.worse);
    if (column(harmBounds.lower) < 0)
        put(0, PLOT_MARKS.better);
    return cells.join('');
}
function scaleOf(checks) {
    const margins = checks.map(({ margin }) => margin);
    const most = MOST_MARGINS * Math.max(...margins.map(Math.abs));
    const reach = most > 0 ? most : Number.POSITIVE_INFINITY;
    const ends = checks.flatMap(({ harmBounds }) => (harmBounds === null ? [] : [harmBounds.lower, harmBounds.upper]));
    const from = Math.max(-reach, Math.min(0, ...margins, ...ends));
    const to = Math.min(reach, Math.max(0, ...margins, ...ends));
    return from < to ? { from, to } : { from: from - 1, to: to + 1 };
}


/***/ }),

/***/ 92356:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Et: () => (/* binding */ checksTable),
  yo: () => (/* binding */ methodTable),
  tp: () => (/* binding */ table)
});

;// CONCATENATED MODULE: ./node_modules/markdown-table/index.js
// To do: next major: remove.
/**
 * @typedef {Options} MarkdownTableOptions
 *   Configuration.
 */

/**
 * @typedef Options
 *   Configuration.
 * @property {boolean | null | undefined} [alignDelimiters=true]
 *   Whether to align the delimiters (default: `true`);
 *   they are aligned by default:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   Pass `false` to make them staggered:
 *
 *   ```markdown
 *   | Alpha | B |
 *   | - | - |
 *   | C | Delta |
 *   ```
 * @property {ReadonlyArray<string | null | undefined> | string | null | undefined} [align]
 *   How to align columns (default: `''`);
 *   one style for all columns or styles for their respective columns;
 *   each style is either `'l'` (left), `'r'` (right), or `'c'` (center);
 *   other values are treated as `''`, which doesn’t place the colon in the
 *   alignment row but does align left;
 *   *only the lowercased first character is used, so `Right` is fine.*
 * @property {boolean | null | undefined} [delimiterEnd=true]
 *   Whether to end each row with the delimiter (default: `true`).
 *
 *   > 👉 **Note**: please don’t use this: it could create fragile structures
 *   > that aren’t understandable to some markdown parsers.
 *
 *   When `true`, there are ending delimiters:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   When `false`, there are no ending delimiters:
 *
 *   ```markdown
 *   | Alpha | B
 *   | ----- | -----
 *   | C     | Delta
 *   ```
 * @property {boolean | null | undefined} [fillRows=true]
 *   Whether to fill rows with empty cells up to the most cells in a row
 *   (default: `true`).
 *
 *   When `true`, all rows have as many cells as the longest row:
 *
 *   ```markdown
 *   | Alpha | B    |   |
 *   | ----- | ---- | - |
 *   | C     |      |   |
 *   | D     | Echo | F |
 *   ```
 *
 *   When `false`, rows keep their cells,
 *   and the delimiter row has as many cells as the header row:
 *
 *   ```markdown
 *   | Alpha | B    |
 *   | ----- | ---- |
 *   | C     |
 *   | D     | Echo | F |
 *   ```
 * @property {boolean | null | undefined} [delimiterStart=true]
 *   Whether to begin each row with the delimiter (default: `true`).
 *
 *   > 👉 **Note**: please don’t use this: it could create fragile structures
 *   > that aren’t understandable to some markdown parsers.
 *
 *   When `true`, there are starting delimiters:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   When `false`, there are no starting delimiters:
 *
 *   ```markdown
 *   Alpha | B     |
 *   ----- | ----- |
 *   C     | Delta |
 *   ```
 * @property {boolean | null | undefined} [padding=true]
 *   Whether to add a space of padding between delimiters and cells
 *   (default: `true`).
 *
 *   When `true`, there is padding:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   When `false`, there is no padding:
 *
 *   ```markdown
 *   |Alpha|B    |
 *   |-----|-----|
 *   |C    |Delta|
 *   ```
 * @property {((value: string) => number) | null | undefined} [stringLength]
 *   Function to detect the length of table cell content (optional);
 *   this is used when aligning the delimiters (`|`) between table cells;
 *   full-width characters and emoji mess up delimiter alignment when viewing
 *   the markdown source;
 *   to fix this, you can pass this function,
 *   which receives the cell content and returns its “visible” size;
 *   note that what is and isn’t visible depends on where the text is displayed.
 *
 *   Without such a function, the following:
 *
 *   ```js
 *   markdownTable([
 *     ['Alpha', 'Bravo'],
 *     ['中文', 'Charlie'],
 *     ['👩‍❤️‍👩', 'Delta']
 *   ])
 *   ```
 *
 *   Yields:
 *
 *   ```markdown
 *   | Alpha | Bravo |
 *   | - | - |
 *   | 中文 | Charlie |
 *   | 👩‍❤️‍👩 | Delta |
 *   ```
 *
 *   With [`string-width`](https://github.com/sindresorhus/string-width):
 *
 *   ```js
 *   import stringWidth from 'string-width'
 *
 *   markdownTable(
 *     [
 *       ['Alpha', 'Bravo'],
 *       ['中文', 'Charlie'],
 *       ['👩‍❤️‍👩', 'Delta']
 *     ],
 *     {stringLength: stringWidth}
 *   )
 *   ```
 *
 *   Yields:
 *
 *   ```markdown
 *   | Alpha | Bravo   |
 *   | ----- | ------- |
 *   | 中文  | Charlie |
 *   | 👩‍❤️‍👩    | Delta   |
 *   ```
 */

/**
 * Get the length of a cell.
 *
 * @param {string} value
 *   Cell value.
 * @returns {number}
 *   Cell size.
 */
function defaultStringLength(value) {
  return value.length
}

/**
 * Generate a markdown
 * ([GFM](https://docs.github.com/en/github/writing-on-github/working-with-advanced-formatting/organizing-information-with-tables))
 * table.
 *
 * @param {ReadonlyArray<ReadonlyArray<string | null | undefined>>} table
 *   Table data (matrix of strings).
 * @param {Readonly<Options> | null | undefined} [options]
 *   Configuration (optional).
 * @returns {string}
 *   Result.
 */
function markdownTable(table, options) {
  const settings = options || {}
  // To do: next major: change to spread.
  // eslint-disable-next-line unicorn/prefer-spread -- `align` can be a string.
  const align = (settings.align || []).concat()
  const stringLength = settings.stringLength || defaultStringLength
  /** @type {Array<number>} Character codes as symbols for alignment per column. */
  const alignments = []
  /** @type {Array<Array<string>>} Cells per row. */
  const cellMatrix = []
  /** @type {Array<Array<number>>} Sizes of each cell per row. */
  const sizeMatrix = []
  /** @type {Array<number>} */
  const longestCellByColumn = []
  let mostCellsPerRow = 0
  let rowIndex = -1

  // This is a superfluous loop if we don’t align delimiters, but otherwise we’d
  // do superfluous work when aligning, so optimize for aligning.
  while (++rowIndex < table.length) {
    /** @type {Array<string>} */
    const row = []
    /** @type {Array<number>} */
    const sizes = []
    let columnIndex = -1

    if (table[rowIndex].length > mostCellsPerRow) {
      mostCellsPerRow = table[rowIndex].length
    }

    while (++columnIndex < table[rowIndex].length) {
      const cell = serialize(table[rowIndex][columnIndex])

      if (settings.alignDelimiters !== false) {
        const size = stringLength(cell)
        sizes[columnIndex] = size

        if (
          longestCellByColumn[columnIndex] === undefined ||
          size > longestCellByColumn[columnIndex]
        ) {
          longestCellByColumn[columnIndex] = size
        }
      }

      row.push(cell)
    }

    cellMatrix[rowIndex] = row
    sizeMatrix[rowIndex] = sizes
  }

  // Figure out which alignments to use.
  let columnIndex = -1

  if (typeof align === 'object' && 'length' in align) {
    while (++columnIndex < mostCellsPerRow) {
      alignments[columnIndex] = toAlignment(align[columnIndex])
    }
  } else {
    const code = toAlignment(align)

    while (++columnIndex < mostCellsPerRow) {
      alignments[columnIndex] = code
    }
  }

  // Inject the alignment row.
  columnIndex = -1
  /** @type {Array<string>} */
  const row = []
  /** @type {Array<number>} */
  const sizes = []

  while (++columnIndex < mostCellsPerRow) {
    const code = alignments[columnIndex]
    let before = ''
    let after = ''

    if (code === 99 /* `c` */) {
      before = ':'
      after = ':'
    } else if (code === 108 /* `l` */) {
      before = ':'
    } else if (code === 114 /* `r` */) {
      after = ':'
    }

    // There *must* be at least one hyphen-minus in each alignment cell.
    let size =
      settings.alignDelimiters === false
        ? 1
        : Math.max(
            1,
            longestCellByColumn[columnIndex] - before.length - after.length
          )

    const cell = before + '-'.repeat(size) + after

    if (settings.alignDelimiters !== false) {
      size = before.length + size + after.length

      if (size > longestCellByColumn[columnIndex]) {
        longestCellByColumn[columnIndex] = size
      }

      sizes[columnIndex] = size
    }

    row[columnIndex] = cell
  }

  // Inject the alignment row.
  cellMatrix.splice(1, 0, row)
  sizeMatrix.splice(1, 0, sizes)

  rowIndex = -1
  /** @type {Array<string>} */
  const lines = []

  while (++rowIndex < cellMatrix.length) {
    const row = cellMatrix[rowIndex]
    const sizes = sizeMatrix[rowIndex]
    const cellsInRow =
      settings.fillRows === false
        ? Math.max(1, cellMatrix[rowIndex === 1 ? 0 : rowIndex].length)
        : mostCellsPerRow
    columnIndex = -1
    /** @type {Array<string>} */
    const line = []

    while (++columnIndex < cellsInRow) {
      const cell = row[columnIndex] || ''
      let before = ''
      let after = ''

      if (settings.alignDelimiters !== false) {
        const size =
          longestCellByColumn[columnIndex] - (sizes[columnIndex] || 0)
        const code = alignments[columnIndex]

        if (code === 114 /* `r` */) {
          before = ' '.repeat(size)
        } else if (code === 99 /* `c` */) {
          const half = size / 2

          if (size % 2) {
            before = ' '.repeat(half + 0.5)
            after = ' '.repeat(half - 0.5)
          } else {
            before = ' '.repeat(half)
            after = before
          }
        } else {
          after = ' '.repeat(size)
        }
      }

      if (settings.delimiterStart !== false && !columnIndex) {
        line.push('|')
      }

      if (
        settings.padding !== false &&
        // Don’t add the opening space if we’re not aligning and the cell is
        // empty: there will be a closing space.
        !(settings.alignDelimiters === false && cell === '') &&
        (settings.delimiterStart !== false || columnIndex)
      ) {
        line.push(' ')
      }

      if (settings.alignDelimiters !== false) {
        line.push(before)
      }

      line.push(cell)

      if (settings.alignDelimiters !== false) {
        line.push(after)
      }

      if (settings.padding !== false) {
        line.push(' ')
      }

      if (settings.delimiterEnd !== false || columnIndex !== cellsInRow - 1) {
        line.push('|')
      }
    }

    lines.push(
      settings.delimiterEnd === false
        ? line.join('').replace(/ +$/, '')
        : line.join('')
    )
  }

  return lines.join('\n')
}

/**
 * Serialize a cell value.
 *
 * @param {string | null | undefined} [value]
 *   Value to serialize.
 * @returns {string}
 *   Result.
 */
function serialize(value) {
  return value === null || value === undefined ? '' : String(value)
}

/**
 * Get the alignment character code from a value.
 *
 * @param {string | null | undefined} value
 *   Value.
 * @returns {number}
 *   Alignment.
 */
function toAlignment(value) {
  const code = typeof value === 'string' ? value.codePointAt(0) : 0

  return code === 67 /* `C` */ || code === 99 /* `c` */
    ? 99 /* `c` */
    : code === 76 /* `L` */ || code === 108 /* `l` */
      ? 108 /* `l` */
      : code === 82 /* `R` */ || code === 114 /* `r` */
        ? 114 /* `r` */
        : 0
}

// EXTERNAL MODULE: ./build/src/report/escape-markdown.js
var escape_markdown = __webpack_require__(67511);
// EXTERNAL MODULE: ./build/src/report/interval-plot.js
var interval_plot = __webpack_require__(39375);
// EXTERNAL MODULE: ./build/src/report/words.js
var words = __webpack_require__(43629);
;// CONCATENATED MODULE: ./build/src/report/markdown-table.js




/** Three narrow columns, and the plot below its numbers: the table fits a phone. In characters. */
const PLOT_WIDTH = 25;
const MAX_MESSAGE_CHARS = 1_000;
function checksTable(checks, scales) {
    return table(['result', 'check', 'change, range, and what is allowed'], checks.map((check) => checkRow(check, scales)));
}
/** For those who defend the verdict: how each number was made. */
function methodTable(checks, cells, header) {
    return table(['check', ...header], checks.map((check) => [(0,escape_markdown/* escapeMarkdown */.FV)((0,words/* nameOf */.Vb)(check)), ...cells(check)]));
}
/** Cells are Markdown already. `aligned` fills columns with spaces, for people who read the source. */
function table(header, rows, width = 'compact') {
    return markdownTable([[...header], ...rows.map((row) => [...row])], { alignDelimiters: width === 'aligned' });
}
function checkRow(check, scales) {
    const result = `${words/* SIGNS */.B2[check.outcome]} ${check.blocking ? `**${(0,words/* outcomeWord */.nG)(check)}**` : (0,words/* outcomeWord */.nG)(check)}`;
    const scale = scales.get((0,interval_plot/* scaleKey */.Y5)(check));
    const plot = scale === undefined ? null : (0,interval_plot/* plotInterval */.PI)(check, scale, PLOT_WIDTH);
    const change = (0,escape_markdown/* escapeMarkdown */.FV)((0,words/* changeOf */.C2)(check), MAX_MESSAGE_CHARS);
    return [result, (0,escape_markdown/* escapeMarkdown */.FV)((0,words/* nameOf */.Vb)(check)), plot === null ? change : `${change}<br>\`${plot}\``];
}


/***/ }),

/***/ 43629:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $3: () => (/* binding */ standardRemedyOf),
/* harmony export */   B2: () => (/* binding */ SIGNS),
/* harmony export */   C2: () => (/* binding */ changeOf),
/* harmony export */   N4: () => (/* binding */ tally),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   eZ: () => (/* binding */ triesNote),
/* harmony export */   nG: () => (/* binding */ outcomeWord),
/* harmony export */   q9: () => (/* binding */ WORDS)
/* harmony export */ });
/* harmony import */ var _judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(35058);
/* harmony import */ var _judge_messages_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(95157);
/* harmony import */ var _judge_reason_codes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(10614);



/** A sign for those who look, a word for those who listen; the sign never stands alone. */
const SIGNS = {
    pass: '✅',
    warn: '⚠️',
    inconclusive: '❔',
    fail: '❌',
    error: '⛔',
    'not-judged': '➖',
    'not-applicable': '➖',
};
const WORDS = {
    pass: 'pass',
    warn: 'warn',
    inconclusive: 'cannot tell',
    fail: 'fail',
    error: 'error',
    'not-judged': 'not judged',
    'not-applicable': 'no baseline',
};
function outcomeWord(check) {
    if (check.outcome === 'not-applicable' && check.kind === 'anchor')
        return 'no release';
    return WORDS[check.outcome];
}
/** `roc_auc.min on age<30`, without what the message says besides. */
function nameOf(check) {
    return (0,_judge_messages_js__WEBPACK_IMPORTED_MODULE_1__/* .subjectOf */ .et)({ ...check, metric: check.id });
}
/** `0.912 → 0.894, worse by 0.018 (0.015 to 0.021), allowed 0.005`; what was not measured says so. */
function changeOf(check) {
    const amounts = (0,_judge_messages_js__WEBPACK_IMPORTED_MODULE_1__/* .amountsOf */ .pn)(check);
    if (amounts === null)
        return withoutSubject(check);
    const { estimate, range, bar, direction } = amounts;
    if (check.kind === 'limit')
        return `${estimate} (${range}), ${check.higherIsBetter ? 'floor' : 'ceiling'} ${bar}`;
    const change = direction === null ? 'no change' : `${direction} by ${estimate}`;
    const width = check.harmBounds?.lower === check.harmBounds?.upper ? '' : ` (${range})`;
    return `${armsOf(check)}${change}${width}, ${check.kind === 'improve-by' ? 'demanded gain' : 'allowed'} ${bar}`;
}
/** The table has the name already in the column before. */
function withoutSubject(check) {
    const subject = `${(0,_judge_messages_js__WEBPACK_IMPORTED_MODULE_1__/* .subjectOf */ .et)(check)} `;
    return check.message.startsWith(subject) ? check.message.slice(subject.length) : check.message;
}
function armsOf({ baseline, candidate, standardError, margin, harmBounds }) {
    if (baseline === null || candidate === null)
        return '';
    const decimals = (0,_judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__/* .usefulDecimals */ .Xg)({ standardError, margin }, harmBounds === null ? [] : [harmBounds.lower, harmBounds.upper]);
    return `${(0,_judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__/* .formatNumber */ .ZV)(baseline, decimals)} → ${(0,_judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__/* .formatNumber */ .ZV)(candidate, decimals)}, `;
}
/** `14 checks: 1 fail, 13 pass`. */
function tally(checks) {
    const words = checks.map(outcomeWord);
    const order = ['error', 'fail', 'cannot tell', 'warn', 'not judged', 'no baseline', 'no release', 'pass'];
    const parts = order.flatMap((word) => {
        const count = words.filter((other) => other === word).length;
        return count === 0 ? [] : [`${(0,_judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCount */ .B4)(count)} ${word}`];
    });
    return `${(0,_judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCount */ .B4)(checks.length)} ${checks.length === 1 ? 'check' : 'checks'}: ${parts.join(', ')}`;
}
/** What to do in our own words, which may hold Markdown; null for a plain pass and where the verdict brings its own (hostile) advice. */
function standardRemedyOf({ verdict, reasonCode, remedy }) {
    return verdict === 'pass' || remedy !== null ? null : _judge_reason_codes_js__WEBPACK_IMPORTED_MODULE_0__/* .REASONS */ .ez[reasonCode].remedy;
}
/** Several candidates on one evaluation set are several tries (statistics.md C4: 23 % for five at a true loss of the margin). */
function triesNote({ candidatesJudged }) {
    if (candidatesJudged === null || candidatesJudged < 2)
        return null;
    return `${(0,_judge_format_number_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCount */ .B4)(candidatesJudged)} candidates have been judged on this evaluation data: the more tries, the likelier one passes by luck.`;
}


/***/ }),

/***/ 59000:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ NO_GROUP)
/* harmony export */ });
const NO_GROUP = 0xffff;


/***/ }),

/***/ 15662:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Uh: () => (/* binding */ benjaminiHochberg),
/* harmony export */   fU: () => (/* binding */ holm)
/* harmony export */ });
/* unused harmony exports bonferroni, hochberg, benjaminiYekutieli */
/** Family-wise error under any dependence; the crudest. */
const bonferroni = (p) => p.map((value) => Math.min(1, value * p.length));
/** Family-wise error under any dependence, never worse than Bonferroni (Holm 1979, Scand. J. Stat. 6). */
const holm = (p) => stepDown(p, (rank, size) => size - rank + 1);
/** Family-wise error under independence or positive dependence (Hochberg 1988, Biometrika 75). */
const hochberg = (p) => stepUp(p, (rank, size) => size - rank + 1);
/** False discovery rate under independence or positive dependence (Benjamini and Hochberg 1995, JRSS B 57). */
const benjaminiHochberg = (p) => stepUp(p, (rank, size) => size / rank);
/** False discovery rate under any dependence (Benjamini and Yekutieli 2001, Ann. Stat. 29). */
const benjaminiYekutieli = (p) => {
    const harmonic = p.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
    return stepUp(p, (rank, size) => (size * harmonic) / rank);
};
/** From the smallest p-value up, each adjusted value at least its predecessor. */
function stepDown(p, factor) {
    const adjusted = new Array(p.length).fill(1);
    let floor = 0;
    for (const { index, value, rank } of ranked(p)) {
        floor = Math.max(floor, Math.min(1, value * factor(rank, p.length)));
        adjusted[index] = floor;
    }
    return adjusted;
}
/** From the largest p-value down, each adjusted value at most its predecessor. */
function stepUp(p, factor) {
    const adjusted = new Array(p.length).fill(1);
    let ceiling = 1;
    for (const { index, value, rank } of ranked(p).reverse()) {
        ceiling = Math.min(ceiling, value * factor(rank, p.length));
        adjusted[index] = ceiling;
    }
    return adjusted;
}
function ranked(p) {
    const wrong = p.find((value) => !(value >= 0 && value <= 1));
    if (wrong !== undefined)
        throw new RangeError(`${wrong} is not a p-value`);
    return p
        .map((value, index) => ({ index, value }))
        .sort((a, b) => a.value - b.value)
        .map((entry, position) => ({ ...entry, rank: position + 1 }));
}


/***/ }),

/***/ 44224:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EP: () => (/* binding */ detectableHarm),
/* harmony export */   VS: () => (/* binding */ rowsToDecide)
/* harmony export */ });
/* unused harmony exports chanceThatEqualPasses, Z_95, Z_80 */
/* harmony import */ var _normal_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(12610);

/**
 * Smallest harm that a test at level `alpha` (one-sided) of this standard error proves with probability `power`, in the unit of the
 * standard error.
 */
function detectableHarm(standardError, alpha = 0.05, power = 0.8) {
    return standardError * ((0,_normal_js__WEBPACK_IMPORTED_MODULE_0__/* .normalQuantile */ .Zl)(1 - alpha) + (0,_normal_js__WEBPACK_IMPORTED_MODULE_0__/* .normalQuantile */ .Zl)(power));
}
/**
 * Units (rows, queries, clusters) at which a candidate without any harm is proven to lose less than `margin`, with probability
 * `power`: the standard error at n units shrinks with the root of n. Infinity for a margin of 0, which no number of rows proves.
 *
 * @param units how many there are, with this standard error
 */
function rowsToDecide(units, standardError, margin, alpha = 0.05, power = 0.8) {
    if (standardError === 0)
        return 0;
    if (margin <= 0)
        return Infinity;
    return Math.ceil(units * (detectableHarm(standardError, alpha, power) / margin) ** 2);
}
/** Probability that the upper bound (level 1 − alpha) of an equally good candidate stays below the margin. */
function chanceThatEqualPasses(standardError, margin, alpha = 0.05) {
    if (standardError === 0)
        return margin > 0 ? 1 : 0;
    return normalCdf(margin / standardError - normalQuantile(1 - alpha));
}
/** Standard normal quantiles at 0.95 (one-sided confidence) and 0.80 (power): their sum, 2.4865 standard errors, is detectable. */
const Z_95 = 1.6448536269514722;
const Z_80 = 0.8416212335729143;


/***/ })

};
