// Two PHP-FPMs cannot hold one socket, and one of them may hold it though its pool is gone from the disk.

import { afterAll, expect, test } from 'vitest';
import { bootWith } from '../sim/boot-with.ts';
import { remove } from '../sim/disk.ts';
import { converge, type Engine, journalFolder } from '../sim/engine.ts';
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
    const first = await bootWith(['anna'], folder);
    const { machine } = first;
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
