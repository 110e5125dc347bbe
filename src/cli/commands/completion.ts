// `jopanel completion bash|zsh|fish` prints the script for a shell. `completion words` lists what may come next.

import { z } from 'zod';
import type { Command } from '../command-line/command.ts';
import { candidatesFor } from '../completion/candidates.ts';
import { SCRIPTS, SHELLS } from '../completion/scripts.ts';
import { printJson } from '../output/report-failure.ts';

const CompletionOutput = z.union([
  z.object({ shell: z.enum(SHELLS), script: z.string() }),
  z.object({ words: z.array(z.string()), files: z.boolean().meta({ description: 'A path stands here.' }) }),
]);

export const completion: Command = {
  name: 'completion',
  summary: 'print shell completion for bash, zsh or fish',
  description: `Prints a script that completes commands, options, usernames, packages, keys of "user set" and
revisions, with what each means where the shell can show that.`,
  positionals: [
    { name: 'SHELL', kind: SHELLS },
    { name: 'WORD', kind: 'text', optional: true, many: true },
  ],
  examples: [
    { line: 'jopanel completion bash > /etc/bash_completion.d/jopanel', help: 'for all users of this host' },
    { line: 'source <(jopanel completion bash)', help: 'for this shell only' },
  ],
  output: async () => CompletionOutput,
  async run(invocation) {
    const { positionals, terminal, json, catalogue } = invocation;
    const [shell, ...words] = positionals;
    if (shell === 'words' || shell === 'described') {
      const {
        words: offered,
        files,
        help,
      } = await candidatesFor(words.length === 0 ? [''] : words, catalogue);
      const lineOf = (word: string) => {
        const meaning = shell === 'described' ? help.get(word) : undefined;
        return meaning === undefined || meaning === '' ? `${word}\n` : `${word}\t${meaning}\n`;
      };
      if (json) printJson(invocation, { words: offered, files });
      else terminal.out(files ? ':files\n' : offered.map(lineOf).join(''));
      return 0;
    }
    const known = SHELLS.find((name) => name === shell);
    if (known === undefined) return { wrongUsage: `SHELL is one of ${SHELLS.join(', ')}` };
    if (json) printJson(invocation, { shell: known, script: SCRIPTS[known] });
    else terminal.out(SCRIPTS[known]);
    return 0;
  },
};
