// A set of which only the valid parts are known, so that rules can speak beside schema errors.

import { z } from 'zod';
import { AccountFile } from './files/account-file.ts';
import { AddonDomain, DomainsFile, MOST_NAMES, Subdomain } from './files/domains-file.ts';
import { LimitsFile } from './files/limits-file.ts';
import {
  CronJob,
  DatabaseUser,
  FtpAccount,
  NodeApp,
  PhpService,
  type ServicesFile,
} from './files/services-file.ts';
import { SiteEntry } from './files/site.ts';
import { SshFile } from './files/ssh-file.ts';
import type { ParsedSet } from './revision.ts';
import { DatabaseName } from './values/database-name.ts';
import { AliasDomain, parseAliasDomain } from './values/domain-name.ts';
import { PublicKey } from './values/public-key.ts';

/** Every part may be missing. Lists keep their length, so that an index still names its element. */
type DeepPartial<T> = T extends string | number | boolean | null | undefined
  ? T | undefined
  : T extends readonly (infer Item)[]
    ? readonly (DeepPartial<Item> | undefined)[]
    : { readonly [Key in keyof T]?: DeepPartial<T[Key]> | undefined };

export interface PartialSet {
  readonly username: string;
  readonly account: DeepPartial<AccountFile>;
  readonly limits: DeepPartial<LimitsFile>;
  readonly domains: DeepPartial<DomainsFile>;
  readonly services: DeepPartial<ServicesFile>;
  readonly ssh: DeepPartial<SshFile>;
}

/** Values without `x_` keys; a missing or broken file is `undefined`. */
export function partialSetOf(username: string, values: Partial<ParsedSet>): PartialSet {
  const account = record(values.account);
  const domains = record(values.domains);
  const services = record(values.services);
  const php = record(services.php);
  const mariadb = record(services.mariadb);
  const ssh = record(values.ssh);
  const identity = AccountFile.shape;
  const policy = SshFile.shape;
  return {
    username,
    account: {
      username: valid(identity.username, account.username),
      uid: valid(identity.uid, account.uid),
      gid: valid(identity.gid, account.gid),
      primary_domain: valid(identity.primary_domain, account.primary_domain),
      home_dir: valid(identity.home_dir, account.home_dir),
      shell: valid(identity.shell, account.shell),
    },
    limits: validLimits(record(values.limits)),
    domains: {
      primary: valid(DomainsFile.shape.primary, domains.primary),
      addon_domains: each(domains.addon_domains, (addon) => ({
        domain: valid(AddonDomain.shape.domain, addon.domain),
        docroot: valid(AddonDomain.shape.docroot, addon.docroot),
      })),
      subdomains: each(domains.subdomains, (sub) => ({
        subdomain: valid(Subdomain.shape.subdomain, sub.subdomain),
        parent: valid(Subdomain.shape.parent, sub.parent),
        docroot: valid(Subdomain.shape.docroot, sub.docroot),
      })),
      alias_domains: validItems(AliasDomain, domains.alias_domains),
      sites: validSites(domains.sites),
    },
    services: {
      php: {
        fpm_pool: valid(PhpService.shape.fpm_pool, php.fpm_pool),
        open_basedir: validItems(PhpService.shape.open_basedir.element, php.open_basedir),
      },
      nodejs: { apps: each(record(services.nodejs).apps, validApp) },
      cron: {
        jobs: each(record(services.cron).jobs, ({ name }) => ({ name: valid(CronJob.shape.name, name) })),
      },
      mariadb: {
        databases: each(mariadb.databases, ({ name }) => ({ name: valid(DatabaseName, name) })),
        users: each(mariadb.users, ({ name, databases }) => ({
          name: valid(DatabaseUser.shape.name, name),
          databases: valid(DatabaseUser.shape.databases, databases),
        })),
      },
      ftp: {
        accounts: each(record(services.ftp).accounts, ({ name, directory }) => ({
          name: valid(FtpAccount.shape.name, name),
          directory: valid(FtpAccount.shape.directory, directory),
        })),
      },
    },
    ssh: {
      enabled: valid(policy.enabled, ssh.enabled),
      mode: valid(policy.mode, ssh.mode),
      authorized_keys: validItems(PublicKey, ssh.authorized_keys),
      force_command: valid(policy.force_command, ssh.force_command),
      chroot_dir: valid(policy.chroot_dir, ssh.chroot_dir),
    },
  };
}

/** Only what a rule looks at; a name that is none stays out. */
function validSites(value: unknown): PartialSet['domains']['sites'] {
  const { docroot, canonical, redirect_to } = SiteEntry.shape;
  const entries = Object.entries(record(value)).slice(0, MOST_NAMES);
  return Object.fromEntries(
    entries.flatMap(([key, entry]) => {
      const name = parseAliasDomain(key);
      if (!name.ok) return [];
      const site = record(entry);
      const known = {
        docroot: valid(docroot, site.docroot),
        aliases: validItems(AliasDomain, site.aliases ?? []),
        canonical: valid(canonical, site.canonical),
        redirect_to: valid(redirect_to, site.redirect_to),
      };
      return [[name.value, known]];
    }),
  );
}

function validLimits(limits: Record<string, unknown>): PartialSet['limits'] {
  const { shape } = LimitsFile;
  return {
    max_addon_domains: valid(shape.max_addon_domains, limits.max_addon_domains),
    max_subdomains: valid(shape.max_subdomains, limits.max_subdomains),
    max_alias_domains: valid(shape.max_alias_domains, limits.max_alias_domains),
    max_databases: valid(shape.max_databases, limits.max_databases),
    max_db_users: valid(shape.max_db_users, limits.max_db_users),
    max_ftp_accounts: valid(shape.max_ftp_accounts, limits.max_ftp_accounts),
    max_cron_jobs: valid(shape.max_cron_jobs, limits.max_cron_jobs),
  };
}

function validApp(app: Record<string, unknown>) {
  const { name, root, port, domain, env } = NodeApp.shape;
  return {
    name: valid(name, app.name),
    root: valid(root, app.root),
    port: valid(port, app.port),
    domain: valid(domain, app.domain),
    env: valid(env, app.env),
  };
}

function each<T>(value: unknown, read: (item: Record<string, unknown>) => T): readonly T[] | undefined {
  return isListToRead(value) ? value.map((item) => read(record(item))) : undefined;
}

/** One that is longer than any may be is refused by its schema; half a million entries would take seconds more. */
function isListToRead(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= MOST_NAMES;
}

function valid<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function validItems<S extends z.ZodType>(
  schema: S,
  value: unknown,
): readonly (z.output<S> | undefined)[] | undefined {
  return isListToRead(value) ? value.map((item) => valid(schema, item)) : undefined;
}

const AnyRecord = z.record(z.string(), z.unknown());

function record(value: unknown): Record<string, unknown> {
  const result = AnyRecord.safeParse(value);
  return result.success ? result.data : {};
}
