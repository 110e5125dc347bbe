// What went wrong on the way to MariaDB comes with a remedy, whether the server said it or there was no server.

import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { describeError } from '../../src/mirror/describe-error.ts';
import { openSession } from '../../src/mirror/session.ts';

const failure = (at: { readonly socket: string } | { readonly host: string; readonly port: number }) =>
  openSession({ at, user: 'root', password: undefined, database: 'none' }).then(
    () => undefined,
    (error: unknown) => describeError(error),
  );

test('a server that does not run comes with what to do', async () => {
  expect(await failure({ socket: `${tmpdir()}/no-such.sock` })).toMatchObject({
    message: expect.stringContaining('no-such.sock'),
    remedy: expect.stringContaining('see whether MariaDB runs'),
  });
  expect(await failure({ host: '127.0.0.1', port: 1 })).toMatchObject({
    message: expect.stringContaining('127.0.0.1'),
    remedy: 'see whether MariaDB runs: systemctl status mariadb',
  });
});

test('an error without a code has no remedy, and is cut to its first line', () => {
  expect(describeError(new Error('first\nsecond'))).toEqual({ message: 'first', remedy: '' });
  expect(describeError('thrown')).toEqual({ message: 'thrown', remedy: '' });
});
