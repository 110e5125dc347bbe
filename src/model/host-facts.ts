// What a set has to agree with on the host where it is to be in force.

import type { ReservedName } from './reserved-name.ts';
import type { Settings } from './settings.ts';

export interface HostFacts {
  readonly uidMin: number;
  readonly uidMax: number;
  /** Folders whose direct children are homes, in normal form. */
  readonly homeBases: readonly string[];
  /** The lines of /etc/shells. */
  readonly shells: readonly string[];
  /** The host's own full name, which no account may serve. */
  readonly hostname: string | undefined;
  /** What the settings reserve, and what the operator's own nginx configuration answers for. */
  readonly reserved: readonly ReservedName[];
  /**
   * Whether the account had the name before it was reserved. Such a set is not refused, as the account could not be suspended:
   * the name alone is not served. Undefined: no account had any.
   */
  readonly isHeld?: (username: string, name: string) => boolean;
  /** For the remedy of a condition; a version that is merely not installed is no fault of the set. */
  readonly phpVersions?: readonly string[];
}

/** The contract's defaults and Debian's /etc/shells: for checks away from the host, as in CI. */
export const DEFAULT_HOST_FACTS: HostFacts = {
  uidMin: 10_000,
  uidMax: 59_999,
  homeBases: ['/home'],
  shells: [
    '/bin/sh',
    '/usr/bin/sh',
    '/bin/bash',
    '/usr/bin/bash',
    '/bin/rbash',
    '/usr/bin/rbash',
    '/bin/dash',
    '/usr/bin/dash',
  ],
  hostname: undefined,
  reserved: [],
};

/** Of the machine, as far as the check of a set depends on it. */
interface Machine {
  readonly fullName: string;
  readonly shells: readonly string[];
  readonly phpVersions: readonly string[];
  readonly nginx: { readonly serverNames: readonly ReservedName[] };
}

/** What holds on this machine with these settings. */
export function hostFactsOf(machine: Machine, settings: Settings): HostFacts {
  const { shells, fullName, phpVersions, nginx } = machine;
  return {
    ...settingFacts(settings),
    shells,
    hostname: fullName,
    phpVersions,
    reserved: [...reservedBySettings(settings), ...nginx.serverNames],
  };
}

/** Every name that no account may serve on this machine, the host's own among them. */
export function reservedOn(
  { fullName, nginx }: Pick<Machine, 'fullName' | 'nginx'>,
  settings: Pick<Settings, 'reserved_names'>,
): ReservedName[] {
  return allReserved({
    hostname: fullName,
    reserved: [...reservedBySettings(settings), ...nginx.serverNames],
  });
}

export function allReserved({
  hostname,
  reserved,
}: Pick<HostFacts, 'hostname' | 'reserved'>): ReservedName[] {
  const own: ReservedName[] =
    hostname === undefined ? [] : [{ name: hostname.toLowerCase(), by: { kind: 'host' } }];
  return [...own, ...reserved];
}

/** What holds wherever these settings do, with nothing known of the machine. */
export function settingFacts(settings: Settings): HostFacts {
  const { uid_min, uid_max, home_bases } = settings;
  return {
    ...DEFAULT_HOST_FACTS,
    uidMin: uid_min,
    uidMax: uid_max,
    homeBases: home_bases,
    reserved: reservedBySettings(settings),
  };
}

function reservedBySettings({ reserved_names }: Pick<Settings, 'reserved_names'>): ReservedName[] {
  return reserved_names.map((name) => ({ name, by: { kind: 'settings' } }));
}
