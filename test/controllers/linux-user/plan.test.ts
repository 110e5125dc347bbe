import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../controllers/controller.ts';
import { desiredUser } from '../../../controllers/linux-user/desired.ts';
import type { ObservedUser } from '../../../controllers/linux-user/observe.ts';
import { planUser } from '../../../controllers/linux-user/plan.ts';
import type { LinuxUser } from '../../../src/host/accounts.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const HASH = `$6$saltsalt$${'a'.repeat(86)}`;
const OTHER_HASH = `$6$saltsalt$${'b'.repeat(86)}`;
const account = sampleAccount('joko', { account: { uid: 12010, gid: 12010 } });
const withPassword = sampleAccount('joko', { account: { uid: 12010, gid: 12010, password_hash: HASH } });

const joko: LinuxUser = {
  name: 'joko',
  uid: 12010,
  gid: 12010,
  comment: 'JoPanel joko',
  home: '/home/joko',
  shell: '/bin/bash',
  password: '*',
  expiresOnDay: undefined,
};
const locked = { ...joko, password: '!*', expiresOnDay: 1 };
const group = { name: 'joko', gid: 12010, members: [] };

function found(user: LinuxUser | undefined, more: Partial<ObservedUser> = {}): ObservedUser {
  return {
    user,
    group: user && group,
    uidHolder: user?.name,
    gidHolder: user && 'joko',
    otherGroups: [],
    isRunning: false,
    isBeingEnded: false,
    ...more,
  };
}

const OURS = ['user:joko', 'group:joko'];

function plan(
  lifecycle: 'active' | 'suspended' | 'retired' | 'purged',
  observed: ObservedUser,
  owned: readonly string[] = OURS,
  who = account,
): Plan {
  return planUser(
    'joko',
    desiredUser({ account: who, lifecycle }, { allowedGroups: ['webmasters'] }),
    observed,
    {
      owns: (item) => owned.includes(item),
    },
  );
}

describe('an active account', () => {
  test('that is as the set says needs no step', () => {
    expect(said(plan('active', found(joko)))).toEqual([]);
    expect(said(plan('active', found({ ...joko, comment: 'JoPanel joko,room 7' })))).toEqual([]);
  });

  test('is created with its group, and gets its password only once sshd knows it', () => {
    expect(said(plan('active', found(undefined)))).toEqual([
      'up create the user joko with uid 12010 and its group with gid 12010',
    ]);
    expect(said(plan('active', found(undefined), [], withPassword))).toEqual([
      'up create the user joko with uid 12010 and its group with gid 12010',
      'down set the password of joko',
    ]);
  });

  test.each([
    ['the shell', { shell: '/bin/sh' }, 'up set the shell of joko to /bin/bash'],
    ['the comment', { comment: 'Jo' }, 'up set the comment of joko to JoPanel joko'],
    ['a lock', { password: '!*' }, 'up unlock the user joko'],
    ['an expiry', { expiresOnDay: 1 }, 'up unlock the user joko'],
    ['a password that lets anyone in', { password: '' }, 'up set the password of joko'],
  ])('heals %s', (_, change, step) => {
    expect(said(plan('active', found({ ...joko, ...change })))).toEqual([step]);
  });

  test('gets its group back after the group was deleted', () => {
    expect(said(plan('active', found(joko, { group: undefined, gidHolder: undefined })))).toEqual([
      'up create the group joko with gid 12010',
    ]);
  });

  test('keeps a password that its user chose, as long as account.json has none', () => {
    expect(said(plan('active', found({ ...joko, password: OTHER_HASH })))).toEqual([]);
  });

  test('gets the password of account.json once', () => {
    const [step] = plan('active', found(joko), OURS, withPassword).actions;
    expect(step).toMatchObject({ summary: 'set the password of joko', owns: ['password:joko'] });
    expect(said(plan('active', found({ ...joko, password: HASH }), OURS, withPassword))).toEqual([]);
  });

  test('loses a password that came from account.json and stands there no longer', () => {
    const owned = [...OURS, 'password:joko'];
    const [step] = plan('active', found({ ...joko, password: HASH }), owned).actions;
    expect(step).toMatchObject({ summary: 'take back the password of joko', releases: ['password:joko'] });
  });

  test('never shows a hash', () => {
    const text = JSON.stringify([
      plan('active', found({ ...joko, password: OTHER_HASH }), OURS, withPassword),
      plan('suspended', found({ ...joko, password: OTHER_HASH }), OURS, withPassword),
    ]);
    expect(text).not.toContain('$6$');
  });
});

