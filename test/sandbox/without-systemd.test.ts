// A host without systemd, such as a container: its services were started by hand, and are found by their pid files.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../sandbox/wait-for.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, sandbox } from './harness.ts';

const USERS = ['nosda', 'nosdb'];
const INDEX = '/home/nosda/domains/nosda.example/public_html/index.php';

// Processes, network and /run of its own. Its first process collects no orphaned children, as in many a container.
const BARE = `
  read -r pid _ </proc/self/stat
  mount --types proc proc /proc
  mount --types tmpfs tmpfs /run
  mkdir /run/php /run/sshd
  ip link set lo up
  echo "$pid"
  exec sleep infinity`;
const unshare = ['unshare', '--mount', '--propagation=private', '--net', '--pid', '--fork'];
const bare = sandbox.spawn([...unshare, '--kill-child', 'bash', '-c', BARE]);
let enter: readonly string[];

/** @returns what it printed */
async function run(...argv: string[]): Promise<string> {
  return (await sandbox.run([...enter, ...argv])).stdout;
}

const once = () => run('node', '/usr/lib/jopanel/src/jopaneld.ts', '--once');
const get = (...curl: string[]) =>
  run('curl', '--silent', '--include', '--max-time', '10', 'http://127.0.0.1/', ...curl);

async function masters(): Promise<string[]> {
  const files = ['/run/nginx.pid', '/run/sshd.pid'];
  return Promise.all(files.map(async (file) => (await run('cat', file)).trim()));
}

beforeAll(async () => {
  let printed = '';
  bare.stdout.on('data', (text) => {
    printed += text;
  });
  await waitFor('the bare host to be there', async () => printed.endsWith('\n'));
  enter = ['nsenter', `--target=${printed.trim()}`, '--mount', '--net', '--pid', '--'];
  await run('nginx');
  await run('/usr/sbin/sshd');
  for (const username of USERS) await dropAccount(username);
});

afterAll(async () => {
  bare.kill();
  await bare.ended;
  await forgetAccounts(USERS);
});

test('accounts are hosted, and services reloaded by signal', async () => {
  const before = await masters();
  await once();
  await sandbox.run(['tee', INDEX], { user: 'nosda', input: '<?php echo get_current_user();' });
  expect(await get('--header', 'Host: nosda.example')).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nnosda$/s);

  const after = await masters();
  expect(after).toEqual(before);
  expect(await once()).not.toContain('wave ended');

  await editAccount('nosda', 'account', (account) => ({ ...account, status: 'suspended' }));
  await once();
  expect(await get('--header', 'Host: nosda.example')).toMatch(/^HTTP\/1\.1 503 /);
  expect(await run('/usr/sbin/sshd', '-T', '-C', 'user=nosdb,host=h,addr=127.0.0.1')).toContain(
    'forcecommand internal-sftp',
  );
});

test('a service whose process is dead, though its parent did not collect it, is down', async () => {
  const [nginx = ''] = await masters();
  await run('pkill', '--signal=KILL', 'nginx');
  expect(await run('ps', '-o', 'stat=', '-p', nginx)).toMatch(/^Z/);
  await editAccount('nosdb', 'domains', (domains) => ({ ...domains, alias_domains: ['nosdb.example.net'] }));
  const argv = [...enter, 'node', '/usr/lib/jopanel/src/jopaneld.ts', '--once'];
  const { exitCode, stdout } = await sandbox.run(argv, { allowFailure: true });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('nginx is not running (/run/nginx.pid)');

  await run('nginx');
  await once();
  expect(await get('--header', 'Host: nosdb.example.net')).toMatch(/^HTTP\/1\.1 403 /);
});
