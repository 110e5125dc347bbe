// What adopting a Linux user would give to its web sites, and what it ends for the person behind it.

import type { AccountsSnapshot, LinuxUser } from '../../src/host/accounts.ts';
import { finding, type MigrationFinding, noteFinding } from '../plan/migration-finding.ts';
import { type AdoptableKeys, adoptableKeys } from './adoptable-keys.ts';
import type { Belongings } from './survey-users.ts';

interface Adoption {
  readonly user: LinuxUser;
  readonly belongings: Belongings;
  /** Supplementary groups that are not allowed by name. */
  readonly groups: readonly string[];
  /** What the set will say. */
  readonly ssh: { readonly enabled: boolean; readonly mode: string };
  readonly withPasswords: boolean;
}

/**
 * Groups that a user is in beside its own, by the name of the user.
 *
 * @param allowed groups that an account may be in
 */
export function supplementaryGroups(
  { groups }: AccountsSnapshot,
  allowed: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const byUser = new Map<string, string[]>();
  for (const { name, members } of groups.values()) {
    if (allowed.includes(name)) continue;
    for (const member of members)
      if (member !== name) byUser.set(member, [...(byUser.get(member) ?? []), name]);
  }
  return byUser;
}

/** Rights that every PHP page of the account would have as well. */
export function rightsFindings({
  user: { name },
  belongings,
  groups,
}: Omit<Adoption, 'ssh' | 'withPasswords'>): MigrationFinding[] {
  const subject = `the Linux user ${name}`;
  const why = 'every program of its web sites would have the same rights';
  const held = (what: string, proposal: string) => finding('linux_user', { subject, what, why, proposal });
  const { sudoers, capabilities } = belongings;
  return [
    ...groups.map((group) =>
      held(`it is in the group ${group}`, `take it out: gpasswd --delete ${name} ${group}`),
    ),
    ...sudoers.map((line) =>
      held(`sudoers gives it rights: ${line}`, 'take it out of that line: visudo --file FILE'),
    ),
    ...capabilities.map((what) =>
      held(`/etc/security/capability.conf gives it ${what}`, 'take it out of that line'),
    ),
  ];
}

export function endingFindings({ user, belongings, ssh, withPasswords }: Adoption): MigrationFinding[] {
  const { name, shell, password } = user;
  const say = (subject: string, what: string, why: string, proposal: string) =>
    noteFinding('adoption', { subject, what, why, proposal });
  const hasShell = !/\/(?:nologin|false)$/.test(shell);
  const keepsShell = ssh.enabled && ssh.mode === 'shell';
  const findings = keyFindings(name, belongings, ssh.enabled);
  if (hasShell && !keepsShell)
    findings.push(
      say(
        'login shell',
        `a login by SSH no longer gets the shell ${shell}`,
        ssh.enabled ? `ssh.json has the mode ${ssh.mode}, which is for files only` : 'ssh.json has SSH off',
        `to keep it, once the set is written: jopanel user set ${name} ssh.mode=shell ssh.force_command=null ssh.chroot_dir=null`,
      ),
    );
  if (isHash(password))
    findings.push(
      say(
        'password',
        withPasswords
          ? 'its Linux password is replaced by that of the panel'
          : 'it no longer logs in by SSH with its password',
        withPasswords
          ? 'the plan was made --with-passwords'
          : 'sshd takes keys only for accounts; the password itself stays in /etc/shadow',
        'tell its owner',
      ),
    );
  if (belongings.hasCrontab)
    findings.push(
      say(
        'crontab',
        'it has a crontab',
        'it goes on as long as cron is enabled in services.json',
        `look at it: crontab -l -u ${name}`,
      ),
    );
  if (belongings.lingers)
    findings.push(
      say(
        'user services',
        'its user services of systemd run without a login (linger)',
        'they run within the limits of the account',
        `to end that: loginctl disable-linger ${name}`,
      ),
    );
  if (belongings.subordinateIds.length > 0)
    findings.push(
      say(
        'subordinate ids',
        `it may use more uids and gids than its own: ${belongings.subordinateIds.join(', ')}`,
        'files that its containers made belong to these, and count for no quota of the account',
        `where it has no containers, take its lines out of /etc/subuid and /etc/subgid`,
      ),
    );
  return findings;
}

function keyFindings(
  name: string,
  { keyLines, unreadKeys }: Belongings,
  isSshEnabled: boolean,
): MigrationFinding[] {
  const { carried, refused }: AdoptableKeys = adoptableKeys(keyLines);
  const why = 'for an account, sshd reads the keys of ssh.json and not those of the home';
  const findings: MigrationFinding[] = [];
  if (carried.length > 0)
    findings.push(
      noteFinding('adoption', {
        subject: 'SSH keys',
        what: `it has ${carried.length === 1 ? 'a key' : `${carried.length} keys`}: ${carried.map(({ label }) => label).join(', ')}`,
        why,
        proposal: isSshEnabled
          ? 'they are written into ssh.json'
          : 'they are written into ssh.json, where SSH is off: jopanel user set ' +
            `${name} ssh.enabled=true`,
      }),
    );
  for (const { label, why: fault } of refused)
    findings.push(
      noteFinding('adoption', {
        subject: 'SSH keys',
        what: `the key ${label} ends: it ${fault}`,
        why,
        proposal: `give its owner another one: jopanel user set ${name} ssh.authorized_keys+=KEY`,
      }),
    );
  for (const what of unreadKeys)
    findings.push(
      noteFinding('adoption', {
        subject: 'SSH keys',
        what: `${what}, and is not read`,
        why,
        proposal: 'its keys end; add them by hand',
      }),
    );
  return findings;
}

function isHash(password: string): boolean {
  return password.startsWith('$');
}
