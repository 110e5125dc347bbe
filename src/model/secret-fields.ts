// The fields of a set that may hold a secret, by right or by mistake: no message repeats what stands there.

import type { SetFileName } from './set-files.ts';
import type { ValuePath } from './value-path.ts';

/** `*` stands for any key or index. What lies below a field belongs to it. */
const SECRET_FIELDS: Readonly<Record<SetFileName, readonly string[]>> = {
  'account.json': ['password_hash'],
  'limits.json': [],
  'domains.json': ['sites/*/password', 'sites/*/headers', 'sites/*/redirect_to'],
  'services.json': [
    'nodejs/apps/*/env',
    'nodejs/apps/*/start_command',
    'php/settings/environment',
    'ftp/accounts/*/password_hash',
    'cron/jobs/*/command',
    'mariadb/users/*/password_hash',
  ],
  // A private key that is pasted by mistake comes in lines.
  'ssh.json': ['authorized_keys', 'force_command'],
  'meta.json': ['notes'],
};

/** Whatever the file, a key may say so itself. */
const SECRET_KEY = /pass(?:word|wd|phrase)|secret|token|private_?key|credential/i;

export function mayHoldSecret(file: SetFileName, path: ValuePath): boolean {
  if (saysSecret(path)) return true;
  return SECRET_FIELDS[file].some((field) => {
    const parts = field.split('/');
    return (
      parts.length <= path.length && parts.every((part, at) => part === '*' || part === String(path[at]))
    );
  });
}

/** Whether a key on the way says that a secret stands there. */
export function saysSecret(path: ValuePath): boolean {
  return path.some((part) => typeof part === 'string' && SECRET_KEY.test(part));
}

const HASH_OR_KEY =
  /PRIVATE KEY|\*[0-9A-Fa-f]{40}|\$(?:gy|y|7|6|5|2[abxy]?|1)\$[./A-Za-z0-9$=,]{8,}|:\/\/[^\s:@/]*:[^\s@/]+@/;
/** Without slashes and dashes, of which paths and names are made. */
const RUN = /[A-Za-z0-9+=]{20,}/g;

/** Whether a text looks like one wherever it stands: a hash, a key, a URL with a password, a long run of base64. */
export function looksSecret(text: string): boolean {
  if (HASH_OR_KEY.test(text)) return true;
  return (text.match(RUN) ?? []).some((run) => /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run));
}

const LONGEST_KEY = 64;

/** Whether a key may be repeated: what stands in the place of one by mistake may be a secret, such as `NAME=value`. */
export function isPlainKey(key: string): boolean {
  return key.length <= LONGEST_KEY && !/[=\s]/.test(key) && !looksSecret(key);
}
