export const id = 218;
export const ids = [218];
export const modules = {

/***/ 57218:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  policy: () => (/* binding */ policy)
});

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(38815);
// EXTERNAL MODULE: ./build/src/policy/node.js
var policy_node = __webpack_require__(32522);
;// CONCATENATED MODULE: ./build/src/policy/show.js


/** Values longer than this go over several lines. */
const LONGEST_LINE = 60;
/**
 * The policy that applies, as `sluice policy` prints it: valid YAML, each value with where it comes from: a line of the file,
 * the base commit, or Sluice's default.
 *
 * @param only a model's name; all models when left out
 */
function renderPolicy(effective, path, only) {
    const models = new dist/* YAMLMap */.CA();
    for (const [name, block] of effective.models) {
        if (only === undefined || only === name)
            models.items.push(new dist/* Pair */.Rm(new dist/* Scalar */.X5(name), mapping(block, path)));
    }
    const root = new dist/* YAMLMap */.CA();
    root.items.push(new dist/* Pair */.Rm(new dist/* Scalar */.X5('version'), new dist/* Scalar */.X5(1)), new dist/* Pair */.Rm(new dist/* Scalar */.X5('models'), models));
    const document = new dist/* Document */.yo();
    document.contents = root;
    document.commentBefore = heading(effective, path);
    return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
function heading({ source, sha256, loosened }, path) {
    const lines = [`${path}, ${SOURCES[source]}`, `sha256 ${sha256}`];
    for (const { rule, base, head, where } of loosened) {
        lines.push(`POLICY_LOOSENED ${rule}: ${base ?? 'not set'} at the base commit still applies, not ${head ?? 'its removal'} (${where})`);
    }
    return lines.map((line) => ` ${line.replaceAll(/\p{Cc}/gu, ' ')}`).join('\n');
}
const SOURCES = {
    'base+head': "the stricter of the base commit's and this one",
    head: "this commit's",
    bootstrap: "this commit's: the base commit has none",
    'working-tree': 'of the working tree',
};
function mapping(node, path) {
    const map = new dist/* YAMLMap */.CA();
    for (const [name, entry] of node.entries)
        map.items.push(new dist/* Pair */.Rm(new dist/* Scalar */.X5(name), value(entry.node, path)));
    return map;
}
function value(node, path) {
    const written = node.kind === 'scalar' ? new dist/* Scalar */.X5((0,policy_node/* plain */.pj)(node)) : collection(node, path);
    if (node.kind === 'scalar' || isFlow(node))
        written.comment = ` ${originText(leaves(node)[0] ?? node.origin, path)}`;
    return written;
}
function collection(node, path) {
    if (isFlow(node))
        return flow(node);
    if (node.kind === 'mapping')
        return mapping(node, path);
    const list = new dist/* YAMLSeq */.Rw();
    list.items.push(...node.items.map((item) => value(item, path)));
    return list;
}
/** Short values that were written on one line stand on one line; otherwise each has its own, with its own origin. */
function isFlow(node) {
    const lines = new Set(leaves(node).map((origin) => (origin.kind === 'default' ? 'default' : `${origin.kind}:${origin.line}`)));
    return node.kind !== 'scalar' && lines.size <= 1 && (0,policy_node/* oneLine */.TN)(node).length <= LONGEST_LINE;
}
function leaves(node) {
    if (node.kind === 'scalar')
        return [node.origin];
    return (node.kind === 'list' ? node.items : [...node.entries.values()].map((entry) => entry.node)).flatMap(leaves);
}
function flow(node) {
    const written = new dist/* Document */.yo((0,policy_node/* plain */.pj)(node)).contents;
    if (!(written instanceof dist/* YAMLMap */.CA || written instanceof dist/* YAMLSeq */.Rw))
        throw new TypeError('a list or a mapping was expected');
    written.flow = true;
    return written;
}
function originText(origin, path) {
    switch (origin.kind) {
        case 'file':
            return `${path}:${origin.line}`;
        case 'base':
            return `base commit, line ${origin.line}`;
        case 'default':
            return 'default';
    }
}

// EXTERNAL MODULE: ./build/src/commands/session.js + 42 modules
var commands_session = __webpack_require__(98562);
;// CONCATENATED MODULE: ./build/src/commands/policy.js


/** The policy that applies, with defaults and where each value comes from. */
async function policy(inputs, world) {
    const session = await (0,commands_session/* openSession */.f)({ ...inputs, candidate: null, baseline: null, runtime: null, githubToken: null }, world);
    const { policy: effective, policyPath } = session;
    const text = renderPolicy(effective, policyPath, inputs.model ?? undefined);
    const { source, sha256, loosened } = effective;
    const models = Object.fromEntries(session.models.map((model) => [model.name, model]));
    await world.host.publish({
        out: '.',
        files: new Map(),
        markdown: '',
        stdout: inputs.json ? { kind: 'json', value: { version: 1, source, sha256, loosened, models } } : { kind: 'text', text },
        outputs: {},
        annotations: [],
    });
    return 0;
}


/***/ })

};
