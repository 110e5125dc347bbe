// The words of the command line: what is found, what is refused and how it is told.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { COMMANDS } from '../../../src/cli/command-line/all-commands.ts';
import { catalogueOf, loadAll } from '../../../src/cli/command-line/catalogue.ts';
import type { Command } from '../../../src/cli/command-line/command.ts';
import { runCommandLine } from '../../../src/cli/command-line/run-command-line.ts';
import { VERSION } from '../../../src/version.ts';
import { recordingTerminal } from '../recording-terminal.ts';

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

test('options may stand before and behind the command', async () => {
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

test('a command of a group', async () => {
  expect((await run('many', 'greet', 'anna')).exit).toBe(2);
  expect(await run('many')).toMatchObject({
    exit: 64,
    err: expect.stringContaining('many needs one of: greet'),
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
  [['greet', 'a', 'b', 'c'], 'too many words'],
  [['greet', 'a', '--lowd'], 'there is no option --lowd; did you mean --loud?'],
  [['greet', 'a', '-x'], 'there is no option -x'],
  [['greet', 'a', '--loud=3'], '--loud takes no value'],
  [['greet', 'a', '--times'], '--times needs N'],
  [['greet', 'a', '--times', '--loud'], '--times needs N'],
  [['greet', 'a', '--times', 'often'], '--times takes a whole number, and "often" is none'],
  [['greet', 'a', '--tone', 'fiendly'], 'did you mean friendly?'],
  [['greet', 'a', '--tone', '?'], 'it is one of friendly, formal'],
  [['greet', 'a', '--__proto__', 'x'], 'there is no option'],
  [['--json'], 'COMMAND is missing'],
  [['--socket'], '--socket needs FILE'],
  [['greet', 'a', '--socket='], '--socket needs FILE'],
  [['greet', 'a', '--times', ''], '--times needs N'],
  [['--jsn'], 'did you mean --json?'],
])('%j is wrong usage', async (argv, message) => {
  expect(await run(...argv)).toMatchObject({ exit: 64, out: '', err: expect.stringContaining(message) });
});

test('versions and help are told wherever they are asked for', async () => {
  expect(await run('--version')).toMatchObject({ exit: 0, out: `jopanel ${VERSION}\n` });
  expect(await run('greet', '--version')).toMatchObject({ exit: 0, out: `jopanel ${VERSION}\n` });
  expect(JSON.parse((await run('--json', '--version')).out)).toEqual({ version: VERSION });
  expect((await run('help', 'many', 'greet')).out).toBe((await run('many', 'greet', '--help')).out);
  expect((await run('help')).out).toBe((await run()).out);
});

test('without a word, a newcomer is told what to do next', async () => {
  const terminal = recordingTerminal();
  expect(await runCommandLine([], COMMANDS, terminal)).toBe(0);
  for (const words of ['jopanel doctor', 'jopanel user create', 'jopanel status', 'jopanel plan'])
    expect(terminal.said.out).toContain(words);
});

test('every command has words of its own, an example or none to give, and no word twice', async () => {
  const commands = (await loadAll(COMMANDS)).flatMap((each) => ('commands' in each ? each.commands : [each]));
  for (const { name, summary, options = {} } of commands) {
    expect(summary, name).not.toMatch(/^[A-Z]|\.$/);
    for (const { help } of Object.values(options)) expect(help, name).not.toBe('');
  }
});
