import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code.ts';
import { executionOf } from '../service-manager.ts';
import type { ServiceDefinition } from './definition.ts';

/** @param version such as `8.2`, as installed below /etc/php */
export function phpFpm(version: string): ServiceDefinition {
  const configDir = `/etc/php/${version}/fpm`;
  return {
    process: {
      unit: `php${version}-fpm.service`,
      pidFile: `/run/php/php${version}-fpm.pid`,
      program: 'php-fpm',
    },
    checker: [`php-fpm${version}`, '--test', '--fpm-config', `${configDir}/php-fpm.conf`],
    // The master executes itself anew and keeps its listening sockets: no request is refused meanwhile.
    reloadSignal: 'SIGUSR2',
    async watchReload(master) {
      const before = await executionOf(master);
      return async () => {
        const now = await executionOf(master);
        if (now === undefined) throw new Error(`php${version}-fpm ended instead of reloading`);
        return now !== before && (await poolsListen(`${configDir}/pool.d`));
      };
    },
  };
}

/** Whether each of our pools has its socket; the master makes the new ones once it has read its files. */
async function poolsListen(poolDir: string): Promise<boolean> {
  const pools = (await readdir(poolDir)).filter((name) => /^jopanel-.*\.conf$/.test(name));
  for (const pool of pools) {
    const socket = `/run/php/${path.basename(pool, '.conf')}.sock`;
    const found = await stat(socket).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined || !found.isSocket()) return false;
  }
  return true;
}
