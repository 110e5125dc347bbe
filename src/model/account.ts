// One hosting account as wanted: checked, normalised, and named by its revision.

import type { AccountFile } from './files/account-file.ts';
import type { DomainsFile } from './files/domains-file.ts';
import type { LimitsFile } from './files/limits-file.ts';
import type { ServicesFile } from './files/services-file.ts';
import type { SshFile } from './files/ssh-file.ts';
import type { Revision } from './revision.ts';
import type { Username } from './values/username.ts';

export interface Account {
  readonly username: Username;
  readonly revision: Revision;
  readonly account: AccountFile;
  readonly limits: LimitsFile;
  readonly domains: DomainsFile;
  readonly services: ServicesFile;
  readonly ssh: SshFile;
}
