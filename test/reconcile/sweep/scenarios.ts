import { allControllers } from '../../../controllers/all-controllers.ts';
import type { JsonObject } from '../../../sandbox/account-sets.ts';
import { allServices } from '../../../services/all-services.ts';
import type { Overrides } from '../../sandbox/account-set.ts';
import { lookUp, remove, syncAll } from '../../sim/disk.ts';
import { converge, type Engine } from '../../sim/engine.ts';
import { putFile } from '../../sim/fresh-machine.ts';
import type { Machine } from '../../sim/machine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';
import { greeter } from '../made-up/greeter.ts';
import { greeting } from '../made-up/greeting.ts';
import { addGreeter } from '../made-up/machine.ts';
import { sealController } from '../made-up/seal.ts';
import type { Scenario } from './scenario.ts';

const FIVE = ['anna', 'bert', 'cara', 'dora', 'emil'];
/** Only what every account has. */
function plain(username: string): Overrides {
  return {
    services: { php: { ...php(username, '8.2').services.php, enabled: false }, ftp: { enabled: false } },
    limits: { cpu_limit_percent: 0, memory_limit_mb: 0, io_limit_mb_s: 0 },
  };
}

const bystander = (machine: Machine) => putSet(machine, 'walter');

function both(machine: Machine): void {
  bystander(machine);
  putSet(machine, 'anna');
}

function php(username: string, version: string) {
  const home = `/home/${username}`;
  const pool = { enabled: true, version, fpm_pool: `jopanel-${username}`, open_basedir: [home, '/tmp'] };
  return { services: { php: pool } };
}

function apps(username: string, status = 'running'): JsonObject[] {
  const app = { root: `/home/${username}/app`, start_command: 'node shop.js', env: { A: 'b' }, status };
  return [
    { ...app, name: 'shop', port: 3100 },
    { ...app, name: 'desk' },
  ];
}

const job = { name: 'nightly', schedule: '@daily', command: 'php nightly.php', status: 'active' };

const withApp = (username: string, status?: string) => ({
  services: {
    ...php(username, '8.2').services,
    nodejs: { enabled: true, apps: apps(username, status) },
    cron: { enabled: true, jobs: [job] },
  },
});

const DATABASE_HASH = `*${'6C8989366E'.repeat(4)}`;

/** With an FTP account for each. @param users the databases of each user, and what it may do there */
function databases(
  names: readonly string[],
  users: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Overrides {
  const mariadb = {
    enabled: true,
    databases: names.map((name) => ({ name })),
    users: Object.entries(users).map(([name, access]) => ({
      name,
      password_hash: DATABASE_HASH,
      databases: access,
    })),
  };
  const ftp = {
    enabled: true,
    accounts: names.map((name) => ({
      name,
      password_hash: `$6$salt$${'a'.repeat(86)}`,
      directory: `/home/anna/${name}`,
    })),
  };
  return { ...plain('anna'), services: { ...plain('anna').services, ftp, mariadb } };
}

function domains(username: string, addons: readonly string[]): { readonly domains: JsonObject } {
  const docroot = (domain: string) => `/home/${username}/domains/${domain}/public_html`;
  return {
    domains: { addon_domains: addons.map((domain) => ({ domain, docroot: docroot(domain) })) },
  };
}

const retire = async (engine: Engine): Promise<void> => {
  dropSet(engine.machine, 'anna');
  await converge(engine);
};

const purge = async (engine: Engine): Promise<void> => {
  await converge(engine);
  const why = await engine.purger.purge('anna');
  // A second request after a crash may be answered that it is done.
  if (why !== undefined && !why.startsWith('there is no account')) throw new Error(why);
};

const GENEROUS = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };

const suspended = { account: { status: 'suspended' } };

/** With a resource that can only be made once another one is live. */
const withSeals = {
  controllers: [...allControllers, greeting, sealController()],
  services: [...allServices, greeter],
};

/** Accounts that come to be. */
export const creations: readonly Scenario[] = [
  { name: 'create', before: bystander, act: (machine) => putSet(machine, 'anna', withApp('anna')) },
  {
    name: 'create five at once',
    act(machine) {
      for (const name of FIVE) putSet(machine, name, plain(name));
    },
    // What the power takes of an account in the making, the creation of one shows.
    powerStays: true,
  },
];

