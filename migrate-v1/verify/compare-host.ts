// Compares the set on disk with the host: what the system says of the user, and what the daemon recorded.

import type { PasswdEntry } from '../../src/host/accounts.ts';
import type { Account } from '../../src/model/account.ts';

export interface HostView {
  readonly users: ReadonlyMap<string, PasswdEntry>;
  /** Supplementary groups that are not allowed, by username. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Revision and phase that the journal has, by username. */
  readonly recorded: ReadonlyMap<string, { readonly phase: string; readonly applied: string | null }>;
  /** What a pass of the daemon would still do, a sentence each, by username; none for those in sync. */
  readonly open: ReadonlyMap<string, readonly string[]>;
}

/** @returns what differs, a sentence each */
export function compareHost({ username, revision, account }: Account, host: HostView): string[] {
  const differences: string[] = [];
  const user = host.users.get(username);
  if (user === undefined) differences.push('there is no Linux user of this name');
  else {
    const wanted = { uid: account.uid, gid: account.gid, home: account.home_dir, shell: account.shell };
    for (const key of ['uid', 'gid', 'home', 'shell'] as const)
      if (user[key] !== wanted[key])
        differences.push(`the ${key} of the Linux user is ${user[key]}, not ${wanted[key]}`);
  }
  for (const group of host.groups.get(username) ?? [])
    differences.push(
      `the Linux user is in the group ${group}; take it out: gpasswd --delete ${username} ${group}`,
    );
  const record = host.recorded.get(username);
  if (record?.applied !== revision)
    differences.push(`it is ${record?.phase ?? 'not known to the daemon'}, not in force`);
  else if (record.phase !== 'applied') differences.push(`it is ${record.phase}`);
  return [...differences, ...(host.open.get(username) ?? []).map((step) => `still to do: ${step}`)];
}
