import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { closingLine } from './test/closing-line.ts';

/**
 * Tests with many random or crashed runs, with programs of their own, or with every resource through an account's life:
 * minutes on a busy machine, so not unit tests.
 */
const sweeps = [
  'test/reconcile/{sweep*,random,one-broken}.test.ts',
  'test/reconcile/loop/loop.test.ts',
  'test/reconcile/sweep/database-statements.test.ts',
  'test/controllers/conformance.test.ts',
  'test/controllers/mariadb/walk.test.ts',
  'test/cli/commands/validate.test.ts',
  'test/host/users-folder/locks.test.ts',
  'test/model/{arbitrary-sets,huge-sets,json-schema-agreement,secrets}.test.ts',
  'test/model/rules/claims-at-random.test.ts',
  'test/renderers/accepted-sets.test.ts',
  'test/agent/{merge-patch,linted-descriptions}.test.ts',
  'test/host/crash-safe/sets.test.ts',
  'test/migrate-v1/{odd-plan,huge-user,removable}.test.ts',
  'test/status/events/slow-subscriber.test.ts',
  'test/queue/queue-model.test.ts',
  'test/journal/{canonical,contents,crash,damage,folds,prune}.test.ts',
  'test/desired/{concurrent-writers,load-set}.test.ts',
];

/**
 * Minutes more of what shorter tests try as well, such as power cuts and races by the thousand: `npm run test:long` runs
 * them alone, so that the whole run stays below 25 minutes on two cores.
 */
const long = [
  'test/sandbox/{account-remedies,command-remedies,doctor-remedies,mistakes,home-races,agent-writers,agent-fuzz,certificates-many,mirror-crashes,nginx-snippets,database-server,limits-in-force,php-first-requests}.test.ts',
  'test/attacks/{big-sets,every-field,open-folders}.test.ts',
  'test/migrate-v1/sandbox/{conditions,odd-database}.test.ts',
];
/** The packages, on hosts of their own: nothing of the checkout is there. */
const packaging = 'test/packaging/sandbox/**/*.test.ts';
/** An operator's day from such a host, typed at a terminal; its screens are there to be read. */
const day = 'test/packaging/sandbox/day.test.ts';
/** `long`: these alone; `all`: them as well. */
const { JOPANEL_TESTS: asked } = process.env;
const leftOut = asked === 'all' ? [] : long;

export default defineConfig({
  test: {
    reporters: ['default', closingLine()],
    // The checkout may be read-only for the user who runs the unit tests.
    cache: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/sandbox/**', 'test/attacks/**', ...sweeps],
          // Importing the product for each file anew would take longer than the tests: no file leaves anything behind
          // in its process that another one could see.
          isolate: false,
          // vitest leaves one core idle.
          maxWorkers: availableParallelism(),
          // Only what hangs is to fail: on a machine that does other work a second soon becomes five.
          testTimeout: 60_000,
          // Not 0: on a machine with few cores vitest runs such a group last.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'sweep',
          include: sweeps,
          // A worker of its own for each file, so that the long ones are shared out among the cores.
          maxWorkers: availableParallelism(),
          testTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // A booted host for each worker, whose files take turns on it.
        extends: true,
        test: {
          name: 'sandbox',
          include: asked === 'long' ? long : ['test/**/sandbox/**/*.test.ts'],
          exclude: asked === 'long' ? ['test/attacks/**'] : [...leftOut, packaging],
          globalSetup: ['test/sandbox/global-setup.ts'],
          maxWorkers: Math.min(availableParallelism(), 2),
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // What a hostile tenant or a careless operator would try; each attack once succeeded.
        extends: true,
        test: {
          name: 'attacks',
          include: asked === 'long' ? long : ['test/attacks/**/*.test.ts'],
          setupFiles: ['test/attacks/inside/figures.ts'],
          exclude: asked === 'long' ? ['test/**/sandbox/**'] : leftOut,
          globalSetup: ['test/sandbox/global-setup.ts'],
          maxWorkers: Math.min(availableParallelism(), 2),
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: [asked === 'long' ? day : packaging],
          exclude: asked === undefined ? [day] : [],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Beside the attacks, as it is few files.
          maxWorkers: Math.min(availableParallelism(), 2),
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
