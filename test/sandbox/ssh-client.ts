/** Real SSH and SFTP logins to the shared host. */

import type { RunningCommand, RunResult } from '../../sandbox/command.ts';
import { sandbox } from './harness.ts';

const OPTIONS = [
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
  'ConnectTimeout=10',
].flatMap((option) => ['-o', option]);

export interface SshKey {
  /** Where the private half lies on the host. */
  readonly file: string;
  /** The line for authorized_keys. */
  readonly line: string;
}

export async function makeKey(name: string): Promise<SshKey> {
  const file = `/root/${name}.key`;
  await sandbox.run(['rm', '--force', file, `${file}.pub`]);
  await sandbox.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
  return { file, line: (await sandbox.readFile(`${file}.pub`)).trim() };
}

/** Logs in with a key and runs a command, or nothing at all with `-N` among the flags. */
export async function ssh(
  user: string,
  key: SshKey,
  command: readonly string[],
  flags: readonly string[] = [],
): Promise<RunResult> {
  return sandbox.run(sshArgv(user, key, command, flags), { allowFailure: true });
}

/** A session that goes on until it is ended. */
export function openSsh(
  user: string,
  key: SshKey,
  command: readonly string[],
  flags: readonly string[] = [],
): RunningCommand {
  return sandbox.spawn(sshArgv(user, key, command, flags));
}

function sshArgv(user: string, key: SshKey, command: readonly string[], flags: readonly string[]): string[] {
  const only = ['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-i', key.file];
  return ['ssh', ...OPTIONS, ...only, ...flags, `${user}@127.0.0.1`, ...command];
}

/** Logs in by SFTP with a key; `-` before a line of the batch goes on after a failure. */
export async function sftp(user: string, key: SshKey, batch: string): Promise<RunResult> {
  const only = ['-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes', '-i', key.file];
  return sandbox.run(['sftp', '-q', '-b', '-', ...OPTIONS, ...only, `${user}@127.0.0.1`], {
    input: batch,
    allowFailure: true,
  });
}

/** Logs in with a password alone. ssh asks a program for it, by SSH_ASKPASS_REQUIRE. */
export async function sshByPassword(
  user: string,
  password: string,
  command: readonly string[],
): Promise<RunResult> {
  await sandbox.writeFile('/root/askpass', `#!/bin/sh\nprintf '%s\\n' '${password}'\n`, { mode: '0700' });
  const only = ['PreferredAuthentications=password', 'PubkeyAuthentication=no', 'NumberOfPasswordPrompts=1'];
  return sandbox.run(
    ['ssh', ...OPTIONS, ...only.flatMap((option) => ['-o', option]), `${user}@127.0.0.1`, ...command],
    { allowFailure: true, env: { SSH_ASKPASS: '/root/askpass', SSH_ASKPASS_REQUIRE: 'force' } },
  );
}
