import { expect, test } from 'vitest';
import { desiredSlice } from '../../../controllers/user-slice/desired.ts';
import type { ObservedSlice } from '../../../controllers/user-slice/observe.ts';
import { planSlice } from '../../../controllers/user-slice/plan.ts';
import { renderUserSlice } from '../../../renderers/user-slice.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import type { LimitReached } from '../../../src/host/slice-use.ts';
import type { CgroupController } from '../../../src/host/units.ts';
import type { Target } from '../../../src/model/target.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const PATH = '/etc/systemd/system/user-12010.slice.d/50-jopanel.conf';
const account = sampleAccount('joko', { account: { uid: 12010, gid: 12010 } });
const file: FoundFile = {
  kind: 'file',
  path: PATH,
  text: renderUserSlice(account),
  mode: 0o644,
  uid: 0,
  gid: 0,
};
const ALL: ReadonlySet<CgroupController> = new Set(['cpu', 'memory', 'io', 'pids']);

function plan(lifecycle: Target['lifecycle'], observed: Partial<ObservedSlice>, who = account): string[] {
  const found = { file, stale: false, managed: true, controllers: ALL, reached: new Set<LimitReached>() };
  return said(
    planSlice(
      'joko',
      desiredSlice({ account: who, lifecycle }),
      { ...found, ...observed },
      { owns: () => true },
    ),
  );
}

test('limits are written once, and stay for as long as there is an account', () => {
  expect(plan('active', { file: { kind: 'absent' } })).toEqual([`up write ${PATH}`]);
  for (const lifecycle of ['active', 'suspended', 'retired'] as const)
    expect(plan(lifecycle, {})).toEqual([]);
  expect(plan('purged', {})).toEqual([`down remove ${PATH}`]);
});

test('what systemd has not read yet is read', () => {
  expect(plan('active', { stale: true })).toEqual(['up let systemd read the limits of user-12010.slice']);
});

test('what the kernel cannot limit is reported, and everything else is limited', () => {
  const observed = { file: { kind: 'absent' }, controllers: new Set<CgroupController>(['memory']) } as const;
  expect(plan('active', observed)).toEqual([
    `up write ${PATH}`,
    'unavailable: this kernel does not let systemd limit cpu, io; boot it with systemd.unified_cgroup_hierarchy=1',
  ]);
  const memoryOnly = sampleAccount('joko', {
    account: { uid: 12010, gid: 12010 },
    limits: { cpu_limit_percent: 0, io_limit_mb_s: 0 },
  });
  expect(plan('active', observed, memoryOnly)).toEqual([`up write ${PATH}`]);
  const processesToo = sampleAccount('joko', {
    account: { uid: 12010, gid: 12010 },
    limits: { cpu_limit_percent: 0, io_limit_mb_s: 0, max_processes: 50 },
  });
  expect(plan('active', observed, processesToo).at(-1)).toContain('does not let systemd limit pids;');
});

test('without systemd nothing is written, and only an account with limits gets a report', () => {
  const observed = { managed: false, file: { kind: 'absent' } } as const;
  expect(plan('active', observed)).toEqual([
    expect.stringMatching(/^unavailable: systemd does not run here/),
  ]);
  expect(plan('purged', observed)).toEqual([]);
});

test.each([
  ['memory', 'MemoryLimitReached', 'memory_limit_mb (2048)'],
  ['processes', 'ProcessLimitReached', 'max_processes (1000)'],
  ['cpu', 'CpuLimitReached', 'cpu_limit_percent (200)'],
] as const)('a limit that was reached is a reason of its own: %s', (limit, reason, field) => {
  const observed = { file, stale: false, managed: true, controllers: ALL, reached: new Set([limit]) };
  const desired = desiredSlice({ account, lifecycle: 'active' });
  const { degraded, unavailable, actions } = planSlice('joko', desired, observed, { owns: () => true });
  expect({ degraded, unavailable, actions }).toEqual({
    degraded: { reason, message: expect.stringContaining(field) },
    unavailable: undefined,
    actions: [],
  });
});
