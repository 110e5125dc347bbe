import { describe, expect, test } from 'vitest';
import { desiredSsh } from '../../../controllers/sshd-match/desired.ts';
import { planSsh } from '../../../controllers/sshd-match/plan.ts';
import { renderAuthorizedKeys } from '../../../renderers/authorized-keys.ts';
import type { JsonObject } from '../../../sandbox/account-sets.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import { NO_ACCESS, type SshdPolicy } from '../../../src/model/sshd-policy.ts';
import { sampleAccount } from '../sample-account.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5ExZvCqrqvtB4B3LjIyjRZtZ5WmDdpsvhYGAmLMxC5 joko@laptop';
const owns = () => true;

function account(ssh: JsonObject = {}) {
  return sampleAccount('joko', {
    account: { uid: 12010, gid: 12010 },
    ssh: { chroot_dir: '/home/joko', ...ssh },
  });
}

function keysFile(keys: readonly string[]): FoundFile {
  const text = renderAuthorizedKeys('joko', keys);
  return { kind: 'file', path: '/etc/ssh/jopanel/keys/joko', text, mode: 0o640, uid: 0, gid: 12010 };
}

const CHROOT: SshdPolicy = {
  access: 'sftp_chroot',
  forceCommand: null,
  portForwarding: false,
  agentForwarding: false,
  x11Forwarding: false,
};

describe('what sshd is to give', () => {
  test.each<[string, JsonObject, Partial<SshdPolicy>]>([
    ['sftp_chroot', {}, {}],
    ['sftp', { mode: 'sftp', chroot_dir: null }, { access: 'sftp' }],
    ['shell', { mode: 'shell', chroot_dir: null, force_command: null }, { access: 'shell' }],
    [
      'a forced command',
      { mode: 'shell', chroot_dir: null, force_command: '/usr/bin/uptime' },
      { access: 'shell', forceCommand: '/usr/bin/uptime' },
    ],
    ['port forwarding', { allow_port_forwarding: true }, { portForwarding: true }],
    ['agent forwarding', { allow_agent_forwarding: true }, { agentForwarding: true }],
    ['X11 forwarding', { allow_x11_forwarding: true }, { x11Forwarding: true }],
    ['nothing, where it is not enabled', { enabled: false }, NO_ACCESS],
  ])('%s', (_, ssh, policy) => {
    expect(desiredSsh({ account: account(ssh), lifecycle: 'active' }).policy).toEqual({
      ...CHROOT,
      ...policy,
    });
  });

  test('is nothing, with no key, for an account that is suspended or retired', () => {
    for (const lifecycle of ['suspended', 'retired'] as const) {
      const desired = desiredSsh({ account: account({ authorized_keys: [KEY] }), lifecycle });
      expect(desired).toMatchObject({
        policy: NO_ACCESS,
        keysText: renderAuthorizedKeys('joko', []),
      });
    }
  });
});

test('nothing is done when keys and policy are as they should be', () => {
  const desired = desiredSsh({ account: account({ authorized_keys: [KEY] }), lifecycle: 'active' });
  const plan = planSsh('joko', desired, { policy: CHROOT, isEdited: false, keys: keysFile([KEY]) }, { owns });
  expect(plan).toEqual({ actions: [], publications: [] });
});

test('keys are written before the policy that admits them, with a diff that shows both', () => {
  const desired = desiredSsh({ account: account({ authorized_keys: [KEY] }), lifecycle: 'active' });
  const { actions, publications } = planSsh(
    'joko',
    desired,
    { policy: NO_ACCESS, isEdited: false, keys: keysFile([]) },
    { owns },
  );
  expect(actions[0]?.diff).toMatchObject({
    before: renderAuthorizedKeys('joko', []),
    after: desired.keysText,
  });
  expect(publications).toMatchObject([
    {
      summary: 'let sshd give joko SFTP locked into its home',
      found: 'no access',
      service: 'sshd',
      owns: ['sshd-match:joko'],
    },
  ]);
});

test('a purged account is forgotten', () => {
  const desired = desiredSsh({ account: account(), lifecycle: 'purged' });
  const { actions, publications } = planSsh(
    'joko',
    desired,
    { policy: NO_ACCESS, isEdited: false, keys: keysFile([]) },
    { owns },
  );
  expect(actions).toMatchObject([
    { summary: 'remove /etc/ssh/jopanel/keys/joko', releases: ['file:/etc/ssh/jopanel/keys/joko'] },
  ]);
  expect(publications).toMatchObject([
    { summary: "take joko out of sshd's Match blocks", releases: ['sshd-match:joko'] },
  ]);
  const gone = { policy: undefined, isEdited: false, keys: { kind: 'absent' } } as const;
  expect(planSsh('joko', desired, gone, { owns })).toEqual({ actions: [], publications: [] });
});

test('a keys file of another owner is left alone', () => {
  const keys: FoundFile = { kind: 'file', path: '/x', text: `${KEY}\n`, mode: 0o644, uid: 0, gid: 0 };
  const desired = desiredSsh({ account: account(), lifecycle: 'active' });
  const plan = planSsh('joko', desired, { policy: CHROOT, isEdited: false, keys }, { owns: () => false });
  expect(plan).toMatchObject({ actions: [], publications: [], blocked: { reason: 'Conflict' } });
});

test('a block with other settings is replaced, and taken away when the account is purged', () => {
  const found = { policy: undefined, isEdited: true, keys: keysFile([]) };
  const active = desiredSsh({ account: account(), lifecycle: 'active' });
  const purged = desiredSsh({ account: account(), lifecycle: 'purged' });
  expect(planSsh('joko', active, found, { owns }).publications).toMatchObject([
    {
      summary: 'let sshd give joko SFTP locked into its home',
      found: 'a Match block with other settings',
    },
  ]);
  expect(planSsh('joko', purged, found, { owns }).publications).toMatchObject([
    { summary: "take joko out of sshd's Match blocks" },
  ]);
});
