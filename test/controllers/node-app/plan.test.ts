import { describe, expect, test } from 'vitest';
import { desiredApps } from '../../../controllers/node-app/desired.ts';
import type { ObservedApps } from '../../../controllers/node-app/observe.ts';
import { planApps } from '../../../controllers/node-app/plan.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import type { UnitState } from '../../../src/host/units.ts';
import type { Account } from '../../../src/model/account.ts';
import type { Target } from '../../../src/model/target.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const UNIT = 'jopanel-app-joko-blog.service';
const UNIT_PATH = `/etc/systemd/system/${UNIT}`;
const STARTED = '/run/jopanel/apps/joko-blog.started';
const ENVIRONMENT = '/etc/systemd/jopanel/joko-blog.env';
const RUNNING: UnitState = {
  activity: 'running',
  enabled: true,
  stale: false,
  exitStatus: 0,
  restartedOfLate: false,
};
const NOTHING: ObservedApps = {
  managed: true,
  files: new Map(),
  units: new Map(),
  started: new Map(),
  holders: new Map(),
};

const FACTS = { facts: { nginx: { user: 'www-data' } } };

function desired(who: Account, lifecycle: Target['lifecycle'] = 'active') {
  return desiredApps({ account: who, lifecycle }, FACTS);
}

function account(
  change: Record<string, string | number> = {},
  enabled = true,
  where: { port?: number } = { port: 3000 },
) {
  const blog = {
    name: 'blog',
    root: '/home/joko/blog',
    start_command: 'node x',
    env: {},
    status: 'running',
    ...where,
  };
  return sampleAccount('joko', { services: { nodejs: { enabled, apps: [{ ...blog, ...change }] } } });
}

function plan(
  lifecycle: Target['lifecycle'],
  observed: ObservedApps,
  who = account(),
  owns = true,
): string[] {
  return said(planApps('joko', desired(who, lifecycle), observed, { owns: () => owns }));
}

/** What is there once the app of an account runs, but for what a test changes. */
function there(unit: Partial<UnitState> = {}, who = account(), startedWith?: string | null): ObservedApps {
  const [app] = desired(who);
  if (app === undefined) throw new Error('the account has no app');
  return {
    managed: true,
    files: new Map([
      [UNIT_PATH, file(UNIT_PATH, app.unitText, 0o644)],
      [ENVIRONMENT, file(ENVIRONMENT, app.environmentText, 0o600)],
    ]),
    units: new Map([[UNIT, { ...RUNNING, ...unit }]]),
    holders: new Map(),
    started: new Map(
      startedWith === null ? [] : [[STARTED, file(STARTED, startedWith ?? app.environmentText, 0o600)]],
    ),
  };
}

function file(path: string, text: string, mode: number): FoundFile {
  return { kind: 'file', path, text, mode, uid: 0, gid: 0 };
}

test('an app that is to run is written and started', () => {
  expect(plan('active', NOTHING)).toEqual([
    `up write ${UNIT_PATH}`,
    `up write ${ENVIRONMENT}`,
    `up start ${UNIT}`,
  ]);
  expect(plan('active', there())).toEqual([]);
});

describe('an app that runs is restarted', () => {
  test('when its unit or its environment is another', () => {
    expect(plan('active', there(), account({ start_command: 'node y' }))).toEqual([
      `up change ${UNIT_PATH}`,
      `up change ${ENVIRONMENT}`,
      `up restart ${UNIT}`,
    ]);
    expect(plan('active', there(), account({ port: 3001 }))).toEqual([
      `up change ${ENVIRONMENT}`,
      `up restart ${UNIT}`,
    ]);
  });

  test('when it was started with other files than there are now', () => {
    expect(plan('active', there({}, account(), 'before'))).toEqual([`up restart ${UNIT}`]);
  });

  test('but not when it is unknown what it was started with', () => {
    expect(plan('active', there({}, account(), null))).toEqual([]);
  });

  test('when its unit was changed by hand, and may have been started so', () => {
    const observed = there();
    const files = new Map(observed.files).set(UNIT_PATH, file(UNIT_PATH, '# Made by jopaneld x', 0o644));
    expect(plan('active', { ...observed, files })).toEqual([`up change ${UNIT_PATH}`, `up restart ${UNIT}`]);
  });
});

test('an app that was stopped or disabled by hand is started and enabled again', () => {
  expect(plan('active', there({ activity: 'stopped' }))).toEqual([`up start ${UNIT}`]);
  expect(plan('active', there({ enabled: false }))).toEqual([`up enable ${UNIT}`]);
});

