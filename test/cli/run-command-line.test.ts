// The command line: which command runs, which arguments are refused, and what the messages say.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadAll } from '../../src/cli/command-line/catalogue.ts';
import type { Command } from '../../src/cli/command-line/command.ts';
import { COMMANDS } from '../../src/cli/commands/all-commands.ts';
import { FailureOutput } from '../../src/cli/output/failure-output.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { VERSION } from '../../src/version.ts';
import { catalogueOf } from './catalogue-of.ts';
import { recordingTerminal } from './recording-terminal.ts';

const greet: Command = {
  name: 'greet',
  summary: 'say hello',
  positionals: [
    { name: 'WHO', kind: 'text' },
    { name: 'MORE', kind: 'text', optional: true },
  ],
  output: async () => z.unknown(),
  options: {
    loud: { help: 'shout' },
    times: { value: 'N', kind: 'number', help: 'so often' },
    tone: { value: 'TONE', kind: ['friendly', 'formal'], help: 'how' },
  },
  run({ terminal, positionals, flag, text, json, socket }) {
    terminal.out(JSON.stringify({ positionals, loud: flag('loud'), times: text('times'), json, socket }));
    return 2;
  },
};
const group = { name: 'many', summary: 'commands', commands: [greet] };

async function run(...argv: string[]) {
  const terminal = recordingTerminal();
  const exit = await runCommandLine(argv, catalogueOf([greet, group]), terminal);
  return { exit, ...terminal.said };
}

test('options may come before and after the command', async () => {
  const { exit, out } = await run('--json', '--socket', '/s', 'greet', 'anna', '--loud', '--times', '3');
  expect(exit).toBe(2);
  expect(JSON.parse(out)).toEqual({
    positionals: ['anna'],
    loud: true,
    times: '3',
    json: true,
    socket: '/s',
  });
});

test('a command of a group runs, and the group names its commands', async () => {
  expect((await run('many', 'greet', 'anna')).exit).toBe(2);
  expect(await run('many')).toMatchObject({
    exit: 64,
    err: expect.stringContaining('many needs a subcommand: greet'),
  });
  expect(await run('many', '--help')).toMatchObject({
    exit: 0,
    out: expect.stringContaining('greet  say hello'),
  });
});

test.each([
  [['gret', 'x'], 'did you mean greet?'],
  [['many', 'gret'], 'did you mean greet?'],
  [['greet'], 'WHO is missing'],
  [['greet', 'a', 'b', 'c'], 'too many arguments'],
  [['greet', 'a', '--lowd'], 'unknown option --lowd; did you mean --loud?'],
  [['greet', 'a', '-x'], 'unknown option -x'],
  [['greet', 'a', '--loud=3'], '--loud takes no value'],
  [['greet', 'a', '--times'], '--times needs N'],
  [['greet', 'a', '--times', '--loud'], '--times needs N'],
  [['greet', 'a', '--times', 'often'], '--times takes a whole number, not "often"'],
  [['greet', 'a', '--tone', 'fiendly'], 'did you mean friendly?'],
  [['greet', 'a', '--tone', '?'], 'the values are: friendly, formal'],
  [['greet', 'a', '--__proto__', 'x'], 'unknown option'],
  [['--json'], 'COMMAND is missing'],
  [['--socket'], '--socket needs FILE'],
  [['greet', 'a', '--socket='], '--socket needs FILE'],
  [['greet', 'a', '--times', ''], '--times needs N'],
  [['--jsn'], 'did you mean --json?'],
])('%j is wrong usage, and the message says why', async (argv, message) => {
  const { exit, out, err } = await run(...argv);
  expect({ exit, err }).toEqual({ exit: 64, err: expect.stringContaining(message) });
  if (!argv.includes('--json')) expect(out).toBe('');
  else expect(FailureOutput.parse(JSON.parse(out)).error.message).toContain(message);
});

test('with --json, wrong usage is JSON on standard output as well', async () => {
  const { exit, out } = await run('--json', 'greet');
  expect([exit, FailureOutput.parse(JSON.parse(out))]).toEqual([
    64,
    { error: { message: 'WHO is missing', remedy: expect.stringContaining('Usage: jopanel greet') } },
  ]);
});

test('--version and --help work in every place', async () => {
  expect(await run('--version')).toMatchObject({ exit: 0, out: `jopanel ${VERSION}\n` });
  expect(await run('version')).toMatchObject({ exit: 0, out: `jopanel ${VERSION}\n` });
  expect(await run('-v')).toMatchObject({ exit: 0, out: `jopanel ${VERSION}\n` });
  expect(await run('greet', '--version')).toMatchObject({ exit: 0, out: `jopanel ${VERSION}\n` });
  expect(JSON.parse((await run('--json', '--version')).out)).toEqual({ version: VERSION });
  expect((await run('help', 'many', 'greet')).out).toBe((await run('many', 'greet', '--help')).out);
  expect((await run('help')).out).toBe((await run()).out);
});

test('without arguments the first steps are printed', async () => {
  const terminal = recordingTerminal();
  expect(await runCommandLine([], COMMANDS, terminal)).toBe(0);
  for (const words of ['jopanel doctor', 'jopanel user create', 'jopanel status', 'jopanel plan'])
    expect(terminal.said.out).toContain(words);
});

test('every command and every option has a help text in the common style', async () => {
  const commands = (await loadAll(COMMANDS)).flatMap((each) => ('commands' in each ? each.commands : [each]));
  for (const { name, summary, options = {} } of commands) {
    expect(summary, name).not.toMatch(/^[A-Z]|\.$/);
    for (const { help } of Object.values(options)) expect(help, name).not.toBe('');
  }
});
