// services.json: what runs for the account.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { AppName } from '../values/app-name.ts';
import { AppPort } from '../values/app-port.ts';
import { CommandLine } from '../values/command-line.ts';
import { DomainName } from '../values/domain-name.ts';
import { EnvironmentName, EnvironmentValue } from '../values/environment.ts';
import { PhpVersion } from '../values/php-version.ts';
import { PoolName } from '../values/pool-name.ts';
import { SchemaVersion } from './schema-version.ts';

export const PhpService = z
  .strictObject({
    enabled: z.boolean(),
    version: PhpVersion,
    fpm_pool: PoolName,
    open_basedir: z.array(AbsolutePath).min(1).max(50).meta({
      title: 'open_basedir',
      description: 'Where PHP may read: below the home, /tmp, /usr/share/php.',
    }),
  })
  .meta({ title: 'PHP', description: 'One PHP-FPM pool, running as the account.' });
export type PhpService = z.infer<typeof PhpService>;

// The account's own two words are understood as well: people write what they know from account.json.
const APP_STATUS = {
  running: 'running',
  active: 'running',
  stopped: 'stopped',
  suspended: 'stopped',
} as const;

export const AppStatus = z
  .enum(['running', 'stopped', 'active', 'suspended'])
  .meta({ title: 'Status', description: 'running or stopped; active and suspended mean the same.' })
  .transform((word) => APP_STATUS[word]);
export type AppStatus = z.infer<typeof AppStatus>;

export const NodeApp = z
  .strictObject({
    name: AppName,
    root: AbsolutePath,
    start_command: CommandLine,
    port: AppPort,
    env: z.record(EnvironmentName, EnvironmentValue).meta({ title: 'Environment' }),
    status: AppStatus,
    domain: DomainName.optional(),
  })
  .meta({ title: 'Node app', description: 'One process, behind nginx when it has a domain.' });
export type NodeApp = z.infer<typeof NodeApp>;

export const ServicesFile = z
  .strictObject({
    schema_version: SchemaVersion,
    web_server: z.enum(['nginx']).meta({ title: 'Web server' }),
    php: PhpService,
    nodejs: z
      .strictObject({ enabled: z.boolean(), apps: z.array(NodeApp).max(100) })
      .meta({ title: 'Node.js' }),
    ftp: z.strictObject({ enabled: z.boolean() }).meta({ title: 'FTP' }),
    cron: z.strictObject({ enabled: z.boolean() }).meta({ title: 'cron' }),
  })
  .meta({ title: 'services.json', description: 'Services of a hosting account.' });
export type ServicesFile = z.infer<typeof ServicesFile>;
