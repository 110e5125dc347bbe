import { systemClock } from '../clock.ts';
import type { Host } from '../host.ts';
import { accountsDatabase } from './accounts-database.ts';
import { homes } from './homes.ts';
import { machineFacts } from './machine-facts.ts';
import { rootFiles } from './root-files.ts';
import type { ServiceManager } from './service-manager.ts';
import { createServices } from './services.ts';

export interface LinuxHostOptions {
  readonly runDir: string;
  readonly serviceManager: ServiceManager;
}

/** The real machine. */
export function createLinuxHost(options: LinuxHostOptions): Host {
  return {
    clock: systemClock,
    files: rootFiles,
    accounts: accountsDatabase,
    homes,
    services: createServices(options.runDir, options.serviceManager),
    facts: machineFacts,
  };
}
