// The same query finds the same accounts in the same order, in MariaDB and in the local index, over 10,000 accounts.

import { domainToASCII } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchMirror } from '../../src/mirror/search.ts';
import type { Session } from '../../src/mirror/session.ts';
import { observed, openMemory } from '../journal/sample.ts';
import { look, startMariaDb, stopMariaDb } from './mariadb.ts';
import { asDaemon, dropDatabase, runMirror, setUpDatabase } from './mirrored.ts';

const DATABASE = 'mirror_search';
const ACCOUNTS = 10_000;
const PLACES = [
  'münchen',
  'москва',
  'παράδειγμα',
  'straße',
  'café',
  'the',
  'www',
  'ça',
  '例え',
  '𝒳',
  'shop',
  'a',
];
const PLANS = ['Starter', 'Gold Plan', 'the', 'pro+2', 'basic'];

function accounts() {
  return Array.from({ length: ACCOUNTS }, (_, at) => {
    const name = `${['joko', 'anna', 'thea', 'web'][at % 4]}${(at * 7919) % ACCOUNTS}`;
    const place = PLACES[at % PLACES.length] ?? '';
    const domain = domainToASCII(`${place}-${at % 100}.example`) || `plain${at}.example`;
    return observed(name, {
      uid: 10_000 + at,
      domains: [`${name}.example`, domain, `*.${domain}`],
      contact_email: `Owner.${at % 50}@${domain}`,
      package: PLANS[at % PLANS.length] ?? '',
    });
  });
}

const journal = openMemory();
let session: Session;

beforeAll(async () => {
  await startMariaDb();
  await setUpDatabase(DATABASE);
  journal.append(accounts());
  const mirror = runMirror(DATABASE, journal);
  await mirror.inStep(150_000);
  await mirror.stop();
  session = await asDaemon(DATABASE);
});
afterAll(async () => {
  await session.close();
  await dropDatabase(DATABASE);
  await stopMariaDb();
});

const QUERIES = [
  ...PLACES,
  ...PLACES.map((place) => `${place}-7`),
  ...PLANS,
  ...[
    'joko',
    'joko1',
    'joko1234',
    'JOKO1',
    'oko',
    'ko',
    'o',
    '1',
    '77',
    '777',
    'thea the',
    'the www',
    'a b c',
  ],
  ...[
    'MÜNCHEN',
    'munchen',
    'MÜNCHEN'.normalize('NFD'),
    'STRASSE',
    'Straße-1',
    'ΠΑΡΆΔΕΙΓΜΑ',
    'CAFÉ',
    'cafe',
    'МОСКВА-5',
  ],
  ...[
    'xn--',
    'xn--mnchen',
    '*.',
    '%',
    '_',
    '__',
    "'",
    '"',
    '\\',
    '+',
    '-',
    '*',
    '"the"',
    '+the -www',
    'owner.7@',
    '@café',
  ],
  ...[
    'gold plan joko',
    'plan gold',
    'example',
    '.example',
    'example joko 42',
    'nobody at all',
    'x'.repeat(200),
  ],
  '\u{1d4b3}-1 web',
];

test.each(QUERIES)('%j', async (query) => {
  for (const limit of [5, ACCOUNTS]) {
    const found = await searchMirror(session, { query, limit, host: 'web1.example' });
    expect(found.map(({ username }) => username)).toEqual(journal.search(query, limit));
  }
});

test('every search finds an account, and most of them by an index', async () => {
  const found = QUERIES.filter((query) => journal.search(query, 1).length > 0);
  expect(found.length).toBeGreaterThan(QUERIES.length / 2);
  const [plan] = await look(
    session,
    "EXPLAIN SELECT username FROM mirror_accounts WHERE MATCH (trigrams) AGAINST ('+abc' IN BOOLEAN MODE)",
  );
  expect(plan).toMatchObject({ type: 'fulltext', key: 'mirror_accounts_by_trigrams' });
  for (const [column, key] of [
    ['username', 'mirror_accounts_by_username'],
    ['primary_domain', 'mirror_accounts_by_primary_domain'],
    ['contact_email', 'mirror_accounts_by_contact_email'],
  ])
    expect(
      await look(session, `EXPLAIN SELECT username FROM mirror_accounts WHERE ${column} LIKE 'joko77%'`),
    ).toMatchObject([{ type: 'range', key }]);
});
