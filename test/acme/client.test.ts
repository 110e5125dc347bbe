// The client of authorities against one that misbehaves in each of the ways that an authority, or the way to it, can.

import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { publicJwk, thumbprint } from '../../acme/jws.ts';
import { finalize, openOrder, validateNames } from '../../acme/orders.ts';
import { ProblemError } from '../../acme/problems.ts';
import { renewalInfo } from '../../acme/renewal-info.ts';
import { AcmeSession } from '../../acme/session.ts';
import type { SecureAnswer, SecureRequest } from '../../src/host/sockets/secure-request.ts';

const BASE = 'https://ca.example';
const NEVER = new AbortController().signal;
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const access = { directory: `${BASE}/dir`, email: 'host@panel.example' };

type Answer = Partial<Omit<SecureAnswer, 'headers'>> & {
  readonly headers?: Readonly<Record<string, string>>;
};
type Reply = Answer | ((payload: Record<string, unknown>, header: Record<string, unknown>) => Answer);

/** By path; a list is used up one by one, and its last one stays. */
type Script = Readonly<Record<string, Reply | readonly Reply[]>>;

const json = (value: object, more: Answer = {}): Answer => ({
  status: 200,
  text: JSON.stringify(value),
  ...more,
});
const problem = (status: number, type: string, detail: string, headers = {}): Answer =>
  json({ type: `urn:ietf:params:acme:error:${type}`, detail }, { status, headers });
const directory = {
  newNonce: `${BASE}/nonce`,
  newAccount: `${BASE}/account`,
  newOrder: `${BASE}/order`,
  renewalInfo: `${BASE}/renewal`,
};
const ACCOUNT = json(
  { status: 'valid', contact: ['mailto:host@panel.example'] },
  { status: 201, headers: { location: `${BASE}/me` } },
);
const order = (status: string, more: object = {}) =>
  json(
    { status, authorizations: [`${BASE}/authz`], finalize: `${BASE}/finalize`, ...more },
    { headers: { location: `${BASE}/order/1` } },
  );
const TOKEN = 'abcdefghijklmnop';
const challenge = { type: 'http-01', url: `${BASE}/challenge`, token: TOKEN };
const authorization = (status: string, more: object = {}) =>
  json({ status, identifier: { type: 'dns', value: 'a.example' }, challenges: [{ ...challenge, ...more }] });
const GOOD: Script = {
  '/dir': json(directory),
  '/nonce': {},
  '/account': ACCOUNT,
  '/order': order('pending'),
  '/authz': authorization('pending'),
};

function sessionWith(script: Script): {
  readonly session: AcmeSession;
  readonly sent: SecureRequest[];
  slept(): number;
} {
  const sent: SecureRequest[] = [];
  const used = new Map<string, number>();
  let now = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
  async function send(request: SecureRequest): Promise<SecureAnswer> {
    sent.push(request);
    const path = new URL(request.url).pathname;
    const replies = [script[path] ?? []].flat();
    const at = used.get(path) ?? 0;
    used.set(path, at + 1);
    const reply = replies[Math.min(at, replies.length - 1)] ?? { status: 404 };
    const { protected: head = '', payload = '' } = request.body === undefined ? {} : JSON.parse(request.body);
    const answer = typeof reply === 'function' ? reply(decoded(payload), decoded(head)) : reply;
    const headers = new Map(Object.entries({ 'replay-nonce': `nonce-${sent.length}`, ...answer.headers }));
    return { status: answer.status ?? 200, text: answer.text ?? '', headers };
  }
  return { session: new AcmeSession({ access, key, clock, send }), sent, slept: () => now };
}

function decoded(text: string): Record<string, unknown> {
  return text === '' ? {} : JSON.parse(Buffer.from(text, 'base64url').toString());
}

const open = (session: AcmeSession) => openOrder(session, { access, names: ['a.example'] }, NEVER);

