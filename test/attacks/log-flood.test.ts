// A Node app writes so much that nothing else would be left in the log of the host.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';

const LIMIT = '/etc/systemd/journald.conf.d/small.conf';
const UNIT = 'jopanel-app-floodann-flood.service';
const FLOOD = `
const line = 'x'.repeat(40_000) + '\\n';
let left = 20_000;
function write() {
  while (left-- > 0) if (!process.stdout.write(line)) return process.stdout.once('drain', write);
  require('node:fs').writeFileSync('done', '');
  setInterval(() => {}, 1000);
}
write();
`;

beforeAll(async () => {
  await sandbox.writeFile(LIMIT, '[Journal]\nSystemMaxUse=64M\nRuntimeMaxUse=64M\n');
  await sandbox.run(['systemctl', 'restart', 'systemd-journald']);
  await dropAccount('floodann', { ssh: { mode: 'shell', force_command: null, chroot_dir: null } });
  await startDaemon();
  await waitApplied('floodann');
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '--', LIMIT]);
  await sandbox.run(['systemctl', 'restart', 'systemd-journald']);
  await forgetAccounts(['floodann']);
});

async function linesOf(...match: string[]): Promise<number> {
  await sandbox.run(['journalctl', '--sync']);
  const { stdout } = await sandbox.run(['journalctl', '--quiet', '--output=cat', ...match], {
    allowFailure: true,
  });
  return stdout.split('\n').length - 1;
}

test('what an app writes is kept apart, and evicts nothing from the log of the host', async () => {
  const before = await linesOf('--unit=jopaneld');
  expect(before).toBeGreaterThan(5);
  await sandbox.run(['mkdir', '--parents', '/home/floodann/flood'], { user: 'floodann' });
  await sandbox.run(['tee', '/home/floodann/flood/flood.js'], { user: 'floodann', input: FLOOD });
  const app = { name: 'flood', root: '/home/floodann/flood', start_command: 'node flood.js', port: 3811 };
  const revision = await editAccount('floodann', 'services', (services) => ({
    ...services,
    nodejs: { enabled: true, apps: [{ ...app, env: {}, status: 'running' }] },
  }));
  await waitApplied('floodann', revision);
  await sandbox.waitFor(
    'the app to have written it all',
    async () =>
      (await sandbox.run(['test', '-e', '/home/floodann/flood/done'], { allowFailure: true })).exitCode === 0,
    120_000,
  );
  expect(await linesOf('--unit=jopaneld')).toBeGreaterThanOrEqual(before);
  // Of the app itself the host's log has only what systemd says of its unit.
  expect(await linesOf(`_SYSTEMD_UNIT=${UNIT}`)).toBe(0);
  expect(await linesOf('--namespace=jopanel', `_SYSTEMD_UNIT=${UNIT}`)).toBeGreaterThan(0);
});
