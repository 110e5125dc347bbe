import type { AccountsDatabase, AccountsReader } from './accounts.ts';
import type { AppGates, AppGatesReader } from './app-gates.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import type { CertificatesReader } from './certificates.ts';
import type { Clock } from './clock.ts';
import type { CronTables, CronTablesReader } from './cron-tables.ts';
import type { FrontDoor } from './front-door.ts';
import type { FtpReader } from './ftp-server.ts';
import type { Homes, HomesReader } from './homes.ts';
import type { Leftovers } from './leftovers.ts';
import type { UseReader } from './live-use.ts';
import type { LogFilesReader } from './log-files.ts';
import type { MachineFacts } from './machine-facts.ts';
import type { MariaDb, MariaDbReader } from './mariadb.ts';
import type { PhpActivator, PhpActivatorReader } from './php-activator.ts';
import type { Quotas, QuotasReader } from './quotas.ts';
import type { RootFileReader, RootFiles } from './root-files.ts';
import type { Services, ServicesReader } from './services.ts';
import type { SliceUseReader } from './slice-use.ts';
import type { Units, UnitsReader } from './units.ts';

/**
 * The only door to the system. Everything that acts goes through `Host`,
 * everything that only looks takes `HostReader`. The real one is in `linux/`.
 */
export interface HostReader {
  readonly clock: Clock;
  readonly files: RootFileReader;
  readonly accounts: AccountsReader;
  readonly homes: HomesReader;
  readonly services: ServicesReader;
  readonly units: UnitsReader;
  readonly php: PhpActivatorReader;
  readonly appGates: AppGatesReader;
  readonly quotas: QuotasReader;
  readonly cronTables: CronTablesReader;
  readonly ftp: FtpReader;
  readonly mariadb: MariaDbReader;
  readonly certificates: CertificatesReader;
  readonly authority: Pick<CertificateAuthority, 'available'>;
  readonly logs: LogFilesReader;
  readonly liveUse: UseReader;
  readonly sliceUse: SliceUseReader;
  /** What this machine is. It is read again for each wave, as an operator may change any of it. */
  facts(): Promise<MachineFacts>;
}

export interface Host extends HostReader {
  readonly files: RootFiles;
  readonly accounts: AccountsDatabase;
  readonly homes: Homes;
  readonly leftovers: Leftovers;
  readonly services: Services;
  readonly units: Units;
  readonly php: PhpActivator;
  readonly appGates: AppGates;
  readonly frontDoor: FrontDoor;
  readonly authority: CertificateAuthority;
  readonly quotas: Quotas;
  readonly cronTables: CronTables;
  readonly mariadb: MariaDb;
}
