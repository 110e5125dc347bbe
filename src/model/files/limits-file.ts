// limits.json: quotas. 0 means unlimited everywhere.

import { z } from 'zod';
import { SchemaVersion } from './schema-version.ts';

const MOST_OF_A_THING = 1_000_000;
// A petabyte: larger than any host, and still exact after conversion to bytes.
const MOST_MEGABYTES = 1_000_000_000;

/** What `max_processes` is in a set that does not have it: enough for dozens of apps, and no fork bomb fills the host. */
export const PROCESSES_BY_DEFAULT = 1000;

function limit(title: string, most: number) {
  return z.int().min(0).max(most).meta({ title, description: '0 means unlimited.' });
}

export const LimitsFile = z
  .strictObject({
    schema_version: SchemaVersion,
    disk_quota_mb: limit('Disk space in MB', MOST_MEGABYTES),
    bandwidth_quota_mb: limit('Traffic per month in MB', MOST_MEGABYTES),
    max_addon_domains: limit('Addon domains', MOST_OF_A_THING),
    max_subdomains: limit('Subdomains', MOST_OF_A_THING),
    max_alias_domains: limit('Alias domains', MOST_OF_A_THING),
    max_databases: limit('Databases', MOST_OF_A_THING),
    max_db_users: limit('Database users', MOST_OF_A_THING),
    max_ftp_accounts: limit('FTP accounts', MOST_OF_A_THING),
    max_cron_jobs: limit('Cron jobs', MOST_OF_A_THING),
    cpu_limit_percent: limit('CPU time in per cent of one core', 1_000_000),
    memory_limit_mb: limit('Memory in MB', MOST_MEGABYTES),
    io_limit_mb_s: limit('Disk traffic in MB/s', 1_000_000),
    max_processes: z
      .int()
      .min(0)
      .max(4_000_000)
      .meta({
        title: 'Processes',
        description: `Processes and threads at once, of PHP, apps, cron jobs and sessions together. 0 means unlimited; without this field, ${PROCESSES_BY_DEFAULT}.`,
      })
      .optional(),
    database_quota_mb: limit('Size of all databases in MB', MOST_MEGABYTES).optional(),
  })
  .meta({ title: 'limits.json', description: 'Quotas of a hosting account.' });
export type LimitsFile = z.infer<typeof LimitsFile>;
