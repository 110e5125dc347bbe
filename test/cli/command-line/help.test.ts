// Help fits the terminal, and nothing in it is cut or broken within a word.
import { expect, test } from 'vitest';
import { loadAll } from '../../../src/cli/command-line/catalogue.ts';
import { firstScreen } from '../../../src/cli/command-line/first-screen.ts';
import { helpOf, synopsis } from '../../../src/cli/command-line/help.ts';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';
import { recordingTerminal } from '../recording-terminal.ts';

const words = (text: string) => text.split(/\s+/).filter(Boolean).sort();

test.each([60, 200])('at %i columns', async (columns) => {
  for (const command of await loadAll(COMMANDS)) {
    const commands = 'commands' in command ? [command, ...command.commands] : [command];
    for (const each of commands) {
      const help = helpOf(each.name, each, columns);
      expect(words(help)).toEqual(words(helpOf(each.name, each)));
      // What is one word, such as an address, stays whole.
      const long = help.split('\n').filter((line) => line.length > columns && line.trim().includes(' '));
      expect([each.name, long]).toEqual([each.name, []]);
      for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 110));
    }
  }
});

test.each([60, 200])('the first screen, at %i columns', async (columns) => {
  const screen = firstScreen(await loadAll(COMMANDS), recordingTerminal(), columns);
  const long = screen.split('\n').filter((line) => line.length > columns && line.trim().includes(' '));
  expect(long).toEqual([]);
});

test('what has to be given stands without brackets, and a list of accounts in a form of its own', async () => {
  const forms = new Map<string, readonly string[]>();
  for (const command of await loadAll(COMMANDS)) {
    const all = 'commands' in command ? command.commands : [command];
    for (const each of all) {
      const path = 'commands' in command ? `${command.name} ${each.name}` : each.name;
      forms.set(path, synopsis(path, each));
    }
  }
  expect(forms.get('domain move')?.[0]).toMatch(/^jopanel domain move NAME --to USER \[/);
  expect(forms.get('restore')?.[0]).toMatch(/ --from-journal \[--all\]$/);
  expect(forms.get('user create')).toEqual([
    expect.stringMatching(/^jopanel user create USER --domain DOMAIN \[--email/),
    'jopanel user create --from FILE [--wait] [--timeout SECONDS]',
  ]);
});
