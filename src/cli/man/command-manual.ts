// jopanel(1), generated from the same declarations as --help.

import { VERSION } from '../../version.ts';
import type { AnyCommand, Command } from '../command-line/command.ts';
import { GLOBAL_OPTIONS, synopsis, upperFirst } from '../command-line/help.ts';
import { example, heading, item, paragraphs, subheading, title } from './roff.ts';

export function commandManual(commands: readonly AnyCommand[]): string {
  return [
    title('jopanel', 1, `jopanel ${VERSION}`),
    heading('name'),
    'jopanel \\- hosting accounts from JSON files\n',
    heading('synopsis'),
    example('jopanel [--json] [--socket FILE] COMMAND …'),
    heading('description'),
    paragraphs(
      `jopanel shows and changes the hosting accounts that the files below /etc/jopanel/users describe and that
jopaneld(8) applies to the host. Without a command it prints the first steps and all commands.

On a terminal, the output has colours, and tables fit the width. Commands that change something
need root, and so do commands that read secrets. Members of the group jopanel can read the status.`,
    ),
    heading('options of every command'),
    ...Object.entries(GLOBAL_OPTIONS).map(([name, option]) =>
      item(`--${name}${'value' in option ? ` ${option.value}` : ''}`, option.help),
    ),
    heading('commands'),
    ...commands.flatMap((command) => sections(command)),
    heading('exit status'),
    item('0', 'The command succeeded.'),
    item('1', 'The command failed.'),
    item('2', 'There are changes (plan) or findings (validate, doctor, journal verify).'),
    item('64', 'Wrong usage.'),
    heading('files'),
    item('/etc/jopanel/users/', 'A folder of six JSON files for each account.'),
    item('/etc/jopanel/packages/', 'Package templates for user create.'),
    item('/etc/jopanel/jopaneld.json', 'Settings; see jopaneld.json(5).'),
    item('/run/jopanel/status.sock', 'The status socket: HTTP, JSON, read-only. /openapi.json describes it.'),
    heading('environment'),
    item('VISUAL, EDITOR', 'The editor that user edit opens.'),
    item('NO_COLOR, FORCE_COLOR', 'Never use colour, or use it without a terminal as well.'),
    item('SUDO_USER', 'The author that meta.json records.'),
    heading('see also'),
    '.BR jopaneld (8),\n.BR jopaneld.json (5)\n',
  ].join('');
}

function sections(command: AnyCommand): string[] {
  if (!('commands' in command)) return [section(command.name, command)];
  const about =
    command.description === undefined ? '' : `${subheading(command.name)}${paragraphs(command.description)}`;
  return [about, ...command.commands.map((inner) => section(`${command.name} ${inner.name}`, inner))];
}

function section(path: string, command: Command): string {
  const { description, summary, options = {}, examples = [] } = command;
  return [
    subheading(path),
    example(synopsis(path, command).join('\n')),
    paragraphs(description ?? `${upperFirst(summary)}.`),
    command.root === true ? paragraphs('Needs root.') : '',
    ...Object.entries(options).map(([name, { value, help }]) =>
      item(`--${name}${value === undefined ? '' : ` ${value}`}`, help),
    ),
    ...examples.map(({ line, help }) => example(help === '' ? line : `${line}\n    ${help}`)),
  ].join('');
}
