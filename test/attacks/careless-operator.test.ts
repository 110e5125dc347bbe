// What an operator does by mistake, and what must not follow from it.

import { expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel } from '../sandbox/jopanel.ts';

test('a job that validates a wrong path fails', async () => {
  await sandbox.run(['mkdir', '--parents', '/srv/checkout/acounts']);
  const { exitCode, stderr } = await jopanel(['validate', '/srv/checkout/acounts']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('there is no set in "/srv/checkout/acounts"');
});

/** Says of each tar of the own user's that it sees by which terminal it could push commands into the operator's shell. */
const WATCH_FOR_TERMINALS = `
$| = 1;
my %seen;
print "watches\\n";
while (1) {
  opendir my $proc, '/proc';
  for my $pid (grep { /^\\d+$/ && !$seen{$_} } readdir $proc) {
    next if ((stat "/proc/$pid")[4] // 0) != $<;
    open my $stat, '<', "/proc/$pid/stat" or next;
    my ($command, $rest) = (<$stat> // '') =~ /\\((.*)\\) (.*)/s or next;
    next if $command ne 'tar';
    $seen{$pid} = 1;
    print "tar with terminal ", (split ' ', $rest)[4], "\\n";
  }
}`;

test('what runs as an account for a command of the operator’s has no terminal that the account could write commands to', async () => {
  const users = ['ttyann', 'ttybob'];
  const shop = '/home/ttyann/domains/shop';
  for (const username of users)
    await dropAccount(username, { ssh: { mode: 'shell', force_command: null, chroot_dir: null } });
  await startDaemon();
  await editAccount('ttyann', 'domains', (domains) => ({
    ...domains,
    addon_domains: [{ domain: 'ttyshop.example.com', docroot: shop }],
  }));
  for (const username of users) await waitApplied(username);
  const files = `mkdir -p ${shop}; for number in $(seq 2000); do echo "$number" >${shop}/"$number"; done`;
  await sandbox.run(['bash', '-c', files], { user: 'ttyann' });
  const watch = sandbox.spawn(['perl', '-e', WATCH_FOR_TERMINALS], { user: 'ttyann' });
  let said = '';
  watch.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  try {
    await sandbox.waitFor('the watcher', () => said.includes('watches'));
    const move = 'jopanel domain move ttyshop.example.com --to ttybob --with-files --wait';
    const { stdout } = await sandbox.run(['script', '--quiet', '--return', '--command', move, '/dev/null']);
    expect(stdout).toContain('ttybob');
    await sandbox.waitFor('tar to be seen', () => said.includes('terminal'));
    expect(said.trim().split('\n').slice(1)).toEqual(['tar with terminal 0']);
  } finally {
    watch.kill();
    await watch.ended;
    await stopDaemon();
    await forgetAccounts(users);
  }
});
