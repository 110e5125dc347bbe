import { sandbox } from './harness.ts';

/**
 * How often each status was answered, from before `work` was begun until after it was done.
 *
 * @param pause seconds between two requests
 */
export async function statusesWhile(
  host: string,
  path: string,
  work: () => Promise<unknown>,
  pause = 0.01,
): Promise<Map<string, number>> {
  const stop = `/run/stop-asking-${host}`;
  await sandbox.run(['rm', '--force', stop]);
  const loop = sandbox.spawn([
    'bash',
    '-c',
    `while [[ ! -e ${stop} ]]; do
       curl --silent --output /dev/null --write-out '%{http_code}\\n' --header 'Host: ${host}' --data 'echo 1;' 'http://127.0.0.1${path}'
       sleep ${pause}
     done`,
  ]);
  let answered = 0;
  loop.stdout.on('data', () => {
    answered += 1;
  });
  const oneMore = (seen = answered) => sandbox.waitFor('an answer', () => answered > seen, 60_000);
  try {
    await oneMore();
    await work();
    await oneMore();
  } finally {
    await sandbox.run(['touch', stop]);
  }
  const { stdout } = await loop.ended;
  const statuses = new Map<string, number>();
  for (const status of stdout.trim().split('\n')) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return statuses;
}
