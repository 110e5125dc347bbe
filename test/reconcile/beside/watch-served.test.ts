// What is asked for the names of accounts, and what is said of the answers; with a clock that passes as it is waited for.

import { expect, test } from 'vitest';
import type { FrontDoorAnswer, FrontDoorQuestion } from '../../../src/host/front-door.ts';
import { watchServed } from '../../../src/reconcile/beside/watch-served.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';

interface Seen {
  readonly asked: string[];
  readonly said: [string, readonly string[]][];
  readonly found: string[];
}

interface There {
  readonly certified?: readonly string[];
  readonly closed?: readonly string[];
}

/** Watches for some rounds. */
async function watchFor(
  rounds: number,
  usernames: readonly string[],
  answer: (question: FrontDoorQuestion) => FrontDoorAnswer,
  { certified = [], closed = [] }: There = {},
): Promise<Seen> {
  const seen: Seen = { asked: [], said: [], found: [] };
  const stop = new AbortController();
  let now = 0;
  let left = rounds;
  await watchServed(
    {
      addresses: async () => ['127.0.0.1', '192.0.2.10'],
      frontDoor: {
        async ask(question) {
          seen.asked.push(`${question.name} ${question.address}${question.isSecure ? ' https' : ''}`);
          return answer(question);
        },
      },
      files: { read: async () => ({ kind: 'absent' }), put: async () => {} },
      clock: {
        now: () => now,
        async sleep(ms) {
          now += ms;
          if (ms === 10_000) left -= 1;
          if (left === 0) stop.abort();
        },
      },
      acmeDir: '/acme',
      certified: async () => new Set(certified),
      closed: async () => closed,
      onFound: (username) => seen.found.push(username),
      accounts: () => usernames.map((username) => sampleAccount(username)),
      isInForce: (username) => username !== 'notyet',
      onLook: (username, faults) => seen.said.push([username, faults]),
      onError: (error) => {
        throw error;
      },
    },
    stop.signal,
  );
  return seen;
}

test('each name is asked for at each address, and all is well when a server of ours answers', async () => {
  const { asked, said } = await watchFor(1, ['anna'], () => ({ kind: 'expected' }));
  expect(asked).toEqual([
    'anna.example 127.0.0.1',
    'anna.example 192.0.2.10',
    'www.anna.example 127.0.0.1',
    'www.anna.example 192.0.2.10',
  ]);
  expect(said).toEqual([['anna', []]]);
});

test('another answer is said with name, address and what to look for, once it came twice', async () => {
  const { said } = await watchFor(1, ['anna'], ({ address }) =>
    address === '192.0.2.10' ? { kind: 'other', status: 404 } : { kind: 'expected' },
  );
  expect(said).toEqual([
    [
      'anna',
      [
        expect.stringMatching(
          /^anna.example at 192.0.2.10: another site of the web server answers \(status 404\)/,
        ),
        expect.stringMatching(/^www.anna.example at 192.0.2.10/),
      ],
    ],
  ]);
  let first = true;
  const once = await watchFor(1, ['anna'], () => {
    if (!first) return { kind: 'expected' };
    first = false;
    return { kind: 'none', why: 'ECONNREFUSED' };
  });
  expect(once.said).toEqual([['anna', []]]);
});

test('of many accounts fifty are asked for at a time, those first that were asked for longest ago', async () => {
  const usernames = Array.from({ length: 120 }, (_, index) => `user${index}`);
  const { said } = await watchFor(3, ['notyet', ...usernames], () => ({ kind: 'expected' }));
  expect(said.length).toBe(150);
  expect(new Set(said.slice(0, 100).map(([username]) => username)).size).toBe(100);
  expect(new Set(said.map(([username]) => username)).size).toBe(120);
});

test('a name that a certificate of the host is for is asked for by https as well', async () => {
  const certified = ['*.anna.example'];
  const answer = ({ isSecure }: FrontDoorQuestion): FrontDoorAnswer =>
    isSecure ? { kind: 'other', status: 200 } : { kind: 'expected' };
  const { asked, said } = await watchFor(1, ['anna'], answer, { certified });
  expect(new Set(asked)).toEqual(
    new Set([
      'anna.example 127.0.0.1',
      'anna.example 192.0.2.10',
      'www.anna.example 127.0.0.1',
      'www.anna.example 127.0.0.1 https',
    ]),
  );
  expect(said).toEqual([
    ['anna', [expect.stringMatching(/^www.anna.example at 127.0.0.1 by https: another site/)]],
  ]);
});

test('an account with a new fault is looked at once, and one with a closed home at each look', async () => {
  const other = () => ({ kind: 'other', status: 200 }) as const;
  expect((await watchFor(3, ['anna'], other)).found).toEqual(['anna']);
  const well = () => ({ kind: 'expected' }) as const;
  expect((await watchFor(2, ['anna', 'bert'], well, { closed: ['bert'] })).found).toEqual(['bert', 'bert']);
});
