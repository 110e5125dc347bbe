// services.json: what runs for the account.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { AppName } from '../values/app-name.ts';
import { AppPort } from '../values/app-port.ts';
import { CommandLine } from '../values/command-line.ts';
import { DomainName } from '../values/domain-name.ts';
import { EnvironmentName, EnvironmentValue } from '../values/environment.ts';
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
    env: z
      .record(EnvironmentName, EnvironmentValue)
      .meta({ title: 'Environment', description: 'Variables of the process. PORT is set from port.' }),
    status: AppStatus,
    domain: DomainName.optional(),
  })
  .meta({ title: 'Node app', description: 'One process, behind nginx when it has a domain.' });
export type NodeApp = z.infer<typeof NodeApp>;

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
      .strictObject({ enabled: Enabled })
      .meta({ title: 'FTP', description: 'Login by FTP into the home.' }),
    cron: z.strictObject({ enabled: Enabled }).meta({ title: 'cron', description: 'A crontab of its own.' }),
  })
  .meta({ title: 'services.json', description: 'Services of a hosting account.' });
export type ServicesFile = z.infer<typeof ServicesFile>;
