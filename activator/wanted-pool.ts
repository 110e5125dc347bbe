import type { Fpm } from '../src/host/fpm-runner.ts';
import { generationOf, type PhpOrder, type PoolOrder, phpPoolSocket } from '../src/model/php-order.ts';

/** A pool of an account, as far as it is kept in mind while it sleeps. */
export interface WantedPool {
  readonly id: string;
  readonly username: string;
  readonly uid: number;
  readonly version: string;
  readonly socketOwner: string;
  readonly idleMs: number;
  readonly requestMs: number;
  /** Whether another program that listens on the pool's socket is to be replaced. */
  readonly takesOver: boolean;
  /** Of all that an FPM is started with. */
  readonly generation: string;
}

export function wantedPool(order: PhpOrder, pool: PoolOrder): WantedPool {
  return {
    id: pool.id,
    username: order.username,
    uid: order.uid,
    version: pool.version,
    socketOwner: order.nginx_user,
    idleMs: order.idle_minutes * 60_000,
    requestMs: pool.request_seconds * 1000,
    takesOver: order.take_over,
    generation: generationOf(order, pool),
  };
}

/** @param installation of the PHP version, from the host */
export function fpmOf(order: PhpOrder, pool: PoolOrder, installation: string, runDir: string): Fpm {
  const { username, uid, gid } = order;
  const name = `jopanel-php-${username}-${pool.version}-${generationOf(order, pool)}-${installation}`;
  return {
    name,
    username,
    uid,
    gid,
    version: pool.version,
    socket: socketOf(name, runDir),
    socketOwner: order.nginx_user,
    listen: phpPoolSocket(pool.id),
    config: `${runDir}/config/${name}.conf`,
    ini: pool.ini,
  };
}

export function socketOf(name: string, runDir: string): string {
  return `${runDir}/awake/${name}.sock`;
}

interface FpmName {
  readonly username: string;
  readonly version: string;
  readonly generation: string;
  readonly installation: string;
}

export function parseFpmName(name: string): FpmName | undefined {
  const [, username, version, generation, installation] =
    /^jopanel-php-([a-z][a-z0-9]+)-(\d\.\d{1,2})-([0-9a-f]{12})-([0-9a-f]{6})$/.exec(name) ?? [];
  if (username === undefined || version === undefined) return undefined;
  if (generation === undefined || installation === undefined) return undefined;
  return { username, version, generation, installation };
}

/** Whether the FPM of this name is what the order asks for, and of this installation of its PHP when one is given. */
export function isWantedFpm(name: string, { generation }: WantedPool, installation?: string): boolean {
  const parsed = parseFpmName(name);
  if (parsed?.generation !== generation) return false;
  return installation === undefined || parsed.installation === installation;
}
