import { readdir } from 'node:fs/promises';
import type { LiveUse } from '../../live-use.ts';
import type { PhpActivatorReader } from '../../php-activator.ts';
import { processesIn, sliceOf } from '../cgroup-of.ts';

/**
 * Whether a PHP-FPM of the account runs, and its processes beside the masters, as the kernel counts them; and what the
 * activator has seen of its requests.
 */
export async function phpUse(
  { pools }: Pick<PhpActivatorReader, 'pools'>,
  username: string,
  uid: number,
): Promise<LiveUse['php']> {
  const slice = await sliceOf(uid);
  const names = await readdir(slice).catch(() => []);
  const units = names.filter((name) => name.startsWith(`jopanel-php-${username}-`));
  const processes = await Promise.all(units.map((unit) => processesIn(`${slice}/${unit}`)));
  const running = processes.filter((count) => count > 0);
  const workers = running.reduce((sum, count) => sum + count - 1, 0);
  if (running.length === 0) return { awake: false, workers, busy: 0, queue: 0, slow: 0 };
  const known = (await pools([username]).catch(() => undefined))?.get(username);
  const sum = (key: 'busy' | 'queue' | 'slow') =>
    known === undefined ? null : known.reduce((total, pool) => total + pool[key], 0);
  return { awake: true, workers, busy: sum('busy'), queue: sum('queue'), slow: sum('slow') };
}