/** Accounts that change or go. */
export const changes: readonly Scenario[] = [
  {
    name: 'edit',
    before: both,
    act: (machine) =>
      putSet(machine, 'anna', {
        ...domains('anna', ['added.example']),
        limits: { disk_quota_mb: 1, cpu_limit_percent: 10 },
        ssh: { mode: 'sftp', chroot_dir: null },
        account: { shell: '/usr/sbin/nologin', password_hash: `$6$salt$${'a'.repeat(86)}` },
      }),
  },
  {
    name: 'suspend',
    before(machine) {
      bystander(machine);
      putSet(machine, 'anna', withApp('anna'));
    },
    act: (machine) => putSet(machine, 'anna', { ...withApp('anna'), account: { status: 'suspended' } }),
  },
  {
    name: 'unsuspend',
    before: both,
    async prepare(engine) {
      putSet(engine.machine, 'anna', { account: { status: 'suspended' } });
      await converge(engine);
    },
    act: (machine) => putSet(machine, 'anna'),
  },
  {
    name: 'unsuspend with an after phase',
    ...withSeals,
    before(machine) {
      addGreeter(machine);
      bystander(machine);
      putSet(machine, 'anna', suspended);
    },
    act: (machine) => putSet(machine, 'anna'),
  },
  { name: 'PHP switch', before: both, act: (machine) => putSet(machine, 'anna', php('anna', '8.1')) },
  {
    name: 'domain moved to another account',
    before(machine) {
      putSet(machine, 'anna', domains('anna', ['wanderer.example']));
      putSet(machine, 'walter');
    },
    act(machine) {
      putSet(machine, 'anna');
      putSet(machine, 'walter', domains('walter', ['wanderer.example']));
    },
  },
  {
    name: 'retire',
    findsDrift: true,
    ends: { anna: 'retired' },
    before(machine) {
      bystander(machine);
      putSet(machine, 'anna', withApp('anna'));
    },
    act: (machine) => dropSet(machine, 'anna'),
    settings: GENEROUS,
  },
  {
    name: 'restore',
    before: both,
    prepare: retire,
    act: (machine) => putSet(machine, 'anna'),
    settings: GENEROUS,
  },
  {
    name: 'purge',
    findsDrift: true,
    ends: { anna: 'retired' },
    before: both,
    prepare: retire,
    act: () => {},
    run: purge,
    mayRemove: ['anna'],
    settings: GENEROUS,
  },
  {
    name: 'databases made, withdrawn and opened to others',
    before: (machine) =>
      putSet(
        machine,
        'anna',
        databases(['anna_a', 'anna_b'], { anna_w: { anna_a: 'read_write' }, anna_x: {} }),
      ),
    act: (machine) =>
      putSet(
        machine,
        'anna',
        databases(['anna_b', 'anna_c'], { anna_w: { anna_b: 'read_only' }, anna_y: {} }),
      ),
    powerStays: true,
  },
  {
    name: 'a password changed, rights of another hand taken, and databases that are full',
    before: (machine) => putSet(machine, 'anna', databases(['anna_a'], { anna_w: { anna_a: 'read_write' } })),
    act(machine) {
      const { users, databases: there } = machine.mariadb;
      const linuxUser = users.get('anna');
      if (linuxUser !== undefined) linuxUser.hasOtherRights = true;
      const database = there.get('anna_a');
      if (database !== undefined) database.bytes = 20_000_000;
      const wanted = databases(['anna_a'], { anna_w: { anna_a: 'read_write' } });
      const hash = `*${'0'.repeat(40)}`;
      const changed = JSON.stringify(wanted).replace(DATABASE_HASH, hash);
      const limits = { ...wanted.limits, database_quota_mb: 10 };
      putSet(machine, 'anna', { ...JSON.parse(changed), limits });
    },
    findsDrift: true,
    powerStays: true,
  },
  {
    name: 'databases of a suspended account opened again',
    before(machine) {
      const wanted = databases(['anna_a'], { anna_w: { anna_a: 'read_write' } });
      putSet(machine, 'anna', { ...wanted, account: { status: 'suspended' } });
    },
    async prepare(engine) {
      putSet(engine.machine, 'anna', databases(['anna_a'], { anna_w: { anna_a: 'read_write' } }));
      await converge(engine);
      putSet(engine.machine, 'anna', {
        ...databases(['anna_a'], { anna_w: { anna_a: 'read_write' } }),
        account: { status: 'suspended' },
      });
      await converge(engine);
    },
    act: (machine) => putSet(machine, 'anna', databases(['anna_a'], { anna_w: { anna_a: 'read_write' } })),
    powerStays: true,
  },
  {
    name: 'databases of an account suspended',
    before: (machine) => putSet(machine, 'anna', databases(['anna_a'], { anna_w: { anna_a: 'read_write' } })),
    act: (machine) =>
      putSet(machine, 'anna', {
        ...databases(['anna_a'], { anna_w: { anna_a: 'read_write' } }),
        account: { status: 'suspended' },
      }),
    powerStays: true,
  },
  {
    name: 'databases purged',
    findsDrift: true,
    ends: { anna: 'retired' },
    before(machine) {
      bystander(machine);
      putSet(machine, 'anna', databases(['anna_a', 'anna_b'], { anna_w: { anna_a: 'read_write' } }));
    },
    prepare: retire,
    act: () => {},
    run: purge,
    mayRemove: ['anna'],
    settings: GENEROUS,
    powerStays: true,
  },
  {
    name: 'one of five quarantined',
    before(machine) {
      for (const name of FIVE) putSet(machine, name, plain(name));
      // The site that stays in force uses PHP, and what is refused does not.
      putSet(machine, 'emil', php('emil', '8.2'));
    },
    act(machine) {
      for (const name of FIVE) {
        const added = name === 'emil' ? 'refuse-me.example' : `${name}.example.net`;
        putSet(machine, name, { ...plain(name), domains: { alias_domains: [added] } });
      }
    },
    ends: { emil: 'quarantined' },
  },
  {
    name: 'drift healed',
    findsDrift: true,
    before: both,
    act(machine) {
      putFile(machine, '/etc/nginx/jopanel/anna.conf', '# Made by jopaneld, they said\n');
      putFile(machine, '/etc/ssh/sshd_config.d/60-jopanel.conf', '# Made by jopaneld once\n');
      remove(machine.disk, '/var/lib/jopanel/php/anna.json');
      const user = machine.users.get('anna');
      if (user !== undefined) machine.users.set('anna', { ...user, shell: '/bin/sh' });
      lookUp(machine.disk, '/home/anna')?.acl.clear();
      syncAll(machine.disk);
    },
  },
  {
    name: 'edit while the daemon runs',
    before: both,
    act: () => {},
    async run(engine) {
      await converge(engine);
      putSet(engine.machine, 'anna', domains('anna', ['added.example']));
      await engine.pass(['anna'], 'edit');
      await engine.pass(engine.everyone(), 'resync');
    },
  },
  {
    name: 'contest',
    findsDrift: true,
    before: both,
    async prepare(engine) {
      for (let time = 0; time < 3; time += 1) {
        engine.machine.now += 60_000;
        tamper(engine.machine);
        await engine.pass(engine.everyone(), 'resync');
      }
    },
    act(machine) {
      machine.wallOffset -= 3_600_000;
      tamper(machine);
    },
    ends: { anna: 'held' },
  },
  {
    name: 'all folders are gone',
    before: both,
    act(machine) {
      dropSet(machine, 'anna');
      dropSet(machine, 'walter');
    },
    ends: { anna: 'held', walter: 'held' },
  },
  {
    name: 'a set that is refused beside one that changes',
    before: both,
    act(machine) {
      putSet(machine, 'anna', { account: { uid: 0 } });
      putSet(machine, 'walter', domains('walter', ['added.example']));
    },
    ends: { anna: 'invalid' },
  },
  {
    name: 'a name wanted from one who must keep it',
    before(machine) {
      putSet(machine, 'anna', domains('anna', ['wanderer.example']));
      putSet(machine, 'bert');
      bystander(machine);
    },
    act(machine) {
      putSet(machine, 'anna', domains('anna', ['bert.example']));
      putSet(machine, 'walter', domains('walter', ['wanderer.example']));
    },
    ends: { anna: 'invalid', walter: 'invalid' },
  },
];

