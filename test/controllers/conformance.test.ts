// What every controller must do, whatever its resource: each is taken through all the lives that an account can have.

import { describe, expect, test } from 'vitest';
import { allControllers } from '../../controllers/all-controllers.ts';
import type { Step } from '../../src/model/step.ts';
import { setOwnership, walk } from '../sim/disk.ts';
import { putFile } from '../sim/fresh-machine.ts';
import { touchedThings } from '../sim/invariants.ts';
import type { Machine } from '../sim/machine.ts';
import { differences, viewOf } from '../sim/view.ts';
import { type Bench, bench, bringAbout, type Lifecycle, planOf, stepsIn } from './conformance.ts';
import { sampleAccount } from './sample-account.ts';

const SECRET = 'correct-horse';
const HASH = `$6$salt$${'a'.repeat(86)}`;
const DATABASE_HASH = `*${'6C8989366E'.repeat(4)}`;
const HOME = '/home/anna';

const services = {
  php: { enabled: true, version: '8.2', fpm_pool: 'jopanel-anna', open_basedir: [HOME, '/tmp'] },
  cron: {
    enabled: true,
    jobs: [{ name: 'nightly', schedule: '@daily', command: `curl ${SECRET}`, status: 'active' }],
  },
  nodejs: {
    enabled: true,
    apps: [
      {
        name: 'shop',
        root: `${HOME}/app`,
        start_command: 'node shop.js',
        port: 3100,
        env: { TOKEN: SECRET },
        status: 'running',
      },
      { name: 'desk', root: `${HOME}/app`, start_command: 'node desk.js', env: {}, status: 'running' },
    ],
  },
  ftp: {
    enabled: true,
    accounts: [{ name: 'anna_dev', password_hash: HASH, directory: `${HOME}/dev` }],
  },
  mariadb: {
    enabled: true,
    databases: [{ name: 'anna_shop' }, { name: 'anna_b' }],
    users: [
      {
        name: 'anna_wp',
        password_hash: DATABASE_HASH,
        databases: { anna_shop: 'read_write', anna_b: 'read_only' },
      },
    ],
  },
};
const account = sampleAccount('anna', { services, account: { password_hash: HASH } });
/** The same account with every file of its set changed. */
const changed = sampleAccount('anna', {
  services: {
    php: { ...services.php, version: '8.1' },
    cron: { enabled: false },
    ftp: { enabled: false },
    mariadb: { enabled: true, databases: [{ name: 'anna_b' }, { name: 'anna_c' }], users: [] },
  },
  limits: { disk_quota_mb: 7, memory_limit_mb: 64 },
  domains: { alias_domains: ['other.example'] },
  ssh: { mode: 'sftp', chroot_dir: null },
  account: { shell: '/usr/sbin/nologin' },
});

const LIVES: readonly (readonly Lifecycle[])[] = [
  ['active'],
  ['suspended'],
  ['active', 'suspended', 'active'],
  ['active', 'retired', 'active'],
  ['active', 'retired', 'purged'],
  ['active', 'suspended', 'retired', 'purged', 'active'],
];

const WHOLE_LIFE = ['active', 'suspended', 'active', 'retired', 'purged'] as const;

