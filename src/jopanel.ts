#!/usr/bin/env node
// The command line's entry point: it only wires things up.
import { COMMANDS } from './cli/commands.ts';
import { runCommandLine } from './cli/run-command-line.ts';
import { processTerminal } from './cli/terminal.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, processTerminal());
