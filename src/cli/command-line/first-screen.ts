// What `jopanel` prints without a command: the first steps for a new user, and all commands.

import type { Terminal } from '../terminal/terminal.ts';
import { wrapLine } from '../terminal/wrap.ts';
import type { AnyCommand } from './command.ts';
import { commandList, GLOBAL_OPTIONS, inColumns } from './help.ts';

export function firstScreen(commands: readonly AnyCommand[], terminal: Terminal, width?: number): string {
  const title = (text: string): string => terminal.paint('bold', text);
  const globals = Object.entries(GLOBAL_OPTIONS).map(
    ([name, option]) => [`--${name}${'value' in option ? ` ${option.value}` : ''}`, option.help] as const,
  );
  return `${wrapLine('jopanel shows and changes the hosting accounts that the files below /etc/jopanel/users describe.', width)}

${title('New here?')}
${inColumns(
  [
    ['jopanel doctor', 'checks whether this host is ready, and says how to get what is missing'],
    ['jopanel user create --help', 'creates a first account, live in seconds'],
    ['jopanel plan', 'shows what would change'],
    ['jopanel status', 'shows all accounts, the worst first'],
  ],
  width,
)}
${title('Commands')}
${commandList(commands, width)}
${title('Options of every command')}
${inColumns(globals, width)}
${wrapLine('jopanel COMMAND --help shows details and examples, and so does man jopanel.', width)}
${wrapLine('Exit codes: 0 done, 1 failed, 2 changes or findings, 64 wrong usage.', width)}
`;
}
