// Another process that appends whole waves until it is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Appending {
  /** How many waves it said were kept. */
  kept(): number;
  /** Returns once it has said so of that many. */
  keptAtLeast(waves: number): Promise<void>;
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
  let news = Promise.withResolvers<void>();
  child.once('close', () => news.reject(new Error('the appending process has ended')));
  // A reader that does not wait for news does not hear of the end either.
  news.promise.catch(() => undefined);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    news.resolve();
    news = Promise.withResolvers<void>();
    news.promise.catch(() => undefined);
  });
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  const kept = () => Number(said.split('\n').at(-2) ?? Number.NaN);
  return {
    kept,
    async keptAtLeast(waves) {
      while (kept() < waves) await news.promise;
    },
    async kill() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}
