// What jopaneld asks of the PHP activator, one file per account: which PHP-FPMs the account has, and how each is set up.

import { z } from 'zod';
import { sha256 } from './digest.ts';

const Id = z.int().min(1);

export const PoolOrder = z.strictObject({
  /** Names the pool: `jopanel-joko`, and `jopanel-joko-8.4` for sites with a version of their own. */
  id: z.string().regex(/^jopanel-[a-z][a-z0-9]{2,15}(-\d\.\d{1,2})?$/),
  version: z.string().regex(/^\d\.\d{1,2}$/),
  /** The longest that one request may run. */
  request_seconds: z.int().positive(),
  /** php.ini directives that only the start of a PHP-FPM can set, as `name=value`. */
  ini: z.array(z.string()).readonly(),
  /** The lines of its configuration. */
  config: z.array(z.string()).readonly(),
});
export type PoolOrder = z.infer<typeof PoolOrder>;

export const PhpOrder = z.strictObject({
  username: z.string().regex(/^[a-z][a-z0-9]{2,15}$/),
  uid: Id,
  gid: Id,
  /** The user of nginx's workers, who alone may connect. */
  nginx_user: z.string().regex(/^[a-z_][a-z0-9_-]*$/),
  idle_minutes: z.number().positive(),
  /** True while a shared PHP-FPM may still listen on the sockets: it is replaced without a gap. */
  take_over: z.boolean(),
  pools: z.array(PoolOrder).min(1),
});
export type PhpOrder = z.infer<typeof PhpOrder>;

/** Of all that a PHP-FPM of this pool is started with: the same for the same FPM. How long it may idle has no part in it. */
export function generationOf(order: Omit<PhpOrder, 'pools'>, pool: PoolOrder): string {
  const { username, uid, gid, nginx_user } = order;
  const { id, version, request_seconds, ini, config } = pool;
  const all = [username, uid, gid, nginx_user, id, version, request_seconds, ini, config];
  return sha256(JSON.stringify(all)).slice(0, 12);
}

/** Where the orders lie. @param stateDir such as `/var/lib/jopanel` */
export function phpOrderPath(stateDir: string, username: string): string {
  return `${stateDir}/php/${username}.json`;
}

/** Where the activator keeps its sockets. @param runDir such as `/run/jopanel` */
export function phpRunDir(runDir: string): string {
  return `${runDir}/php`;
}

/** Where the activator answers about itself, as root only. @param runDir such as `/run/jopanel` */
export function phpControlSocket(runDir: string): string {
  return `${phpRunDir(runDir)}/control.sock`;
}

/** Where nginx asks when an account's own socket does not answer; held by systemd, so that requests wait there. */
export const PHP_WAITING_SOCKET = '/run/jopanel-php.sock';

/** The FastCGI parameter by which a request that waits there names its pool. */
export const PHP_POOL_PARAMETER = 'JOPANEL_PHP_POOL';

/** Where the PHP of a pool answers, asleep or awake. */
export function phpPoolSocket(id: string): string {
  return `/run/php/${id}.sock`;
}

/** The state of a pool, as the activator reports it. */
export const PoolState = z.strictObject({
  id: z.string(),
  username: z.string(),
  version: z.string(),
  /** `refused`: another program listens on the pool's socket. */
  state: z.enum(['asleep', 'starting', 'awake', 'failed', 'refused']),
  /** Of the order that was taken up, the same for the same order. */
  generation: z.string(),
  /** False while an FPM from before the order serves. */
  is_current: z.boolean(),
  /** Processes that run requests, or wait for the next one. */
  workers: z.int().nonnegative(),
  /** Requests that are being answered, those that wait for a process, and how many take longer than ten seconds. */
  busy: z.int().nonnegative().default(0),
  queue: z.int().nonnegative().default(0),
  slow: z.int().nonnegative().default(0),
  /** How many of its FPMs still finish requests from before a change. */
  draining: z.int().nonnegative(),
  /** Why it does not start, and when that is tried again, in milliseconds since 1970; empty and 0 otherwise. */
  why: z.string(),
  retry_at: z.number(),
});
export type PoolState = z.infer<typeof PoolState>;

/** What the activator answers about pools. */
export const PhpPools = z.strictObject({ pools: z.array(PoolState).readonly() });
export type PhpPools = z.infer<typeof PhpPools>;
