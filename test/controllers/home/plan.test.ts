import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../controllers/controller.ts';
import { desiredHome } from '../../../controllers/home/desired.ts';
import { planHome } from '../../../controllers/home/plan.ts';
import type { FolderState, HomeState, LinkedFolder } from '../../../src/host/homes.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const context = {
  facts: { nginx: { user: 'www-data' } },
  archiveDir: '/var/lib/jopanel/archive',
  logDir: '/var/log/jopanel',
};
const account = sampleAccount('joko', { account: { uid: 12010, gid: 12010 } });
const shellAccount = sampleAccount('joko', {
  account: { uid: 12010, gid: 12010 },
  ssh: { mode: 'shell', chroot_dir: null, force_command: null },
});

const own = folder({ uid: 12010, gid: 12010, mode: 0o755 });
const site = 'domains/joko.example/public_html';
const inside = new Map<string, FolderState>(
  [site, 'tmp', 'tmp/sessions', 'tmp/uploads', 'apps'].map((path) => [path, own]),
);
const home = folder({ uid: 0, gid: 12010, mode: 0o750 });
const ABSENT = { state: 'absent' } as const;

function folder(ownership: { uid: number; gid: number; mode: number }) {
  return { state: 'folder', unfinished: false, ...ownership } as const;
}

function found(more: Partial<HomeState> = {}): HomeState {
  return { home, searchable: true, folders: inside, logs: 'folder', removing: false, ...more };
}

function plan(
  lifecycle: 'active' | 'suspended' | 'retired' | 'purged',
  observed: HomeState,
  owned: readonly string[] = ['home:joko'],
  who = account,
): Plan {
  return planHome('joko', desiredHome({ account: who, lifecycle }, context), observed, {
    owns: (item) => owned.includes(item),
  });
}

// The old files stay where they are, and nothing is lost; but visitors get none of them.
const NOTE = `joko.example is to be served from /home/joko/${site}, which is not there yet and so is empty; if it is the new name of a site that is served already, keep its files with: jopanel user rename-domain joko OLD joko.example`;

describe('a home that should be there', () => {
  test('and is as the set says, needs no step', () => {
    expect(said(plan('active', found()))).toEqual([]);
    expect(said(plan('suspended', found({ folders: new Map() })))).toEqual([]);
  });

  test('is made with all that its sites need', () => {
    const nothing = found({ home: ABSENT, searchable: false, folders: new Map(), logs: 'absent' });
    expect(said(plan('active', nothing, []))).toEqual([
      'up make /home/joko',
      'up let www-data pass through /home/joko',
      `up make ${site}, tmp, tmp/sessions, tmp/uploads, apps in /home/joko`,
      'up show /var/log/jopanel/sites/joko as /home/joko/logs',
    ]);
  });

  test.each([
    ['mode', { mode: 0o777 }],
    ['owner', { uid: 12010 }],
    ['group', { gid: 33 }],
  ])('has its %s healed', (_, change) => {
    expect(said(plan('active', found({ home: { ...home, ...change } })))).toEqual([
      'up give /home/joko to 0:12010 with mode 0750',
    ]);
  });

  test('gets back the ACL entry and the folders that are gone, and only those', () => {
    const folders = new Map([
      ...inside,
      [site, ABSENT],
      ['tmp/sessions', folder({ uid: 0, gid: 0, mode: 0o700 })],
    ]);
    expect(said(plan('active', found({ searchable: false, folders })))).toEqual([
      'up let www-data pass through /home/joko',
      `up make ${site} in /home/joko`,
    ]);
    expect(plan('active', found({ folders })).note).toBe(NOTE);
    expect(plan('active', found()).note).toBeUndefined();
  });

  test('belongs to its user in every mode but sftp_chroot', () => {
    expect(said(plan('active', found({ logs: 'link' }), undefined, shellAccount))).toEqual([
      'up give /home/joko to 12010:12010 with mode 0750',
    ]);
    const users = folder({ uid: 12010, gid: 12010, mode: 0o750 });
    expect(said(plan('active', found({ home: users, logs: 'link' }), undefined, shellAccount))).toEqual([]);
  });

  test('shows the logs in the way of its mode, while it belongs to root', () => {
    const users = folder({ uid: 12010, gid: 12010, mode: 0o750 });
    const show = 'up show /var/log/jopanel/sites/joko as /home/joko/logs';
    expect(said(plan('active', found(), undefined, shellAccount))).toEqual([
      show,
      'up give /home/joko to 12010:12010 with mode 0750',
    ]);
    expect(said(plan('active', found({ home: users, logs: 'link' })))).toEqual([
      'up give /home/joko to 0:12010 with mode 0750',
      show,
    ]);
    expect(said(plan('suspended', found({ logs: 'absent' })))).toEqual([]);
  });

  test('with something else of that name keeps it, and says so', () => {
    expect(said(plan('active', found({ logs: 'other' })))).toEqual([
      "unavailable: /home/joko/logs is not jopanel's and stays as it is; move it away to see the logs of /var/log/jopanel/sites/joko there",
    ]);
  });

  test('with a link in the way of a folder still gets the others', () => {
    const by = '/home/joko/domains is a link or no folder';
    const folders = new Map<string, FolderState>([
      ...inside,
      [site, { state: 'obstructed', by }],
      ['tmp', ABSENT],
    ]);
    expect(said(plan('active', found({ folders })))).toEqual([
      'up make tmp in /home/joko',
      `unavailable: ${by}; put a folder in its place`,
    ]);
  });

  test('is served over links of the account, and says so of those that are not', () => {
    const linked = (uids: number[]) =>
      new Map<string, FolderState | LinkedFolder>([
        ...inside,
        [site, { state: 'linked', uids: new Set(uids) }],
      ]);
    expect(said(plan('active', found({ folders: linked([12010]) })))).toEqual([]);
    expect(said(plan('active', found({ folders: linked([12010, 0]) })))).toEqual([
      `unavailable: ${site} is a link, and it or what it leads to does not belong to the account; put a folder in its place`,
    ]);
  });

  test('finishes what a crash left of a folder', () => {
    const folders = new Map<string, FolderState>([
      ...inside,
      ['tmp', { ...folder({ uid: 0, gid: 0, mode: 0o700 }), unfinished: true }],
    ]);
    expect(said(plan('active', found({ folders })))).toEqual(['up make tmp in /home/joko']);
  });

  test('removes the rest of an archived home of before', () => {
    expect(said(plan('active', found({ removing: true })))).toEqual([
      'down! remove what was /home/joko, which is archived',
    ]);
  });
});

