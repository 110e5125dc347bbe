// Basic authentication of a site: who may enter, and what the browser shows. No message ever repeats a hash.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const VISITOR = /^[A-Za-z0-9._@+-]{1,64}$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const SHA =
  /^\$(?:5\$(?:rounds=(\d{4,9})\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|6\$(?:rounds=(\d{4,9})\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86})$/;
// A worker of nginx computes the hash for every request, and serves no other account meanwhile.
const MOST_COST = 10;
const MOST_ROUNDS = 50_000;
const LONGEST_REALM = 100;

const MAKE_ONE = 'make one with `htpasswd -nB NAME` or `openssl passwd -6`';

export function parseVisitor(text: string): Parsed {
  if (VISITOR.test(text)) return accept(text);
  return refuse(
    `is not a user name: ${quoted(text)}`,
    '1 to 64 letters, digits and the characters . _ @ + -',
  );
}

export function parseVisitorHash(text: string): Parsed {
  const bcrypt = BCRYPT.exec(text);
  if (bcrypt !== null) {
    const cost = Number(bcrypt[1]);
    if (cost >= 4 && cost <= MOST_COST) return accept(text);
    return refuse(
      `has bcrypt cost ${cost}, and every request computes it`,
      `between 4 and ${MOST_COST} are allowed; htpasswd -B takes 5`,
    );
  }
  const sha = SHA.exec(text);
  if (sha !== null) {
    const rounds = Number(sha[1] ?? sha[2] ?? 5000);
    if (rounds >= 1000 && rounds <= MOST_ROUNDS) return accept(text);
    return refuse(
      `asks for ${rounds} rounds, and every request computes them`,
      `between 1000 and ${MOST_ROUNDS} are allowed`,
    );
  }
  if (!text.startsWith('$')) return refuse('is no hash; a plain password must never stand here', MAKE_ONE);
  return refuse('is not a bcrypt, SHA-256 or SHA-512 hash', MAKE_ONE);
}

export function parseRealm(text: string): Parsed {
  // It stands in quotes in a header; `off` would turn the authentication off.
  const isSound = text.length <= LONGEST_REALM && /^[\x20-\x7e]+$/.test(text) && !/["\\$]/.test(text);
  if (isSound && text.trim() !== '' && text.toLowerCase() !== 'off') return accept(text);
  return refuse(
    'is not a name for the protected part',
    `at most ${LONGEST_REALM} printable ASCII characters without " \\ and $`,
  );
}

export const Visitor = textType(
  { title: 'User name', description: 'What a visitor types in.', format: 'jopanel-visitor' },
  parseVisitor,
);
export type Visitor = z.infer<typeof Visitor>;

export const VisitorHash = textType(
  {
    title: 'Password hash',
    description: 'bcrypt ($2b$, cost at most 10), SHA-256 ($5$) or SHA-512 ($6$). Never a plain password.',
    format: 'jopanel-visitor-hash',
  },
  parseVisitorHash,
);
export type VisitorHash = z.infer<typeof VisitorHash>;

export const Realm = textType(
  { title: 'Realm', description: 'What browsers show above the question.', format: 'jopanel-realm' },
  parseRealm,
);
export type Realm = z.infer<typeof Realm>;
