// A process of the account may take away what is made in its home as fast as it is made.

import { afterAll, expect, test } from 'vitest';
import { bootWith } from '../sim/boot-with.ts';
import { lookUp } from '../sim/disk.ts';
import { journalFolder } from '../sim/engine.ts';
import { putSet } from '../sim/sets.ts';
import { withPort } from '../sim/with-port.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('an account that undoes what is made in its home has all the rest in force, and is suspended', async () => {
  let tries = 0;
  const engine = await bootWith(['anna'], folder, undefined, {
    replace: ({ host }) => {
      const undone = async () => {
        tries += 1;
        return new Map();
      };
      return { host: withPort(host, 'homes', () => ({ makeFolders: undone, showLogs: undone })) };
    },
  });
  const results = await engine.pass(['anna'], 'start');
  expect(results.get('anna')).toEqual({ state: 'applied' });
  expect(tries).toBeGreaterThan(0);
  expect(lookUp(engine.machine.disk, '/home/anna/tmp')).toBeUndefined();
  const vhost = () => lookUp(engine.machine.disk, '/etc/nginx/jopanel/anna.conf')?.text;
  expect(vhost()).toContain('anna');
  putSet(engine.machine, 'anna', { account: { status: 'suspended' } });
  expect((await engine.pass(['anna'], 'edit')).get('anna')).toEqual({ state: 'applied' });
  expect(vhost()).toContain('return 503;');
});
