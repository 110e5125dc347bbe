// Reloads beside which something else goes on: all of it is waited for, and reported once it is over.

import { afterAll, expect, test } from 'vitest';
import { sandbox } from './harness.ts';

const SYSTEMCTL = '/usr/local/sbin/systemctl';

const RELOAD = ['node', '/usr/lib/jopanel/test/sandbox/inside/reload.ts'];
const DROP_IN = '/run/systemd/system/nginx.service.d/other-file.conf';
const OTHER = '/etc/nginx/conf.d/other.conf';

afterAll(async () => {
  await sandbox.run(['rm', '--force', SYSTEMCTL, DROP_IN, OTHER]);
  await sandbox.run(['systemctl', 'daemon-reload']);
  await sandbox.run(['systemctl', 'restart', 'nginx']);
});

test('a systemd that does not take the new limit does not cut short the wait for nginx', async () => {
  const show = ['systemctl', 'show', '--property=MainPID', '--value', 'nginx'];
  const pid = (await sandbox.run(show)).stdout.trim();
  await sandbox.run(['prlimit', `--pid=${pid}`, '--nofile=1024:']);
  await sandbox.writeFile(
    SYSTEMCTL,
    '#!/bin/sh\n[ "$1" = daemon-reload ] && exit 1\nexec /usr/bin/systemctl "$@"\n',
  );
  await sandbox.run(['chmod', '0755', SYSTEMCTL]);
  expect(JSON.parse((await sandbox.run(RELOAD)).stdout)).toEqual({
    error: expect.stringContaining('daemon-reload'),
    isLoaded: true,
  });
});

/** Into the file that is mounted; another one of the same name would not be. */
async function writeInPlace(text: string): Promise<void> {
  await sandbox.run(['sh', '-c', 'printf "%s\\n" "$1" >/run/other.conf', 'sh', text]);
}

test('a reload that nginx refuses is known at once, with its own words', async () => {
  await sandbox.run(['rm', '--force', SYSTEMCTL]);
  // A file that only the running nginx sees as it is, so that no checker finds out before.
  await sandbox.writeFile(OTHER, '');
  await sandbox.writeFile('/run/other.conf', '');
  await sandbox.writeFile(DROP_IN, `[Service]\nBindPaths=/run/other.conf:${OTHER}\n`);
  await sandbox.run(['systemctl', 'daemon-reload']);
  await sandbox.run(['systemctl', 'restart', 'nginx']);
  await writeInPlace('this_is_no_directive on;');
  const refused = JSON.parse((await sandbox.run(RELOAD)).stdout);
  expect(refused).toEqual({
    error: `Error: nginx refused its new configuration and goes on with the one before: unknown directive "(redacted)" in ${OTHER}:1`,
    isLoaded: false,
  });
  await writeInPlace('');
  expect(JSON.parse((await sandbox.run(RELOAD)).stdout)).toEqual({ error: '', isLoaded: true });
});

test('a service that is just executing itself again gets the next reload once it listens', async () => {
  const reload = ['node', '/usr/lib/jopanel/test/sandbox/inside/early-reload.ts'];
  expect(JSON.parse((await sandbox.run(reload)).stdout)).toEqual({ error: '' });
});
