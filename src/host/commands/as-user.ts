import type { FolderOwner } from '../homes.ts';

/** The words before a command that runs as this user, who need not be in /etc/passwd. */
export function asUser({ uid, gid }: FolderOwner): readonly string[] {
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--no-new-privs',
    '--pdeathsig=KILL',
    '--',
  ];
}
