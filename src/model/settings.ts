import { isIP } from 'node:net';
import { z } from 'zod';
import { AcmeSettings } from './acme/acme-settings.ts';
import type { Finding } from './finding.ts';
import { MetricsListen } from './metrics-listen.ts';
import { parseJsonFile } from './parse-json-file.ts';
import { Folder, RunSettings } from './run-settings.ts';
import { textType } from './text-type.ts';
import { parseInternetName } from './values/domain-name.ts';

const GroupName = z.string().regex(/^[a-z_][a-z0-9_-]*$/, 'must be the name of a group');
const PositiveInt = z.int().positive();
const ReservedDomain = textType(
  {
    title: 'Reserved domain name',
    description: 'A domain name that no account may have, nor any below it.',
    format: 'jopanel-internet-name',
  },
  parseInternetName,
);

const ProxyAddress = z
  .string()
  .refine(isAddressOrNetwork, 'must be an address such as 192.0.2.7, or a network such as 192.0.2.0/24');

function isAddressOrNetwork(text: string): boolean {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && (length === undefined || Number(length) <= (family === 4 ? 32 : 128));
}

export const MariaDbSettings = z
  .strictObject({
    socket: Folder.optional(),
    host: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an address')
      .optional(),
    port: PositiveInt.max(65535).optional(),
    user: z.string().min(1).max(128),
    password_file: Folder.optional(),
    tls_ca_file: Folder.optional(),
    database: z
      .string()
      .regex(/^[A-Za-z0-9_$-]{1,64}$/, 'must be letters, digits, dashes, dollars and underscores'),
  })
  .refine(
    ({ socket, host }) => (socket === undefined) !== (host === undefined),
    'must name either a socket or a host',
  )
  .refine(({ port, host }) => port === undefined || host !== undefined, 'a port belongs to a host')
  .refine(
    ({ tls_ca_file, host }) => tls_ca_file === undefined || host !== undefined,
    'a tls_ca_file belongs to a host',
  );
export type MariaDbSettings = z.infer<typeof MariaDbSettings>;

/** `/etc/jopanel/jopaneld.json`: every key optional, unknown keys refused. */
export const Settings = z.strictObject({
  users_dir: Folder.default('/etc/jopanel/users'),
  state_dir: RunSettings.shape.state_dir,
  run_dir: RunSettings.shape.run_dir,
  log_dir: Folder.default('/var/log/jopanel'),
  home_bases: z.array(Folder).min(1).default(['/home']),
  uid_min: z.int().min(1000).default(10000),
  uid_max: PositiveInt.max(4_000_000_000).default(59999),
  uid_allocate: z.tuple([PositiveInt, PositiveInt]).nullable().default(null),
  quiet_ms: z.int().nonnegative().max(60_000).default(100),
  max_wait_ms: PositiveInt.max(600_000).default(2000),
  sweep_seconds: PositiveInt.max(86_400).default(30),
  resync_minutes: PositiveInt.max(10_080).default(15),
  drift: z.enum(['heal', 'report']).default('heal'),
  vanish: z
    .strictObject({
      max_accounts: z.int().nonnegative().default(3),
      max_percent: z.number().min(0).max(100).default(5),
      purge_after_days: PositiveInt.nullable().default(null),
    })
    .prefault({}),
  reserved_names: z.array(ReservedDomain).max(1000).default([]),
  trusted_proxies: z.array(ProxyAddress).max(1000).default([]),
  php_idle_minutes: z.number().min(0.01).max(10_080).default(15),
  acme: AcmeSettings.nullable().default(null),
  http3: z.boolean().default(true),
  metrics_listen: MetricsListen.nullable().default(null),
  allowed_groups: z.array(GroupName).default([]),
  status_group: GroupName.default('jopanel'),
  agent_group: GroupName.default('jopanel-agent'),
  service_manager: RunSettings.shape.service_manager,
  mariadb: MariaDbSettings.nullable().default(null),
});
export type Settings = z.infer<typeof Settings>;

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  /** Each names the file, the place in it, what is wrong there, and what to do. */
  | { readonly ok: false; readonly errors: readonly string[] };

/**
 * @param text the content of the file; an empty one means that every default holds
 * @param file what errors call it
 */
export function parseSettings(text: string, file = 'jopaneld.json'): ParsedSettings {
  const content = text.trim() === '' ? '{}' : text;
  const parsed = parseJsonFile(content, file, Settings, (settings) => checkUidRange(file, settings));
  return parsed.ok ? { ok: true, settings: parsed.value } : parsed;
}

function checkUidRange(file: string, { uid_min, uid_max, uid_allocate }: Settings): Finding<string>[] {
  if (uid_min > uid_max) {
    const message = `is ${uid_min}, above uid_max, which is ${uid_max}`;
    return [{ file, path: ['uid_min'], message, remedy: 'let uid_min be the lower one' }];
  }
  if (uid_allocate === null) return [];
  const [first, last] = uid_allocate;
  if (uid_min <= first && first <= last && last <= uid_max) return [];
  const message = `is ${first} to ${last}, which is no range within uid_min and uid_max`;
  const remedy = `write two numbers from ${uid_min} to ${uid_max}, the lower one first`;
  return [{ file, path: ['uid_allocate'], message, remedy }];
}

/** The uids and gids that this host gives to new accounts. */
export function allocatedIds({
  uid_min,
  uid_max,
  uid_allocate,
}: Pick<Settings, 'uid_min' | 'uid_max' | 'uid_allocate'>): {
  readonly least: number;
  readonly most: number;
} {
  const [least, most] = uid_allocate ?? [uid_min, uid_max];
  return { least, most };
}
