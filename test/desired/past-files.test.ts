import { expect, test } from 'vitest';
import {
  changedFiles,
  currentValues,
  pastValues,
  type RevisionValues,
  type RollbackChoice,
  revisionValues,
} from '../../src/desired/past-files.ts';
import type { SetFileName } from '../../src/model/set-files.ts';

const ALL: RollbackChoice = { only: undefined, withPassword: false, withStatus: false };

const past = revisionValues(
  JSON.stringify({
    account: { username: 'joko', status: 'active', password_hash: 'old', package: 'a' },
    domains: { primary: 'example.com' },
    limits: {},
    services: {
      ftp: {
        accounts: [
          { name: 'joko_a', password_hash: 'old a' },
          { name: 'joko_gone', password_hash: 'old gone' },
        ],
      },
    },
    ssh: {},
  }),
);
const now: RevisionValues = new Map([
  ['account', { username: 'joko', status: 'suspended', password_hash: 'new', package: 'b' }],
  ['services', { ftp: { accounts: [{ name: 'joko_a', password_hash: 'new a' }] } }],
]);

test('the values of a revision come back, and passwords and the status stay as they are', () => {
  expect(Object.fromEntries(pastValues(past, now, ALL))).toEqual({
    account: { username: 'joko', status: 'suspended', password_hash: 'new', package: 'a' },
    domains: { primary: 'example.com' },
    limits: {},
    services: {
      ftp: {
        accounts: [
          { name: 'joko_a', password_hash: 'new a' },
          { name: 'joko_gone', password_hash: 'old gone' },
        ],
      },
    },
    ssh: {},
  });
});

test('passwords and the status come back where they are asked for', () => {
  expect(pastValues(past, now, { ...ALL, withPassword: true, withStatus: true })).toEqual(past);
});

test('a password that one side does not have is kept as it is now, present or absent', () => {
  const { account: withHash } = Object.fromEntries(past);
  const without = { username: 'joko', status: 'active' };
  const account = (before: object, current: object) =>
    pastValues(new Map([['account', { ...before }]]), new Map([['account', { ...current }]]), ALL).get(
      'account',
    );
  expect(account(without, withHash ?? {})).toMatchObject({ password_hash: 'old' });
  expect(account(withHash ?? {}, without)).not.toHaveProperty('password_hash');
});

test('only the files that are chosen come back', () => {
  expect([...pastValues(past, now, { ...ALL, only: ['domains', 'ssh'] }).keys()]).toEqual(['domains', 'ssh']);
});

test('a file whose values are the same is not written, however it is formatted', () => {
  const texts = new Map<SetFileName, string>([
    ['domains.json', '{ "primary":   "example.com" }'],
    ['limits.json', '{ "disk_quota_mb": 5 }'],
    ['ssh.json', 'not JSON'],
  ]);
  const files = changedFiles(
    pastValues(past, currentValues(texts), { ...ALL, only: ['domains', 'limits', 'ssh'] }),
    texts,
  );
  expect(Object.fromEntries(files)).toEqual({ 'limits.json': '{}\n', 'ssh.json': '{}\n' });
});
