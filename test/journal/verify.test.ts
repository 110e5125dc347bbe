import { expect, test } from 'vitest';
import { type JournalFinding, verifyJournal } from '../../src/journal/verify.ts';
import { beneath, observed } from './sample.ts';
import { scratch } from './scratch.ts';

/** Ten accepted sets and what the tampering leaves for `verify` to find. */
function findingsAfter(tampering: string): readonly JournalFinding[] {
  const { path, open } = scratch();
  const { journal } = open();
  for (let i = 0; i < 10; i++) journal.append([observed(`user${i}`, { uid: 10_000 + i })]);
  journal.close();
  beneath(path, (db) => db.exec(tampering));
  return verifyJournal(path).findings;
}

test('an intact journal has no findings', () => {
  expect(findingsAfter('')).toEqual([]);
});

test.each([
  ['time', 'time = time + 1'],
  ['account', "account = 'mallory'"],
  ['no account', 'account = NULL'],
  ['kind', "kind = 'set.refused'"],
  ['data', `data = replace(data, 'basic', 'gold')`],
  ['white space in the data', `data = data || ' '`],
  ['hash', `hash = replace(hash, substr(hash, 1, 1), 'x')`],
])('a changed %s is found, with the number of the event', (_, change) => {
  const [first] = findingsAfter(`UPDATE events SET ${change} WHERE seq = 4`);
  expect(first).toMatchObject({ damage: 'chain', seq: 4 });
});

test('a missing event and a renumbered event are found', () => {
  expect(findingsAfter('DELETE FROM events WHERE seq = 4')[0]).toMatchObject({ damage: 'chain', seq: 4 });
  expect(findingsAfter('UPDATE events SET seq = 99 WHERE seq = 4')[0]).toMatchObject({
    damage: 'chain',
    seq: 4,
  });
});

test('two events that changed places are found', () => {
  const swap = `UPDATE events SET seq = 0 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 5;
    UPDATE events SET seq = 5 WHERE seq = 0`;
  expect(findingsAfter(swap)[0]).toMatchObject({ damage: 'chain', seq: 4 });
});

test('a journal that claims to be another one is found', () => {
  expect(findingsAfter("UPDATE journal SET identity = 'other'")[0]).toMatchObject({
    damage: 'chain',
    seq: 1,
  });
});

test('a changed content and a missing content are found', () => {
  const where = 'WHERE id = (SELECT min(id) FROM contents)';
  const changed = findingsAfter(`UPDATE contents SET content = content || ' ' ${where}`);
  expect(changed).toMatchObject([
    { damage: 'content', message: expect.stringMatching(/sha256:.* was changed/) },
  ]);
  const part = findingsAfter(`DELETE FROM contents ${where}`);
  expect(part).toMatchObject([{ damage: 'content', message: expect.stringMatching(/part .* is missing/) }]);
  const gone = findingsAfter(
    'DELETE FROM revision_files WHERE rowid = (SELECT min(rowid) FROM revision_files)',
  );
  expect(gone).toMatchObject([{ damage: 'content', message: expect.stringMatching(/sha256:.* is missing/) }]);
});

test.each([
  ["UPDATE accounts SET status = 'suspended' WHERE username = 'user3'", 'accounts'],
  ["DELETE FROM claims WHERE account = 'user3'", 'claims'],
  ["UPDATE id_ledger SET username = 'mallory' WHERE id = 10003", 'id_ledger'],
  ["INSERT INTO inventory VALUES ('file:/etc/passwd', 'user3', 'nginx-vhost', 1, 'present')", 'inventory'],
  ["INSERT INTO services (service, loaded) VALUES ('nginx', 'x')", 'services'],
  ['DELETE FROM history WHERE seq = 3', 'history'],
  ['DELETE FROM history WHERE seq = 10', 'history'],
])('%s is found in the folds', (tampering, table) => {
  expect(findingsAfter(tampering)).toMatchObject([
    { damage: 'folds', message: expect.stringContaining(table) },
  ]);
});

test('a search index that disagrees with its words is found', () => {
  const tampering =
    "INSERT INTO search (search, rowid, username, domains, contact_email, package) VALUES ('delete', 3, 'user2', 'x', 'y', 'z')";
  expect(findingsAfter(tampering)).toMatchObject([{ damage: 'folds' }]);
});
