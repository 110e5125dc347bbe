import type { ServiceManager } from './service-manager.ts';

/**
 * The folder for the sockets of the activator and of the ACME client. Their units know of no other than this one, and they
 * go on over a reload of jopaneld with another `run_dir`.
 */
export function unitsRunDir(runDir: string, manager: ServiceManager): string {
  return manager === 'systemd' ? '/run/jopanel' : runDir;
}