describe('a user that was there before', () => {
  test('is adopted when name, uid, gid, home and shell are as wanted, and the step says so', () => {
    const adopted = plan('active', found({ ...joko, comment: 'Jo Ko' }), []);
    expect(said(adopted)).toEqual([
      'up adopt the user joko with uid 12010',
      'up set the comment of joko to JoPanel joko',
    ]);
    expect(adopted.actions[0]?.owns).toEqual(OURS);
  });

  test.each([
    ['another uid', { uid: 12011 }, {}, 'exists with uid 12011'],
    ['another gid', { gid: 100 }, {}, 'has the primary group 100'],
    ['another home', { home: '/srv/joko' }, {}, 'has the home /srv/joko'],
    ['another shell', { shell: '/bin/zsh' }, {}, 'was not made by jopanel and has the shell /bin/zsh'],
    ['a group of another gid', {}, { group: { ...group, gid: 7 } }, 'the group joko exists with gid 7'],
    [
      'a shared group',
      {},
      { group: { ...group, members: ['anna'] } },
      'its members anna could read the home',
    ],
  ])('with %s is left alone', (_, change, more, message) => {
    const { actions, blocked } = plan('active', found({ ...joko, ...change }, more), []);
    expect(actions).toEqual([]);
    expect(blocked).toMatchObject({ reason: 'Conflict', message: expect.stringContaining(message) });
  });

  test('is blocked with a remedy, which is longer for an account that is not in force yet', () => {
    const moved = found({ ...joko, home: '/srv/joko' });
    expect(plan('active', moved, OURS).blocked?.message).toMatch(/run: usermod --home \/home\/joko joko$/);
    expect(plan('active', moved, []).blocked?.message).toMatch(/joko, or choose another username$/);
    const ofPanel = found({ ...joko, uid: 1005 });
    expect(plan('active', ofPanel, []).blocked?.message).toMatch(
      /write 1005 in account.json, which uid_min and uid_max in the settings must include, or choose another username$/,
    );
    const ofSystem = found(undefined, { group: { ...group, gid: 995 } });
    expect(plan('active', ofSystem, []).blocked?.message).toMatch(
      /it belongs to the system; choose another username$/,
    );
  });

  test.each([
    ['uid', { uidHolder: 'anna' }, 'uid 12010 belongs to the user anna'],
    ['gid', { gidHolder: 'anna' }, 'gid 12010 belongs to the group anna'],
  ])('under another name keeps its %s', (_, more, message) => {
    const { actions, blocked } = plan('active', found(undefined, more), []);
    expect(actions).toEqual([]);
    expect(blocked?.message).toContain(message);
  });
});

test('a user that was renamed by hand is left alone, and the message says how to rename it back', () => {
  const { actions, blocked } = plan('active', found(undefined, { uidHolder: 'anna' }), ['user:joko']);
  expect(actions).toEqual([]);
  expect(blocked?.message).toContain('usermod --login joko anna');
});

