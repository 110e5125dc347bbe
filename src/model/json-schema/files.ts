// The schema of each of the six files, by file name.

import type { z } from 'zod';
import { AccountFile } from '../files/account-file.ts';
import { DomainsFile } from '../files/domains-file.ts';
import { LimitsFile } from '../files/limits-file.ts';
import { MetaFile } from '../files/meta-file.ts';
import { ServicesFile } from '../files/services-file.ts';
import { SshFile } from '../files/ssh-file.ts';
import type { SetFileName } from '../set-files.ts';

export const FILE_SCHEMAS: Readonly<Record<SetFileName, z.ZodObject>> = {
  'account.json': AccountFile,
  'limits.json': LimitsFile,
  'domains.json': DomainsFile,
  'services.json': ServicesFile,
  'ssh.json': SshFile,
  'meta.json': MetaFile,
};
