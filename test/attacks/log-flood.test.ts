// A Node app, and a session, write so much that nothing else would be left in the log of the host.

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
import { makeKey, openSsh, type SshKey, ssh } from '../sandbox/ssh-client.ts';

const LIMIT = '/etc/systemd/journald.conf.d/small.conf';
const UNIT = 'jopanel-app-floodann-flood.service';
let key: SshKey;
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

/** Datagrams to the socket of syslog(3) that cannot be compressed, from as many processes as there is room for. */
const SESSION_FLOOD = `
use strict; use warnings; use Socket;
open my $noise, '<', '/dev/urandom' or die;
for (1 .. 4) { last if !fork }
socket(my $log, AF_UNIX, SOCK_DGRAM, 0) or die;
connect($log, sockaddr_un('/dev/log')) or print "no log\\n";
for (1 .. 3000) {
  read $noise, my $bytes, 30000;
  send $log, '<13>evict: ' . unpack('H*', $bytes), 0;
}
1 while wait != -1;
print "done\\n";
`;

beforeAll(async () => {
  await sandbox.writeFile(LIMIT, '[Journal]\nSystemMaxUse=64M\nRuntimeMaxUse=64M\n');
  await sandbox.run(['systemctl', 'restart', 'systemd-journald']);
  key = await makeKey('floodann');
  await dropAccount('floodann', {
    ssh: { mode: 'shell', force_command: null, chroot_dir: null, authorized_keys: [key.line] },
  });
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

/** Who could write entries of any length, or keep systemd busy with messages. */
const PAST_ITS_LIMITS = `
use strict; use warnings; use Socket;
for my $path ('/run/systemd/journal/socket', '/run/systemd/journal/dev-log', '/dev/log', '/run/systemd/notify') {
  socket(my $sink, AF_UNIX, SOCK_DGRAM, 0) or die;
  print connect($sink, sockaddr_un($path)) ? "reached $path\n" : "kept from $path\n";
}
print 'x' x 100_000, "\n";
open my $done, '>', 'tried' or die;
close $done;
sleep 1 while 1;
`;

test('an app reaches no socket by which it would get past the limits for its lines', async () => {
  const root = '/home/floodann/past';
  await sandbox.run(['mkdir', '--parents', root], { user: 'floodann' });
  await sandbox.run(['tee', `${root}/past.pl`], { user: 'floodann', input: PAST_ITS_LIMITS });
  const app = { name: 'past', root, start_command: 'perl past.pl', env: {}, status: 'running' };
  const revision = await editAccount('floodann', 'services', (services) => ({
    ...services,
    nodejs: { enabled: true, apps: [app] },
  }));
  await waitApplied('floodann', revision);
  await sandbox.waitFor(
    'the app to have tried',
    async () => (await sandbox.run(['test', '-e', `${root}/tried`], { allowFailure: true })).exitCode === 0,
  );
  await sandbox.run(['journalctl', '--namespace=jopanel', '--sync']);
  const unit = '_SYSTEMD_UNIT=jopanel-app-floodann-past.service';
  const { stdout } = await sandbox.run([
    'journalctl',
    '--namespace=jopanel',
    '--quiet',
    '--output=cat',
    unit,
  ]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('kept from'))).toHaveLength(4);
  expect(stdout).not.toContain('reached');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(8192);
});

test('what a session writes is kept apart as well, and evicts neither the daemon nor sshd', async () => {
  expect(await ssh('floodann', key, ['true'])).toMatchObject({ exitCode: 0 });
  const before = { daemon: await linesOf('--unit=jopaneld'), sshd: await linesOf('--unit=ssh') };
  expect(before.sshd).toBeGreaterThan(0);
  await sandbox.run(['tee', '/home/floodann/evict.pl'], { user: 'floodann', input: SESSION_FLOOD });
  const floods = [1, 2].map(() => openSsh('floodann', key, ['perl', 'evict.pl']));
  for (const flood of floods) expect(await flood.ended).toMatchObject({ exitCode: 0 });
  expect(await linesOf('--unit=jopaneld')).toBeGreaterThanOrEqual(before.daemon);
  expect(await linesOf('--unit=ssh')).toBeGreaterThanOrEqual(before.sshd);
  expect(await linesOf('--identifier=evict')).toBe(0);
  expect(await linesOf('--namespace=jopanel', '--identifier=evict')).toBeGreaterThan(0);
});
