// What is read of the V1 panel's tables. An older program and people by hand wrote them: nothing is taken on trust.

import { z } from 'zod';
import { flag, oneOf, text, wholeNumber } from './columns.ts';

const id = wholeNumber(1);
const amount = wholeNumber(Number.MIN_SAFE_INTEGER);

export const V1User = z.object({
  id,
  username: text(),
  email: text().nullable(),
  password_hash: text({ secret: true }).nullable(),
  role: oneOf('admin', 'reseller', 'user'),
  package_id: id.nullable(),
  status: oneOf('active', 'suspended', 'pending'),
  created_at: text().nullable(),
  /** An older panel wrote MariaDB's zero date where it meant that a user is not deleted. */
  deleted_at: text()
    .nullable()
    .transform((time) => (time?.startsWith('0000-00-00') ? null : time)),
});
export type V1User = z.infer<typeof V1User>;

export const V1Package = z.object({
  id,
  name: text(),
  disk_quota_mb: amount,
  bandwidth_mb: amount,
  max_domains: amount,
  max_databases: amount,
  max_ftp: amount,
  max_emails: amount,
});
export type V1Package = z.infer<typeof V1Package>;

export const V1Domain = z.object({
  user_id: id,
  domain_name: text(),
  document_root: text().nullable(),
  type: oneOf('primary', 'addon', 'subdomain', 'alias'),
  is_ssl_active: flag,
  php_version: text().nullable(),
});
export type V1Domain = z.infer<typeof V1Domain>;

export const V1Database = z.object({ user_id: id, db_name: text(), db_user: text().nullable() });
export type V1Database = z.infer<typeof V1Database>;

export const V1FtpAccount = z.object({ user_id: id, username: text(), home_dir: text().nullable() });
export type V1FtpAccount = z.infer<typeof V1FtpAccount>;

export const V1_TABLES = {
  users: V1User,
  packages: V1Package,
  domains: V1Domain,
  databases: V1Database,
  ftp_accounts: V1FtpAccount,
} as const;
export type V1Table = keyof typeof V1_TABLES;

export function isV1(table: string): boolean {
  return table in V1_TABLES;
}

/** What stays in `users` once the rest is dropped: by these the panel lets people in. */
export const KEPT_COLUMNS = ['id', 'username', 'password_hash', 'role'] as const;
export const DROPPED_COLUMNS = [
  'email',
  'package_id',
  'status',
  'created_at',
  'updated_at',
  'deleted_at',
] as const;
