#!/usr/bin/env node
// The command line's entry point: it only wires things up.
import { enableCompileCache } from 'node:module';

// Halves the start. What is in there is run, so only root may ever write it, and others do without.
if (process.geteuid?.() === 0) enableCompileCache('/var/cache/jopanel');

const { COMMANDS } = await import('./cli/commands/all-commands.ts');
const { runCommandLine } = await import('./cli/run-command-line.ts');
const { processTerminal } = await import('./cli/terminal/terminal.ts');

process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, processTerminal());
