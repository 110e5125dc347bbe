import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { yescryptHash } from '../../../src/host/commands/yescrypt.ts';
import { parsePasswordHash } from '../../../src/model/values/password-hash.ts';

test.each(['correct horse', 'sp:a"c`e$', 'ünïcödé', '--help'])(
  '%s: libcrypt knows its own hash again',
  async (password) => {
    const hash = await yescryptHash(password);
    expect(parsePasswordHash(hash)).toMatchObject({ ok: true });
    const again = execFileSync('perl', ['-e', 'chomp($_ = <STDIN>); print crypt($_, $ARGV[0])', '--', hash], {
      input: `${password}\n`,
      encoding: 'utf8',
    });
    expect(again).toBe(hash);
  },
);

test('the same password never gives the same hash', async () => {
  expect(await yescryptHash('correct horse')).not.toBe(await yescryptHash('correct horse'));
});
