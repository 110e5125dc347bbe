// Secrets in places where they do not belong, and a journal whose end is cut off: what others get to see of it.

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
import { jopanel, phaseOf } from '../sandbox/jopanel.ts';

const KEY_LINE = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW';
const SNIPPET_SECRET = 'k3y-0f-the-operator';
const USERS = ['secrann', 'secrbob'];
const JOURNAL = '/var/lib/jopanel/journal.db';

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '--recursive', '--force', '--', '/etc/jopanel/overrides']);
  await forgetAccounts(USERS);
});

/** Everything that is said about the accounts, and everything that is kept of it. */
async function allThatIsSaid(): Promise<string> {
  const paths = [
    '/v1/status',
    '/v1/users/secrann',
    '/v1/users/secrann/plan',
    '/v1/users/secrbob',
    '/v1/events?limit=1000',
    '/metrics',
  ];
  const said: string[] = [];
  for (const path of paths) {
    const argv = ['curl', '--silent', '--unix-socket', '/run/jopanel/status.sock', `http://localhost${path}`];
    said.push((await sandbox.run(argv)).stdout);
  }
  for (const words of [
    ['status', 'secrann'],
    ['explain', 'secrann'],
    ['validate'],
    ['--json', 'validate'],
    ['plan'],
  ]) {
    const { stdout, stderr } = await jopanel(words);
    said.push(stdout, stderr);
  }
  said.push((await sandbox.run(['journalctl', '--unit=jopaneld', '--output=cat'])).stdout);
  const rows = 'SELECT data FROM events UNION ALL SELECT problems FROM accounts';
  const script = `const { DatabaseSync } = require('node:sqlite');
    for (const row of new DatabaseSync('${JOURNAL}', { readOnly: true }).prepare(process.argv[1]).all()) console.log(Object.values(row)[0]);`;
  said.push((await sandbox.run(['node', '-e', script, rows])).stdout);
  return said.join('\n');
}

test('a private key that was pasted line by line is repeated nowhere', async () => {
  await editAccount('secrann', 'ssh', (ssh) => ({
    ...ssh,
    authorized_keys: ['-----BEGIN OPENSSH PRIVATE KEY-----', KEY_LINE, '-----END OPENSSH PRIVATE KEY-----'],
  }));
  await editAccount('secrann', 'domains', (domains) => ({ ...domains, alias_domains: [KEY_LINE] }));
  await sandbox.waitFor('the set to be refused', async () => (await phaseOf('secrann')) === 'invalid');
  const said = await allThatIsSaid();
  expect(said).toContain('/authorized_keys/1');
  expect(said.toLowerCase()).not.toContain(KEY_LINE.slice(0, 20).toLowerCase());
});

test("the operator's own lines are readable by root alone, and are in no plan and no drift", async () => {
  const source = '/etc/jopanel/overrides/secrbob/nginx/key.conf';
  await sandbox.writeFile(source, `add_header X-Key "${SNIPPET_SECRET}";\n`, { mode: '0600' });
  await sandbox.run(['chmod', '0700', '/etc/jopanel/overrides']);
  expect(await jopanel(['apply', 'secrbob'])).toMatchObject({ exitCode: 0 });
  const copy = '/etc/nginx/jopanel/secrbob.snippets';
  expect(await sandbox.readFile(copy)).toContain(SNIPPET_SECRET);
  for (const file of [copy, '/etc/nginx/jopanel/secrbob.conf']) {
    const read = await sandbox.run(['cat', '--', file], { user: 'secrann', allowFailure: true });
    expect([file, read.exitCode]).toEqual([file, 1]);
  }
  await sandbox.run(['sed', '--in-place', 's/X-Key/X-Changed/', copy]);
  expect((await jopanel(['plan', 'secrbob'])).stdout).not.toContain(SNIPPET_SECRET);
  await jopanel(['apply', 'secrbob']);
  expect(await allThatIsSaid()).not.toContain(SNIPPET_SECRET);
});

test('a line of the operator’s that nginx refuses is not repeated, and the message says where it stands', async () => {
  const source = '/etc/jopanel/overrides/secrbob/nginx/key.conf';
  const unquoted = 'Pl41n.k3y.of.the.operator';
  await sandbox.writeFile(source, `add_header X-Key "a";\n${unquoted} on;\n`, { mode: '0600' });
  await jopanel(['apply', 'secrbob']);
  await sandbox.waitFor('a quarantine', async () => (await phaseOf('secrbob')) === 'quarantined');
  const said = await allThatIsSaid();
  expect(said).toContain('unknown directive');
  expect(said).toContain(`${source}:2`);
  expect(said).not.toContain(unquoted);
  await sandbox.run(['rm', '--', source]);
  expect(await jopanel(['apply', 'secrbob'])).toMatchObject({ exitCode: 0 });
});

test('a journal that was cut off at the end and folded again is not sound', async () => {
  expect(await jopanel(['journal', 'verify'])).toMatchObject({ exitCode: 0 });
  await stopDaemon();
  const cut = `const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync('${JOURNAL}').exec('DELETE FROM events WHERE seq > (SELECT max(seq) - 5 FROM events)');`;
  await sandbox.run(['node', '-e', cut]);
  expect(await jopanel(['journal', 'rebuild'])).toMatchObject({ exitCode: 0 });
  await sandbox.run(['journalctl', '--sync']);
  const verify = await jopanel(['journal', 'verify']);
  expect(verify.exitCode).toBe(2);
  expect(verify.stdout).toContain('its end was cut off');
});
