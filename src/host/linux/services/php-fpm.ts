import { stat } from 'node:fs/promises';
import { executionOf, mainProcess, type ServiceManager, type ServiceProcess } from '../service-manager.ts';
import type { ServiceDefinition } from './definition.ts';
import { foreignSockets } from './foreign-sockets.ts';

/** @param version such as `8.2`, as installed below /etc/php */
export function phpFpm(version: string): ServiceDefinition {
  const service = {
    unit: `php${version}-fpm.service`,
    pidFile: `/run/php/php${version}-fpm.pid`,
    program: 'php-fpm',
  };
  return {
    process: service,
    checker: [`php-fpm${version}`, '--test', '--fpm-config', `/etc/php/${version}/fpm/php-fpm.conf`],
    inputs: [`/etc/php/${version}/fpm`, '/etc/passwd', '/etc/group'],
    opensPerAccount: true,
    // The master executes itself anew and keeps its listening sockets: no request is refused meanwhile.
    reloadSignal: 'SIGUSR2',
    /** The checker binds no socket, and a master that cannot bind one of them ends. */
    async alsoCheck(changes, manager: ServiceManager) {
      const sockets = changes.flatMap(({ text }) => listensIn(text ?? ''));
      const { pid } = await mainProcess(service, manager);
      const foreign = await foreignSockets(sockets, pid);
      if (foreign.length === 0) return { ok: true };
      return { ok: false, output: `another process listens on ${foreign.join(', ')}` };
    },
    async watchReload(master) {
      const before = await stateOf(master, service.pidFile);
      return async () => {
        const now = await stateOf(master, service.pidFile);
        const isWritten = now.pidFile !== before.pidFile;
        // One that went into the background goes there anew: it ends once its successor has written the file.
        if (now.execution === undefined && !(isWritten && (await hasMaster(service)))) {
          throw new Error(`php${version}-fpm ended instead of reloading`);
        }
        return now.execution !== before.execution && isWritten;
      };
    },
  };
}

/** The pid file is written last of all, when every pool has its socket. */
async function stateOf(master: number, pidFile: string) {
  // In this order: a master that is seen to be gone has left the file as it stays.
  const execution = await executionOf(master);
  const stats = await stat(pidFile).catch(() => undefined);
  return { execution, pidFile: stats === undefined ? undefined : `${stats.ino}:${stats.ctimeMs}` };
}

async function hasMaster(service: ServiceProcess): Promise<boolean> {
  return (await mainProcess(service, 'pid-file')).pid !== undefined;
}

function listensIn(pools: string): string[] {
  return [...pools.matchAll(/^\s*listen\s*=\s*(\/\S+)/gm)].flatMap(([, path]) => (path ? [path] : []));
}
