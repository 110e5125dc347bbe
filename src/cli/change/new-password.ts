import { yescryptHash } from '../../host/commands/yescrypt.ts';
import type { Invocation } from '../command-line/command.ts';
import { askSecret, readStandardInput } from '../terminal/prompt.ts';

export type NewPassword =
  | { readonly ok: true; readonly hash: string }
  | { readonly ok: false; readonly why: string };

const LEAST = 8;

/** Asks twice at a terminal; reads one line of standard input elsewhere, as `chpasswd` does. Only the hash is kept. */
export async function newPassword({ screen }: Invocation, username: string): Promise<NewPassword> {
  if (!screen.interactive) {
    const [line = ''] = (await readStandardInput()).split('\n');
    return hashed(line);
  }
  const first = await askSecret(`New password for ${username}: `);
  if (first === undefined) return { ok: false, why: 'nothing was changed' };
  const second = await askSecret('Repeat the password: ');
  if (second === undefined) return { ok: false, why: 'nothing was changed' };
  return first === second
    ? hashed(first)
    : { ok: false, why: 'the passwords do not match; nothing was changed' };
}

async function hashed(password: string): Promise<NewPassword> {
  if (password.length < LEAST) return { ok: false, why: `a password has at least ${LEAST} characters` };
  return { ok: true, hash: await yescryptHash(password) };
}
