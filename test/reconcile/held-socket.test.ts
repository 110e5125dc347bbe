// Two PHP-FPMs cannot hold one socket, and one of them may hold it though its pool is gone from the disk.

import { afterAll, expect, test } from 'vitest';
import { remove } from '../sim/disk.ts';
import { boot, converge, type Engine, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const PHP = {
  enabled: true,
  version: '8.1',
  fpm_pool: 'jopanel-anna',
  open_basedir: ['/home/anna', '/tmp'],
};

test.each([
  ['while the daemon runs', async (engine: Engine) => engine],
  ['while it does not', (engine: Engine) => engine.restart()],
])(
  'an account whose last pool of a version was removed by hand %s can have another version',
  async (_, next) => {
    const machine = freshMachine();
    putSet(machine, 'anna');
    const first = await boot(machine, { journalPath: `${folder.path}/${crypto.randomUUID()}.db` });
    await converge(first);
    remove(machine.disk, '/etc/php/8.2/fpm/pool.d/jopanel-anna.conf');
    putSet(machine, 'anna', { services: { php: PHP } });
    const engine = await next(first);
    await converge(engine);
    expect(engine.journal.account('anna')).toMatchObject({ phase: 'applied', lastError: null });
    const loaded = machine.services.get('php-fpm@8.1')?.loaded ?? new Map();
    expect([...loaded.keys()]).toContain('/etc/php/8.1/fpm/pool.d/jopanel-anna.conf');
  },
);
