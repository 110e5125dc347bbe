// The sentences that explain the phase of an account.
import { expect, test } from 'vitest';
import { explainAccount } from '../../../src/cli/views/account-sentences.ts';
import type { AccountAnswer } from '../../../src/status/answers/account-answer.ts';

const REVISION = `sha256:${'a'.repeat(64)}`;
const applied: AccountAnswer = {
  username: 'joko',
  status: 'active',
  phase: 'applied',
  uid: 12010,
  gid: 12010,
  package: 'starter',
  contact_email: 'owner@example.com',
  primary_domain: 'example.com',
  domains: ['example.com'],
  revisions: { desired: REVISION, attempted: REVISION, applied: REVISION },
  applied_at: '2026-01-01T00:00:00.000Z',
  conditions: [],
  resources: [],
  problems: [],
  last_error: null,
  next_retry_at: null,
  queued: null,
  vanished_at: null,
  retired_at: null,
};
const now = Date.parse('2026-01-01T00:01:00.000Z');
const sentences = (change: Partial<AccountAnswer>) =>
  explainAccount({ ...applied, ...change }, now).join('\n');

test('an applied account: its revision, and whether it is suspended', () => {
  expect(sentences({})).toBe(
    'joko is applied: everything that its files say is in force.\nRevision aaaaaaaaaaaa is applied.',
  );
  expect(sentences({ status: 'suspended' })).toContain('It is suspended, as account.json says.');
});

test('what the host does not have stands in one line, after what is the account’s own', () => {
  const since = { state: 'unavailable', changed_at: '2026-01-01T00:00:00.000Z' } as const;
  const text = sentences({
    phase: 'pending',
    resources: [
      { ...since, kind: 'disk-quota', message: 'no quotas', of_host: true },
      { ...since, kind: 'user-slice', message: 'no limits', of_host: true },
      { ...since, kind: 'nginx-vhost', message: 'nginx does not run' },
    ],
  });
  expect(text).toContain(
    '  nginx-vhost does not work: nginx does not run\n  disk-quota and user-slice are not available on this host; see: jopanel doctor',
  );
});

test('an account with invalid files: the place, the problem and the remedy', () => {
  const problem = {
    file: 'limits.json',
    pointer: '/a',
    line: 3,
    column: 5,
    message: 'is wrong',
    remedy: 'mend it',
  };
  const text = sentences({ phase: 'invalid', problems: [problem], last_error: 'limits.json is wrong' });
  expect(text).toContain('limits.json:3 /a: is wrong — mend it');
  expect(text).toContain('which is not what its files say now');
  expect(text).toContain('jopanel user edit joko');
});

test('an account that was never accepted: no set of it is said to stay in force', () => {
  const text = sentences({
    phase: 'invalid',
    revisions: { desired: null, attempted: null, applied: null },
    problems: [
      {
        file: 'ssh.json',
        pointer: '',
        line: null,
        column: null,
        message: 'is missing',
        remedy: 'add the file',
      },
    ],
  });
  expect(text.split('\n')).toEqual([
    'The files of joko are invalid, and no set of it was accepted before, so nothing of it is in force.',
    '  ssh.json: is missing — add the file',
    'Correct 1 problem to continue: jopanel user edit joko',
  ]);
});

test('a failed account: the resource, and the time of the next attempt', () => {
  const resource = {
    kind: 'home',
    state: 'failed' as const,
    message: 'no room',
    changed_at: '2026-01-01T00:00:00.000Z',
  };
  const text = sentences({
    phase: 'failed',
    resources: [resource],
    revisions: { desired: REVISION, attempted: REVISION, applied: null },
    last_error: 'home: no room',
    next_retry_at: '2026-01-01T00:01:30.000Z',
  });
  expect(text).toContain('home is failed: no room');
  expect(text).toContain('none is applied yet');
  expect(text).toContain('The next attempt is in 30s');
});
