import { z } from 'zod';
import { isoTime, localMonth } from '../../host/clock.ts';
import { BYTES_PER_MEGABYTE } from '../../model/bandwidth.ts';
import { accountFromCanonical } from '../../model/check-set.ts';
import type { CronResult } from '../../model/cron-result.ts';
import { PROCESSES_BY_DEFAULT } from '../../model/files/limits-file.ts';
import { aliasCount } from '../../model/rules/counts.ts';
import { errorReply, NO_PARAMETERS } from '../route.ts';
import { accountRoute } from './account-route.ts';

const Limit = z.int().nullable().meta({ description: 'null: unlimited.' });
const Requests = z.int().nullable();
const counted = z.object({ limit: Limit, used: z.int() });

export const StatsAnswer = z
  .object({
    username: z.string(),
    disk: z.object({
      limit_mb: Limit,
      used_mb: z.number().nullable(),
      files: z.int().nullable(),
      note: z.string().meta({ description: 'Why use is not known; empty when it is.' }),
    }),
    bandwidth: z.object({
      month: z.string().meta({ description: "In the host's time zone." }),
      limit_mb: Limit,
      used_mb: z.number(),
    }),
    addon_domains: counted,
    subdomains: counted,
    alias_domains: counted,
    databases: counted.extend({
      limit_mb: Limit,
      used_mb: z
        .number()
        .nullable()
        .meta({ description: 'Of all databases together; null: not known, as while MariaDB is down.' }),
    }),
    database_users: counted,
    ftp_accounts: counted,
    processes: z.object({
      limit: Limit,
      used: z.int(),
      tasks: z.int().nullable().meta({ description: 'Processes and threads, which the limit counts.' }),
    }),
    memory: z.object({
      limit_mb: Limit,
      used_mb: z.number(),
      peak_mb: z.number().nullable().meta({ description: 'Since the first process of the account.' }),
      oom_kills: z
        .int()
        .nullable()
        .meta({ description: 'Processes that the kernel ended for want of memory.' }),
    }),
    php: z.object({
      enabled: z.boolean(),
      awake: z.boolean().meta({ description: 'false: it sleeps until the next request.' }),
      workers: z.int().meta({ description: 'Processes for requests.' }),
      busy: Requests.meta({ description: 'Requests that are being answered; null: not known.' }),
      queue: Requests.meta({ description: 'Requests that wait for a process.' }),
      slow: Requests.meta({ description: 'Requests that have run for more than ten seconds.' }),
    }),
    cpu: z.object({
      limit_percent: Limit,
      used_seconds: z.number().nullable(),
      throttled_seconds: z.number().nullable().meta({ description: 'How long the limit held it up.' }),
    }),
    io: z.object({ limit_mb_s: Limit, read_mb: z.number().nullable(), written_mb: z.number().nullable() }),
    cron_jobs: counted.extend({
      jobs: z.array(
        z.object({
          name: z.string(),
          last: z
            .object({
              began_at: z.string(),
              seconds: z.int(),
              result: z.string().meta({ description: 'success, exit-code, signal, oom-kill and the like.' }),
              status: z.int().meta({ description: 'The exit status, or the signal.' }),
            })
            .nullable()
            .meta({ description: 'null: it has not run yet.' }),
        }),
      ),
    }),
    apps: z.object({ used: z.int() }),
  })
  .meta({ id: 'Stats' });
export type StatsAnswer = z.infer<typeof StatsAnswer>;

