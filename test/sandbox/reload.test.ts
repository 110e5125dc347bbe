// Reloads beside which something else goes on: all of it is waited for, and reported once it is over.

import { afterAll, expect, test } from 'vitest';
import { sandbox } from './harness.ts';

const SYSTEMCTL = '/usr/local/sbin/systemctl';

afterAll(async () => {
  await sandbox.run(['rm', '--force', SYSTEMCTL]);
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
  const reload = ['node', '/usr/lib/jopanel/test/sandbox/inside/reload.ts'];
  expect(JSON.parse((await sandbox.run(reload)).stdout)).toEqual({
    error: expect.stringContaining('daemon-reload'),
    isLoaded: true,
  });
});

test('a service that is just executing itself again gets the next reload once it listens', async () => {
  const reload = ['node', '/usr/lib/jopanel/test/sandbox/inside/early-reload.ts'];
  expect(JSON.parse((await sandbox.run(reload)).stdout)).toEqual({ error: '' });
});
