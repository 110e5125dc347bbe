import { describe, expect, test } from 'vitest';
import {
  decideVanished,
  VANISH_GRACE_MS,
  VANISH_WINDOW_MS,
  type VanishSituation,
} from '../../../src/reconcile/retire/vanish-guard.ts';

const now = 1_000_000_000;
const longAgo = now - VANISH_GRACE_MS;
const limits = { max_accounts: 3, max_percent: 5 };

function gone(...usernames: string[]): Map<string, number> {
  return new Map(usernames.map((username) => [username, longAgo]));
}

function situation(change: Partial<VanishSituation>): VanishSituation {
  return {
    now,
    folder: { state: 'ok', device: 7, accounts: 99 },
    knownDevice: 7,
    known: 100,
    vanished: gone('alpha'),
    renamed: new Map(),
    retiredSince: [],
    ...change,
  };
}

test('one folder of a hundred, gone for long enough, retires its account', () => {
  expect(decideVanished(situation({}), limits)).toEqual({
    retire: ['alpha'],
    held: new Map(),
    doubt: undefined,
    lookAgainAt: undefined,
  });
});

test('a folder that is gone for a moment is left alone, and looked at again when its time is up', () => {
  const vanished = new Map([['alpha', now - 1]]);
  expect(decideVanished(situation({ vanished }), limits)).toEqual({
    retire: [],
    held: new Map(),
    doubt: undefined,
    lookAgainAt: now - 1 + VANISH_GRACE_MS,
  });
});

describe('when files may be missing rather than removed, no account is retired', () => {
  test.for<[string, Partial<VanishSituation>, RegExp]>([
    ['the folder is missing', { folder: { state: 'missing' } }, /missing; is it mounted/],
    ['it cannot be read', { folder: { state: 'unreadable', reason: 'EIO' } }, /cannot be read: EIO/],
    ['it is empty', { folder: { state: 'ok', device: 7, accounts: 0 } }, /is empty/],
    ['it is on another device', { folder: { state: 'ok', device: 8, accounts: 99 } }, /another device/],
    [
      'more vanish than max_accounts',
      { vanished: gone('a', 'b', 'c', 'd') },
      /4 accounts vanished at once, and 3 may/,
    ],
    [
      'more vanish than max_percent',
      { known: 40, vanished: gone('a', 'b', 'c') },
      /3 accounts vanished at once, and 2 may/,
    ],
    [
      'they vanish one after another',
      { retiredSince: [now - 1, now - VANISH_WINDOW_MS + 1, now - 5] },
      /4 accounts vanished at once/,
    ],
  ])('%s', ([, change, why]) => {
    const { retire, held } = decideVanished(situation(change), limits);
    expect(retire).toEqual([]);
    expect(held.get([...(change.vanished ?? gone('alpha')).keys()][0] ?? '')).toMatch(why);
  });
});

test('retirements of long ago do not count', () => {
  const retiredSince = [now - VANISH_WINDOW_MS, now - VANISH_WINDOW_MS - 1, 0];
  expect(decideVanished(situation({ retiredSince }), limits).retire).toEqual(['alpha']);
});

test('on a small host one account at a time may go, whatever the percentage', () => {
  expect(decideVanished(situation({ known: 3 }), limits).retire).toEqual(['alpha']);
  expect(decideVanished(situation({ known: 3, vanished: gone('alpha', 'beta') }), limits).retire).toEqual([]);
});

test.each([
  { max_accounts: 0, max_percent: 100 },
  { max_accounts: 3, max_percent: 0 },
])('a limit of nothing retires no account: %o', (none) => {
  const { retire, held } = decideVanished(situation({}), none);
  expect(retire).toEqual([]);
  expect(held.get('alpha')).toMatch(/and 0 may/);
});

test('a renamed folder holds its own account and no other', () => {
  const { retire, held } = decideVanished(
    situation({ vanished: gone('alpha', 'beta'), renamed: new Map([['alpha', 'alpha2']]) }),
    limits,
  );
  expect(retire).toEqual(['beta']);
  expect([...held]).toEqual([['alpha', expect.stringContaining('rename it back to alpha')]]);
});
