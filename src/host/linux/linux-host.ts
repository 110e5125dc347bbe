import { systemClock } from '../clock.ts';
import type { Host } from '../host.ts';
import { accountsDatabase } from './accounts-database.ts';
import { appGates } from './app-gates.ts';
import { createCertificateAuthority } from './certificate-authority.ts';
import { createCertificates } from './certificates.ts';
import { cronTables } from './cron-tables.ts';
import { frontDoor } from './front-door.ts';
import { ftpReader } from './ftp-server.ts';
import { homes } from './homes.ts';
import { leftovers } from './leftovers/leftovers.ts';
import { createUseReader } from './live-use.ts';
import { logFiles } from './log-files.ts';
import { machineFacts } from './machine-facts.ts';
import { createMariaDb } from './mariadb/mariadb.ts';
import { createPhpActivator } from './php/php-activator.ts';
import { unifiedCgroups } from './processes/account-cgroup.ts';
import { quotas } from './quotas.ts';
import { rootFiles } from './root-files.ts';
import type { ServiceManager } from './service-manager.ts';
import { createServices } from './services.ts';
import { createSliceUseReader } from './slice-use.ts';
import { createUnits } from './units.ts';
import { unitsRunDir } from './units-run-dir.ts';

export interface LinuxHostOptions {
  readonly runDir: string;
  readonly stateDir: string;
  /** How the services that accounts share are found. */
  readonly serviceManager: ServiceManager;
  /** What runs the processes of accounts. */
  readonly unitManager: ServiceManager;
}

/** The real machine. */
export function createLinuxHost(options: LinuxHostOptions): Host {
  const mariadb = createMariaDb(systemClock);
  const ofUnits = unitsRunDir(options.runDir, options.unitManager);
  const php = createPhpActivator(ofUnits, options.stateDir, options.unitManager);
  return {
    clock: systemClock,
    files: rootFiles,
    accounts: accountsDatabase,
    homes,
    leftovers,
    services: createServices(options.runDir, options.serviceManager),
    units: createUnits(options.unitManager),
    php,
    appGates,
    quotas,
    cronTables,
    ftp: ftpReader,
    mariadb,
    certificates: createCertificates(systemClock, options.stateDir),
    authority: createCertificateAuthority(ofUnits, options.unitManager),
    frontDoor,
    logs: logFiles,
    liveUse: createUseReader(systemClock, mariadb, php),
    sliceUse: createSliceUseReader(unifiedCgroups, systemClock, php),
    facts: machineFacts,
  };
}
