// What all accounts share stays right for those that a pass has nothing to do with.

import { afterAll, expect, test } from 'vitest';
import { NGINX_SHARED } from '../../services/nginx/files.ts';
import { SSHD_DROP_IN } from '../../services/sshd/drop-in.ts';
import { lookUp } from '../sim/disk.ts';
import { boot, converge, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('a first pass over one account leaves nginx room for the names of the others', async () => {
  const machine = freshMachine();
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example`;
  putSet(machine, 'anna', { domains: { addon_domains: [], alias_domains: [long] } });
  putSet(machine, 'bert');
  const first = await boot(machine, { journalPath: `${folder.path}/1.db` });
  await converge(first);
  const shared = lookUp(machine.disk, NGINX_SHARED)?.text;

  expect(shared).toContain('server_names_hash_bucket_size 256;');

  const engine = await first.restart();
  machine.now += 10_000;
  putSet(machine, 'bert', { domains: { alias_domains: ['late.example'] } });
  expect((await engine.pass(['bert'], 'start')).get('bert')).toEqual({ state: 'applied' });
  expect(lookUp(machine.disk, NGINX_SHARED)?.text).toBe(shared);
});

test('no account loses its SSH policy with the journal, not even one with an invalid set', async () => {
  const machine = freshMachine();
  for (const name of ['anna', 'bert']) putSet(machine, name);
  const first = await boot(machine, { journalPath: `${folder.path}/2.db` });
  await converge(first);
  first.close();
  const drop = lookUp(machine.disk, SSHD_DROP_IN);
  if (drop === undefined) throw new Error('there is no drop-in');
  expect(drop.text).toContain('anna');
  const before = drop.text;

  putSet(machine, 'anna', { account: { username: 'other' } });
  putSet(machine, 'bert', { ssh: { enabled: false } });
  const engine = await boot(machine, { journalPath: `${folder.path}/3.db` });
  const results = await converge(engine);
  expect(results.get('anna')).toEqual({ state: 'refused' });
  const after = lookUp(machine.disk, SSHD_DROP_IN)?.text;
  expect(after).not.toBe(before);
  expect(after).toContain('anna');
});
