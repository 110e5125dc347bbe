// Each path of the socket answers what it says it does, and nothing secret.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AccountsAnswer } from '../../src/status/answers/account-answer.ts';
import { ALL_ROUTES } from '../../src/status/routes/all-routes.ts';
import { observed, type SampleSet } from '../journal/sample.ts';
import { CALM, serve } from './serve.ts';

const HASH = '$y$j9T$abcdefghijklmnopqrstuvwx$QS0uGtPPAu97XEQ9/pbbXGB5IxU5NjRn5nm7Stzo.D0';

async function withAccounts(count: number, options: Parameters<typeof serve>[0] = {}) {
  const served = await serve(options);
  const names = Array.from({ length: count }, (_, index) => `user${String(index).padStart(3, '0')}`);
  served.journal.append(names.map((name, index) => observed(name, { uid: 10_000 + index })));
  return { served, names };
}

test('every path of the list answers 200, 404 or 503, as an object that its schema takes', async () => {
  const { served, names } = await withAccounts(2);
  for (const { path, answer } of ALL_ROUTES) {
    const [revision = ''] = [served.journal.account(names[0] ?? '')?.desiredRevision ?? ''];
    const asked = path.replace('{username}', names[0] ?? '').replace('{revision}', revision);
    const { status, json } = await served.get(asked.endsWith('/search') ? `${asked}?q=user` : asked);
    // A sample's text is no whole set, so its limits are unknown.
    expect([asked, status]).toEqual([asked, asked.endsWith('/stats') ? 404 : 200]);
    if (status === 200) answer.parse(json);
  }
});

test('one account has all that the contract shows', async () => {
  const { served } = await withAccounts(1);
  const { json } = await served.get('/v1/users/user000');
  expect(json).toMatchObject({
    username: 'user000',
    status: 'active',
    phase: 'pending',
    revisions: { desired: expect.stringMatching(/^sha256:/), attempted: null, applied: null },
    conditions: [],
    resources: [],
    last_error: null,
    next_retry_at: null,
  });
});

test('the next retry comes from the queue and not from the journal', async () => {
  const { served } = await withAccounts(1);
  const waiting = { username: 'user000', until: 1_800_000_000_000, failures: 2, error: 'no luck' };
  served.live = { ...CALM, queue: { ...CALM.queue, waiting: [waiting] } };
  expect((await served.get('/v1/users/user000')).json).toMatchObject({
    next_retry_at: '2027-01-15T08:00:00.000Z',
    queued: { state: 'waiting', reason: 'no luck' },
  });
});

test('an account with a new set is shown as applying while it is in processing', async () => {
  const { served } = await withAccounts(2);
  const running = { username: 'user001', reason: 'edit' as const, startedAt: 2, runningMs: 1 };
  served.live = { ...CALM, queue: { ...CALM.queue, processing: [running] } };
  expect((await served.get('/v1/users/user001')).json).toMatchObject({ phase: 'applying' });
  const { users } = AccountsAnswer.parse((await served.get('/v1/users?phase=applying')).json);
  expect(users.map(({ username }) => username)).toEqual(['user001']);
  const pending = AccountsAnswer.parse((await served.get('/v1/users?phase=pending')).json);
  expect(pending.users.map(({ username }) => username)).toEqual(['user000']);
});

