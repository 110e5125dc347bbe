// What `jopanel` prints without a command: the first steps for a new user, and all commands.

import type { Terminal } from '../terminal/terminal.ts';
import type { AnyCommand } from './command.ts';
import { columns, commandList, GLOBAL_OPTIONS } from './help.ts';

export function firstScreen(commands: readonly AnyCommand[], terminal: Terminal): string {
  const title = (text: string): string => terminal.paint('bold', text);
  const globals = Object.entries(GLOBAL_OPTIONS).map(
    ([name, option]) => [`--${name}${'value' in option ? ` ${option.value}` : ''}`, option.help] as const,
  );
  return `jopanel keeps hosting accounts as the files below /etc/jopanel/users say.

${title('New here?')}
${columns([
  ['jopanel doctor', 'is this host ready? What is missing, and how to get it'],
  ['jopanel user create --help', 'a first account, live in seconds'],
  ['jopanel plan', 'what would change, before it does'],
  ['jopanel status', 'how all accounts are, the worst first'],
])}
${title('Commands')}
${commandList(commands)}
${title('Options of every command')}
${columns(globals)}
jopanel COMMAND --help tells more, with examples; so does man jopanel.
Exit codes: 0 done, 1 it failed, 2 there are changes or findings, 64 wrong usage.
`;
}
