import { randomBytes } from 'node:crypto';
import { runCommand } from './run-command.ts';

// Perl is Essential on Debian, and its crypt() is libxcrypt's. The password comes on standard input only.
const PERL = '/usr/bin/perl';
const SCRIPT = 'chomp(my $password = <STDIN>); print crypt($password, $ARGV[0]) // "";';
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 24 letters of 64 are exactly 18 bytes, so that no bits are left over that libxcrypt would refuse. */
const SALT_LENGTH = 24;
/** As passwd(1) of Debian 12 makes them. */
const COST = '$y$j9T$';

/** A yescrypt hash for account.json. @throws when the password cannot be hashed, never repeating it */
export async function yescryptHash(password: string): Promise<string> {
  const salt = [...randomBytes(SALT_LENGTH)].map((byte) => ALPHABET[byte & 63]).join('');
  const { stdout } = await runCommand([PERL, '-e', SCRIPT, '--', `${COST}${salt}`], {
    input: `${password}\n`,
  });
  if (!stdout.startsWith(COST)) throw new Error('libcrypt of this system does not make yescrypt hashes');
  return stdout;
}
