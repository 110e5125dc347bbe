import { expect, test } from 'vitest';
import { desiredCronJobs } from '../../../controllers/cron-job/desired.ts';
import type { ObservedCronJobs } from '../../../controllers/cron-job/observe.ts';
import { planCronJobs } from '../../../controllers/cron-job/plan.ts';
import type { FoundFile } from '../../../src/host/root-files.ts';
import { parseCronResult } from '../../../src/model/cron-result.ts';
import type { Target } from '../../../src/model/target.ts';
import { said } from '../said.ts';
import { sampleAccount } from '../sample-account.ts';

const TABLE = '/etc/cron.d/jopanel-joko';
const RUN = '/var/lib/jopanel/cron/joko-backup.run';
const jobs = [
  { name: 'backup', schedule: '0 3 * * *', command: "php backup.php 'a b' 100%", status: 'active' },
  { name: 'later', schedule: '@daily', command: 'true', status: 'suspended' },
];
const account = sampleAccount('joko', {
  account: { uid: 12010, gid: 12010 },
  services: { cron: { enabled: true, jobs } },
});
const context = { stateDir: '/var/lib/jopanel', owns: () => true };
const inForce = desiredCronJobs({ account, lifecycle: 'active' }, context);

function file(path: string, text: string, mode: number): FoundFile {
  return { kind: 'file', path, text, mode, uid: 0, gid: 0 };
}

const AS_WANTED: ObservedCronJobs = {
  installed: true,
  managed: true,
  table: file(TABLE, inForce.tableText ?? '', 0o644),
  files: new Map([[RUN, file(RUN, inForce.jobs[0]?.text ?? '', 0o600)]]),
  results: new Map(),
};

function plan(
  lifecycle: Target['lifecycle'],
  observed: Partial<ObservedCronJobs> = {},
  who = account,
): string[] {
  const desired = desiredCronJobs({ account: who, lifecycle }, context);
  return said(planCronJobs('joko', desired, { ...AS_WANTED, ...observed }, context));
}

function result(text: string): Pick<ObservedCronJobs, 'results'> {
  const parsed = parseCronResult(text);
  if (parsed === undefined) throw new Error(text);
  return { results: new Map([['backup', parsed]]) };
}

test('cron is given the schedule, and the command is kept where only root reads it', () => {
  expect(inForce.tableText?.split('\n').slice(1)).toEqual([
    'MAILTO=""',
    '0 3 * * * root /usr/lib/jopanel/bin/jopanel-cron /var/lib/jopanel/cron/joko-backup',
    '',
  ]);
  const words = inForce.jobs[0]?.text.split('\n') ?? [];
  expect(words).toContain('--slice=user-12010.slice');
  expect(words.slice(-6)).toEqual(['--', 'php', 'backup.php', 'a b', '100%', '']);
});

test('a job is written before the table that starts it', () => {
  const nothing = { table: { kind: 'absent' }, files: new Map() } as const;
  expect(plan('active', nothing)).toEqual([`up write ${RUN}`, `up write ${TABLE}`]);
  expect(plan('active')).toEqual([]);
});

test.each(['suspended', 'retired', 'purged'] as const)(
  'no job is due while the account is %s',
  (lifecycle) => {
    expect(plan(lifecycle)).toEqual([`down remove ${TABLE}`]);
  },
);

test('a job that is not listed any more leaves nothing', () => {
  const old = '/var/lib/jopanel/cron/joko-old.last';
  const files = new Map([...AS_WANTED.files, [old, file(old, '', 0o600)] as const]);
  expect(plan('active', { files })).toEqual([`down remove ${old}`]);
  const none = sampleAccount('joko', { account: { uid: 12010, gid: 12010 } });
  expect(plan('active', { files }, none)).toEqual([`down remove ${TABLE}`]);
});

test.each([
  ['exit-code', 3, 'the cron job backup failed with exit status 3, and said last "no\\u001b space"; see: '],
  ['exit-code', 127, 'the cron job backup could not start: there is no such program'],
  ['signal', 9, 'the cron job backup was ended by signal 9'],
  ['oom-kill', 9, 'the cron job backup was ended because the account had no memory left'],
  ['not-started', 1, 'the cron job backup did not run (not-started)'],
])('the last run of a job that ended by %s %i is reported', (word, status, sentence) => {
  const text = `began=1700000000\nseconds=2\nresult=${word}\nstatus=${status}\n\nfirst\n\nno\u001b space\n`;
  expect(plan('active', result(text))).toEqual([expect.stringContaining(sentence)]);
});

test('a job that succeeded is no trouble, and notes that cannot be read say nothing', () => {
  expect(plan('active', result('began=1\nseconds=0\nresult=success\nstatus=0\n\n'))).toEqual([]);
  expect(parseCronResult('')).toBeUndefined();
  expect(parseCronResult('began=x\nseconds=0\nresult=success\nstatus=0\n\n')).toBeUndefined();
});

test('a host that cannot run jobs is reported only for accounts that have some', () => {
  expect(plan('active', { installed: false })).toEqual([
    'unavailable: cron is not installed; run: apt install cron',
  ]);
  expect(plan('active', { managed: false })).toEqual([
    expect.stringMatching(/^unavailable: systemd does not run/),
  ]);
  const gone = { table: { kind: 'absent' }, files: new Map(), installed: false } as const;
  expect(plan('suspended', gone)).toEqual([]);
});
