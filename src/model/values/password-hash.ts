// A crypt(3) hash for /etc/shadow: yescrypt, SHA-512 or bcrypt. No message ever repeats the value.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { textType } from '../text-type.ts';

// The form that crypt_gensalt(3) makes: `j` for the usual flavour, one digit for log2 N, one for the block size.
const YESCRYPT = /^\$y\$j([./0-9A-Z])[./0-9A-Z]\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}$/;
const SHA512 = /^\$6\$(?:rounds=([1-9]\d{0,8})\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

// A login attempt computes the hash: beyond these one account's guesser could keep a core busy.
const MOST_ROUNDS = 5_000_000;
const BCRYPT_COSTS = { least: 4, most: 16 };
// 256 MB for each login attempt, cost 9 of crypt(5); its most, 11, would be a gigabyte.
const MOST_YESCRYPT_COST = 'D';
const CRYPT_DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const MAKE_ONE = 'make one with `mkpasswd -m yescrypt`, or leave the key out for no password';

export function parsePasswordHash(text: string): Parsed {
  if (text === '') return refuse('is empty, which would let anyone in', MAKE_ONE);
  if (/^[!*]/.test(text)) {
    return refuse('is locked by hand', 'leave the key out for no password; use status to suspend an account');
  }
  if (!text.startsWith('$'))
    return refuse('is not a crypt(3) hash; a plain password must never stand here', MAKE_ONE);
  const yescrypt = YESCRYPT.exec(text);
  if (yescrypt !== null) return parseYescryptCost(text, yescrypt[1] ?? '');
  const sha512 = SHA512.exec(text);
  if (sha512 !== null) return parseRounds(text, sha512[1]);
  const bcrypt = BCRYPT.exec(text);
  if (bcrypt !== null) return parseCost(text, Number(bcrypt[1]));
  return refuse('is not a yescrypt, SHA-512 or bcrypt hash', MAKE_ONE);
}

function parseYescryptCost(text: string, digit: string): Parsed {
  if (CRYPT_DIGITS.indexOf(digit) <= CRYPT_DIGITS.indexOf(MOST_YESCRYPT_COST)) return accept(text);
  return refuse('asks for more memory than a login may take', 'make one with a yescrypt cost of at most 9');
}

function parseRounds(text: string, rounds: string | undefined): Parsed {
  if (rounds === undefined) return accept(text);
  const count = Number(rounds);
  if (count >= 1000 && count <= MOST_ROUNDS) return accept(text);
  return refuse(`asks for ${count} rounds`, `between 1000 and ${MOST_ROUNDS} are allowed`);
}

function parseCost(text: string, cost: number): Parsed {
  if (cost >= BCRYPT_COSTS.least && cost <= BCRYPT_COSTS.most) return accept(text);
  return refuse(
    `has bcrypt cost ${cost}`,
    `between ${BCRYPT_COSTS.least} and ${BCRYPT_COSTS.most} are allowed`,
  );
}

export const PasswordHash = textType(
  {
    title: 'Password hash',
    description: 'A crypt(3) hash: yescrypt ($y$), SHA-512 ($6$) or bcrypt ($2b$). Never a plain password.',
    format: 'jopanel-password-hash',
  },
  parsePasswordHash,
).brand<'PasswordHash'>();
export type PasswordHash = z.infer<typeof PasswordHash>;
