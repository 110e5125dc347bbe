/** Boots the one host that all sandbox tests share, and ends it after the last of them. */

import type { TestProject } from 'vitest/node';
import { bootSandbox } from '../../sandbox/sandbox.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** PID 1 of the shared host, as the machine numbers it. */
    sharedHost: number;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const sandbox = await bootSandbox({ hosts: ['example.com', 'www.example.com'] });
  project.provide('sharedHost', sandbox.initPid);
  return () => sandbox.destroy();
}
