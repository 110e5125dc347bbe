// The sweeps cut off every kind of statement that the daemon sends to MariaDB.

import { afterAll, expect, test } from 'vitest';
import type { DatabaseStatement } from '../../../src/host/mariadb.ts';
import { boot, journalFolder } from '../../sim/engine.ts';
import { bootOptionsOf, copyOf, runScenario, startOf } from './scenario.ts';
import { changes } from './scenarios.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

/** `mark-database` is sent by commands of an operator alone. */
const BY_THE_DAEMON: Readonly<Record<Exclude<DatabaseStatement['kind'], 'mark-database'>, true>> = {
  'create-database': true,
  'drop-database': true,
  'create-user': true,
  'set-login': true,
  lock: true,
  unlock: true,
  'drop-user': true,
  'end-connections': true,
  'revoke-all': true,
  revoke: true,
  grant: true,
};

test('every kind of statement is sent in a scenario that is swept', async () => {
  const sent = new Set<string>();
  for (const scenario of changes.filter(({ name }) => name.includes('databases'))) {
    const start = await startOf(scenario, folder.path);
    const journalPath = `${folder.path}/statements.db`;
    const machine = copyOf(start, journalPath);
    const engine = await boot(machine, { journalPath, ...bootOptionsOf(scenario) });
    await runScenario(scenario, engine);
    engine.close();
    for (const { name } of engine.effects.seen) sent.add(name.split(' ', 1)[0] ?? '');
  }
  expect(Object.keys(BY_THE_DAEMON).filter((kind) => !sent.has(kind))).toEqual([]);
});
