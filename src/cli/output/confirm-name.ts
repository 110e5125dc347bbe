// Confirms a destructive command by the name of the account, which is typed again.

import type { Invocation, Option } from '../command-line/command.ts';
import { ask } from '../terminal/prompt.ts';

export const CONFIRM_OPTION = {
  confirm: { value: 'USER', kind: 'account', help: 'the name again, for scripts' },
} as const satisfies Readonly<Record<string, Option>>;

/** @param consequence a sentence that says what happens. @returns whether `--confirm` or the person gave the name */
export async function confirmName(
  { text, screen, terminal }: Invocation,
  username: string,
  consequence: string,
): Promise<boolean> {
  const given = text('confirm');
  if (given !== undefined || !screen.interactive) return given === username;
  terminal.err(`${consequence}\n`);
  return (await ask(`Type ${username} to confirm: `)) === username;
}
