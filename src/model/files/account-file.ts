// account.json: who the account is.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { DomainName } from '../values/domain-name.ts';
import { Email } from '../values/email.ts';
import { IpAddress } from '../values/ip-address.ts';
import { LoginShell } from '../values/login-shell.ts';
import { PackageName } from '../values/package-name.ts';
import { PasswordHash } from '../values/password-hash.ts';
import { PosixId } from '../values/posix-id.ts';
import { Timestamp } from '../values/timestamp.ts';
import { Username } from '../values/username.ts';
import { SchemaVersion } from './schema-version.ts';

export const AccountStatus = z.enum(['active', 'suspended']).meta({
  title: 'Status',
  description: 'A suspended account keeps its files; its web, PHP, SSH, cron, FTP and apps are off.',
});
export type AccountStatus = z.infer<typeof AccountStatus>;

export const AccountFile = z
  .strictObject({
    schema_version: SchemaVersion,
    username: Username,
    uid: PosixId,
    gid: PosixId,
    primary_domain: DomainName,
    home_dir: AbsolutePath,
    shell: LoginShell,
    status: AccountStatus,
    created_at: Timestamp,
    updated_at: Timestamp,
    package: PackageName,
    contact_email: Email,
    last_login_ip: IpAddress.nullable().meta({ title: 'Last login', description: 'An address, or null.' }),
    password_hash: PasswordHash.optional(),
  })
  .meta({ title: 'account.json', description: 'Identity of a hosting account.' });
export type AccountFile = z.infer<typeof AccountFile>;
