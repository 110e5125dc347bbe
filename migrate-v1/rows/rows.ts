// What is read of the V1 panel's tables. An older program and people by hand wrote them: nothing is taken on trust.

import { z } from 'zod';
import { flagColumn, oneOfColumn, textColumn, wholeNumberColumn } from './columns.ts';

const id = wholeNumberColumn(1);
const amount = wholeNumberColumn(Number.MIN_SAFE_INTEGER);

export const V1User = z.object({
  id,
  username: textColumn(),
  email: textColumn().nullable(),
  password_hash: textColumn({ secret: true }).nullable(),
  role: oneOfColumn('admin', 'reseller', 'user'),
  package_id: id.nullable(),
  status: oneOfColumn('active', 'suspended', 'pending'),
  created_at: textColumn().nullable(),
  /** An older panel wrote MariaDB's zero date where it meant that a user is not deleted. */
  deleted_at: textColumn()
    .nullable()
    .transform((time) => (time?.startsWith('0000-00-00') ? null : time)),
});
export type V1User = z.infer<typeof V1User>;

export const V1Package = z.object({
  id,
  name: textColumn(),
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
  domain_name: textColumn(),
  document_root: textColumn().nullable(),
  type: oneOfColumn('primary', 'addon', 'subdomain', 'alias'),
  is_ssl_active: flagColumn,
  php_version: textColumn().nullable(),
});
export type V1Domain = z.infer<typeof V1Domain>;

export const V1Database = z.object({ user_id: id, db_name: textColumn(), db_user: textColumn().nullable() });
export type V1Database = z.infer<typeof V1Database>;

export const V1FtpAccount = z.object({
  user_id: id,
  username: textColumn(),
  home_dir: textColumn().nullable(),
});
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