test('pages hold every account once, in order, whatever their size', async () => {
  const { served, names } = await withAccounts(23);
  for (const limit of [1, 5, 23, 100]) {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/v1/users?limit=${limit}&cursor=${cursor}`;
      const page: AccountsAnswer = AccountsAnswer.parse((await served.get(path)).json);
      expect(page.users.length).toBeLessThanOrEqual(limit);
      seen.push(...page.users.map(({ username }) => username));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(names);
  }
});

test('filters narrow the list, and a purged account is in none', async () => {
  const { served } = await withAccounts(3);
  const suspended: SampleSet = { uid: 10_001, status: 'suspended' };
  served.journal.append([
    observed('user001', suspended),
    { kind: 'account.purged', account: 'user002', data: { archive: null } },
  ]);
  const names = async (query: string) =>
    AccountsAnswer.parse((await served.get(`/v1/users?${query}`)).json).users.map(({ username }) => username);
  expect(await names('status=suspended')).toEqual(['user001']);
  expect(await names('q=user000')).toEqual(['user000']);
  expect(await names('')).toEqual(['user000', 'user001']);
  expect(await served.get('/v1/users/user002')).toMatchObject({ status: 404 });
  expect(await served.get('/v1/users/user002/config')).toMatchObject({ status: 404 });
  expect((await served.get('/v1/status')).json).toMatchObject({ accounts: { total: 2 } });
});

test('the events of a purged account can still be read', async () => {
  const { served } = await withAccounts(1);
  served.journal.append([{ kind: 'account.purged', account: 'user000', data: { archive: null } }]);
  expect((await served.get('/v1/users/user000/events')).json).toMatchObject({
    events: [{ kind: 'set.observed' }, { kind: 'account.purged' }],
  });
});

test('anything but GET and HEAD is refused with 405, on every path', async () => {
  const { served } = await withAccounts(1);
  for (const path of ['/v1/status', '/v1/users/user000', '/metrics', '/nowhere']) {
    expect(await served.get(path, { method: 'POST', body: 'x' })).toMatchObject({ status: 405 });
  }
});

test.each([
  ['/v1/nothing', 404, 'no_such_path'],
  ['/v1/users/nobody', 404, 'no_such_account'],
  ['/v1/users/%2e%2e%2fetc', 404, 'no_such_account'],
  ['/v1/users/user000/revisions/ffff', 404, 'no_such_revision'],
  ['/v1/plan?users=user000,nobody', 404, 'no_such_account'],
  ['//v1/status', 404, 'no_such_path'],
  ['/v1/status/', 404, 'no_such_path'],
])('%s is refused with %i and says why', async (path, status, code) => {
  const { served } = await withAccounts(1);
  const answer = await served.get(path);
  expect(answer).toMatchObject({ status, json: { error: { code, message: expect.stringMatching(/./) } } });
});

const UP_TO_1000 = 'limit has to be a whole number from 1 to 1000';

test.each([
  ['/v1/users?limit=0', UP_TO_1000],
  ['/v1/users?limit=1001', UP_TO_1000],
  ['/v1/users?limit=', UP_TO_1000],
  ['/v1/events?limit=1e2', UP_TO_1000],
  ['/v1/events?limit=%205', UP_TO_1000],
  ['/v1/events?after=-1', 'after has to be a whole number from 0'],
  ['/v1/users?limit=5&limit=6', '"limit" is given more than once'],
  ['/v1/users?limitt=5', 'there is no parameter "limitt"; did you mean limit?'],
  ['/v1/users?phase=fine', 'phase has to be one of pending, applying'],
  ['/v1/users?status=fine', 'status has to be one of active, suspended'],
  ['/v1/users?cursor=../etc', 'cursor has to be a next_cursor'],
  ['/v1/search', 'q is missing'],
  ['/v1/search?q=', 'q is empty'],
  [`/v1/search?q=${'a'.repeat(201)}`, 'q has to have at most 200 characters'],
  ['/v1/status?pretty', 'there is no parameter "pretty"'],
])('%s is refused with 400 and a message that says what is wrong', async (path, message) => {
  const { served } = await withAccounts(1);
  for (const headers of [{}, { accept: 'text/event-stream' }])
    expect(await served.get(path, { headers })).toMatchObject({
      status: 400,
      json: { error: { code: 'bad_query', message: expect.stringContaining(message) } },
    });
});

test('a folder that was not read yet is a pending account, in its place among the others', async () => {
  const { served } = await withAccounts(2, { unreadFolders: () => ['user0005', 'anna'] });
  const names = async (query: string) =>
    AccountsAnswer.parse((await served.get(`/v1/users?${query}`)).json).users.map(({ username }) => username);
  expect(await names('')).toEqual(['anna', 'user000', 'user0005', 'user001']);
  expect(await names('cursor=anna&limit=2')).toEqual(['user000', 'user0005']);
  expect(await names('status=active')).toEqual(['user000', 'user001']);
  expect(await names('phase=applied')).toEqual([]);
  expect((await served.get('/v1/users/anna')).json).toMatchObject({ phase: 'pending', uid: null });
});

test('an answer that has not changed is not sent again', async () => {
  const { served } = await withAccounts(1);
  const first = await served.get('/v1/users/user000');
  const etag = first.etag ?? '';
  expect(await served.get('/v1/users/user000', { headers: { 'if-none-match': etag } })).toMatchObject({
    status: 304,
    text: '',
  });
  served.journal.append([observed('user000', { uid: 10_000, package: 'other' })]);
  const headers = { 'if-none-match': etag, 'cache-control': 'no-cache' };
  expect(await served.get('/v1/users/user000', { headers })).toMatchObject({ status: 200 });
});

test('equal requests share one answer for a moment, and a request for a fresh one gets it', async () => {
  let now = 1_700_000_000_000;
  const served = await serve({ now: () => now });
  const ask = async (fresh: boolean) => {
    const { json } = await served.get(
      '/v1/status',
      fresh ? { headers: { 'cache-control': 'no-cache' } } : {},
    );
    return z.object({ watch: z.object({ hints: z.int() }) }).parse(json).watch.hints;
  };
  const hint = () => {
    served.live = { ...served.live, watch: { ...served.live.watch, hints: served.live.watch.hints + 1 } };
  };
  expect(await ask(false)).toBe(3);
  hint();
  expect(await ask(false)).toBe(3);
  expect(await ask(true)).toBe(4);
  hint();
  expect(await ask(false)).toBe(4);
  now += 1000;
  expect(await ask(false)).toBe(5);
});

test('an account in the journal is never left out of an answer', async () => {
  const { served } = await withAccounts(1, { now: () => 1_700_000_000_000 });
  const ask = async () => {
    const { json } = await served.get('/v1/users/user000');
    return z.object({ package: z.string() }).parse(json).package;
  };
  expect(await ask()).toBe('basic');
  served.journal.append([observed('user000', { uid: 10_000, package: 'other' })]);
  expect(await ask()).toBe('other');
});

test('no secret leaves, by whatever path', async () => {
  const secrets = [HASH, 'hunter2hunter2', 'sw0rdfish'];
  const files = new Map([
    ['account.json', JSON.stringify({ username: 'user000', password_hash: HASH, x_note: `was ${HASH}` })],
    [
      'services.json',
      JSON.stringify({ nodejs: { apps: [{ name: 'a', env: { DB: 'hunter2hunter2', PORT: '1' } }] } }),
    ],
    [
      'ssh.json',
      '{"x_key":"-----BEGIN OPENSSH PRIVATE KEY-----\\nsw0rdfish\\n-----END OPENSSH PRIVATE KEY-----"}',
    ],
    ['limits.json', '{"x_url":"mysql://app:hunter2hunter2@db/app","db_password":"hunter2hunter2"}'],
  ]);
  const { served } = await withAccounts(1, { files: () => files });
  served.journal.append([
    {
      kind: 'step.failed',
      account: 'user000',
      data: { wave: 'w', resource: 'linux-user', summary: 'set it', error: `chpasswd: bad hash ${HASH}` },
    },
    {
      kind: 'conditions.changed',
      account: 'user000',
      data: {
        phase: 'failed',
        last_error: `mysql://app:sw0rdfish@db: refused ${HASH}`,
        next_retry_at: null,
        conditions: [],
        resources: [],
      },
    },
  ]);
  for (const { path } of ALL_ROUTES) {
    const { text } = await served.get(path.replace('{username}', 'user000'));
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
  const config = (await served.get('/v1/users/user000/config')).json;
  expect(config).toMatchObject({
    account: { username: 'user000', password_hash: '(redacted)' },
    services: { nodejs: { apps: [{ env: { DB: '(redacted)', PORT: '(redacted)' } }] } },
  });
});

