// A crypt(3) hash for /etc/shadow: yescrypt, SHA-512 or bcrypt. No message ever repeats the value.

import type { z } from 'zod';
import { accept, type Judgement, refuse } from '../judgement.ts';
import { textType } from '../text-type.ts';

const YESCRYPT = /^\$y\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}$/;
const SHA512 = /^\$6\$(?:rounds=(\d{4,9})\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

// A login attempt computes the hash: beyond these one account's guesser could keep a core busy.
const MOST_ROUNDS = 5_000_000;
const BCRYPT_COSTS = { least: 4, most: 16 };

const MAKE_ONE = 'make one with `mkpasswd -m yescrypt`, or leave the key out for no password';

export function judgePasswordHash(text: string): Judgement {
  if (text === '') return refuse('is empty, which would let anyone in', MAKE_ONE);
  if (/^[!*]/.test(text)) {
    return refuse('is locked by hand', 'leave the key out for no password; use status to suspend an account');
  }
  if (!text.startsWith('$'))
    return refuse('is not a crypt(3) hash; a plain password must never stand here', MAKE_ONE);
  if (YESCRYPT.test(text)) return accept(text);
  const sha512 = SHA512.exec(text);
  if (sha512 !== null) return judgeRounds(text, sha512[1]);
  const bcrypt = BCRYPT.exec(text);
  if (bcrypt !== null) return judgeCost(text, Number(bcrypt[1]));
  return refuse('is not a yescrypt, SHA-512 or bcrypt hash', MAKE_ONE);
}

function judgeRounds(text: string, rounds: string | undefined): Judgement {
  if (rounds === undefined) return accept(text);
  const count = Number(rounds);
  if (count >= 1000 && count <= MOST_ROUNDS) return accept(text);
  return refuse(`asks for ${count} rounds`, `between 1000 and ${MOST_ROUNDS} are allowed`);
}

function judgeCost(text: string, cost: number): Judgement {
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
  judgePasswordHash,
).brand<'PasswordHash'>();
export type PasswordHash = z.infer<typeof PasswordHash>;
