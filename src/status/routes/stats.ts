import { z } from 'zod';
import { localMonth } from '../../host/clock.ts';
import { BYTES_PER_MEGABYTE } from '../../model/bandwidth.ts';
import { accountFromCanonical } from '../../model/check-set.ts';
import { aliasCount } from '../../model/rules/counts.ts';
import { errorReply, NO_PARAMETERS } from '../route.ts';
import { accountRoute } from './account-route.ts';

const Limit = z.int().nullable().meta({ description: 'null: unlimited.' });
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
    processes: z.object({ used: z.int() }),
    memory: z.object({ limit_mb: Limit, used_mb: z.number() }),
    php: z.object({
      enabled: z.boolean(),
      awake: z.boolean().meta({ description: 'false: it sleeps until the next request.' }),
      workers: z.int().meta({ description: 'Processes for requests.' }),
    }),
    cpu: z.object({ limit_percent: Limit }),
    io: z.object({ limit_mb_s: Limit }),
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
        'see its problems',
      );
    const { limits, domains, services, account: identity } = checked.account;
    const month = localMonth(context.now());
    const sent = context.traffic(account.username, month);
    const databases = services.mariadb?.databases.map(({ name }) => name) ?? [];
    const use = await context.use({ username: account.username, uid: identity.uid, databases });
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
        processes: { used: use.processes },
        memory: { limit_mb: limitOf(limits.memory_limit_mb), used_mb: rounded(use.memoryMb) },
        php: { enabled: services.php.enabled, ...use.php },
        cpu: { limit_percent: limitOf(limits.cpu_limit_percent) },
        io: { limit_mb_s: limitOf(limits.io_limit_mb_s) },
        apps: { used: services.nodejs.enabled ? services.nodejs.apps.length : 0 },
      },
    };
  },
});

function limitOf(limit: number): number | null {
  return limit === 0 ? null : limit;
}

function rounded(megabytes: number): number {
  return Math.round(megabytes * 10) / 10;
}
