// docs/git.md, command by command: the users folder under git, with hooks for commits and pushes.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, readSetFile, sandbox, startDaemon, stopDaemon, waitApplied } from './harness.ts';
import { phaseOf } from './jopanel.ts';

const USERS = ['gitann', 'gitbob'];
const WORK = '/root/accounts';
const NAMES = ['GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL'];
const env = { ...Object.fromEntries(NAMES.map((name) => [name, 'ops@example.com'])), HOME: '/root' };

const text = readFileSync(new URL('../../docs/git.md', import.meta.url), 'utf8');
const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);

function shell(script: string) {
  const path = 'PATH=/usr/lib/jopanel/bin:$PATH; umask 022; set -e\n';
  return sandbox.run(['bash', '-c', `${path}${script}`], { env, allowFailure: true });
}

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  for (const block of blocks) expect(await shell(block)).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '-rf', '/srv/accounts.git', WORK, '/etc/jopanel/users/.git']);
  await sandbox.run(['rm', '-f', '/etc/jopanel/users/.gitignore']);
  await forgetAccounts(USERS);
});

test('a change of two accounts that is pushed is applied, and the tree stays clean', async () => {
  const edit = `git clone -q /srv/accounts.git ${WORK} && cd ${WORK}
    sed -i 's/"disk_quota_mb": [0-9]*/"disk_quota_mb": 4321/' */limits.json
    git commit -qam 'More room' && git push -q`;
  expect(await shell(edit)).toMatchObject({ exitCode: 0 });
  for (const username of USERS) {
    expect(await readSetFile(username, 'limits')).toMatchObject({ disk_quota_mb: 4321 });
    await waitApplied(username);
    const mode = await sandbox.run(['stat', '--format=%a', `/etc/jopanel/users/${username}/limits.json`]);
    expect(mode.stdout).toBe('600\n');
  }
  expect((await shell('cd /etc/jopanel/users && git status --porcelain')).stdout).toBe('');
});

test('a set that is not valid is refused by the commit on the host and by the push', async () => {
  const spoil = `sed -i 's/"disk_quota_mb": 4321/"disk_quota_mb": "much"/' gitann/limits.json`;
  const pushed = await shell(`cd ${WORK} && ${spoil} && git commit -qam 'Bad' && git push -q`);
  expect(pushed.exitCode).not.toBe(0);
  expect(pushed.stderr).toContain('/disk_quota_mb');
  expect(await readSetFile('gitann', 'limits')).toMatchObject({ disk_quota_mb: 4321 });
  const commit = 'if git commit -qm Bad; then exit 0; fi; git reset -q --hard; exit 1';
  const committed = await shell(`cd /etc/jopanel/users && ${spoil} && git add -A; ${commit}`);
  expect(committed.exitCode).not.toBe(0);
  await sandbox.waitFor('the set to be valid again', async () => (await phaseOf('gitann')) === 'applied');
});
