/** Shows that the account can transfer files with its key, and do nothing else. */

import { editSet, waitApplied } from '../account-sets.ts';
import type { Inside } from '../inside.ts';
import { expectPart, expectSame } from './expect.ts';
import { site, username } from './reference.ts';

const key = '/root/joko-key';
const options = [
  'BatchMode=yes',
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
];
const client = ['-i', key, ...options.flatMap((option) => ['-o', option])];
const target = `${username}@${site}`;

/** Makes a key pair, allows its public half in ssh.json and waits until that is in force. */
export async function allowKey(host: Inside): Promise<void> {
  await host.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'joko@laptop', '-f', key]);
  const publicKey = (await host.readFile(`${key}.pub`)).trim();
  const edited = await editSet(host, username, 'ssh', (ssh) => ({ ...ssh, authorized_keys: [publicKey] }));
  await waitApplied(host, username, edited);
}

export async function showSftp(host: Inside): Promise<string[]> {
  // `@` keeps a line from being echoed; `-` goes on after a failure.
  const input = '@pwd\n@ls -1 /\n-@ls /etc/passwd\n';
  const { stdout, stderr } = await host.run(['sftp', '-q', '-b', '-', ...client, target], { input });
  const [place = '', ...entries] = stdout.trim().split('\n');
  expectSame('the working directory', place, 'Remote working directory: /');
  expectPart("the list of the session's /", entries.join(' '), 'domains');
  expectPart('the answer about /etc/passwd', stderr, 'not found');
  return [
    `pwd             ${place}`,
    `ls /            ${entries.join('  ')}`,
    `ls /etc/passwd  ${stderr.trim()}`,
  ];
}

export async function showNoShell(host: Inside): Promise<string[]> {
  const { exitCode, stdout, stderr } = await host.run(['ssh', ...client, target, 'id'], {
    allowFailure: true,
  });
  if (exitCode === 0 || stdout.includes('uid=')) throw new Error(`ssh ran a command: ${stdout.trim()}`);
  return [`ssh ${target} id  exit ${exitCode}: ${(stdout + stderr).trim()}`];
}
