// `jopanel user passwd USER`: sets a new password, of which only the hash leaves this process.

import { PasswordHash } from '../../../model/values/password-hash.ts';
import { changeSet } from '../../change/change-set.ts';
import { openDesiredState } from '../../change/desired-state.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { newPassword } from '../../change/new-password.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';

export const passwd: Command = {
  name: 'passwd',
  summary: 'set a new password',
  description: `Asks for a password twice, hashes it with yescrypt and writes the hash to account.json. Without a
terminal, the first line of standard input is the password. The password never appears on a command
line, in a log or in the journal. With --none the account has no password; its keys keep working.`,
  positionals: [{ name: 'USER', kind: 'account' }],
  options: { none: { help: 'remove the password' }, ...WAIT_OPTIONS },
  examples: [
    { line: 'jopanel user passwd joko', help: 'ask for it' },
    { line: 'jopanel user passwd joko < password-file', help: 'from a program' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = ''] = invocation.positionals;
    const state = await openDesiredState();
    const isKnown =
      state.users.fingerprint(username) !== undefined ||
      state.journal?.account(username)?.desiredRevision != null;
    if (!isKnown) return failed(invocation, `there is no account ${username}\nsee: jopanel user list`);
    const password = invocation.flag('none') ? undefined : await newPassword(invocation, username);
    if (password?.ok === false) return failed(invocation, password.why);
    return changeSet(
      invocation,
      username,
      {
        action: 'passwd_user',
        done: password === undefined ? 'has no password now' : 'has a new password',
        override: { password_hash: password === undefined ? null : PasswordHash.parse(password.hash) },
        edits: () => [{ file: 'account.json', path: ['password_hash'], value: password?.hash }],
      },
      state,
    );
  },
};
