// Sentences that say why an account is where it is.
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
const told = (change: Partial<AccountAnswer>) => explainAccount({ ...applied, ...change }, now).join('\n');

test('one that is well', () => {
  expect(told({})).toBe(
    'joko is as its files say: everything of them is in force.\nIn force is revision aaaaaaaaaaaa.',
  );
  expect(told({ status: 'suspended' })).toContain('It is suspended, as account.json says.');
});

test('one whose files are refused: where, what, what to do', () => {
  const problem = {
    file: 'limits.json',
    pointer: '/a',
    line: 3,
    column: 5,
    message: 'is wrong',
    remedy: 'mend it',
  };
  const text = told({ phase: 'invalid', problems: [problem], last_error: 'limits.json is wrong' });
  expect(text).toContain('limits.json:3 /a: is wrong — mend it');
  expect(text).toContain('which is not what its files say now');
  expect(text).toContain('jopanel user edit joko');
});

test('one that failed: which resource, and when it is tried again', () => {
  const resource = {
    kind: 'home',
    state: 'failed',
    message: 'no room',
    changed_at: '2026-01-01T00:00:00.000Z',
  };
  const text = told({
    phase: 'failed',
    resources: [resource],
    revisions: { desired: REVISION, attempted: REVISION, applied: null },
    last_error: 'home: no room',
    next_retry_at: '2026-01-01T00:01:30.000Z',
  });
  expect(text).toContain('home is failed: no room');
  expect(text).toContain('nothing of it is in force yet');
  expect(text).toContain('tried again in 30s');
});
