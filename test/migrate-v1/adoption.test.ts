// A Linux user that is adopted: what its web sites must not get, and what ends for the person behind it.

import { expect, test } from 'vitest';
import { adoptableKeys } from '../../migrate-v1/adopt/adoptable-keys.ts';
import { aliasesOf, givesRights, includedBy, sudoersLines } from '../../migrate-v1/adopt/sudoers.ts';
import { surveyUsers } from '../../migrate-v1/adopt/survey-users.ts';
import type { HostSurvey } from '../../migrate-v1/plan/plan-context.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { accountsSnapshot, linuxUser } from '../host/accounts-snapshot.ts';
import { choices, NOTHING_MORE, survey } from './host-survey.ts';
import { v1Database } from './v1-database.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdUbD55QNV81EznaEhHiwh5dOPfAFs9l1qlBChVGPzW anna@laptop';
const FINGERPRINT = 'SHA256:hAL9wZ3596e0DvezVD5m113xyzUZVWlRieLYA1E5HrI';
const USER = linuxUser('adopted', 12_345, { password: '$y$j9T$salt$hash' });

function planned(more: Partial<HostSurvey> = {}) {
  const plan = planV1(sourceOf(v1Database(1), 0), { ...survey([USER]), ...more }, choices());
  const entry = plan.accounts.find(({ username }) => username === 'adopted');
  if (entry === undefined) throw new Error('no adopted in the plan');
  return {
    entry,
    files: plan.files.adopted,
    said: entry.findings.map(({ what, proposal }) => `${what} -> ${proposal}`),
  };
}

function inGroups(...names: readonly string[]) {
  const accounts = accountsSnapshot([USER]);
  const groups = new Map(accounts.groups);
  for (const [index, name] of names.entries())
    groups.set(name, { name, gid: 20 + index, members: ['other', 'adopted'] });
  return { ...accounts, groups };
}

test.each(['sudo', 'docker', 'adm', 'shadow', 'disk', 'anything'])(
  'a user in the group %s is held back',
  (group) => {
    const { entry, said } = planned({ accounts: inGroups(group) });
    expect(entry.state).toBe('held');
    expect(said).toContain(`it is in the group ${group} -> take it out: gpasswd --delete adopted ${group}`);
  },
);

test('a group that is allowed by name holds nothing back, and any other one does', () => {
  const allowedGroups = ['www-share'];
  expect(planned({ accounts: inGroups('www-share'), allowedGroups }).entry.state).toBe('write');
  expect(planned({ accounts: inGroups('www-share', 'sudo'), allowedGroups }).entry.state).toBe('held');
});

test('a user with rights by sudoers or pam_cap is held back', () => {
  for (const right of [
    { sudoers: ['/etc/sudoers:9 adopted ALL=(ALL) ALL'] },
    { capabilities: ['cap_net_admin'] },
  ]) {
    const belongings = new Map([['adopted', { ...NOTHING_MORE, ...right }]]);
    expect([right, planned({ belongings }).entry.state]).toEqual([right, 'held']);
  }
});

test('what ends by the adoption is listed by name, and holds nothing back', () => {
  const belongings = new Map([
    [
      'adopted',
      {
        ...NOTHING_MORE,
        keyLines: [KEY, `environment="PATH=/tmp" ${KEY.replace('C3', 'C4')}`],
        unreadKeys: ['~/.ssh/authorized_keys2 is a file of uid 5'],
        subordinateIds: ['/etc/subuid 100000:65536'],
        lingers: true,
        hasCrontab: true,
      },
    ],
  ]);
  const { entry, files, said } = planned({ belongings });
  expect(entry.state).toBe('write');
  const all = said.join('\n');
  for (const words of [
    `ssh-ed25519 ${FINGERPRINT} (anna@laptop) -> they are written into ssh.json`,
    'option that is not allowed',
    'authorized_keys2 is a file of uid 5',
    'no longer gets the shell /bin/bash',
    'no longer logs in by SSH with its password',
    '/etc/subuid 100000:65536',
    'crontab',
    'linger',
  ])
    expect(all).toContain(words);
  expect(files?.['ssh.json']).toMatchObject({ authorized_keys: [KEY] });
  expect(JSON.stringify(entry)).not.toContain('$y$j9T');
});

test('a user that has no more than a shell has one note on its adoption, which is about the shell', () => {
  const notes = (shell?: string) => {
    const user = linuxUser('adopted', 12_345, shell === undefined ? {} : { shell });
    const { findings } = planned({ accounts: accountsSnapshot([user]) }).entry;
    return findings.flatMap(({ kind, what }) => (kind === 'adoption' ? [what] : []));
  };
  expect(notes()).toEqual([expect.stringContaining('no longer gets the shell /bin/bash')]);
  expect(notes('/usr/sbin/nologin')).toEqual([]);
});

