import { readFile } from 'node:fs/promises';
import { errorCode } from '../../error-code.ts';
import { refuseConflictingNames } from './conflicting-names.ts';
import type { ServiceDefinition } from './definition.ts';

export const nginx: ServiceDefinition = {
  process: { unit: 'nginx.service', pidFile: '/run/nginx.pid', program: 'nginx' },
  checker: ['nginx', '-t', '-q'],
  inputs: ['/etc/nginx'],
  alsoCheck: (changes, _, output) => refuseConflictingNames(changes, output),
  opensPerAccount: true,
  // `nginx -s reload` would parse the whole configuration once more just to send this.
  reloadSignal: 'SIGHUP',
  async watchReload(master) {
    const before = new Set(await workers(master));
    // The master lets the old workers take requests for 100 ms beside the new ones: an account that has just
    // been suspended, or moved to another PHP, must not be served by them any more.
    return async () => {
      const now = await workers(master);
      return now.length > 0 && now.every((pid) => !before.has(pid));
    };
  },
};

/** The processes that take new requests; the old ones say that they are shutting down. */
async function workers(master: number): Promise<number[]> {
  const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
  const found: number[] = [];
  for (const pid of children.trim().split(' ').filter(Boolean)) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return '';
      throw error;
    });
    if (title.startsWith('nginx: worker process') && !title.includes('shutting down'))
      found.push(Number(pid));
  }
  return found;
}
