// The SSH mode against chroot, forced command, shell and keys. null means: what the mode says.

import type { Finding } from '../finding.ts';
import type { PartialSet } from '../partial-set.ts';
import { quoted } from '../quoted.ts';
import { isSftpCommand } from '../values/force-command.ts';
import { NO_LOGIN_SHELLS } from '../values/login-shell.ts';
import { keyIdentity } from '../values/public-key.ts';

const file = 'ssh.json';

export function checkSshPolicy(draft: PartialSet): Finding[] {
  return [
    ...checkChroot(draft),
    ...parseForcedCommand(draft),
    ...checkShellMode(draft),
    ...checkDuplicateKeys(draft),
  ];
}

function checkChroot({ ssh, account }: PartialSet): Finding[] {
  const { mode, chroot_dir } = ssh;
  if (mode === undefined || chroot_dir === undefined) return [];
  const path = ['chroot_dir'];
  if (mode !== 'sftp_chroot') {
    if (chroot_dir === null) return [];
    const message = `is ${quoted(chroot_dir)}, but the mode ${mode} has no chroot`;
    return [{ file, path, message, remedy: 'set it to null, or the mode to sftp_chroot' }];
  }
  if (account.home_dir === undefined || chroot_dir === account.home_dir) return [];
  const message = `is ${quoted(chroot_dir)}, but the mode sftp_chroot locks into the home`;
  return [{ file, path, message, remedy: `set it to ${account.home_dir}` }];
}

function parseForcedCommand({ ssh }: PartialSet): Finding[] {
  const { mode, force_command } = ssh;
  if (mode === undefined || typeof force_command !== 'string') return [];
  const path = ['force_command'];
  if (mode === 'shell' && isSftpCommand(force_command)) {
    const message = `is ${quoted(force_command)}, which leaves no shell`;
    return [{ file, path, message, remedy: 'set it to null, or the mode to sftp' }];
  }
  if (mode !== 'shell' && !isSftpCommand(force_command)) {
    const message = `is ${quoted(force_command.split(' ', 1)[0])}, but the mode ${mode} allows files only`;
    return [{ file, path, message, remedy: 'set it to internal-sftp or null, or the mode to shell' }];
  }
  return [];
}

function checkShellMode({ ssh, account }: PartialSet): Finding[] {
  if (ssh.mode !== 'shell' || ssh.enabled !== true || account.shell === undefined) return [];
  if (!NO_LOGIN_SHELLS.includes(account.shell)) return [];
  const message = `is shell, but the account's login shell is ${account.shell}`;
  return [
    { file, path: ['mode'], message, remedy: 'choose a login shell in account.json, or the mode sftp' },
  ];
}

function checkDuplicateKeys({ ssh }: PartialSet): Finding[] {
  const seen = new Map<string, number>();
  return (ssh.authorized_keys ?? []).flatMap((key, index) => {
    if (key === undefined) return [];
    const identity = keyIdentity(key);
    const earlier = seen.get(identity);
    if (earlier === undefined) {
      seen.set(identity, index);
      return [];
    }
    const message = `is the same key as /authorized_keys/${earlier}`;
    return [{ file, path: ['authorized_keys', index], message, remedy: 'keep one of the two' } as const];
  });
}
