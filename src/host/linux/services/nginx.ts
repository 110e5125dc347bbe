import { readFile } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';
import type { ServiceDefinition } from './definition.ts';

export const nginx: ServiceDefinition = {
  process: { unit: 'nginx.service', pidFile: '/run/nginx.pid', program: 'nginx' },
  checker: ['nginx', '-t', '-q'],
  // `nginx -s reload` would parse the whole configuration once more just to send this.
  reloadSignal: 'SIGHUP',
  async watchReload(master) {
    const before = new Set(await workers(master));
    return async () => (await workers(master)).some((pid) => !before.has(pid));
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
