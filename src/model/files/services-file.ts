// services.json: what runs for the account.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { AppName } from '../values/app-name.ts';
import { AppPort } from '../values/app-port.ts';
import { CommandLine } from '../values/command-line.ts';
import { CronSchedule } from '../values/cron-schedule.ts';
import { DatabaseName } from '../values/database-name.ts';
import { DatabasePasswordHash } from '../values/database-password-hash.ts';
import { DatabaseUserName } from '../values/database-user-name.ts';
import { DomainName } from '../values/domain-name.ts';
import { EnvironmentName, EnvironmentValue } from '../values/environment.ts';
import { FtpAccountName } from '../values/ftp-account-name.ts';
import { PasswordHash } from '../values/password-hash.ts';
import { PhpSettings } from '../values/php-settings.ts';
import { PhpVersion } from '../values/php-version.ts';
import { PoolName } from '../values/pool-name.ts';
import { SchemaVersion } from './schema-version.ts';

const Enabled = z
  .boolean()
  .meta({ title: 'Enabled', description: 'false withdraws it and keeps the rest as it is.' });

export const PhpService = z
  .strictObject({
    enabled: Enabled,
    version: PhpVersion,
    fpm_pool: PoolName,
    open_basedir: z.array(AbsolutePath).min(1).max(50).meta({
      title: 'open_basedir',
      description: 'Where PHP may read: below the home, /tmp, /usr/share/php.',
    }),
    settings: PhpSettings.optional(),
  })
  .meta({ title: 'PHP', description: 'A PHP-FPM of its own, running as the account.' });
export type PhpService = z.infer<typeof PhpService>;

// The account's own two words are understood as well: people write what they know from account.json.
const APP_STATUS = {
  running: 'running',
  active: 'running',
  stopped: 'stopped',
  suspended: 'stopped',
} as const;

const AppStatus = z
  .enum(['running', 'stopped', 'active', 'suspended'])
  .meta({ title: 'Status', description: 'running or stopped; active and suspended mean the same.' })
  .transform((word) => APP_STATUS[word]);

export const NodeApp = z
  .strictObject({
    name: AppName,
    root: AbsolutePath,
    start_command: CommandLine,
    port: AppPort.optional(),
    env: z.record(EnvironmentName, EnvironmentValue).meta({
      title: 'Environment',
      description:
        'Variables of the process. PORT is set from port; without one it is the path of a Unix socket.',
    }),
    status: AppStatus,
    domain: DomainName.optional(),
  })
  .meta({ title: 'Node app', description: 'One process, behind nginx when it has a domain.' });
export type NodeApp = z.infer<typeof NodeApp>;

export const FtpAccount = z
  .strictObject({
    name: FtpAccountName,
    password_hash: PasswordHash,
    directory: AbsolutePath.meta({
      title: 'Directory',
      description: 'Below the home. The login sees it as `/`, and nothing beside it.',
    }),
  })
  .meta({ title: 'FTP account', description: 'A login of its own; what it uploads belongs to the account.' });
export type FtpAccount = z.infer<typeof FtpAccount>;

const Database = z.strictObject({ name: DatabaseName }).meta({
  title: 'Database',
  description: 'One that is taken out of the file is kept, and no login of the account reaches it.',
});

const DATABASE_RIGHTS = ['read_write', 'read_only'] as const;
export type DatabaseRight = (typeof DATABASE_RIGHTS)[number];

export const DatabaseUser = z
  .strictObject({
    name: DatabaseUserName,
    password_hash: DatabasePasswordHash,
    databases: z.record(DatabaseName, z.enum(DATABASE_RIGHTS)).default({}).meta({
      title: 'Databases',
      description: 'The databases that it reaches, each read_write or read_only.',
    }),
  })
  .meta({ title: 'Database user', description: 'A login from this host with a password.' });
export type DatabaseUser = z.infer<typeof DatabaseUser>;

const MOST_DATABASES = 10_000;

export const MariaDbService = z
  .strictObject({
    enabled: Enabled,
    databases: z
      .array(Database)
      .max(MOST_DATABASES)
      .default([])
      .meta({ title: 'Databases', description: 'The Linux user reaches all of them without a password.' }),
    users: z
      .array(DatabaseUser)
      .max(MOST_DATABASES)
      .default([])
      .meta({ title: 'Users', description: 'Further logins, each with a password.' }),
  })
  .meta({
    title: 'MariaDB',
    description: 'Databases of the account, reached over the socket of the server.',
  });
export type MariaDbService = z.infer<typeof MariaDbService>;

export const CronJob = z
  .strictObject({
    name: AppName.meta({ title: 'Name', description: 'Unique within the account.' }),
    schedule: CronSchedule,
    command: CommandLine,
    status: AppStatus,
  })
  .meta({ title: 'Cron job', description: 'A command that cron starts, in the home of the account.' });
export type CronJob = z.infer<typeof CronJob>;

export const ServicesFile = z
  .strictObject({
    schema_version: SchemaVersion,
    web_server: z.enum(['nginx']).meta({ title: 'Web server', description: 'What serves the sites.' }),
    php: PhpService,
    nodejs: z
      .strictObject({
        enabled: Enabled,
        apps: z
          .array(NodeApp)
          .max(100)
          .meta({ title: 'Apps', description: 'Each name, port and domain once.' }),
      })
      .meta({ title: 'Node.js', description: 'Node apps, each a service of its own.' }),
    ftp: z
      .strictObject({
        enabled: Enabled,
        accounts: z
          .array(FtpAccount)
          .max(1000)
          .optional()
          .meta({ title: 'FTP accounts', description: 'Further logins, each locked into a directory.' }),
      })
      .meta({ title: 'FTP', description: 'Login by FTP into the home.' }),
    cron: z
      .strictObject({
        enabled: Enabled,
        jobs: z.array(CronJob).max(1000).meta({ title: 'Jobs', description: 'Each name once.' }).optional(),
      })
      .meta({ title: 'cron', description: 'A crontab of its own, and jobs that are listed here.' }),
    mariadb: MariaDbService.optional(),
  })
  .meta({ title: 'services.json', description: 'Services of a hosting account.' });
export type ServicesFile = z.infer<typeof ServicesFile>;