describe.for(allControllers)('$kind', (controller) => {
  test.for(LIVES.map((life) => ({ life })))(
    'has nothing left to do after each of $life',
    async ({ life }) => {
      const on = bench();
      for (const lifecycle of life) {
        await live(on, lifecycle);
        const plan = await planOf(on, controller, { account, lifecycle });
        expect({ lifecycle, left: stepsIn(plan).map(inWords), blocked: plan.blocked }).toEqual({
          lifecycle,
          left: [],
          blocked: undefined,
        });
      }
      expect(touchedThings(on.machine)).toEqual([]);
    },
  );

  test('follows a changed set, and goes back', async () => {
    const on = bench();
    await live(on, 'active');
    const before = viewOf(on.machine);
    for (const wanted of [changed, account]) {
      const target = { account: wanted, lifecycle: 'active' } as const;
      await bringAbout({ on, target });
      expect(stepsIn(await planOf(on, controller, target)).map(inWords)).toEqual([]);
    }
    // Folders that were made for a user stay the user's, and so do databases.
    const left = differences(before, viewOf(on.machine)).filter((line) => line.includes('anna'));
    const isKept = (line: string) =>
      line.startsWith(`${HOME}/domains/`) || line.startsWith('database anna_c:');
    expect(left.filter((line) => !isKept(line))).toEqual([]);
  });

  test('only observes while it plans, and plans the same twice', async () => {
    const on = bench();
    for (const lifecycle of WHOLE_LIFE) {
      const target = { account, lifecycle };
      const [before, effects] = [viewOf(on.machine), on.effects.seen.length];
      const plans = [await planOf(on, controller, target), await planOf(on, controller, target)];
      expect(on.effects.seen).toHaveLength(effects);
      expect(differences(before, viewOf(on.machine))).toEqual([]);
      expect(JSON.stringify(plans[0])).toBe(JSON.stringify(plans[1]));
      await live(on, lifecycle);
    }
  });

  test('may do each step twice', async () => {
    const [once, twice] = [bench(), bench()];
    // Of an archive there would be two, and a user that has appeared in the meantime counts as made by another hand.
    const isNew = (item: string) => item === 'user:anna' || /^database(?:-user)?:/.test(item);
    const isOnceOnly = ({ destructive, owns }: Step) => destructive || owns.some(isNew);
    const times = (step: Step) => (step.resource === controller.kind && !isOnceOnly(step) ? 2 : 1);
    for (const lifecycle of WHOLE_LIFE) {
      await bringAbout({ on: once, target: { account, lifecycle } });
      await bringAbout({ on: twice, target: { account, lifecycle }, times });
      expect(differences(viewOf(once.machine), viewOf(twice.machine))).toEqual([]);
    }
  });

  test('describes each step in one line with its account and without a secret', async () => {
    const on = bench();
    for (const lifecycle of WHOLE_LIFE) {
      for (const step of stepsIn(await planOf(on, controller, { account, lifecycle }))) {
        expect(step).toMatchObject({ account: 'anna', resource: controller.kind });
        expect(step.summary).toMatch(/^\S.{3,}$/);
        const shown = JSON.stringify([step.summary, step.found, step.diff, step.owns]);
        expect(shown).not.toContain(SECRET);
        expect(shown).not.toContain(HASH);
        expect(shown).not.toContain(DATABASE_HASH);
      }
      await live(on, lifecycle);
    }
  });

  test('knows each action by an item of its own, which no wording changes', async () => {
    const on = bench();
    for (const lifecycle of WHOLE_LIFE) {
      const plan = await planOf(on, controller, { account, lifecycle });
      const items = plan.actions.map(({ item }) => item);
      expect(new Set(items).size).toBe(items.length);
      for (const { item, diff } of stepsIn(plan)) {
        expect(item).toMatch(
          /^(?:\/[^ ]+|[a-z][a-z0-9-]*(?::\S+)?|\S+\.(?:service|socket|slice)(?: \S+\.(?:service|socket))*)$/,
        );
        if (diff !== undefined) expect(item).toBe(diff.path);
      }
      await live(on, lifecycle);
    }
  });

  test('owns what it makes, releases what it removes, and marks a loss as destructive', async () => {
    const on = bench();
    for (const lifecycle of WHOLE_LIFE) {
      let [before, had] = [viewOf(on.machine), preciousOn(on.machine)];
      const afterEach = ({ resource, destructive, summary }: Step) => {
        const [after, has] = [viewOf(on.machine), preciousOn(on.machine)];
        if (resource === controller.kind) {
          const made = [...after.keys()].filter((key) => !before.has(key) && isOwnFile(key));
          const gone = [...before.keys()].filter((key) => !after.has(key));
          expect({ summary, unowned: made.filter((path) => !on.owned.has(`file:${path}`)) }).toEqual({
            summary,
            unowned: [],
          });
          expect(gone.filter((path) => on.owned.has(`file:${path}`))).toEqual([]);
          const isLoss =
            has.length < had.length ||
            gone.some((key) => /^(?:user|database) /.test(key) || key.startsWith(HOME));
          if (isLoss) expect({ summary, destructive }).toEqual({ summary, destructive: true });
        }
        if (lifecycle !== 'purged') expect({ summary, destructive }).toEqual({ summary, destructive: false });
        [before, had] = [after, has];
      };
      await bringAbout({ on, target: { account, lifecycle }, afterEach });
      if (lifecycle === 'active' && preciousOn(on.machine).length === 0) keepPrecious(on.machine);
      expect(preciousOn(on.machine)).toHaveLength(lifecycle === 'purged' ? 2 : 4);
    }
    expect([...on.owned]).toEqual([]);
  });

  test('leaves a file of another owner alone', async () => {
    const known = bench();
    await live(known, 'active');
    const paths = [...known.owned].filter((item) => item.startsWith('file:')).map((item) => item.slice(5));
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths) {
      for (const lifecycle of WHOLE_LIFE) {
        const on = bench();
        putFile(on.machine, path, 'by another hand\n');
        const plan = await planOf(on, controller, { account, lifecycle });
        const touching = stepsIn(plan).filter(({ owns, releases }) =>
          [...owns, ...releases].includes(`file:${path}`),
        );
        expect({ path, touching: touching.map(inWords) }).toEqual({ path, touching: [] });
      }
    }
  });
});

function live(on: Bench, lifecycle: Lifecycle): Promise<void> {
  return bringAbout({ on, target: { account, lifecycle } });
}

/** What the account has that is nowhere else: of a purge, the archive keeps the first of it, and the databases. */
const PRECIOUS = [
  `${HOME}/precious`,
  '/var/spool/cron/crontabs/anna',
  '/var/log/jopanel/sites/anna/access.log',
];

const DATABASE = 'anna_shop';

function keepPrecious(machine: Machine): void {
  const database = machine.mariadb.databases.get(DATABASE);
  if (database !== undefined) database.rows = `# precious ${DATABASE}`;
  const { uid, gid } = account.account;
  for (const path of PRECIOUS) {
    putFile(machine, path, `# precious ${path}\n`);
    setOwnership(machine.disk, path, { uid, gid, mode: 0o600 });
  }
}

function preciousOn({ disk, mariadb }: Machine): string[] {
  const texts = [...walk(disk)].map(([, { text }]) => text);
  for (const { rows } of mariadb.databases.values()) texts.push(rows);
  return [...PRECIOUS, DATABASE].filter((path) => texts.some((text) => text.includes(`# precious ${path}`)));
}

function inWords({ summary }: Step): string {
  return summary;
}

/** What one account has to itself, where jopanel writes files. */
function isOwnFile(key: string): boolean {
  return key.startsWith('/etc/') && key.includes('anna') && !key.endsWith('.d');
}
