// Values of account.json that must take effect whatever state the files of the set are in.

import { z } from 'zod';
import { AccountStatus } from './files/account-file.ts';
import { PasswordHash } from './values/password-hash.ts';

export const OVERRIDDEN_FIELDS = ['status', 'password_hash'] as const;
export type OverriddenField = (typeof OVERRIDDEN_FIELDS)[number];

/** A field that is not there stays as it is. A `password_hash` of null: the account has no password. */
export const AccountOverride = z.strictObject({
  status: AccountStatus.optional(),
  password_hash: PasswordHash.nullable().optional(),
});
export type AccountOverride = z.infer<typeof AccountOverride>;

export function overriddenFields(override: AccountOverride): OverriddenField[] {
  return OVERRIDDEN_FIELDS.filter((field) => override[field] !== undefined);
}