test('one key on two lines is carried over once', () => {
  const { carried } = adoptableKeys([KEY, KEY, `restrict ${KEY}`]);
  expect(carried.map(({ line }) => line)).toEqual([KEY]);
});

const JOKO = { name: 'joko', uid: 1001, gid: 1002, groups: [{ name: 'web', gid: 1500 }] };

test.each([
  'joko ALL=(ALL:ALL) ALL',
  'anna, joko ALL=(root) NOPASSWD: /usr/bin/systemctl restart nginx',
  '#1001 ALL=(ALL) ALL',
  '%joko ALL=(ALL) ALL',
  '%#1002 ALL=(ALL) ALL',
  '"joko" ALL = ALL',
  'joko \\\n  ALL=(ALL) ALL',
  'User_Alias WEB = anna, joko\nWEB ALL=(ALL) ALL',
  'User_Alias WEB = joko : OPS = WEB, bert\nOPS ALL=(ALL) ALL # of old',
  '%web ALL=(ALL) ALL',
  '%#1500 ALL=(ALL) ALL',
  'ALL ALL=(ALL) NOPASSWD: ALL',
  'ALL, !anna ALL=(ALL) ALL',
  'User_Alias REST = ALL, !anna\nREST ALL=(ALL) ALL',
])('sudoers gives rights: %j', (text) => {
  const lines = sudoersLines(text);
  expect(lines.some((line) => givesRights(line, aliasesOf(JOKO, lines)))).toBe(true);
});

test.each([
  '# joko ALL=(ALL) ALL',
  'anna ALL=(joko) ALL',
  'jokofan ALL=(ALL) ALL',
  'Defaults:joko !lecture',
  'User_Alias WEB = anna, joko',
  'anna ALL=(ALL) ALL # joko = x',
  'ALL, !joko ALL=(ALL) ALL',
  'User_Alias REST = ALL, !joko\nREST ALL=(ALL) ALL',
  '%webmasters ALL=(ALL) ALL',
])('sudoers gives none: %j', (text) => {
  const lines = sudoersLines(text);
  expect(lines.some((line) => givesRights(line, aliasesOf(JOKO, lines)))).toBe(false);
});

test('included files are found, by either mark, beside the file that includes them, and by the name of the host', () => {
  expect(
    includedBy(
      sudoersLines(
        '@includedir /etc/sudoers.d\n#includedir "old rules.d"\n@include /etc/sudoers.local\n@include sudoers.%h\n',
      ),
      '/etc/sudoers',
      'web1.example.com',
    ),
  ).toEqual({
    folders: ['/etc/sudoers.d', '/etc/old rules.d'],
    files: ['/etc/sudoers.local', '/etc/sudoers.web1'],
  });
});

test('a survey finds what a host has of a user', async () => {
  const texts: Readonly<Record<string, string>> = {
    '/etc/sudoers': 'root ALL=(ALL) ALL\n@includedir /etc/sudoers.d\n',
    '/etc/sudoers.d/web': '# rights\nadopted ALL=(ALL) NOPASSWD: ALL\n',
    '/etc/sudoers.d/web.bak': 'adopted ALL=(ALL) ALL\n',
    '/etc/security/capability.conf': 'cap_net_raw other adopted # ping\nnone *\n',
    '/etc/subuid': 'other:1:2\nadopted:100000:65536\n',
    '/etc/subgid': '12345:200000:65536\n',
  };
  const folders: Readonly<Record<string, readonly string[]>> = {
    '/etc/sudoers.d': ['web', 'web.bak'],
    '/var/lib/systemd/linger': ['adopted'],
    '/var/spool/cron/crontabs': ['other'],
  };
  const found = await surveyUsers([{ ...USER, groups: [] }], {
    files: { list: async (folder) => folders[folder] ?? [] },
    readTrustedFile: (path) => texts[path],
    readUserFile: (_home, relative) =>
      relative.endsWith('2')
        ? { kind: 'other', what: 'no plain file' }
        : { kind: 'file', text: `# mine\n\n${KEY}\r\n` },
  });
  expect(found.get('adopted')).toEqual({
    sudoers: ['/etc/sudoers.d/web:2 adopted ALL=(ALL) NOPASSWD: ALL'],
    capabilities: ['cap_net_raw'],
    subordinateIds: ['/etc/subuid 100000:65536', '/etc/subgid 200000:65536'],
    lingers: true,
    hasCrontab: false,
    keyLines: [KEY],
    unreadKeys: ['~/.ssh/authorized_keys2 is no plain file'],
  });
});