describe('a suspended account', () => {
  test('is locked last of all, and its processes end', () => {
    expect(said(plan('suspended', found(joko)))).toEqual(['down lock the user joko and end its processes']);
    expect(said(plan('suspended', found(locked)))).toEqual([]);
  });

  test.each([
    ['the password', { ...locked, password: '*' }],
    ['the expiry', { ...locked, expiresOnDay: undefined }],
  ])('is locked again when only %s was opened', (_, user) => {
    expect(said(plan('suspended', found(user)))).toEqual(['down lock the user joko and end its processes']);
  });

  test('with a living process has drifted', () => {
    expect(said(plan('suspended', found(locked, { isRunning: true })))).toEqual([
      'down end the processes of joko',
    ]);
  });

  test('whose processes are still being ended waits for that, once it is expired', () => {
    const ending = { isRunning: true, isBeingEnded: true };
    const waiting = plan('suspended', found({ ...locked, password: '*' }, ending));
    expect(said(waiting)).toEqual([]);
    expect(waiting.underWay).toBe(
      'processes of joko (uid 12010) are still being ended; logins are off already',
    );
    expect(said(plan('suspended', found(joko, ending)))).toEqual([
      'down lock the user joko and end its processes',
    ]);
    expect(plan('active', found(joko, ending)).underWay).toBeUndefined();
  });

  test('that is new is created locked', () => {
    expect(said(plan('suspended', found(undefined), [], withPassword))).toEqual([
      'up create the user joko with uid 12010 and its group with gid 12010',
      'down lock the user joko and end its processes',
    ]);
  });

  test('keeps its password for the day it is back', () => {
    const user = { ...locked, password: `!${HASH}` };
    expect(said(plan('suspended', found(user), OURS, withPassword))).toEqual([]);
    expect(said(plan('active', found(user), OURS, withPassword))).toEqual(['up unlock the user joko']);
  });
});

describe('an account that leaves', () => {
  test('is locked while it is retired', () => {
    expect(said(plan('retired', found(joko)))).toEqual(['down lock the user joko and end its processes']);
    expect(said(plan('retired', found(undefined)))).toEqual([]);
  });

  test('is deleted when it is purged, and locked before anything else if it is not', () => {
    const deletion = ['down! delete the user joko', 'down! delete the group joko'];
    expect(said(plan('purged', found(locked)))).toEqual(deletion);
    expect(said(plan('purged', found(joko)))).toEqual([
      'up lock the user joko and end its processes',
      ...deletion,
    ]);
    expect(said(plan('purged', found(undefined, { group, gidHolder: 'joko' })))).toEqual([
      'down! delete the group joko',
    ]);
    expect(said(plan('purged', found(undefined)))).toEqual([]);
  });

  test('takes along nothing that jopanel does not own', () => {
    expect(said(plan('retired', found(joko), []))).toEqual([]);
    expect(said(plan('purged', found(joko), []))).toEqual([]);
    expect(said(plan('purged', found(locked), ['user:joko']))).toEqual(['down! delete the user joko']);
  });
});

describe('a user that is in other groups than its own', () => {
  test('is taken out of those that no setting allows, and what runs in them is ended', () => {
    expect(said(plan('active', found(joko, { otherGroups: ['sudo', 'webmasters', 'docker'] })))).toEqual([
      'up take joko out of the groups sudo, docker and end its processes, which are still in',
    ]);
    expect(said(plan('suspended', found(locked, { otherGroups: ['anna'] })))).toEqual([
      'up take joko out of the group anna and end its processes, which are still in',
    ]);
  });

  test('is left in those that a setting allows', () => {
    expect(said(plan('active', found(joko, { otherGroups: ['webmasters'] })))).toEqual([]);
    expect(said(plan('active', found(joko, { otherGroups: ['webmasters'] }), []))).toEqual([
      'up adopt the user joko with uid 12010',
    ]);
  });

  test('is not adopted', () => {
    expect(said(plan('active', found(joko, { otherGroups: ['sudo'] }), []))).toEqual([
      'Conflict: the user joko was not made by jopanel and is in other groups than its own: sudo; run: gpasswd --delete joko sudo; or name them in allowed_groups',
    ]);
  });
});
