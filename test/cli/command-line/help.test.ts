// Help fits the terminal, and nothing in it is cut or broken within a word.
import { expect, test } from 'vitest';
import { loadAll } from '../../../src/cli/command-line/catalogue.ts';
import { helpOf } from '../../../src/cli/command-line/help.ts';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';

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
