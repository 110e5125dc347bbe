// What a set has to agree with on the host where it is to be in force.

export interface HostFacts {
  readonly uidMin: number;
  readonly uidMax: number;
  /** Folders whose direct children are homes, in normal form. */
  readonly homeBases: readonly string[];
  /** The lines of /etc/shells. */
  readonly shells: readonly string[];
  /** The host's own full name, which no account may serve. */
  readonly hostname: string | undefined;
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
};
