// A set of which only the sound parts are known, so that rules can speak beside schema errors.

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
type Sound<T> = T extends string | number | boolean | null | undefined
  ? T | undefined
  : T extends readonly (infer Item)[]
    ? readonly (Sound<Item> | undefined)[]
    : { readonly [Key in keyof T]?: Sound<T[Key]> | undefined };

export interface PartialSet {
  readonly username: string;
  readonly account: Sound<AccountFile>;
  readonly limits: Sound<LimitsFile>;
  readonly domains: Sound<DomainsFile>;
  readonly services: Sound<ServicesFile>;
  readonly ssh: Sound<SshFile>;
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
      username: sound(identity.username, account.username),
      uid: sound(identity.uid, account.uid),
      gid: sound(identity.gid, account.gid),
      primary_domain: sound(identity.primary_domain, account.primary_domain),
      home_dir: sound(identity.home_dir, account.home_dir),
      shell: sound(identity.shell, account.shell),
    },
    limits: soundLimits(record(values.limits)),
    domains: {
      primary: sound(DomainsFile.shape.primary, domains.primary),
      addon_domains: each(domains.addon_domains, (addon) => ({
        domain: sound(AddonDomain.shape.domain, addon.domain),
        docroot: sound(AddonDomain.shape.docroot, addon.docroot),
      })),
      subdomains: each(domains.subdomains, (sub) => ({
        subdomain: sound(Subdomain.shape.subdomain, sub.subdomain),
        parent: sound(Subdomain.shape.parent, sub.parent),
        docroot: sound(Subdomain.shape.docroot, sub.docroot),
      })),
      alias_domains: soundItems(AliasDomain, domains.alias_domains),
      sites: soundSites(domains.sites),
    },
    services: {
      php: {
        fpm_pool: sound(PhpService.shape.fpm_pool, php.fpm_pool),
        open_basedir: soundItems(PhpService.shape.open_basedir.element, php.open_basedir),
      },
      nodejs: { apps: each(record(services.nodejs).apps, soundApp) },
      cron: {
        jobs: each(record(services.cron).jobs, ({ name }) => ({ name: sound(CronJob.shape.name, name) })),
      },
      mariadb: {
        databases: each(mariadb.databases, ({ name }) => ({ name: sound(DatabaseName, name) })),
        users: each(mariadb.users, ({ name, databases }) => ({
          name: sound(DatabaseUser.shape.name, name),
          databases: sound(DatabaseUser.shape.databases, databases),
        })),
      },
      ftp: {
        accounts: each(record(services.ftp).accounts, ({ name, directory }) => ({
          name: sound(FtpAccount.shape.name, name),
          directory: sound(FtpAccount.shape.directory, directory),
        })),
      },
    },
    ssh: {
      enabled: sound(policy.enabled, ssh.enabled),
      mode: sound(policy.mode, ssh.mode),
      authorized_keys: soundItems(PublicKey, ssh.authorized_keys),
      force_command: sound(policy.force_command, ssh.force_command),
      chroot_dir: sound(policy.chroot_dir, ssh.chroot_dir),
    },
  };
}

/** Only what a rule looks at; a name that is none stays out. */
function soundSites(value: unknown): PartialSet['domains']['sites'] {
  const { docroot, canonical, redirect_to } = SiteEntry.shape;
  const entries = Object.entries(record(value)).slice(0, MOST_NAMES);
  return Object.fromEntries(
    entries.flatMap(([key, entry]) => {
      const name = parseAliasDomain(key);
      if (!name.ok) return [];
      const site = record(entry);
      const known = {
        docroot: sound(docroot, site.docroot),
        aliases: soundItems(AliasDomain, site.aliases ?? []),
        canonical: sound(canonical, site.canonical),
        redirect_to: sound(redirect_to, site.redirect_to),
      };
      return [[name.value, known]];
    }),
  );
}

function soundLimits(limits: Record<string, unknown>): PartialSet['limits'] {
  const { shape } = LimitsFile;
  return {
    max_addon_domains: sound(shape.max_addon_domains, limits.max_addon_domains),
    max_subdomains: sound(shape.max_subdomains, limits.max_subdomains),
    max_alias_domains: sound(shape.max_alias_domains, limits.max_alias_domains),
    max_databases: sound(shape.max_databases, limits.max_databases),
    max_db_users: sound(shape.max_db_users, limits.max_db_users),
    max_ftp_accounts: sound(shape.max_ftp_accounts, limits.max_ftp_accounts),
    max_cron_jobs: sound(shape.max_cron_jobs, limits.max_cron_jobs),
  };
}

function soundApp(app: Record<string, unknown>) {
  const { name, root, port, domain, env } = NodeApp.shape;
  return {
    name: sound(name, app.name),
    root: sound(root, app.root),
    port: sound(port, app.port),
    domain: sound(domain, app.domain),
    env: sound(env, app.env),
  };
}

function each<T>(value: unknown, read: (item: Record<string, unknown>) => T): readonly T[] | undefined {
  return isListToRead(value) ? value.map((item) => read(record(item))) : undefined;
}

/** One that is longer than any may be is refused by its schema; half a million entries would take seconds more. */
function isListToRead(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= MOST_NAMES;
}

function sound<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}

function soundItems<S extends z.ZodType>(
  schema: S,
  value: unknown,
): readonly (z.output<S> | undefined)[] | undefined {
  return isListToRead(value) ? value.map((item) => sound(schema, item)) : undefined;
}

const AnyRecord = z.record(z.string(), z.unknown());

function record(value: unknown): Record<string, unknown> {
  const result = AnyRecord.safeParse(value);
  return result.success ? result.data : {};
}
