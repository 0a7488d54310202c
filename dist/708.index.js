export const id = 708;
export const ids = [708];
export const modules = {

/***/ 11708:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  parseCommandLine: () => (/* binding */ parseCommandLine)
});

// EXTERNAL MODULE: ./node_modules/commander/esm.mjs
var esm = __webpack_require__(48179);
// EXTERNAL MODULE: ./build/src/host/inputs.js
var inputs = __webpack_require__(71307);
// EXTERNAL MODULE: ./node_modules/fastest-levenshtein/mod.js
var mod = __webpack_require__(21916);
// EXTERNAL MODULE: ./build/src/errors.js
var errors = __webpack_require__(27406);
;// CONCATENATED MODULE: ./build/src/host/read-inputs.js



/**
 * One frozen object from both doors. A flag wins over an action's input; an empty action input counts as not given, because
 * GitHub passes every undeclared input as an empty text.
 *
 * @throws UsageError for an unknown name, a value outside the choices, an empty flag
 */
function readInputs(command, given) {
    const definitions = (0,inputs/* inputsOf */.Vc)(command);
    const step = parseStepInputs(command, given.step);
    const values = definitions.map(([name, input]) => {
        const flag = given.flags[name];
        if (flag === '')
            throw emptyFlag(name, input);
        const value = flag ?? step.get(name) ?? input.default;
        return [camelCase(name), input.flag ? value === true : checkChoice(name, input, value)];
    });
    return Object.freeze(Object.fromEntries(values));
}
function camelCase(name) {
    return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}
function parseStepInputs(command, json) {
    if (json === null)
        return new Map();
    const names = (0,inputs/* inputsOf */.Vc)(command).flatMap(([name, input]) => (input.flag ? [] : [name]));
    const entries = Object.entries(parseObject(json)).filter(([, value]) => value !== '');
    for (const [name, value] of entries) {
        if (!names.some((known) => known === name))
            throw unknownInput(command, name, names);
        if (typeof value !== 'string')
            throw notText(name, value);
    }
    return new Map(entries.map(([name, value]) => [name, String(value)]));
}
function parseObject(json) {
    try {
        const parsed = JSON.parse(json);
        if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
            return parsed;
    }
    catch {
        // Falls through to the one message for everything that is not an object.
    }
    throw new errors/* UsageError */.eb({
        where: 'SLUICE_INPUTS',
        found: 'something else than a JSON object',
        expected: "the action's inputs",
        remedy: 'Set it to toJSON(inputs) in the step, as the actions of this repository do.',
    });
}
function checkChoice(name, input, value) {
    if (value === undefined)
        return null;
    if (input.choices === undefined || input.choices.some((choice) => choice === value))
        return value;
    throw new errors/* UsageError */.eb({
        where: `--${name}`,
        found: JSON.stringify(value),
        expected: `one of ${input.choices.join(', ')}`,
        remedy: suggest(String(value), input.choices) ?? 'Choose one of these.',
    });
}
function emptyFlag(name, input) {
    const otherwise = input.default === undefined ? 'Leave the flag out for the default.' : `Leave the flag out for the default, ${input.default}.`;
    return new errors/* UsageError */.eb({ where: `--${name}`, found: 'an empty value', expected: 'a value', remedy: otherwise });
}
function unknownInput(command, name, names) {
    return new errors/* UsageError */.eb({
        where: `input ${name}`,
        found: 'an unknown name',
        expected: names.length === 0 ? 'no inputs' : `one of ${names.join(', ')}`,
        remedy: suggest(name, names) ?? `'sluice ${command} --help' describes each.`,
    });
}
/** The nearest right name, when it is near enough to be what was meant. */
function suggest(found, names) {
    const nearest = (0,mod/* closest */.kp)(found, names);
    return names.length > 0 && (0,mod/* distance */.Io)(found, nearest) <= Math.max(2, found.length * 0.4) ? `Did you mean ${nearest}?` : null;
}
function notText(name, value) {
    return new errors/* UsageError */.eb({
        where: `input ${name}`,
        found: `${typeof value} in SLUICE_INPUTS`,
        expected: 'a text',
        remedy: 'Inputs of actions are always texts; put the value in quotes.',
    });
}

;// CONCATENATED MODULE: ./build/src/commands/registry.js