/** One account that changes much beside another that changes a little. */
export const pairs: readonly Scenario[] = [
  pair('a creation', [], (machine) => putSet(machine, 'anna', withApp('anna'))),
  pair('a suspension', ['anna'], (machine) =>
    putSet(machine, 'anna', { ...withApp('anna'), account: { status: 'suspended' } }),
  ),
  {
    ...pair('an after phase', [], (machine) => putSet(machine, 'anna', plain('anna'))),
    ...withSeals,
    before(machine) {
      addGreeter(machine);
      putSet(machine, 'bert');
      putSet(machine, 'anna', { ...plain('anna'), ...suspended });
    },
  },
  pair('a PHP switch', ['anna'], (machine) => putSet(machine, 'anna', php('anna', '8.1'))),
  {
    ...pair('a retirement', ['anna'], (machine) => dropSet(machine, 'anna')),
    ends: { anna: 'retired' },
    settings: GENEROUS,
  },
];

function pair(name: string, before: readonly string[], act: (machine: Machine) => void): Scenario {
  return {
    name: `${name} beside an edit`,
    before(machine) {
      putSet(machine, 'bert');
      for (const username of before) putSet(machine, username, withApp(username));
    },
    act(machine) {
      act(machine);
      putSet(machine, 'bert', { domains: { alias_domains: ['www.bert.example', 'bert.example.net'] } });
    },
  };
}

function tamper(machine: Machine): void {
  const path = '/etc/nginx/jopanel/anna.conf';
  putFile(machine, path, `${lookUp(machine.disk, path)?.text ?? ''}# and a line of another hand\n`);
}