describe('a home that was there before', () => {
  test("is adopted when it is the account's own", () => {
    expect(said(plan('active', found(), []))).toEqual(['up adopt /home/joko']);
    const users = folder({ uid: 12010, gid: 12010, mode: 0o755 });
    expect(said(plan('active', found({ home: users }), []))).toEqual([
      'up give /home/joko to 0:12010 with mode 0750',
    ]);
  });

  test.each<[string, FolderState, string]>([
    ['of another user', folder({ uid: 33, gid: 12010, mode: 0o750 }), 'belongs to uid 33'],
    ['of root', folder({ uid: 0, gid: 0, mode: 0o755 }), 'belongs to uid 0'],
    [
      'that is a link',
      { state: 'obstructed', by: '/home/joko is a link' },
      '/home/joko is a link; move it away',
    ],
  ])('%s is left alone', (_, there, message) => {
    const { actions, blocked } = plan('active', found({ home: there, folders: new Map() }), []);
    expect(actions).toEqual([]);
    expect(blocked).toMatchObject({ reason: 'Conflict', message: expect.stringContaining(message) });
  });
});

describe('the home of an account that leaves', () => {
  test('stays as it is while the account is retired', () => {
    expect(said(plan('retired', found({ folders: new Map() })))).toEqual([]);
    expect(said(plan('retired', found({ home: ABSENT, folders: new Map() })))).toEqual([]);
  });

  test('is archived and removed in one destructive step when it is purged', () => {
    const purge = plan('purged', found());
    expect(said(purge)).toEqual(['down! archive /home/joko to /var/lib/jopanel/archive and remove it']);
    expect(purge.actions[0]?.releases).toEqual(['home:joko']);
    expect(said(plan('purged', found({ home: ABSENT })))).toEqual([]);
  });

  test('is not archived again when a crash left only its removal to do', () => {
    expect(said(plan('purged', found({ home: ABSENT, removing: true })))).toEqual([
      'down! remove what was /home/joko, which is archived',
    ]);
    // A look at a retired account is quick.
    expect(said(plan('retired', found({ home: ABSENT, removing: true })))).toEqual([]);
  });

  test("stays when it is not jopanel's, or not the account's any more", () => {
    expect(said(plan('purged', found(), []))).toEqual([]);
    const other = folder({ uid: 33, gid: 33, mode: 0o750 });
    expect(said(plan('purged', found({ home: other })))).toEqual([
      'Conflict: /home/joko belongs to uid 33, not to joko; if it is the one of joko, run: chown --recursive --no-dereference --from=33 12010:12010 /home/joko; else move it away',
    ]);
  });
});