/** In the order of `sluice --help`. Each implementation is its own chunk of the bundle, loaded when it is called. */
const COMMANDS = [
    command('evaluate', 'Judges the candidate model against the baseline on the same rows.', async () => (await Promise.all(/* import() */[__webpack_require__.e(717), __webpack_require__.e(208), __webpack_require__.e(532), __webpack_require__.e(562), __webpack_require__.e(612), __webpack_require__.e(265)]).then(__webpack_require__.bind(__webpack_require__, 18265))).evaluate),
    command('plan', 'What the policy can decide with the rows there are, before anybody is blocked.', async () => (await Promise.all(/* import() */[__webpack_require__.e(717), __webpack_require__.e(208), __webpack_require__.e(532), __webpack_require__.e(562), __webpack_require__.e(612), __webpack_require__.e(372)]).then(__webpack_require__.bind(__webpack_require__, 5372))).plan),
    command('policy', 'The policy that applies, with defaults and where each value comes from.', async () => (await Promise.all(/* import() */[__webpack_require__.e(717), __webpack_require__.e(208), __webpack_require__.e(532), __webpack_require__.e(562), __webpack_require__.e(218)]).then(__webpack_require__.bind(__webpack_require__, 57218))).policy),
    command('version', 'Versions of Sluice, Node and the platform, for a report of a fault.', async () => (await __webpack_require__.e(/* import() */ 228).then(__webpack_require__.bind(__webpack_require__, 68228))).version),
];
function command(name, summary, load) {
    return {
        name,
        summary,
        async run(given, world) {
            const inputs = readInputs(name, given);
            const implementation = await load();
            return implementation(inputs, world);
        },
    };
}

;// CONCATENATED MODULE: ./build/src/commands/command-line.js



/** @param argv without Node and the script's name */
async function parseCommandLine(argv, options) {
    let asked = { kind: 'answered', exitCode: USAGE };
    const program = createParser(options, (command, flags) => {
        asked = { kind: 'command', command, flags };
    });
    try {
        await program.parseAsync(argv, { from: 'user' });
        return asked;
    }
    catch (error) {
        // Commander has printed by now: help and version with exit code 0, a mistake with its own, which is usage here.
        if (error instanceof esm/* CommanderError */.b7)
            return { kind: 'answered', exitCode: error.exitCode === 0 ? 0 : USAGE };
        throw error;
    }
}
function createParser({ version, stdout, stderr }, onCommand) {
    const program = new esm/* Command */.uB('sluice')
        .description('Decides whether a machine-learning model ships.')
        .usage('<command> [flags]')
        .configureHelp({ subcommandTerm: (subcommand) => subcommand.name() })
        .version(version, '-V, --version', 'Print the version.')
        .helpOption('-h, --help', 'Print this help.')
        .helpCommand('help [command]', "Print a command's help.")
        .addHelpText('after', FOOTER)
        .showHelpAfterError("('sluice --help' lists the commands)")
        .exitOverride()
        .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
    for (const command of COMMANDS)
        addCommand(program, command, onCommand);
    return program;
}
function addCommand(program, command, onCommand) {
    const parser = program
        .command(command.name)
        .description(command.summary)
        .usage('[flags]')
        .helpOption('-h, --help', 'Print this help.')
        .showHelpAfterError(`('sluice ${command.name} --help' lists the flags)`);
    addFlags(parser, command.name);
    parser.action(() => onCommand(command, namedFlags(parser)));
}
function addFlags(parser, command) {
    for (const [name, input] of (0,inputs/* inputsOf */.Vc)(command)) {
        parser.option(input.flag ? `--${name}` : `--${name} <${placeholder(input)}>`, describeFlag(input));
    }
}
function placeholder(input) {
    return input.choices === undefined ? 'value' : input.choices.join('|');
}
function describeFlag(input) {
    return input.default === undefined ? input.description : `${input.description} Default: ${input.default}`;
}
/** By the registry's names: commander calls `--evaluation-data` evaluationData. */
function namedFlags(parser) {
    const values = parser.opts();
    return Object.fromEntries(parser.options.map((option) => [option.name(), values[option.attributeName()]]));
}
const FOOTER = `
Exit codes: 0 pass or warn, 2 usage, 3 fail, 4 inconclusive, 5 could not measure.
'sluice <command> --help' lists a command's flags.`;
/** A call without a command is a mistake too: a script whose variable is empty must not pass. */
const USAGE = 2;


/***/ })

};