export const showStats = accountRoute({
  path: '/v1/users/{username}/stats',
  operationId: 'GetStats',
  summary: 'Limits beside live use',
  query: NO_PARAMETERS,
  answer: StatsAnswer,
  async handle(context, { account }) {
    const text = account.desiredRevision && context.journal.revisionText(account.desiredRevision);
    const checked = text ? accountFromCanonical(account.username, text) : undefined;
    if (checked === undefined || !checked.ok)
      return errorReply(
        404,
        'never_accepted',
        `no set of ${account.username} was ever accepted`,
        `see: jopanel explain ${account.username}`,
      );
    const { limits, domains, services, account: identity } = checked.account;
    const month = localMonth(context.now());
    const sent = context.traffic(account.username, month);
    const databases = services.mariadb?.databases.map(({ name }) => name) ?? [];
    const use = await context.use({ username: account.username, uid: identity.uid, databases });
    const slice = await context.slices.of(identity.uid);
    const jobs = services.cron.jobs?.map(({ name }) => name) ?? [];
    const results = await context.cronResults(account.username, jobs);
    return {
      ok: true,
      value: {
        username: account.username,
        disk: {
          limit_mb: limitOf(limits.disk_quota_mb),
          used_mb: use.disk === null ? null : rounded(use.disk.usedMb),
          files: use.disk?.files ?? null,
          note: use.diskNote,
        },
        bandwidth: {
          month,
          limit_mb: limitOf(limits.bandwidth_quota_mb),
          used_mb: rounded(sent / BYTES_PER_MEGABYTE),
        },
        addon_domains: { limit: limitOf(limits.max_addon_domains), used: domains.addon_domains.length },
        subdomains: { limit: limitOf(limits.max_subdomains), used: domains.subdomains.length },
        alias_domains: {
          limit: limitOf(limits.max_alias_domains),
          used: aliasCount(domains),
        },
        databases: {
          limit: limitOf(limits.max_databases),
          used: databases.length,
          limit_mb: limitOf(limits.database_quota_mb ?? 0),
          used_mb: use.databasesMb === null ? null : rounded(use.databasesMb),
        },
        database_users: { limit: limitOf(limits.max_db_users), used: services.mariadb?.users.length ?? 0 },
        ftp_accounts: {
          limit: limitOf(limits.max_ftp_accounts),
          used: services.ftp.accounts?.length ?? 0,
        },
        processes: {
          limit: limitOf(limits.max_processes ?? PROCESSES_BY_DEFAULT),
          used: use.processes,
          tasks: slice.tasks,
        },
        memory: {
          limit_mb: limitOf(limits.memory_limit_mb),
          used_mb: slice.memoryBytes === null ? rounded(use.memoryMb) : megabytes(slice.memoryBytes),
          peak_mb: megabytes(slice.memoryPeakBytes),
          oom_kills: slice.oomKills,
        },
        php: { enabled: services.php.enabled, ...use.php },
        cpu: {
          limit_percent: limitOf(limits.cpu_limit_percent),
          used_seconds: slice.cpuSeconds,
          throttled_seconds: slice.cpuThrottledSeconds,
        },
        io: {
          limit_mb_s: limitOf(limits.io_limit_mb_s),
          read_mb: megabytes(slice.readBytes),
          written_mb: megabytes(slice.writtenBytes),
        },
        cron_jobs: {
          limit: limitOf(limits.max_cron_jobs),
          used: jobs.length,
          jobs: jobs.map((name) => ({ name, last: lastOf(results.get(name)) })),
        },
        apps: { used: services.nodejs.enabled ? services.nodejs.apps.length : 0 },
      },
    };
  },
});

/** What a job said is not for everyone who may read the status. */
function lastOf(result: CronResult | undefined) {
  if (result === undefined) return null;
  const { began, seconds, result: word, status } = result;
  return { began_at: isoTime(began * 1000), seconds, result: word, status };
}

function megabytes(bytes: number): number;
function megabytes(bytes: number | null): number | null;
function megabytes(bytes: number | null): number | null {
  return bytes === null ? null : rounded(bytes / BYTES_PER_MEGABYTE);
}

function limitOf(limit: number): number | null {
  return limit === 0 ? null : limit;
}

function rounded(megabytes: number): number {
  return Math.round(megabytes * 10) / 10;
}