test('an order is opened by our account, each request is signed, and the challenge is answered with the thumbprint of its key', async () => {
  const { session, sent } = sessionWith(GOOD);
  expect(await open(session)).toEqual({
    url: `${BASE}/order/1`,
    finalize: `${BASE}/finalize`,
    challenges: [
      {
        name: 'a.example',
        url: `${BASE}/challenge`,
        authorization: `${BASE}/authz`,
        token: TOKEN,
        answer: `${TOKEN}.${thumbprint(key)}`,
      },
    ],
  });
  const nonces = new Set<unknown>();
  for (const { body, url } of sent.filter(({ method }) => method === 'POST')) {
    const { protected: head, payload, signature } = JSON.parse(body ?? '{}');
    const isGood = verify(
      'sha256',
      Buffer.from(`${head}.${payload}`),
      { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect({ url, isGood, signed: decoded(head).url }).toEqual({ url, isGood: true, signed: url });
    nonces.add(decoded(head).nonce);
  }
  expect(nonces.size).toBe(3);
  const registration = sent.find(({ url }) => url === `${BASE}/account`);
  expect(decoded(JSON.parse(registration?.body ?? '{}').protected).jwk).toEqual(publicJwk(key));
});

test('a nonce that is rejected is replaced, and an authority that rejects all of its own is given up', async () => {
  const bad = problem(400, 'badNonce', 'it is old');
  const { session } = sessionWith({ ...GOOD, '/order': [bad, bad, order('pending')] });
  expect((await open(session)).challenges).toHaveLength(1);
  const { session: other, sent } = sessionWith({ ...GOOD, '/order': bad });
  await expect(open(other)).rejects.toThrow('rejected 8 nonces of its own');
  expect(sent.length).toBeLessThan(20);
});

test('an authority that has lost our account gets it again', async () => {
  const lost = problem(400, 'accountDoesNotExist', 'who?');
  const { session, sent } = sessionWith({ ...GOOD, '/order': [lost, order('pending')] });
  await open(session);
  expect(sent.filter(({ url }) => url === `${BASE}/account`)).toHaveLength(2);
});

test.each<[string, Script, object]>([
  ['is down', { '/dir': { status: 502, text: '<html>' } }, { fault: 'unavailable' }],
  [
    'has another directory',
    { '/dir': json({ hello: 1 }) },
    {
      fault: 'unavailable',
      message: 'https://ca.example/dir is not the directory of a certificate authority',
    },
  ],
  [
    'leads to plain http',
    { '/dir': json({ ...directory, newOrder: 'http://ca.example/order' }) },
    { fault: 'unavailable' },
  ],
  ['answers nonsense', { '/order': { text: '{"status":' } }, { fault: 'unavailable' }],
  [
    'fails in the middle',
    { '/authz': problem(500, 'serverInternal', 'oops', { 'retry-after': '30' }) },
    { fault: 'unavailable', retryAfterMs: 30_000 },
  ],
  [
    'has had enough',
    { '/order': problem(429, 'rateLimited', 'too many', { 'retry-after': '3600' }) },
    { fault: 'rate_limited', message: 'too many (rateLimited)', retryAfterMs: 3_600_000 },
  ],
  [
    'has had enough until a date',
    { '/order': problem(429, 'rateLimited', 'too many', { 'retry-after': 'Thu, 01 Jan 1970 00:10:00 GMT' }) },
    { fault: 'rate_limited', retryAfterMs: 600_000 },
  ],
  [
    'does not like the name',
    { '/order': problem(400, 'rejectedIdentifier', 'a.example is\u001b[31m forbidden') },
    { fault: 'refused', message: 'a.example is [31m forbidden (rejectedIdentifier)' },
  ],
  [
    'knows no challenge by HTTP',
    { '/authz': json({ status: 'pending', identifier: { value: 'a.example' }, challenges: [] }) },
    {
      fault: 'refused',
      failed: [{ name: 'a.example', why: 'the authority offers no challenge by HTTP for this name' }],
    },
  ],
  [
    'gives a token that would be a path',
    { '/authz': authorization('pending', { token: '../../../../etc/x' }) },
    { fault: 'unavailable' },
  ],
])('an authority that %s', async (_, script, expected) => {
  const { session } = sessionWith({ ...GOOD, ...script });
  const error = await open(session).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  expect(error instanceof ProblemError && error.problem).toMatchObject(expected);
});

test('the names that an authority names in its refusal are told apart', async () => {
  const subproblems = [
    {
      type: 'urn:ietf:params:acme:error:caa',
      detail: 'not us',
      identifier: { type: 'dns', value: 'b.example' },
    },
  ];
  const refusal = json(
    { type: 'urn:ietf:params:acme:error:compound', detail: 'some', subproblems },
    { status: 403 },
  );
  const { session } = sessionWith({ ...GOOD, '/order': refusal });
  await expect(open(session)).rejects.toMatchObject({
    problem: { fault: 'refused', failed: [{ name: 'b.example', why: 'not us (caa)' }] },
  });
});

test('an order that cannot replace what it should is sent again as a new one', async () => {
  const seen: unknown[] = [];
  const reply: Reply = (payload) => {
    seen.push(payload.replaces);
    return payload.replaces === undefined ? order('pending') : problem(409, 'alreadyReplaced', 'again?');
  };
  const { session } = sessionWith({ ...GOOD, '/order': reply });
  await openOrder(session, { access, names: ['a.example'], replaces: 'a.b' }, NEVER);
  expect(seen).toEqual(['a.b', undefined]);
});

test('validation waits for the end, and says what failed in the words of the authority', async () => {
  const error = { type: 'urn:ietf:params:acme:error:dns', detail: 'NXDOMAIN' };
  const { session, slept } = sessionWith({
    ...GOOD,
    '/challenge': json({}),
    '/authz': [
      authorization('pending'),
      authorization('pending'),
      authorization('processing'),
      authorization('invalid', { error }),
    ],
  });
  const { challenges } = await open(session);
  expect(await validateNames(session, challenges, NEVER)).toEqual([
    { name: 'a.example', why: 'NXDOMAIN (dns)' },
  ]);
  expect(slept()).toBeGreaterThan(500);
});

test('a finalization that takes a minute is waited for, and one without an end is given up', async () => {
  const slow = Array.from({ length: 14 }, () => order('processing'));
  const valid = order('valid', { certificate: `${BASE}/certificate` });
  const script = { ...GOOD, '/finalize': order('processing'), '/certificate': { text: 'the chain' } };
  const request = { access, order: { url: `${BASE}/order/1`, finalize: `${BASE}/finalize` }, csr: 'AA' };
  const { session, slept } = sessionWith({ ...script, '/order/1': [order('ready'), ...slow, valid] });
  expect(await finalize(session, request, NEVER)).toBe('the chain');
  expect(slept()).toBeGreaterThan(45_000);
  const { session: endless } = sessionWith({ ...script, '/order/1': order('processing') });
  await expect(finalize(endless, request, NEVER)).rejects.toThrow(
    'the authority did not come to an end within 240 s',
  );
  const { session: invalid } = sessionWith({
    ...script,
    '/order/1': [order('ready'), order('invalid', { error: { detail: 'CAA' } })],
  });
  await expect(finalize(invalid, request, NEVER)).rejects.toThrow('CAA');
});

test('the time of a renewal is read, and a window that is none is not believed', async () => {
  const window = (start: string, end: string) =>
    sessionWith({
      ...GOOD,
      '/renewal/a.b': json({ suggestedWindow: { start, end } }, { headers: { 'retry-after': '600' } }),
    }).session;
  expect(await renewalInfo(window('1970-01-02T00:00:00Z', '1970-01-03T00:00:00Z'), 'a.b', NEVER)).toEqual({
    start: 86_400_000,
    end: 172_800_000,
    retryAfterMs: 600_000,
  });
  await expect(
    renewalInfo(window('1970-01-03T00:00:00Z', '1970-01-02T00:00:00Z'), 'a.b', NEVER),
  ).rejects.toThrow('nonsense');
  const { session } = sessionWith({ ...GOOD, '/dir': json({ ...directory, renewalInfo: undefined }) });
  expect(await renewalInfo(session, 'a.b', NEVER)).toBeUndefined();
});