test.each([
  [
    'keeps ending',
    { activity: 'waiting', exitStatus: 1 },
    'keeps ending soon after its start; see: journalctl -u',
  ],
  ['was restarted of late', { restartedOfLate: true }, 'keeps ending soon after its start'],
  ['has no program', { activity: 'waiting', exitStatus: 203 }, 'no such program'],
  ['has no root', { activity: 'waiting', exitStatus: 200 }, 'its root is not a folder'],
] as const)('an app that %s is reported, and nothing is done', (_, unit, message) => {
  expect(plan('active', there(unit))).toEqual([expect.stringContaining(`unavailable: the app blog`)]);
  expect(plan('active', there(unit)).join()).toContain(message);
});

test.each([
  ['active', account({ status: 'stopped' })],
  ['active', account({}, false)],
  ['suspended', account()],
  ['retired', account()],
  ['purged', account()],
] as const)('an app that is not to run is removed: %s', (lifecycle, who) => {
  expect(plan(lifecycle, there(), who)).toEqual([`down stop and remove ${UNIT}`]);
  expect(plan(lifecycle, NOTHING, who)).toEqual([]);
});

test('an environment without its unit, as a crash may leave it, is removed too', () => {
  const { files } = there();
  const observed = { ...NOTHING, files: new Map([...files].filter(([path]) => path === ENVIRONMENT)) };
  expect(plan('suspended', observed)).toEqual(['down stop and remove joko-blog.env']);
});

test('no secret stands in what is shown', () => {
  const { actions } = planApps('joko', desired(account()), NOTHING, {
    owns: () => false,
  });
  expect(actions.map(({ diff }) => diff?.path)).toEqual([UNIT_PATH, undefined, undefined]);
});

test('a unit that jopanel did not make blocks the app, and is never removed', () => {
  const files = new Map([[UNIT_PATH, file(UNIT_PATH, '[Service]\n', 0o644)]]);
  const observed = { ...NOTHING, files };
  expect(plan('active', observed, account(), false)).toEqual([
    expect.stringMatching(/^Conflict: .* was not made by jopanel/),
  ]);
  expect(plan('suspended', observed, account(), false)).toEqual([]);
});

test('without systemd there are no apps, and an account that has some is given the reason', () => {
  const unmanaged = { ...NOTHING, managed: false };
  expect(plan('active', unmanaged)).toEqual([
    expect.stringMatching(/^unavailable: systemd does not run here/),
  ]);
  expect(plan('suspended', unmanaged)).toEqual([]);
});

test('an app whose port another user has is reported', () => {
  const [app] = desired(account());
  const holders = new Map([[app?.gate?.path ?? '', 'another' as const]]);
  const { unavailable } = planApps('joko', desired(account()), { ...there(), holders }, { owns: () => true });
  expect(unavailable).toContain('another user listens on port 3000 of the app blog');
});

describe('an app without a port', () => {
  const SOCKET = 'jopanel-app-joko-blog.socket';
  const SOCKET_PATH = `/etc/systemd/system/${SOCKET}`;
  const who = account({}, true, {});
  const text = desired(who)[0]?.socket?.text ?? '';

  function held(socket: Partial<UnitState> = {}): ObservedApps {
    const { files, units, ...rest } = there({}, who);
    return {
      ...rest,
      files: new Map([...files, [SOCKET_PATH, file(SOCKET_PATH, text, 0o644)]]),
      units: new Map([...units, [SOCKET, { ...RUNNING, enabled: false, ...socket }]]),
    };
  }

  test('gets a socket that systemd holds before it starts', () => {
    expect(text).toContain('SocketUser=www-data\nSocketMode=0600\n');
    expect(desired(who)[0]?.environmentText).toContain('PORT="/run/jopanel/apps/joko-blog.sock"\n');
    expect(plan('active', NOTHING, who)).toEqual([
      `up write ${SOCKET_PATH}`,
      `up write ${UNIT_PATH}`,
      `up write ${ENVIRONMENT}`,
      `up start ${UNIT}`,
    ]);
    expect(plan('active', held(), who)).toEqual([]);
  });

  test('is started again when its socket is not held any more', () => {
    expect(plan('active', held({ activity: 'stopped' }), who)).toEqual([`up restart ${UNIT}`]);
  });

  test('takes its socket along, and leaves it behind for a port', () => {
    expect(plan('suspended', held(), who)).toEqual([`down stop and remove ${UNIT}, ${SOCKET}`]);
    expect(plan('active', held())).toContain(`down stop and remove ${SOCKET}`);
  });
});
