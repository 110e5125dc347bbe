// What is read of the V1 panel's tables. An older program and people by hand wrote them: nothing is taken on trust.

import { z } from 'zod';

const Id = z.int().min(1);
const Text = z.string();
const Amount = z.int();

export const V1User = z.object({
  id: Id,
  username: Text,
  email: Text.nullable(),
  password_hash: Text.nullable(),
  role: z.enum(['admin', 'reseller', 'user']),
  package_id: Id.nullable(),
  status: z.enum(['active', 'suspended', 'pending']),
  created_at: Text.nullable(),
  deleted_at: Text.nullable(),
});
export type V1User = z.infer<typeof V1User>;

export const V1Package = z.object({
  id: Id,
  name: Text,
  disk_quota_mb: Amount,
  bandwidth_mb: Amount,
  max_domains: Amount,
  max_databases: Amount,
  max_ftp: Amount,
  max_emails: Amount,
});
export type V1Package = z.infer<typeof V1Package>;

export const V1Domain = z.object({
  user_id: Id,
  domain_name: Text,
  document_root: Text.nullable(),
  type: z.enum(['primary', 'addon', 'subdomain', 'alias']),
  is_ssl_active: z
    .union([z.boolean(), z.int()])
    .nullable()
    .transform((value) => value === true || (typeof value === 'number' && value !== 0)),
  php_version: Text.nullable(),
});
export type V1Domain = z.infer<typeof V1Domain>;

export const V1Database = z.object({ user_id: Id, db_name: Text, db_user: Text.nullable() });
export type V1Database = z.infer<typeof V1Database>;

export const V1FtpAccount = z.object({ user_id: Id, username: Text, home_dir: Text.nullable() });
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
