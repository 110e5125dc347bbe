// Variations of a set in which one field is changed: a line that changes with it comes from that field.

import type { Account } from '../../model/account.ts';
import { AccountFile } from '../../model/files/account-file.ts';
import { DomainsFile } from '../../model/files/domains-file.ts';
import { LimitsFile } from '../../model/files/limits-file.ts';
import { ServicesFile } from '../../model/files/services-file.ts';
import { SshFile } from '../../model/files/ssh-file.ts';
import { REVISION_FILES, type RevisionFile } from '../../model/set-files.ts';

export interface Field {
  readonly file: RevisionFile;
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

interface Variation {
  readonly field: Field;
  readonly account: Account;
}

/** Other valid values of a field, where appending a letter gives an invalid one. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  status: ['suspended', 'active', 'stopped', 'running'],
  mode: ['sftp', 'shell', 'sftp_chroot'],
  shell: ['/bin/sh', '/bin/bash'],
  version: ['8.4', '8.3', '8.2', '8.1', '7.4'],
  force_command: ['internal-sftp', '/bin/true'],
  php_version: ['8.4', '8.3', '8.2', '8.1', '7.4'],
  https: ['both', 'redirect'],
  certificate: ['none', 'found', 'auto'],
  front_controller: ['app.php'],
  password_hash: [`*${'0'.repeat(40)}`, `$6$saltsalt$${'a'.repeat(86)}`],
  schedule: ['@hourly', '@daily'],
  'date.timezone': ['UTC', 'Europe/Berlin'],
  error_reporting: ['0', '1'],
};
/** The same by the key above, where the account chooses the keys: visitors of a site, with their hashes. */
const OTHERS_BELOW: Readonly<Record<string, readonly string[]>> = {
  users: [`$5$saltsalt$${'a'.repeat(43)}`, `$2b$05$${'a'.repeat(53)}`],
};
/** Words that stand below keys of the account's own, so that the key does not say which there are. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  read_write: ['read_only'],
  read_only: ['read_write'],
};

export function* variationsOf(account: Account): Generator<Variation> {
  for (const file of REVISION_FILES) {
    for (const field of fieldsIn(file, account[file], [])) {
      for (const value of otherValues(field)) {
        const varied = withValue(account, field, value);
        if (varied === undefined) continue;
        yield { field, account: varied };
      }
    }
  }
}

function* fieldsIn(file: RevisionFile, value: unknown, path: Field['path']): Generator<Field> {
  if (typeof value !== 'object' || value === null) {
    yield { file, path, value };
    return;
  }
  for (const [key, inner] of Object.entries(value))
    yield* fieldsIn(file, inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function otherValues({ path, value }: Field): readonly unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, value === 0 ? 128 : value * 2];
  const known = OTHERS_BELOW[String(path.at(-2))] ?? OTHERS[String(path.at(-1))] ?? [];
  if (typeof value !== 'string') return known;
  const words = OTHER_WORDS[value] ?? [];
  return [...known.filter((other) => other !== value), ...words, `x${value}`, `${value}x`];
}

/** Undefined when the field does not accept the value. Rules between fields are not checked. */
function withValue(account: Account, { file, path }: Field, value: unknown): Account | undefined {
  const changed = replaced(account[file], path, value);
  switch (file) {
    case 'account': {
      const parsed = AccountFile.safeParse(changed);
      return parsed.success ? { ...account, account: parsed.data } : undefined;
    }
    case 'domains': {
      const parsed = DomainsFile.safeParse(changed);
      return parsed.success ? { ...account, domains: parsed.data } : undefined;
    }
    case 'limits': {
      const parsed = LimitsFile.safeParse(changed);
      return parsed.success ? { ...account, limits: parsed.data } : undefined;
    }
    case 'services': {
      const parsed = ServicesFile.safeParse(changed);
      return parsed.success ? { ...account, services: parsed.data } : undefined;
    }
    case 'ssh': {
      const parsed = SshFile.safeParse(changed);
      return parsed.success ? { ...account, ssh: parsed.data } : undefined;
    }
  }
}

function replaced(value: unknown, [key, ...rest]: Field['path'], wanted: unknown): unknown {
  if (key === undefined) return wanted;
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaced(item, rest, wanted) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === key ? replaced(inner, rest, wanted) : inner,
    ]),
  );
}
