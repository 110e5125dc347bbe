// What account.json says besides names and numbers: status, address, times, password.

import type { AccountStatus } from '../../src/model/files/account-file.ts';
import { quoted } from '../../src/model/quoted.ts';
import { parseEmail } from '../../src/model/values/email.ts';
import { parsePasswordHash } from '../../src/model/values/password-hash.ts';
import type { V1User } from '../rows/rows.ts';
import { timeOfV1 } from '../rows/v1-time.ts';
import { type Decided, finding, noteFinding } from './migration-finding.ts';

export function planStatus({ status }: V1User, accept: ReadonlySet<string>): Decided<AccountStatus> {
  if (status !== 'pending') return { value: status, findings: [] };
  const words = {
    subject: 'status pending',
    what: 'the account has not been activated yet',
    why: 'jopanel knows active and suspended; an account that was not approved must not be hosted',
    proposal: 'activate it in V1 first, or write it as suspended',
    taken: 'it is written as suspended',
    changes: [{ field: 'status', value: 'suspended' }] as const,
  };
  return { value: 'suspended', findings: [finding('pending', words, accept)] };
}

export function planEmail({ email }: V1User, primary: string, accept: ReadonlySet<string>): Decided<string> {
  const parsed = parseEmail((email ?? '').trim());
  if (parsed.ok) return { value: parsed.value, findings: [] };
  const value = `webmaster@${primary}`;
  const words = {
    subject: quoted(email ?? ''),
    what: email === null || email === '' ? 'it has no e-mail address' : `the address ${parsed.message}`,
    why: 'an account says where its owner is reached',
    proposal: `use ${value}`,
    changes: [{ field: 'contact_email', value }] as const,
  };
  return { value, findings: [finding('email', words, accept)] };
}

/** The order of ids is the order in which rows were made, so an unknown time keeps that order. */
const LATEST_UNKNOWN_SECONDS = 1_000_000_000;

/**
 * The set of a row must be the same whenever it is planned, so a time that V1 does not know is made from the id.
 * Such times lie before those of every panel.
 */
export function planCreatedAt({ id, created_at }: V1User, zone: string): Decided<string> {
  const time = timeOfV1(created_at, zone);
  if (time !== undefined) return { value: time, findings: [] };
  const seconds = Math.min(id, LATEST_UNKNOWN_SECONDS);
  const value = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString();
  const words = {
    subject: created_at === null ? 'created_at NULL' : `created_at ${quoted(created_at)}`,
    what: 'V1 does not say when it was made',
    why: 'of two accounts that want one name, the older has it',
    proposal: `${value} is written, which stands for unknown and keeps the order of users.id`,
  };
  return { value, findings: [noteFinding('created', words)] };
}

/** The panel's own password stays in the panel's row either way. */
export function planPassword({ password_hash }: V1User, wanted: boolean): Decided<string | undefined> {
  if (!wanted) return { value: undefined, findings: [] };
  const parsed = parsePasswordHash(password_hash ?? '');
  if (parsed.ok) return { value: parsed.value, findings: [] };
  const words = {
    subject: 'password_hash',
    what: `it cannot be the Linux password: ${parsed.message}`,
    why: 'only a hash that crypt(3) knows may stand in /etc/shadow',
    proposal: 'the account has no password until: jopanel user passwd',
  };
  return { value: undefined, findings: [noteFinding('password', words)] };
}
