import { CommanderError, Command as Parser } from 'commander'
import type { ExitCode } from '../host/exit-codes.ts'
import { type CommandName, INPUTS, type InputDefinition, type InputName, inputsOf } from '../host/inputs.ts'
import type { Sink } from '../host/log.ts'
import { COMMANDS, type Command } from './registry.ts'

/** What the command line asks for: a command with its flags, or something that was answered at once (help, version, a mistake). */
export type Asked =
  | { readonly kind: 'command'; readonly command: Command; readonly flags: Readonly<Record<string, unknown>> }
  | { readonly kind: 'answered'; readonly exitCode: ExitCode }

export type CommandLineOptions = { readonly version: string; readonly stdout: Sink; readonly stderr: Sink }

/** @param argv without Node and the script's name */
export async function parseCommandLine(argv: readonly string[], options: CommandLineOptions): Promise<Asked> {
  let asked: Asked = { kind: 'answered', exitCode: USAGE }
  const program = createParser(argv, options, (command, flags) => {
    asked = { kind: 'command', command, flags }
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return asked
  } catch (error) {
    // Commander has printed by now: help and version with exit code 0, a mistake with its own, which is usage here.
    if (error instanceof CommanderError) return { kind: 'answered', exitCode: error.exitCode === 0 ? 0 : USAGE }
    throw error
  }
}

type OnCommand = (command: Command, flags: Record<string, unknown>) => void

function createParser(argv: readonly string[], { version, stdout, stderr }: CommandLineOptions, onCommand: OnCommand): Parser {
  const program = new Parser('sluice')
    .description('Decides whether a machine-learning model ships.')
    .usage('<command> [flags]')
    .configureHelp({ subcommandTerm: (subcommand) => subcommand.name() })
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand('help [command]', "Print a command's help.")
    .addHelpText('after', FOOTER)
    .showHelpAfterError("('sluice --help' lists the commands)")
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
  for (const command of COMMANDS) {
    const parser = addCommand(program, command)
    // Making the flags of all commands takes a sixth of an empty start; those of a command that nobody names cannot be asked for.
    if (argv.includes(command.name)) addArguments(parser, command, onCommand)
  }
  return program
}

function addCommand(program: Parser, command: Command): Parser {
  return program
    .command(command.name)
    .description(command.summary)
    .usage(usageOf(command.name))
    .helpOption('-h, --help', 'Print this help.')
    .showHelpAfterError(`('sluice ${command.name} --help' lists the flags)`)
}

function addArguments(parser: Parser, command: Command, onCommand: OnCommand): void {
  addFlags(parser, command.name)
  const operands = operandsOf(command.name)
  for (const name of operands) parser.argument(`[${name}]`, INPUTS[name].description)
  parser.action(() => onCommand(command, { ...namedFlags(parser), ...named(operands, parser.args) }))
}

function operandsOf(command: CommandName): InputName[] {
  return inputsOf(command).flatMap(([name, input]) => (input.operand ? [name] : []))
}

function usageOf(command: CommandName): string {
  return [...operandsOf(command).map((name) => `[${name}]`), '[flags]'].join(' ')
}

/** What stands without a flag, by the names that the flags have. */
function named(operands: readonly InputName[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(operands.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])))
}

function addFlags(parser: Parser, command: CommandName): void {
  for (const [name, input] of inputsOf(command)) {
    parser.option(input.flag ? `--${name}` : `--${name} <${placeholder(input)}>`, describeFlag(input))
  }
}

function placeholder({ choices }: InputDefinition): string {
  if (choices === undefined) return 'value'
  return fits(choices) ? choices.join('|') : 'choice'
}

function describeFlag({ description, choices, default: byDefault }: InputDefinition): string {
  const sentences = [description]
  if (choices !== undefined && !fits(choices)) sentences.push(`One of ${choices.join(', ')}.`)
  if (byDefault !== undefined) sentences.push(`Default: ${byDefault}`)
  return sentences.join(' ')
}

/** Beside the flag: a longer one would push the descriptions of all flags out of the terminal. */
function fits(choices: readonly string[]): boolean {
  return choices.join('|').length <= 20
}

/** By the registry's names: commander calls `--evaluation-data` evaluationData. */
function namedFlags(parser: Parser): Record<string, unknown> {
  const values: Record<string, unknown> = parser.opts()
  return Object.fromEntries(parser.options.map((option) => [option.name(), values[option.attributeName()]]))
}

const FOOTER = `
Exit codes: 0 pass or warn, 2 usage, 3 fail, 4 inconclusive, 5 could not measure.
'sluice <command> --help' lists a command's flags.`

/** A call without a command is a mistake too: a script whose variable is empty must not pass. */
const USAGE = 2
