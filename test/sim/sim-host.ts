import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/host/clock.ts';
import { createDebianCronTables } from '../../src/host/crash-safe/debian-cron-tables.ts';
import type { Host } from '../../src/host/host.ts';
import { wallTime } from './machine.ts';
import { simAccounts } from './ports/accounts.ts';
import { simAuthority, simCertificates } from './ports/authority.ts';
import { simFileCalls } from './ports/file-calls.ts';
import { simHomes } from './ports/homes.ts';
import { simMariaDb } from './ports/mariadb.ts';
import { simPhp } from './ports/php.ts';
import { simQuotas } from './ports/quotas.ts';
import { simRootFiles } from './ports/root-files.ts';
import { simServices } from './ports/services.ts';
import { simUnits } from './ports/units.ts';
import { UNCOUNTED } from './uncounted.ts';
import type { World } from './world.ts';

/** A machine in memory behind the same port as the real one. */
export function createSimHost(world: World): Host {
  const { machine, effects } = world;
  const clock: Clock = {
    now: () => wallTime(machine),
    monotonic: () => machine.now,
    /** What a signal is to end has until the next turn of the event loop: here everything else is over by then. */
    async sleep(ms, signal) {
      if (signal !== undefined) await nextTurn();
      if (!signal?.aborted) machine.now += ms;
    },
  };
  return {
    clock,
    files: simRootFiles(world),
    accounts: simAccounts(world),
    homes: simHomes(world),
    leftovers: {
      async disarm() {
        effects.check();
      },
      async remove() {
        effects.check();
      },
    },
    services: simServices(world),
    units: simUnits(world),
    php: simPhp(world),
    appGates: {
      async observe(gates) {
        return new Map(gates.map(({ path }) => [path, 'account' as const]));
      },
      async set() {
        return new Map();
      },
    },
    quotas: simQuotas(world),
    cronTables: createDebianCronTables(simFileCalls(world), async () => true),
    ftp: {
      async server() {
        effects.check();
        return { state: 'installed', settings: FTP_SETTINGS, canReadPasswords: true };
      },
    },
    mariadb: simMariaDb(world),
    frontDoor: {
      addresses: () => ['127.0.0.1'],
      ask: async () => ({ kind: 'expected' }),
    },
    certificates: simCertificates(world, clock),
    authority: simAuthority(world, clock),
    logs: {
      find: () => undefined,
      async read() {
        return new Uint8Array();
      },
    },
    async liveUse() {
      return {
        processes: 0,
        memoryMb: 0,
        php: { awake: false, workers: 0, busy: 0, queue: 0, slow: 0 },
        disk: null,
        diskNote: 'no quotas here',
        databasesMb: 0,
      };
    },
    sliceUse: {
      async all() {
        return new Map();
      },
      async of() {
        return UNCOUNTED;
      },
      async php() {
        return { awake: false, workers: 0, busy: 0, queue: 0, slow: 0 };
      },
      async reached() {
        return new Map();
      },
    },
    async facts() {
      effects.check();
      return {
        hostname: 'sim',
        fullName: 'sim.example',
        shells: ['/bin/bash', '/usr/sbin/nologin'],
        phpVersions: machine.phpVersions,
        ipv6: true,
        nginx: {
          user: 'www-data',
          gid: 33,
          http2: 'parameter',
          http3: false,
          canRejectHandshake: true,
          defaultServer: undefined,
          tlsDefaultServer: undefined,
          alreadySet: [],
          serverNames: [],
        },
      };
    },
  };
}

const FTP_SETTINGS = new Map([
  ['local_enable', 'YES'],
  ['pam_service_name', 'vsftpd'],
  ['userlist_enable', 'YES'],
  ['userlist_deny', 'NO'],
  ['userlist_file', '/etc/vsftpd.jopanel_users'],
  ['write_enable', 'YES'],
  ['local_umask', '022'],
  ['chroot_local_user', 'YES'],
  ['allow_writeable_chroot', 'YES'],
]);
