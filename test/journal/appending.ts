// Another process that appends whole waves until it is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Appending {
  /** How many waves it said were kept. */
  kept(): number;
  kill(): Promise<void>;
}

/** Returns once the first wave is kept. */
export async function startAppending(path: string): Promise<Appending> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'appending-child.ts'), path],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  return {
    kept: () => Number(said.split('\n').at(-2) ?? Number.NaN),
    async kill() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}
