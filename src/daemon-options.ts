import { parseArgs } from 'node:util';
import { errorMessage } from './model/error-message.ts';

interface DaemonOptions {
  readonly config: string;
  readonly mode: 'serve' | 'once' | 'dry-run' | 'check' | 'help';
}

export const DAEMON_USAGE = `Usage: jopaneld [--config FILE] [--once] [--dry-run] [--check]

Applies the hosting accounts in the files below /etc/jopanel/users to this machine.

  --config FILE  the settings (default /etc/jopanel/jopaneld.json; every key is optional)
  --once         apply everything once and exit: 0 all applied, 1 not all applied
  --dry-run      print the plan and change nothing: 0 no changes, 2 changes
  --check        check the settings and exit: 0 good, 1 refused
`;

/** @returns a message for a person when the arguments are wrong */
export function parseDaemonOptions(argv: readonly string[]): DaemonOptions | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string', default: '/etc/jopanel/jopaneld.json' },
        once: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { config: values.config, mode: modeOf(values) };
  } catch (error) {
    return errorMessage(error);
  }
}

interface Flags {
  readonly once?: boolean;
  readonly 'dry-run'?: boolean;
  readonly check?: boolean;
  readonly help?: boolean;
}

function modeOf({ once, 'dry-run': dryRun, check, help }: Flags): DaemonOptions['mode'] {
  if (help === true) return 'help';
  if (check === true) return 'check';
  if (dryRun === true) return 'dry-run';
  return once === true ? 'once' : 'serve';
}
