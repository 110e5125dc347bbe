// Whether the account's Linux user is there already, and may be taken over as it is.

import type { AccountsSnapshot, LinuxUser } from '../../src/host/accounts.ts';
import type { HostFacts } from '../../src/model/host-facts.ts';
import { NO_LOGIN_SHELLS } from '../../src/model/values/login-shell.ts';
import { type Decided, finding, type MigrationFinding } from './migration-finding.ts';

export interface LinuxIdentity {
  readonly uid: number;
  readonly gid: number;
  readonly shell: string;
}

export interface LinuxSurvey {
  readonly accounts: AccountsSnapshot;
  readonly facts: HostFacts;
  /** Users whom the host knows from elsewhere than /etc/passwd, such as a directory service. */
  readonly elsewhere: ReadonlySet<string>;
  /** Whose a uid or gid was, for ever. */
  uidOwner(uid: number): string | undefined;
  gidOwner(gid: number): string | undefined;
}

/** `undefined`: there is none, and one can be made. */
export function planLinuxUser(
  name: string,
  home: string,
  { accounts, facts, elsewhere, uidOwner, gidOwner }: LinuxSurvey,
): Decided<LinuxIdentity | undefined> {
  const user = accounts.users.get(name);
  const group = accounts.groups.get(name);
  const subject = `the Linux user ${name}`;
  const why = 'a Linux user is adopted only as it is: its name, uid, group, home and shell';
  const findings: MigrationFinding[] = [];
  const object = (what: string, proposal: string): void => {
    findings.push(finding('linux_user', { subject, what, why, proposal }));
  };
  if (user === undefined) {
    if (elsewhere.has(name))
      object(
        'it exists, but not in /etc/passwd (id finds it elsewhere)',
        'move it to /etc/passwd, or rename the account in V1',
      );
    if (group !== undefined)
      object(
        `a group of this name exists without it, with gid ${group.gid}`,
        `if nothing needs it: groupdel ${name}; else make the user with it: useradd --gid ${group.gid} ${name}`,
      );
    return { value: undefined, findings };
  }
  const { uid, gid } = user;
  const inRange = (id: number) => id >= facts.uidMin && id <= facts.uidMax;
  if (!inRange(uid) || !inRange(gid))
    object(
      `its uid ${uid} or gid ${gid} is outside ${facts.uidMin} to ${facts.uidMax}`,
      Math.min(uid, gid) >= 1000
        ? `let the range begin lower: uid_min ${Math.min(uid, gid, facts.uidMin)} in jopaneld.json`
        : 'it is a system user; rename the account in V1',
    );
  if (accounts.usersByUid.get(uid)?.name !== name)
    object(
      `its uid ${uid} is also the uid of ${accounts.usersByUid.get(uid)?.name ?? ''}`,
      'give it one of its own',
    );
  if (group?.gid !== gid)
    object(
      `its primary group is ${gid}, not a group ${name} of its own`,
      group === undefined
        ? `make one: groupadd --gid NUMBER ${name}; usermod --gid ${name} ${name}`
        : `run: usermod --gid ${name} ${name}`,
    );
  const others = (group?.members ?? []).filter((member) => member !== name);
  if (others.length > 0)
    object(`${others.join(', ')} in its group could read the home`, `take them out: gpasswd --delete`);
  for (const owner of [uidOwner(uid), gidOwner(gid)])
    if (owner !== undefined && owner !== name)
      object(
        `its uid ${uid} or gid ${gid} once belonged to ${owner}`,
        'give it numbers that were never used',
      );
  if (user.home !== home)
    object(`its home is ${user.home}, not ${home}`, `move it: usermod --home ${home} --move-home ${name}`);
  if (!isShell(user, facts))
    object(`its shell ${user.shell} is not in /etc/shells`, `run: usermod --shell /bin/bash ${name}`);
  return { value: { uid, gid, shell: user.shell }, findings };
}

function isShell({ shell }: LinuxUser, { shells }: HostFacts): boolean {
  return shells.includes(shell) || NO_LOGIN_SHELLS.includes(shell);
}
