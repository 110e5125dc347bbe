/** Boots a host for each worker, on which its test files run one after the other, and ends them after the last. */

import type { TestProject } from 'vitest/node';
import { bootSandbox } from '../../sandbox/sandbox.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** PID 1 of each worker's host, as the machine numbers it. */
    sharedHosts: readonly number[];
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workers = Number(project.config.maxWorkers);
  const hosts = await Promise.all(
    Array.from({ length: workers }, () => bootSandbox({ hosts: ['example.com', 'www.example.com'] })),
  );
  project.provide(
    'sharedHosts',
    hosts.map(({ initPid }) => initPid),
  );
  return async () => {
    await Promise.all(hosts.map((host) => host.destroy()));
  };
}