test.each([
  ['/v1/users/KEY', 'no_such_account'],
  ['/v1/users/user000/revisions/KEY', 'no_such_revision'],
  ['/v1/status?KEY', 'bad_query'],
  ['/v1/users?phase=KEY', 'bad_query'],
])('an answer about a private key that has no end is JSON all the same: %s', async (path, code) => {
  const { served } = await withAccounts(1);
  for (const end of ['', '%22', '%5C', '%5C%22', '%0A']) {
    const key = `-----BEGIN%20RSA%20PRIVATE%20KEY-----%0Asw0rdfish${end}`;
    const { json, text } = await served.get(path.replace('KEY', key));
    expect(json).toMatchObject({ error: { code, remedy: expect.stringMatching(/./) } });
    expect(text).not.toContain('sw0rdfish');
  }
});

test('not ready until the first pass is done, and not healthy while an account is stuck', async () => {
  const { served } = await withAccounts(0);
  served.live = { ...CALM, readyAt: null };
  expect(await served.get('/readyz')).toMatchObject({ status: 503, json: { error: { code: 'starting' } } });
  const stuck = { username: 'joko', reason: 'edit' as const, startedAt: 1, runningMs: 3_600_000 };
  served.live = { ...CALM, queue: { ...CALM.queue, processing: [stuck] } };
  expect(await served.get('/healthz')).toMatchObject({ status: 503, json: { error: { code: 'stuck' } } });
  served.live = CALM;
  for (const path of ['/readyz', '/healthz']) expect(await served.get(path)).toMatchObject({ status: 200 });
});

test('a HEAD has the headers of a GET and no body', async () => {
  const { served } = await withAccounts(1);
  const { etag } = await served.get('/v1/users/user000');
  const head = await served.get('/v1/users/user000', { method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, etag, text: '' });
});
