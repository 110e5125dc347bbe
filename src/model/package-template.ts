// What a package gives to a new account: the fields of its files, with places for what is the account's own.

import { z } from 'zod';

const Fields = z.record(z.string(), z.unknown());

export const PackageTemplate = z
  .strictObject({
    schema_version: z.literal(1),
    description: z.string().optional(),
    account: Fields.optional(),
    limits: Fields,
    domains: Fields.optional(),
    services: Fields,
    ssh: Fields,
  })
  .meta({
    title: 'Package template',
    description:
      'Fields as in the six files. In their texts {username}, {domain}, {home} and {php} (the newest installed version) stand for the account’s own.',
  });
export type PackageTemplate = z.infer<typeof PackageTemplate>;

export interface NewAccount {
  readonly username: string;
  readonly uid: number;
  readonly gid: number;
  readonly domain: string;
  readonly email: string;
  readonly package: string;
  /** RFC 3339 with an offset. */
  readonly now: string;
  readonly actor: string;
  /** The newest PHP of this host, such as `8.2`. */
  readonly php: string;
  readonly authorizedKeys: readonly string[];
  readonly passwordHash: string | undefined;
}

const DEFAULTS = { home_dir: '/home/{username}', shell: '/bin/bash' };
const NO_DOMAINS = { addon_domains: [], subdomains: [], alias_domains: [] };

/** The six files of a new account, by file name. Whether they make a sound set is for the model to say. */
export function filesFrom(template: PackageTemplate, account: NewAccount): ReadonlyMap<string, object> {
  const { username, uid, gid, domain, email, now, passwordHash } = account;
  const identity = filled({ ...DEFAULTS, ...template.account }, account);
  const home = typeof identity.home_dir === 'string' ? identity.home_dir : `/home/${username}`;
  const fill = (fields: Readonly<Record<string, unknown>>) => filled(fields, account, home);
  const ssh = fill(template.ssh);
  const keys = Array.isArray(ssh.authorized_keys) ? ssh.authorized_keys : [];
  const schema_version = 1;
  return new Map<string, object>([
    [
      'account.json',
      {
        schema_version,
        username,
        uid,
        gid,
        primary_domain: domain,
        ...identity,
        status: 'active',
        created_at: now,
        updated_at: now,
        package: account.package,
        contact_email: email,
        last_login_ip: null,
        ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
      },
    ],
    ['limits.json', { schema_version, ...fill(template.limits) }],
    ['domains.json', { schema_version, primary: domain, ...fill({ ...NO_DOMAINS, ...template.domains }) }],
    ['services.json', { schema_version, ...fill(template.services) }],
    ['ssh.json', { schema_version, ...ssh, authorized_keys: [...keys, ...account.authorizedKeys] }],
    [
      'meta.json',
      {
        schema_version,
        notes: '',
        last_applied_revision: null,
        audit: { last_action: 'create_user', last_actor: account.actor, last_time: now },
      },
    ],
  ]);
}

function filled(
  fields: Readonly<Record<string, unknown>>,
  { username, domain, php }: NewAccount,
  home = `/home/${username}`,
): Record<string, unknown> {
  const places: Readonly<Record<string, string>> = { username, domain, php, home };
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fill(value)]));
}
