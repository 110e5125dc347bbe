import { readdir } from 'node:fs/promises';
import type { LiveUse } from '../../live-use.ts';
import { processesIn, sliceOf } from '../cgroup-of.ts';

/** Whether a PHP-FPM of the account runs, and its processes beside the masters. Read from the kernel, without a command. */
export async function phpUse(username: string, uid: number): Promise<LiveUse['php']> {
  const slice = await sliceOf(uid);
  const names = await readdir(slice).catch(() => []);
  const units = names.filter((name) => name.startsWith(`jopanel-php-${username}-`));
  const processes = await Promise.all(units.map((unit) => processesIn(`${slice}/${unit}`)));
  const running = processes.filter((count) => count > 0);
  return {
    awake: running.length > 0,
    workers: running.reduce((sum, count) => sum + count - 1, 0),
  };
}
